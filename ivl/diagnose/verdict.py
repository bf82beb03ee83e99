"""From what the solver found to an outcome and its messages."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.base.source import Span
from ivl.diagnose.explain import explain_failure, explain_undecided
from ivl.diagnose.find_failures import Findings
from ivl.result import Outcome
from ivl.solvers.answer import Answer
from ivl.solvers.answer import Outcome as Answered

UNDECIDED = {
    Answered.UNKNOWN: (Outcome.UNKNOWN, "solver.unknown", "is inconclusive"),
    Answered.TIMEOUT: (Outcome.TIMEOUT, "solver.timeout", "timed out"),
    Answered.OUT_OF_RESOURCE: (
        Outcome.OUT_OF_RESOURCE, "solver.out-of-resource", "ran out of resource",
    ),
    Answered.OUT_OF_MEMORY: (Outcome.OUT_OF_MEMORY, "solver.out-of-memory", "ran out of memory"),
    Answered.SOLVER_ERROR: (Outcome.SOLVER_ERROR, "solver.error", "failed"),
}  # fmt: skip


def verdict(findings: Findings, name: str, span: Span) -> tuple[Outcome, tuple[Diagnostic, ...]]:
    """The outcome for the implementation called `name` at `span`, and what to say of it.

    When the solver gave up after it had found failures, they stand, and a note says that there
    may be more.
    """
    failures = sorted((explain_failure(p) for p in findings.failures), key=_position)
    if findings.last.outcome is Answered.PROVED:
        return (Outcome.FAILED if failures else Outcome.VERIFIED), tuple(failures)
    if findings.last.outcome is Answered.CANDIDATE:
        return Outcome.FAILED, tuple(failures)
    outcome, gave_up = _gave_up(findings.last, name, span, bool(failures))
    undecided = sorted([explain_undecided(check) for check in findings.undecided], key=_position)
    return (Outcome.FAILED if failures else outcome), (*failures, gave_up, *undecided)


def _gave_up(answer: Answer, name: str, span: Span, after: bool) -> tuple[Outcome, Diagnostic]:
    outcome, kind, happened = UNDECIDED[answer.outcome]
    message = f"verification of {name} {happened}"
    if after:
        message = f"the search for more errors in {name} {happened}"
    if answer.reason:
        message += f": {answer.reason}"
    return outcome, Diagnostic(kind, message, span, Severity.NOTE if after else Severity.ERROR)


def _position(diagnostic: Diagnostic) -> tuple[int, int]:
    if diagnostic.span is None:
        return (0, 0)
    position = diagnostic.span.position
    return (position.line, position.column)
