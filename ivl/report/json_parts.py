"""Places, values and executions as JSON objects; their fields are described in the schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ivl.base.counterexample import Binding, Counterexample, FailedPart, Step
from ivl.base.diagnostic import Related
from ivl.base.replay import Replay
from ivl.base.source import Span
from ivl.core.value_text import place_text, value_text
from ivl.report.places import end_of, position_of

LONG = 4000
"""About the length of a value's text, at most."""


def location_object(span: Span | None) -> dict[str, Any] | None:
    """``file``, ``line``, ``column`` (from 1), and ``end_line``, ``end_column`` of the last
    character; null where there is none.
    """
    position = position_of(span)
    if span is None or position is None:
        return None
    end = end_of(span)
    return {
        "file": position.file,
        "line": position.line,
        "column": position.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def related_object(related: Related) -> dict[str, Any]:
    """``message`` and ``location``."""
    return {"message": related.message, "location": location_object(related.span)}


def counterexample_object(found: Counterexample | None) -> dict[str, Any] | None:
    """``complete`` (whether the solver is sure of it), ``steps`` and ``parts`` (to blame).

    Null where there is none; see `step_object` and `part_object`.
    """
    if found is None:
        return None
    return {
        "complete": found.complete,
        "steps": [step_object(s) for s in found.steps],
        "parts": [part_object(p) for p in found.parts],
    }


def step_object(step: Step) -> dict[str, Any]:
    """``kind``, ``location``, ``block``, ``text`` and ``bindings``.

    The kinds are ``start``, ``assign``, ``havoc``, ``state``, ``print`` and ``failure``; ``block``
    is an index into the diagnostic's ``trace``, -1 before the first; ``text`` is that of
    ``{:captureState}`` and ``{:print}``; the bindings are known from then on.
    """
    return {
        "kind": step.kind.value,
        "location": location_object(step.span),
        "block": step.block,
        "text": step.text,
        "bindings": binding_objects(step.bindings),
    }


def binding_objects(bindings: Iterable[Binding]) -> list[dict[str, Any]]:
    """``place`` (``heap[ref#1, next]``), the ``name`` that it starts with, ``old``, ``value``.

    ``old``: it is about the state before the body. A value is as the program would write it.
    """
    return [
        {
            "place": place_text(b),
            "name": b.name,
            "old": b.old,
            "value": value_text(b.value, LONG),
        }
        for b in bindings
    ]


def replay_object(replay: Replay | None) -> dict[str, Any] | None:
    """What came of executing a counterexample; null where it was not executed.

    ``verdict`` is ``refuted``, ``contract too weak``, ``spurious`` or ``cannot tell``, and
    ``reason`` says why; ``blamed`` are the loops and calls whose contracts are too weak; the
    execution starts with ``inputs`` and goes through ``steps``; ``parts`` are to blame in the
    assertion: see `part_object`.
    """
    if replay is None:
        return None
    return {
        "verdict": replay.verdict.value,
        "reason": replay.reason,
        "blamed": [related_object(r) for r in replay.blamed],
        "inputs": binding_objects(replay.inputs),
        "steps": [step_object(s) for s in replay.steps],
        "parts": [part_object(p) for p in replay.parts],
    }


def part_object(part: FailedPart) -> dict[str, Any]:
    """``kind``, ``text``, ``wanted``, ``bindings`` and ``location`` of a part of a condition.

    The kinds are ``conjunct``, ``antecedent``, ``consequent``, ``instance`` (of a quantifier, for
    the values in ``bindings``) and ``definition`` (what a function stands for). The part is not
    what is ``wanted``, but for an antecedent, which is.
    """
    return {
        "kind": part.kind.value,
        "text": part.text,
        "wanted": part.wanted,
        "bindings": binding_objects(part.bindings),
        "location": location_object(part.span),
    }
