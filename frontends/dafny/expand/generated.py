"""Syntax trees of what nobody wrote, all at one place."""

from __future__ import annotations

from typing import Any, TypeVar

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.declarations import DeclarationParser
from ivl.base.node import replace
from ivl.base.source import NOWHERE, Source, Span

T = TypeVar("T")


def expression(text: str, span: Span) -> ast.Expr:
    """The expression that `text` is, placed at `span`."""
    return place(DeclarationParser(Source("", text)).inner(), span)


def statements(text: str, span: Span) -> tuple[ast.Statement, ...]:
    """The statements that `text` is, placed at `span`."""
    return place(DeclarationParser(Source("", f"{{ {text} }}")).block().statements, span)


def place(item: T, span: Span) -> T:
    """A copy of a node in which everything is at `span`."""
    placed: T = _place(item, span)
    return placed


def _place(item: Any, span: Span) -> Any:
    kind = type(item)
    if kind is Span:
        return item if item is NOWHERE else span
    if kind is tuple:
        return tuple([_place(each, span) for each in item])
    if not hasattr(kind, "__fields__"):
        return item
    return replace(item, **{name: _place(getattr(item, name), span) for name in kind.__fields__})
