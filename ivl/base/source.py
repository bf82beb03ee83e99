"""Source texts, spans in them, and their positions as people count them."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from ivl.base.node import field, node

LINE_PRAGMA = re.compile(r"^[ \t]*#line[ \t]+(\d+)(?:[ \t]+(\S.*?))?[ \t]*$", re.MULTILINE)


class Position(NamedTuple):
    """A place as an editor shows it: lines and columns start at 1, a tab is one column."""

    file: str
    line: int
    column: int


class Source:
    """A named text. `name` is what messages print; `#line N [FILE]` pragmas are honoured.

    `first_column` is how the columns of a line are counted: from 1, unless an old format counts
    from 0. `use` is printed in brackets after a place: which of several uses of the text it is in.
    """

    __slots__ = ("_pragmas", "_starts", "first_column", "name", "text", "use")

    def __init__(self, name: str, text: str, first_column: int = 1, use: str = "") -> None:
        self.name = name
        self.text = text
        self.first_column = first_column
        self.use = use
        self._starts: list[int] | None = None
        self._pragmas: list[tuple[int, int, str]] = []  # physical line index, its number, its file

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            find, at = self.text.find, 0
            while (at := find("\n", at) + 1) > 0:
                starts.append(at)
            self._starts = starts
            if "#line" in self.text:
                file = self.name
                for pragma in LINE_PRAGMA.finditer(self.text):
                    file = pragma[2] or file
                    index = bisect_right(starts, pragma.start())
                    self._pragmas.append((index, int(pragma[1]), file))
        return self._starts

    def position(self, offset: int) -> Position:
        """The position of the character at `offset` (in characters, from 0)."""
        starts = self._line_starts()
        index = bisect_right(starts, offset) - 1
        column = offset - starts[index] + self.first_column
        for first, number, file in reversed(self._pragmas):
            if index >= first:
                return Position(file, number + index - first, column)
        return Position(self.name, index + 1, column)

    def span(self, start: int, end: int | None = None) -> Span:
        """The characters from `start` to `end`, which is not part of it; one if `end` is None."""
        return Span(self, start, start + 1 if end is None else end)

    def line_text(self, offset: int) -> str:
        """The physical line that holds `offset`, without its end."""
        starts = self._line_starts()
        index = bisect_right(starts, offset) - 1
        end = starts[index + 1] if index + 1 < len(starts) else len(self.text)
        return self.text[starts[index] : end].rstrip("\r\n")


class Span(NamedTuple):
    """The characters `start` to `end` (exclusive) of a source."""

    source: Source
    start: int
    end: int

    @property
    def position(self) -> Position:
        """Where the span starts."""
        return self.source.position(self.start)


NOWHERE = Span(Source("", ""), 0, 0)
"""The span of what was made, not read."""


@node
class Spanned:
    """What every node that stands somewhere in a text has."""

    span: Span = field(default=NOWHERE, kw_only=True)
