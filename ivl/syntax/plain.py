"""One way to write what can be written in several."""

from __future__ import annotations

from typing import Any, TypeVar

from ivl.base.node import replace
from ivl.syntax import ast
from ivl.syntax.rebuild import rebuild

Tree = TypeVar("Tree")


def plain(tree: Tree) -> Tree:
    """`tree` with ``==>`` for ``<==``, and real numbers in the notation ``15e-1``."""
    result: Tree = rebuild(tree, _plain)
    return result


def _plain(item: Any) -> Any:
    match item:
        case ast.Binary("<==", left, right):
            return replace(item, operator="==>", left=right, right=left)
        case ast.RealLiteral(text):
            return replace(item, text=_scientific(text))
        case _:
            return item


def _scientific(text: str) -> str:
    """A whole number that is no multiple of ten, times a power of ten."""
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    significant = digits.rstrip("0")
    if not significant:
        return "0e0"
    return f"{significant}e{int(exponent or 0) - len(fraction) + len(digits) - len(significant)}"
