"""Syntax whose places are those in what was printed of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ivl.base.node import replace
from ivl.base.source import Source, Span
from ivl.syntax import ast

KEEPS_PLACE = (ast.If, ast.While, ast.Break, ast.Label)


def relocate(
    program: ast.Program, source: Source, places: Mapping[Any, tuple[int, int]]
) -> ast.Program:
    """`program` with the `places` of its parts in the text of `source`, as starts and ends.

    A node that has none is where the node around it is. Structured statements and labels, and what
    has no place in any way, stay where they were.
    """

    def moved(item: Any, around: Span | None) -> Any:
        kind = type(item)
        if kind is tuple:
            return tuple([moved(element, around) for element in item])
        if not hasattr(kind, "__fields__"):
            return item
        place = places.get(item)
        here = around if place is None else Span(source, *place)
        if kind in KEEPS_PLACE:
            here = None
        changes = {name: moved(getattr(item, name), here) for name in kind.__fields__}
        if here is not None and "span" in changes:
            changes["span"] = here
        return replace(item, **changes)

    result: ast.Program = moved(program, None)
    return result
