"""The steps of a counterexample as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from ivl.base.counterexample import Binding, Step, StepKind
from ivl.core.value_text import binding_text
from ivl.report.places import position_of

WIDTH = 100
"""A longer line is wrapped between bindings."""


def step_lines(step: Step) -> Iterator[str]:
    """``at 12:5: x == 3, m[2] == 5``, on several lines if there is much to say."""
    position = position_of(step.span)
    place = f"{position.line}:{position.column}: " if position else ""
    match step.kind:
        case StepKind.START:
            start = "at first: "
        case StepKind.ASSIGN | StepKind.HAVOC:
            start = place
        case StepKind.STATE:
            yield f"{place}state {step.text}"
            return
        case StepKind.PRINT:
            yield f"{place}prints {step.text}"
            return
        case StepKind.FAILURE:
            start = "here: "
        case _:
            assert_never(step.kind)
    yield from _wrapped(start, step.bindings)


def _wrapped(start: str, bindings: Sequence[Binding]) -> Iterator[str]:
    line = start
    for number, binding in enumerate(bindings):
        text = binding_text(binding) + ("," if number < len(bindings) - 1 else "")
        if len(line) + len(text) > WIDTH and line != start:
            yield line.rstrip()
            line = " " * len(start)
        line += f"{text} "
    if bindings:
        yield line.rstrip()
