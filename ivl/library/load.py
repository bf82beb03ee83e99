"""Putting libraries before a program."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.syntax import ast
from ivl.syntax.parser import parse

LIBRARIES: dict[str, tuple[str, ...]] = {
    "base": (),
    "node": ("base",),
    "set_size": ("base",),
}
"""Each library with those that it needs, which come before it."""


def with_libraries(program: ast.Program, names: Iterable[str]) -> ast.Program:
    """`program` with the declarations of the libraries `names` before its own, each once.

    Raises ProgramError (``usage.library``) for a name that no library has.
    """
    declarations = [d for name in _ordered(names) for d in _library(name).declarations]
    return ast.Program((*declarations, *program.declarations)) if declarations else program


def _ordered(names: Iterable[str]) -> list[str]:
    ordered: dict[str, None] = {}
    for name in names:
        if name not in LIBRARIES:
            known = ", ".join(LIBRARIES)
            message = f"there is no library {name!r}; there are {known}"
            raise ProgramError((Diagnostic("usage.library", message, None),))
        ordered.update(dict.fromkeys((*LIBRARIES[name], name)))
    return list(ordered)


def _library(name: str) -> ast.Program:
    from importlib.resources import files  # slow to import

    file = f"{name}.bpl"
    return parse(files(__package__).joinpath(file).read_text(encoding="utf-8"), file)
