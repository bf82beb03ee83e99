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
    if not options.counterexamples:
        return None

    def inspect(path: FailingPath, complete: bool) -> FailingPath:
        from ivl.diagnose.candidate import Candidate
        from ivl.diagnose.counterexample import read_counterexample

        candidate = Candidate(condition, theory, sources, session, complete)
        found = read_counterexample(path, candidate, options.models)
        return replace(path, counterexample=found)

    return inspect
