"""S-expressions: what solvers reply. An atom is its text, quotes included; a list is a list."""

from __future__ import annotations

import re
from typing import TypeAlias

Sexpr: TypeAlias = "str | list[Sexpr]"

_TOKEN = re.compile(r'\s+|;[^\n]*|[()]|\|[^|]*\||"(?:[^"]|"")*"|[^\s()|";]+')


class SexprError(ValueError):
    """The text is no sequence of complete s-expressions."""


def parse_sexprs(text: str) -> list[Sexpr]:
    """All the s-expressions of `text`, however deep; comments are skipped."""
    top: list[Sexpr] = []
    current = top
    around: list[list[Sexpr]] = []
    at = 0
    match = _TOKEN.match
    while at < len(text):
        found = match(text, at)
        if found is None:
            raise SexprError(f"unexpected {text[at : at + 20]!r}")
        at = found.end()
        token = found[0]
        first = token[0]
        if first == "(":
            inner: list[Sexpr] = []
            current.append(inner)
            around.append(current)
            current = inner
        elif first == ")":
            if not around:
                raise SexprError("a ')' closes nothing")
            current = around.pop()
        elif not first.isspace() and first != ";":
            current.append(token)
    if around:
        raise SexprError("a '(' is not closed")
    return top


def show_sexpr(sexpr: Sexpr) -> str:
    """The text of an s-expression, on one line."""
    out: list[str] = []
    stack: list[Sexpr] = [sexpr]
    while stack:
        current = stack.pop()
        if isinstance(current, str):
            if out and out[-1] != "(" and current != ")":
                out.append(" ")
            out.append(current)
        else:
            if out and out[-1] != "(":
                out.append(" ")
            out.append("(")
            stack.append(")")
            stack += reversed(current)
    return "".join(out)
