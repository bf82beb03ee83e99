"""Medians of runs, and pairs of them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measure import Run
from benchmarks.workloads import Job


@dataclass(frozen=True, slots=True)
class Figure:
    """A tool's medians on one job: seconds of wall and of CPU time, peak memory in KiB."""

    wall: float
    cpu: float
    memory: int
    verdict: str | None

    @staticmethod
    def of(runs: Sequence[Run]) -> Figure:
        """The medians of `runs`; a verdict only when all of them agree."""
        verdicts = {run.verdict for run in runs}
        return Figure(
            statistics.median(run.wall for run in runs),
            statistics.median(run.cpu for run in runs),
            round(statistics.median(run.memory for run in runs)),
            verdicts.pop() if len(verdicts) == 1 else None,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One job measured with both tools; comparable only where they say the same."""

    job: Job
    ours: Figure
    reference: Figure

    @property
    def comparable(self) -> bool:
        """Whether both came to an end with the same counts."""
        return self.ours.verdict is not None and self.ours.verdict == self.reference.verdict


def by_family(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of generated programs by generator, smallest first."""
    families: dict[str, list[Row]] = {}
    for row in rows:
        if row.job.family:
            families.setdefault(row.job.family, []).append(row)
    return {name: sorted(part, key=lambda row: row.job.size) for name, part in families.items()}


def growth_exponent(sizes: Sequence[int], times: Sequence[float], start: float) -> float | None:
    """The power of the size with which the time beyond `start` grows, at the upper end.

    None when there are not two points with more than 0.1 s beyond `start`.
    """
    points = [(n, t - start) for n, t in zip(sizes, times, strict=True) if t - start > 0.1]
    if len(points) < 2:
        return None
    (n, t), (m, u) = points[-2:]
    return math.log(u / t) / math.log(m / n)
