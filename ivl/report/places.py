"""How places in a text are written. All formatting of lines and columns is here."""

from __future__ import annotations

import os.path

from ivl.base.source import Position, Span

WIDTH = 100
"""Source lines are cropped to about this many columns around the place they illustrate."""


def position_of(span: Span | None) -> Position | None:
    """Where `span` starts, or None when it is nowhere in a text."""
    if span is None or not span.source.name:
        return None
    return span.position


def end_of(span: Span) -> Position:
    """Where the last character of `span` stands."""
    return span.source.position(max(span.start, span.end - 1))


def boogie_place(span: Span | None, shift: int = 0, base_name: bool = False) -> str:
    """``FILE(LINE,COLUMN)``; `shift` is taken off the column. Nowhere is ``(0,0)``."""
    position = position_of(span) or Position("", 0, 0)
    file = os.path.basename(position.file) if base_name else position.file
    return f"{file}({position.line},{position.column - shift}){_use(span)}"


def colon_place(span: Span | None) -> str:
    """``FILE:LINE:COLUMN``, empty when the place is nowhere in a text."""
    position = position_of(span)
    if position is None:
        return ""
    return f"{position.file}:{position.line}:{position.column}{_use(span)}"


def _use(span: Span | None) -> str:
    """``[M]`` for a text that is used in several places, M in this one."""
    return f"[{span.source.use}]" if span is not None and span.source.use else ""


def excerpt(span: Span) -> tuple[str, str, str]:
    """The line number, the source line and an underline of `span` on it.

    Tabs stay tabs in both, and a wide character is underlined by two carets, so that the
    underline is in its place. Only the first line of a longer span is shown.
    """
    source, start, end = span
    text = source.line_text(start)
    column = source.position(start).column - source.first_column
    length = max(1, min(end - start, len(text) - column))
    shown, column = _crop(text, column)
    before = shown[:column]
    marked = shown[len(before) : len(before) + length]
    padding = "".join(c if c == "\t" else " " * _cells(c) for c in before)
    carets = "^" * max(1, sum(map(_cells, marked)))
    number = span.position.line
    return str(number), shown.rstrip(), padding + carets


def _crop(text: str, column: int) -> tuple[str, int]:
    """A part of `text` around `column`, and the column that this is in the part."""
    if len(text) <= WIDTH:
        return text, column
    first = max(0, column - WIDTH // 2)
    part = text[first : first + WIDTH]
    if first + WIDTH < len(text):
        part += "…"
    return ("…" + part, column - first + 1) if first else (part, column)


def _cells(character: str) -> int:
    """How many columns a terminal gives to `character`."""
    import unicodedata

    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
