"""What is asked of the candidates that a solver finds."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.base.replay import ReplayVerdict
from ivl.diagnose.failing_path import FailingPath
from ivl.diagnose.find_failures import Inspect
from ivl.diagnose.sources import Sources
from ivl.options import Options
from ivl.solvers.answer import Session
from ivl.vc.background import Theory
from ivl.vc.condition import VerificationCondition


def inspection(
    condition: VerificationCondition,
    theory: Theory,
    sources: Sources,
    session: Session,
    options: Options,
) -> Inspect | None:
    """What adds to a failing path all that `options` ask of the candidate; None if nothing."""
    if not (options.counterexamples or options.replay):
        return None

    def inspect(path: FailingPath, complete: bool) -> FailingPath:
        from ivl.diagnose.candidate import Candidate

        candidate = Candidate(condition, theory, sources, session, complete)
        if options.counterexamples:
            from ivl.diagnose.counterexample import read_counterexample

            presenter = sources.source.presenter
            with_model = options.models or presenter is not None
            values = read_counterexample(path, candidate, with_model)
            path = replace(path, counterexample=values)
            if presenter is not None:
                name = condition.cfg.implementation.name
                shown = presenter.present(name, values)
                if shown is not None and not options.models:
                    shown = replace(shown, model=None)
                path = replace(path, counterexample=shown)
        if options.replay:
            from ivl.diagnose.replay import replay

            found = replay(path, candidate, options)
            path = replace(path, replay=found)
            if found.verdict is ReplayVerdict.SPURIOUS:
                path = replace(path, counterexample=None)  # it is none
        return path

    return inspect
