"""Places in texts, told by the piece that they are in, so that they outlive edits of others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ivl.base.source import NOWHERE, Source, Span


class Pieces:
    """Sources cut into pieces, each of them before the first cut, after the last, or in between.

    Every other piece is a body. Of these only `own`, the number of a source and of a piece, has
    places; without it all have.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        cuts: Sequence[Sequence[int]],
        own: tuple[int, int] | None = None,
    ) -> None:
        self.sources = tuple(sources)
        self._numbers = {source: number for number, source in enumerate(sources)}
        self._starts = [[0, *ascending] for ascending in cuts]
        self._own = own

    def encode(self, span: Span) -> list[int]:
        """The source, then the piece and the place in it, of the start and of the end.

        Raises ValueError for what is in no source, or in another body.
        """
        if span is NOWHERE:
            return []
        number = self._numbers.get(span.source)
        if number is None:
            raise ValueError("a place in another text")
        return [number, *self._place(number, span.start), *self._place(number, span.end)]

    def _place(self, number: int, offset: int) -> tuple[int, int]:
        starts = self._starts[number]
        piece = bisect_right(starts, offset) - 1
        place = offset - starts[piece]
        if self._own is not None and place and piece % 2 and (number, piece) != self._own:
            raise ValueError("a place in another body")
        return piece, place

    def decode(self, place: Sequence[int]) -> Span:
        """The span for what `encode` gave. Raises ValueError and LookupError."""
        if not place:
            return NOWHERE
        number, first, start, last, end = place
        starts = self._starts[number]
        return Span(self.sources[number], starts[first] + start, starts[last] + end)
