"""Tables of what was measured, in Markdown."""

from __future__ import annotations

import itertools
import os
import platform
import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.figures import Row, by_family, growth_exponent
from benchmarks.workloads import SUITES, Job

COMPARISON_HEAD = ("| | files | wall, ours | wall, reference | ratio | median | CPU, ours "
                   "| CPU, reference | ratio | median | memory ratio |")  # fmt: skip
RULE = "|---" + "|--:" * 10 + "|"

LIMITS = {"conformance": 0.6, "clients": 0.7}
"""Ratios of total wall times to reach."""


def write(file: Path, lines: Iterable[str]) -> int:
    """Write `lines` to `file` and to standard output."""
    text = "\n".join(lines) + "\n"
    file.write_text(text, encoding="utf-8")
    print(text)
    return 0


def comparison(rows: Sequence[Row], runs: int) -> list[str]:
    """The whole report: totals of each suite, growth, the marks, and every file."""
    comparable = [row for row in rows if row.comparable]
    lines = [
        "# Comparison with the reference", "",
        f"Medians of {runs} alternating runs, on {os.cpu_count()} x {platform.machine()}, Python "
        f"{platform.python_version()}. A ratio below 1 means that ours is faster. Totals are over "
        "the files on which both tools report the same counts; medians are those of the files' "
        "ratios.", "",
        "## Totals", "", COMPARISON_HEAD, RULE,
    ]  # fmt: skip
    for suite in SUITES:
        if part := [row for row in comparable if row.job.suite == suite]:
            lines.append(_line(suite, part, str(len(part))))
    lines += ["", "## Growth", "", *_growth(comparable), "", "## Marks", "", *_marks(comparable)]
    lines += ["", "## Files", "", COMPARISON_HEAD, RULE]
    lines += [_line(f"{row.job.suite}: {row.job.name}", [row], "1") for row in comparable]
    if rest := [row for row in rows if not row.comparable]:
        lines += ["", "## Not compared", "", "| | ours | reference |", "|---|---|---|"]
        for row in rest:
            ours, reference = (f.verdict or "no counts" for f in (row.ours, row.reference))
            lines.append(f"| {row.job.suite}: {row.job.name} | {ours} | {reference} |")
    return lines


def _line(title: str, rows: Sequence[Row], files: str) -> str:
    wall, wall_r = sum(r.ours.wall for r in rows), sum(r.reference.wall for r in rows)
    cpu, cpu_r = sum(r.ours.cpu for r in rows), sum(r.reference.cpu for r in rows)
    memory = max(r.ours.memory for r in rows) / max(1, *(r.reference.memory for r in rows))
    median, median_cpu = _medians(rows)
    return (f"| {title} | {files} | {wall:.2f} s | {wall_r:.2f} s | {_ratio(wall, wall_r)} "
            f"| {median:.2f} | {cpu:.2f} s | {cpu_r:.2f} s | {_ratio(cpu, cpu_r)} "
            f"| {median_cpu:.2f} | {memory:.2f} |")  # fmt: skip


def _medians(rows: Sequence[Row]) -> tuple[float, float]:
    """The medians of the ratios of wall and of CPU time."""
    tiny = 1e-3
    return (
        statistics.median(r.ours.wall / max(tiny, r.reference.wall) for r in rows),
        statistics.median(r.ours.cpu / max(tiny, r.reference.cpu) for r in rows),
    )


def _ratio(ours: float, reference: float) -> str:
    return f"{ours / reference:.2f}" if reference else "-"


def _start(rows: Sequence[Row], ours: bool) -> float:
    return min((row.ours.cpu if ours else row.reference.cpu for row in rows), default=0.0)


def _growth(rows: Sequence[Row]) -> list[str]:
    lines = [
        "CPU time at the largest size, and the power of the size with which it grows between the "
        "last two, after the time of the fastest file is taken off (1 is linear; a dash: too "
        "little time to tell).", "",
        "| family | sizes | ours | reference | exponent, ours | exponent, reference |",
        "|---|---|--:|--:|--:|--:|",
    ]  # fmt: skip
    for name, part in by_family(rows).items():
        sizes = [row.job.size for row in part]
        cells = []
        for ours in (True, False):
            times = [row.ours.cpu if ours else row.reference.cpu for row in part]
            power = growth_exponent(sizes, times, _start(rows, ours))
            cells.append((f"{times[-1]:.2f} s", "-" if power is None else f"{power:.2f}"))
        (last, growth), (last_r, growth_r) = cells
        lines.append(
            f"| {name} | {sizes[0]} - {sizes[-1]} | {last} | {last_r} | {growth} | {growth_r} |"
        )
    return lines


def _marks(rows: Sequence[Row]) -> list[str]:
    """The first marks to meet (see README.md): met, not met, or not measured."""

    def total(suite: str) -> tuple[float, float] | None:
        part = [row for row in rows if row.job.suite == suite]
        if not part:
            return None
        return sum(r.ours.wall for r in part), sum(r.reference.wall for r in part)

    marks: list[tuple[str, bool | None]] = []
    for text, suite in (
        ("starting up takes no longer than the reference's", "start-up"),
        ("the conformance files take at most 0.6 of the time in total", "conformance"),
        ("clients' programs take at most 0.7 of the time in total", "clients"),
    ):
        figures = total(suite)
        limit = LIMITS.get(suite, 1.0)
        marks.append((text, None if figures is None else figures[0] <= limit * figures[1]))
    part = [row for row in rows if row.job.suite == "clients"]
    marks.append(
        ("half of them take at most 0.8 of it", _medians(part)[0] <= 0.8 if part else None)
    )
    part = by_family(rows).get("branches", [])
    sizes = [row.job.size for row in part]
    power, power_r = (
        growth_exponent(
            sizes, [r.ours.cpu if ours else r.reference.cpu for r in part], _start(rows, ours)
        )
        for ours in (True, False)
    )
    slower = None if power is None or power_r is None else power > power_r + 0.1
    marks.append(("the cost of branches in sequence grows no faster than the reference's",
                  None if slower is None else not slower))  # fmt: skip
    words = {True: "met", False: "NOT met", None: "not measured"}
    return [f"- {text}: **{words[met]}**" for text, met in marks]


def stage_table(profile: Mapping[Job, Mapping[str, float]]) -> list[str]:
    """Seconds by job and by stage, in the order in which stages first appear, and their growth."""
    names = list(dict.fromkeys(itertools.chain.from_iterable(profile.values())))
    lines = ["# Seconds by stage", "", f"| | {' | '.join(names)} | sum |",
             "|---" + "|--:" * (len(names) + 1) + "|"]  # fmt: skip
    totals = dict.fromkeys(names, 0.0)
    for job, seconds in profile.items():
        cells = [seconds.get(name, 0.0) for name in names]
        for name, cell in zip(names, cells, strict=True):
            totals[name] += cell
        lines.append(_stage_line(job.name, cells))
    return [*lines, _stage_line("**total**", list(totals.values())), *_own_growth(profile)]


def _stage_line(title: str, cells: Sequence[float]) -> str:
    return f"| {title} | {' | '.join(f'{cell:.3f}' for cell in cells)} | {sum(cells):.3f} |"


def _own_growth(profile: Mapping[Job, Mapping[str, float]]) -> list[str]:
    """How our own part (all but the solver's) and the solver's grow with the size."""
    families: dict[str, list[tuple[int, float, float]]] = {}
    for job, seconds in profile.items():
        if job.family:
            solve = seconds.get("solve", 0.0)
            own = sum(seconds.values()) - solve
            families.setdefault(job.family, []).append((job.size, own, solve))
    if not families:
        return []
    lines = ["", "## Growth", "",
             "The power of the size with which time grows between the last two sizes (1 is linear; "
             "a dash: too little time to tell).", "",
             "| family | largest | own | solver | exponent, own | exponent, solver |",
             "|---|--:|--:|--:|--:|--:|"]  # fmt: skip
    for family, rows in families.items():
        sizes, owns, solves = zip(*sorted(rows), strict=True)
        cells = []
        for times in (owns, solves):
            power = growth_exponent(sizes, times, 0.0)
            cells.append("-" if power is None else f"{power:.2f}")
        lines.append(
            f"| {family} | {sizes[-1]} | {owns[-1]:.2f} s | {solves[-1]:.2f} s "
            f"| {' | '.join(cells)} |"
        )
    return lines
