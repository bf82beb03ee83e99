"""Which Dafny a program is written in, where that tells what is ghost."""

from __future__ import annotations

from enum import Enum
from typing import Any

from frontends.dafny.syntax import ast

_OLD = ("copredicate", "inductive predicate", "colemma", "comethod", "inductive lemma")
_MODERN = ("least", "greatest")


class Dialect(Enum):
    """In Dafny 2 a ``function`` is ghost, ``function method`` is not; in Dafny 4 it is compiled."""

    OLD = 2
    MODERN = 4
    UNKNOWN = 0


def dialect_of(program: ast.Program) -> Dialect:
    """The dialect of a program, as far as its declarations tell. The oldest feature decides."""
    found = Dialect.UNKNOWN
    pending: list[Any] = list(program.declarations)
    while pending:
        declaration = pending.pop()
        pending.extend(getattr(declaration, "declarations", ()))
        pending.extend(getattr(declaration, "members", ()))
        match declaration:
            case ast.Function(method=True):
                return Dialect.OLD
            case ast.Function() | ast.Method() if declaration.kind in _OLD:
                return Dialect.OLD
            case ast.Function() | ast.Method() if declaration.kind.startswith(_MODERN):
                found = Dialect.MODERN
            case ast.Function() if "ghost" in declaration.modifiers or declaration.by_method:
                found = Dialect.MODERN
            case _:
                pass
    return found
