"""The engine of the printer: text is made from pieces, without recursion, at any depth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

Pieces: TypeAlias = "list[Piece]"
Piece: TypeAlias = "str | tuple[Callable[[Any, int], Pieces], Any, int]"
"""Text, or a function that gives the pieces of a node at a binding strength or indentation."""

DEEPEST_INDENT = 80


def text_of(pieces: Iterable[Piece]) -> str:
    """All pieces taken apart and put together."""
    out: list[str] = []
    pending = [*pieces]
    pending.reverse()
    while pending:
        piece = pending.pop()
        if isinstance(piece, str):
            out.append(piece)
        else:
            render, node, number = piece
            parts = render(node, number)
            parts.reverse()
            pending += parts
    return "".join(out)


def separated(
    render: Callable[[Any, int], Pieces], nodes: Iterable[Any], number: int, by: str = ", "
) -> Pieces:
    """The pieces of some nodes with `by` between them."""
    pieces: Pieces = []
    for node in nodes:
        if pieces:
            pieces.append(by)
        pieces.append((render, node, number))
    return pieces


def margin(indent: int) -> str:
    """The start of a line; very deep nesting is not shown, or the text would be quadratic."""
    return " " * min(indent, DEEPEST_INDENT)
