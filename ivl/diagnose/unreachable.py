"""Warnings about code that no execution reaches."""

from __future__ import annotations

from collections.abc import Callable

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.diagnose.verdict import UNDECIDED
from ivl.flow.cfg import Cfg, as_implementation
from ivl.flow.probes import probes
from ivl.result import Outcome, SmokeTest
from ivl.solvers.answer import Answer
from ivl.solvers.answer import Outcome as Answered

MESSAGE = "no execution comes here: what is assumed on the way is contradictory"


def unreachable_code(cfg: Cfg, prove: Callable[[Cfg], Answer]) -> tuple[SmokeTest, ...]:
    """A test of each end of `cfg`, with a warning if `prove` shows it to be out of reach.

    The `origin` of a warning is the part of `cfg` that leads there, as an implementation.
    """
    tests = []
    for probe in probes(cfg):
        answer = prove(probe.cfg)
        if answer.outcome is Answered.PROVED:
            warning = Diagnostic(
                "smoke.unreachable",
                MESSAGE,
                probe.span,
                Severity.WARNING,
                origin=as_implementation(probe.cfg),
            )
            tests.append(SmokeTest(Outcome.VERIFIED, answer.seconds, warning))
        elif answer.outcome is Answered.CANDIDATE:
            tests.append(SmokeTest(Outcome.FAILED, answer.seconds))
        else:
            tests.append(SmokeTest(UNDECIDED[answer.outcome][0], answer.seconds))
    return tuple(tests)
