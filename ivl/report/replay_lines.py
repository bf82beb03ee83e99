"""What came of executing a counterexample, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from ivl.base.counterexample import FailedPart, PartKind
from ivl.base.diagnostic import Diagnostic
from ivl.base.replay import Replay, ReplayVerdict
from ivl.core.value_text import binding_text

VERDICTS = {
    ReplayVerdict.REFUTED: "an execution fails here",
    ReplayVerdict.WEAK_CONTRACT: "what is known is too weak",
    ReplayVerdict.SPURIOUS: "no counterexample",
    ReplayVerdict.UNDECIDED: "it cannot be told whether an execution fails here",
}


def verdict_line(replay: Replay) -> str:
    """``refuted: an execution fails here``"""
    text = f"{replay.verdict.value}: {VERDICTS[replay.verdict]}"
    return f"{text}; {replay.reason}" if replay.reason else text


def failed_parts(diagnostic: Diagnostic) -> tuple[FailedPart, ...]:
    """The parts to blame: in the execution that fails, or else in what the solver thinks of."""
    example, replay = diagnostic.counterexample, diagnostic.replay
    if replay is not None and replay.steps:
        return replay.parts
    return () if example is None else example.parts


def part_lines(parts: tuple[FailedPart, ...]) -> Iterator[str]:
    """``for i == 3: x <= a[i] does not hold``, one line for each part."""
    for part in parts:
        holds = "does not hold" if part.wanted else "holds"
        match part.kind:
            case PartKind.INSTANCE:
                values = ", ".join([binding_text(b) for b in part.bindings])
                yield f"for {values}: {part.text} {holds}"
            case PartKind.ANTECEDENT:
                yield f"{part.text} holds"
            case PartKind.CONJUNCT | PartKind.CONSEQUENT:
                yield f"{part.text} {holds}"
            case PartKind.DEFINITION:
                yield f"that is, {part.text} {holds}"
            case _:
                assert_never(part.kind)
