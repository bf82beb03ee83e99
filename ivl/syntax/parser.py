"""The parser: Boogie text in, surface AST out."""

from __future__ import annotations

import gc
from collections.abc import Iterable

from ivl.base.diagnostic import ProgramError
from ivl.base.source import Source
from ivl.syntax import ast, lexer, lr
from ivl.syntax.errors import Errors
from ivl.syntax.grammar import Grammar
from ivl.syntax.preprocess import preprocess
from ivl.syntax.recovery import Recovery
from ivl.syntax.tables import TABLES


def parse(text: str, name: str = "<input>", defines: Iterable[str] = ()) -> ast.Program:
    """Parse a program; raises `ProgramError` with every syntax error found.

    `defines` are the names that ``#if`` lines ask for.
    """
    return parse_source(source_of(text, name), defines)


def source_of(text: str, name: str) -> Source:
    """A source that can be parsed."""
    # Boogie's scanner sees a line end there, so an error at the end of the text is behind it.
    return Source(name, text if text.endswith("\n") else text + "\n")


def parse_source(
    source: Source, defines: Iterable[str] = (), text: str | None = None
) -> ast.Program:
    """Parse a program; raises `ProgramError` with every syntax error found.

    `text`, if it is given, is that of `source` with blanks in place of what is not to be parsed.
    """
    errors = Errors(source)
    text = preprocess(source, defines, errors) if text is None else text
    grammar = Grammar(errors)
    collecting = gc.isenabled()
    gc.disable()  # a parse makes no cyclic garbage, and a collection walks all that it made
    try:
        stream = lr.Stream(lexer.tokens(source, text, errors.always))
        program: ast.Program = lr.run(TABLES, grammar, errors, stream, Recovery(TABLES, errors))
    finally:
        if collecting:
            gc.enable()
    if errors.diagnostics:
        raise ProgramError(errors.diagnostics)
    return program
