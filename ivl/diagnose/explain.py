"""Messages about assertions that could not be proved, and about solvers that gave up."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic, Related
from ivl.base.replay import ReplayVerdict
from ivl.base.source import NOWHERE, Span
from ivl.core.attributes import text_attribute
from ivl.core.statements import Assert, ObligationKind
from ivl.diagnose.failing_path import FailingPath
from ivl.vc.condition import Check

MESSAGES = {
    ObligationKind.ASSERT: "this assertion could not be proved",
    ObligationKind.PRECONDITION: "a precondition for this call could not be proved",
    ObligationKind.POSTCONDITION: "a postcondition could not be proved on this return path",
    ObligationKind.INVARIANT_ENTRY: "this loop invariant could not be proved on entry",
    ObligationKind.INVARIANT_MAINTAINED: (
        "this invariant could not be proved to be maintained by the loop"
    ),
    ObligationKind.MEASURE: "measure could not be proved to decrease",
    ObligationKind.BOUND: "an execution may come to where the search ended",
}
PART = "this is the part that could not be proved"
RELATED = {
    ObligationKind.ASSERT: PART,
    ObligationKind.INVARIANT_ENTRY: PART,
    ObligationKind.INVARIANT_MAINTAINED: PART,
    ObligationKind.PRECONDITION: "this is the precondition that could not be proved",
    ObligationKind.POSTCONDITION: "this is the postcondition that could not be proved",
}
UNDECIDED = "timeout.assertion"
"""The kind of a message about an assertion on which the solver ran out of time."""
OUT_OF_TIME = "out of time: "
"""What that message starts with."""
INVARIANTS = {ObligationKind.INVARIANT_ENTRY, ObligationKind.INVARIANT_MAINTAINED}


def explain_failure(path: FailingPath) -> Diagnostic:
    """The message about the assertion at the end of `path`."""
    assertion = path.check.assertion
    obligation = assertion.obligation
    custom = _own_message(assertion)
    related: tuple[Related, ...] = ()
    if obligation.declared is not None and obligation.kind in RELATED:
        related = (Related(RELATED[obligation.kind], obligation.declared),)
    return Diagnostic(
        f"verify.{obligation.kind.value}",
        custom or obligation.message or MESSAGES[obligation.kind],
        _place(path),
        related=related,
        trace=tuple(
            [Related(b.name or b.label, b.span) for b in path.blocks if b.span is not NOWHERE]
        ),
        custom=bool(custom),
        origin=obligation.origin,
        counterexample=None if _is_spurious(path) else path.counterexample,
        replay=path.replay,
    )


def _is_spurious(path: FailingPath) -> bool:
    """Whether the values are known to be no counterexample: then they are not shown."""
    return path.replay is not None and path.replay.verdict is ReplayVerdict.SPURIOUS


def explain_undecided(check: Check) -> Diagnostic:
    """The message about an assertion on which the solver ran out of time."""
    assertion = check.assertion
    obligation = assertion.obligation
    wording = _own_message(assertion) or obligation.message or MESSAGES[obligation.kind]
    span = obligation.declared if obligation.span is NOWHERE else obligation.span
    return Diagnostic(UNDECIDED, f"{OUT_OF_TIME}{wording}", span)


def _own_message(assertion: Assert) -> str:
    """The text of a ``{:msg}``, which Boogie ignores on invariants."""
    if assertion.obligation.kind in INVARIANTS:
        return ""
    return text_attribute(assertion.attributes, "msg") or ""


def _place(path: FailingPath) -> Span:
    """Where to report: a postcondition checked at the common exit belongs to the return taken."""
    span = path.check.assertion.obligation.span
    if span is not NOWHERE:
        return span
    jumps = [block.jump for block in path.blocks[-2:]]
    return next((jump for jump in jumps if jump is not NOWHERE), NOWHERE)
