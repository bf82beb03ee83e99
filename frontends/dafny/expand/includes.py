"""``include "file"``: the declarations of other files, which are used but not verified."""

from __future__ import annotations

import os.path

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.parser import parse
from ivl.base.diagnostic import ProgramError
from ivl.base.node import replace
from ivl.base.source import Source, Span
from ivl.inputs import read_text


def with_includes(program: ast.Program, source: Source, verify: bool = False) -> ast.Program:
    """`program`, which `source` holds, with what it includes before it. Raises ProgramError.

    `verify`: what is included is to be verified, too.
    """
    found = list[ast.Declaration]()
    _collect(program, source, {os.path.abspath(source.name)}, found)
    if not verify:
        found = [_unverified(d) for d in found]
    return replace(program, declarations=(*found, *program.declarations), includes=())


def _collect(
    program: ast.Program, source: Source, seen: set[str], found: list[ast.Declaration]
) -> None:
    """Add what `program` includes to `found`, the files that those include first."""
    for name, span in program.includes:
        path = os.path.join(os.path.dirname(source.name), name)
        if os.path.abspath(path) in seen:
            continue
        seen.add(os.path.abspath(path))
        included = Source(path, _read(path, span), source.first_column)
        inner = parse(included)
        _collect(inner, included, seen, found)
        found.extend(inner.declarations)


def _read(path: str, span: Span) -> str:
    try:
        return read_text(path)
    except ProgramError as failure:
        raise ProgramError([replace(d, span=span) for d in failure.diagnostics]) from None


def _unverified(declaration: ast.Declaration) -> ast.Declaration:
    """A declaration whose obligations are left to those who verify its file."""
    if isinstance(declaration, ast.Import | ast.Export | ast.Iterator):
        return declaration
    no = ast.Literal(False, span=declaration.span)
    mark = ast.Attribute("verify", (no,), span=declaration.span)
    marked = replace(declaration, attributes=(*declaration.attributes, mark))
    if isinstance(marked, ast.Class | ast.Datatype | ast.TypeDefinition):
        members = tuple([replace(m, attributes=(*m.attributes, mark)) for m in marked.members])
        return replace(marked, members=members)
    if isinstance(marked, ast.Module):
        return replace(marked, declarations=tuple([_unverified(d) for d in marked.declarations]))
    return marked
