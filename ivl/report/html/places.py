"""Lines of the texts that a run is about, as the page numbers them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from ivl.base.source import Source, Span
from ivl.report.run import Run

MOST_LINES = 200
"""No more lines than this of one command are lit up."""


class Texts:
    """The distinct texts of a run, in the order in which its results mention them.

    A line is called ``S-N``: N, from 1, is its number in the text, whatever ``#line`` says.
    """

    def __init__(self, run: Run) -> None:
        self.sources: list[Source] = []
        self._numbers: dict[Source, int] = {}
        self._starts: list[list[int]] = []
        for span in _spans(run):
            if span is not None and span.source.text and span.source not in self._numbers:
                self._numbers[span.source] = len(self.sources)
                self.sources.append(span.source)
                self._starts.append(_line_starts(span.source.text))

    def line(self, span: Span | None) -> str:
        """Where `span` starts, ``""`` if that is in none of the texts."""
        source = None if span is None else self._numbers.get(span.source)
        if span is None or source is None:
            return ""
        return f"{source}-{self._row(source, span.start)}"

    def lines(self, span: Span) -> list[str]:
        """All lines that `span` is on."""
        source = self._numbers.get(span.source)
        if source is None:
            return []
        first = self._row(source, span.start)
        last = self._row(source, max(span.start, span.end - 1))
        return [f"{source}-{n}" for n in range(first, min(last, first + MOST_LINES) + 1)]

    def _row(self, source: int, offset: int) -> int:
        return bisect_right(self._starts[source], offset)


def _line_starts(text: str) -> list[int]:
    return [0, *[i + 1 for i, c in enumerate(text) if c == "\n"]]


def _spans(run: Run) -> Iterator[Span | None]:
    for diagnostic in run.diagnostics:
        yield diagnostic.span
        yield from [related.span for related in diagnostic.related]
    for result in run.results:
        yield result.implementation.span
        yield from result.obligations
        yield from [part.span for part in result.parts or ()]
        for diagnostic in result.diagnostics:
            yield diagnostic.span
            yield from [related.span for related in diagnostic.related]
            if diagnostic.replay is not None:
                yield from [related.span for related in diagnostic.replay.blamed]
