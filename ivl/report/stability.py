"""How stable proofs are, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.report.verdict import WORDING
from ivl.result import Outcome, Result

HEADINGS = ("implementation", "proved", "fastest", "median", "slowest", "otherwise")


def stability(results: Sequence[Result]) -> str:
    """A line for each implementation that was proved in several iterations::

        implementation  proved  fastest  median  slowest  otherwise
        Sort             9/10    0.12 s  0.31 s   5.00 s  timed out in 7

    Times are the solver's. Empty without such implementations.
    """
    rows = [_row(result) for result in results if result.iterations]
    if not rows:
        return ""
    columns = list(zip(HEADINGS, *rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]

    def line(cells: Sequence[str]) -> str:
        padded = [cells[0].ljust(widths[0])]
        padded += [c.rjust(w) for c, w in zip(cells[1:-1], widths[1:-1], strict=True)]
        return "  ".join([*padded, cells[-1]]).rstrip()

    return "".join([line(cells) + "\n" for cells in (HEADINGS, *rows)])


def _row(result: Result) -> tuple[str, ...]:
    from statistics import median  # slow to import

    rounds = result.iterations
    seconds = [r.solver_seconds for r in rounds]
    proved = sum(r.outcome is Outcome.VERIFIED for r in rounds)
    others: dict[str, list[str]] = {}
    for number, r in enumerate(rounds, 1):
        if r.outcome is not Outcome.VERIFIED:
            others.setdefault(WORDING[r.outcome], []).append(str(number))
    otherwise = "; ".join([f"{name} in {', '.join(numbers)}" for name, numbers in others.items()])
    times = [f"{s:.2f} s" for s in (min(seconds), median(seconds), max(seconds))]
    return (result.name, f"{proved}/{len(rounds)}", *times, otherwise)
