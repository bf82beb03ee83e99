"""Runs as the steps of counterexamples."""

from __future__ import annotations

from ivl.base.counterexample import Binding, Step, StepKind
from ivl.base.values import UNKNOWN
from ivl.interpreter.run import Run, RunOutcome
from ivl.interpreter.trace import Event, EventKind, bindings

MOST = 60
"""No more steps are given than these, the last ones."""

_KINDS = {
    EventKind.ASSIGN: StepKind.ASSIGN,
    EventKind.CALL: StepKind.ASSIGN,
    EventKind.HAVOC: StepKind.HAVOC,
    EventKind.STATE: StepKind.STATE,
    EventKind.PRINT: StepKind.PRINT,
}


def steps_of(run: Run, most: int = MOST) -> tuple[Step, ...]:
    """What changes at each step of `run`; variables of callees are called ``P.x``.

    The first step is the start, and if the run failed the last one is what the assertion reads.
    """
    found = [step for event in run.events if (step := _step(event)) is not None]
    if run.outcome is RunOutcome.FAILED:
        found.append(Step(StepKind.FAILURE, run.reads, span=run.span))
    return (Step(StepKind.START, run.inputs), *found[-most:])


def changes(event: Event) -> tuple[Binding, ...]:
    """What is known to have changed."""
    prefix = f"{event.procedure}." if event.depth else ""
    return tuple([b for b in bindings(event, prefix) if b.value != UNKNOWN])


def _step(event: Event) -> Step | None:
    kind = _KINDS.get(event.kind)
    if kind is None:
        return None
    if kind in (StepKind.STATE, StepKind.PRINT):
        return Step(kind, (), event.text, span=event.span)
    changed = changes(event)
    return Step(kind, changed, span=event.span) if changed else None
