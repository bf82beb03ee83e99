"""Attributes that change what is to be proved, and are not supported."""

from __future__ import annotations

from typing import Any

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.syntax import ast

_ATTRIBUTES = ("autoReq",)


def refuse(program: ast.Program) -> None:
    """Raise ProgramError where a declaration has such an attribute."""
    pending: list[Any] = list(program.declarations)
    while pending:
        declaration = pending.pop()
        for attribute in declaration.attributes:
            if attribute.name in _ATTRIBUTES:
                raise unsupported(f"{{:{attribute.name}}}", attribute.span)
        pending.extend(getattr(declaration, "declarations", ()))
        pending.extend(getattr(declaration, "members", ()))
