"""What came of runs of a program: as diagnostics, text, and a JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ivl.base.counterexample import StepKind
from ivl.base.diagnostic import Diagnostic, Related, Severity
from ivl.base.replay import Replay, ReplayVerdict
from ivl.base.source import NOWHERE, Span
from ivl.core.statements import ObligationKind
from ivl.core.value_text import binding_text
from ivl.interpreter.run import Run, RunOutcome
from ivl.interpreter.steps import changes, steps_of
from ivl.interpreter.trace import Event, EventKind
from ivl.report.json_parts import (
    binding_objects,
    location_object,
    part_object,
    step_object,
)
from ivl.report.places import position_of
from ivl.report.verdict import plural

FORMAT = "ivl.run/1"
MESSAGES = {
    ObligationKind.ASSERT: "this assertion does not hold",
    ObligationKind.PRECONDITION: "a precondition of this call does not hold",
    ObligationKind.POSTCONDITION: "a postcondition does not hold on this return path",
    ObligationKind.INVARIANT_ENTRY: "this loop invariant does not hold on entry",
    ObligationKind.INVARIANT_MAINTAINED: "this invariant is not maintained by the loop",
    ObligationKind.MEASURE: "the measure does not decrease",
    ObligationKind.BOUND: "the execution comes to where it must not",
}
MOST_STEPS = 1000
"""No more steps of a run are in a trace or a document, the last ones."""


def run_diagnostic(run: Run, seed: int) -> Diagnostic:
    """What to say of a run that did not come to its end."""
    if run.outcome is not RunOutcome.FAILED or run.obligation is None:
        kind = f"run.{run.outcome.value.replace(' ', '-')}"
        message = f"{run.procedure} with seed {seed}: {run.outcome.value}: {run.reason}"
        return Diagnostic(kind, message, _place(run.span), Severity.NOTE)
    obligation = run.obligation
    related: tuple[Related, ...] = ()
    if obligation.declared is not None:
        related = (Related("this is what does not hold", obligation.declared),)
    return Diagnostic(
        f"run.{obligation.kind.value}",
        f"{obligation.message or MESSAGES[obligation.kind]}: {run.procedure} with seed {seed}",
        _place(run.span),
        related=related,
        replay=Replay(
            ReplayVerdict.REFUTED,
            inputs=run.inputs,
            steps=steps_of(run),
            parts=run.parts,
        ),
    )


def _place(span: Span) -> Span | None:
    return None if span is NOWHERE else span


def trace_lines(run: Run) -> Iterator[str]:
    """Each of the last thousand steps of a run, calls indented: ``12:5: x == 3``."""
    if len(run.events) > MOST_STEPS:
        yield f"{'…':>9}  {plural(len(run.events) - MOST_STEPS, 'step')} before"
    for event in run.events[-MOST_STEPS:]:
        position = position_of(event.span)
        place = f"{position.line}:{position.column}" if position else ""
        yield f"{place:>9}  {'  ' * event.depth}{_text(event)}".rstrip()


def _text(event: Event) -> str:
    values = ", ".join([binding_text(b) for b in changes(event)])
    match event.kind:
        case EventKind.START:
            return f"{event.procedure}: {values}" if values else event.procedure
        case EventKind.CALL:
            return f"after {event.text}: {values}" if values else f"after {event.text}"
        case EventKind.BRANCH:
            return f"goes to {event.text}"
        case EventKind.STATE:
            return f"state {event.text}"
        case EventKind.PRINT:
            return f"prints {event.text}"
        case EventKind.HAVOC:
            return f"havoc: {values}"
        case _:
            return values


def summary(runs: Iterable[Run]) -> str:
    """One sentence about all runs."""
    outcomes = [r.outcome for r in runs]
    counts = [(o, outcomes.count(o)) for o in RunOutcome]
    parts = [f"{number} {outcome.value}" for outcome, number in counts if number]
    return f"{plural(len(outcomes), 'run')}: {', '.join(parts)}"


def run_document(files: Sequence[str], runs: Iterable[tuple[int, Run]]) -> str:
    """``format``: ``ivl.run/1``; ``files``; ``runs``, each after its seed: see `run_object`."""
    found = {
        "format": FORMAT,
        "files": list(files),
        "runs": [run_object(seed, run) for seed, run in runs],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def run_object(seed: int, run: Run) -> dict[str, Any]:
    """``procedure``, ``seed``, ``outcome``, ``reason``, ``location``, ``taken`` (steps).

    The outcome is ``completed``, ``failed``, ``blocked``, ``out of steps`` or ``cannot tell``; the
    location is where it stopped. ``inputs`` and ``results`` are bindings; ``steps`` is what changed
    (the last thousand); ``parts`` are to blame in the assertion that failed, and ``kind`` is what
    that assertion stands for, null if none failed.
    """
    return {
        "procedure": run.procedure,
        "seed": seed,
        "outcome": run.outcome.value,
        "reason": run.reason,
        "location": location_object(run.span),
        "kind": None if run.obligation is None else run.obligation.kind.value,
        "taken": run.steps,
        "inputs": binding_objects(run.inputs),
        "results": binding_objects(run.results),
        "steps": [step_object(s) for s in steps_of(run, MOST_STEPS) if s.kind != StepKind.START],
        "parts": [part_object(p) for p in run.parts],
    }
