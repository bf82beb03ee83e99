"""What Boogie tells of splits in a trace, and of conditions that took too long."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.report.places import position_of
from ivl.result import Outcome, Result, SplitResult, TimeoutDiagnosis

_OUTCOMES = {
    Outcome.VERIFIED: "Valid",
    Outcome.FAILED: "Invalid",
    Outcome.UNKNOWN: "Undetermined",
    Outcome.TIMEOUT: "TimeOut",
    Outcome.OUT_OF_RESOURCE: "OutOfResource",
    Outcome.OUT_OF_MEMORY: "OutOfMemory",
    Outcome.SOLVER_ERROR: "Undetermined",
    Outcome.NOT_CHECKED: "Undetermined",
}
_GAVE_UP = (Outcome.TIMEOUT, Outcome.OUT_OF_RESOURCE, Outcome.OUT_OF_MEMORY)


def split_lines(splits: Sequence[SplitResult]) -> list[str]:
    """Two lines for each split, with the part of the whole cost that was proved before it."""
    later = sum([split.parts for split in splits])
    total = len(splits) - later
    remaining = sum([_cost(split) for split in splits[:total]])
    proved = 0.0
    following = total
    lines = []
    for number, split in enumerate(splits, 1):
        position = position_of(split.span)
        place = f" (line {position.line})" if position else ""
        percent = 100 * proved / (proved + remaining) if proved + remaining else 0.0
        lines.append(
            f"    checking split {number}/{total}{place}, {percent:.2f}%, {_weight(split)} ..."
        )
        outcome = _OUTCOMES[split.outcome]
        lines.append(f"      --> split #{number} done,  [{split.seconds:.3f} s] {outcome}")
        remaining -= _cost(split)
        proved += _cost(split) / (100 if split.outcome in _GAVE_UP else 1)
        if split.parts:
            lines.append(f"split {number} was split into {split.parts} parts")
            total += split.parts
            remaining += sum([_cost(s) for s in splits[following : following + split.parts]])
            following += split.parts
    return lines


def diagnosis_lines(result: Result, diagnosis: TimeoutDiagnosis, limit: int) -> list[str]:
    """How a condition was taken apart that had taken longer than `limit` seconds."""
    outcome = Outcome.TIMEOUT if diagnosis.undecided else result.outcome
    return [
        f"Starting timeout diagnostics with initial time limit {1000 * limit}.",
        f"Terminated timeout diagnostics after {1000 * diagnosis.seconds:.0f} ms"
        f" and {diagnosis.queries} prover queries.",
        f"Outcome: {_OUTCOMES[outcome]}",
        f"Unverified assertions: {diagnosis.undecided} (of {diagnosis.assertions})",
    ]


def _cost(split: SplitResult) -> float:
    return split.cost.cost if split.cost else 0.0


def _weight(split: SplitResult) -> str:
    if split.cost is None:
        return "(cost:0/0)"
    last = " last" if split.cost.last else ""
    return f"(cost:{split.cost.cost:.0f}/{split.cost.assertions}{last})"
