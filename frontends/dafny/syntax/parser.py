"""From text to syntax tree."""

from __future__ import annotations

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.declarations import DeclarationParser
from ivl.base.deep import deep
from ivl.base.source import Source


def parse(source: Source) -> ast.Program:
    """The program that `source` holds. Raises ProgramError with the first syntax error."""
    return deep(lambda: DeclarationParser(source).program())
