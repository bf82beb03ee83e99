"""What is asked of the candidates that a solver finds."""

from __future__ import annotations

from ivl.base.node import replace
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

            found = read_counterexample(path, candidate, options.models)
            path = replace(path, counterexample=found)
        if options.replay:
            from ivl.diagnose.replay import replay

            path = replace(path, replay=replay(path, candidate, options))
        return path

    return inspect
