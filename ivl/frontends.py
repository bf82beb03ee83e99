"""Other languages: which frontend turns a file into an IVL program, told by the file's ending."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.source import Source
from ivl.core import program as core
from ivl.inputs import parse_files, read_text, refuse_empty
from ivl.options import Options
from ivl.syntax import ast

GROUP = "ivl.frontends"
"""Entry points of this group are frontends of other packages, named as the ending: ``.dfy``."""

BUILT_IN = {".dfy": "frontends.dafny.frontend:DAFNY"}
"""The frontends that come with the toolkit: for each ending, where the frontend is."""


class Frontend(Protocol):
    """A verifier of another language, whose assertions say what its users are to be told."""

    def translate(self, source: Source, options: Options) -> core.Program:
        """The IVL program whose verdict is that of `source`. Raises ProgramError."""

    def adjust(self, options: Options) -> Options:
        """`options` with what proofs of such programs want where nothing else was asked for."""


def find_frontend(path: str) -> Frontend | None:
    """The frontend for the file at `path`, None where it holds an IVL program."""
    ending = os.path.splitext(path)[1]
    if not ending or ending == ".bpl":
        return None
    home = BUILT_IN.get(ending)
    if home is not None:
        module, _, name = home.partition(":")
        found: Frontend = getattr(import_module(module), name)
        return found
    from importlib.metadata import entry_points  # slow, and seldom needed

    for entry in entry_points(group=GROUP, name=ending):
        loaded: Frontend = entry.load()
        return loaded
    return None


def load(paths: Sequence[str], options: Options) -> tuple[ast.Program | core.Program, Options]:
    """The program in the files at `paths`, translated where they are in another language.

    With it the options that suit it. Raises ProgramError.
    """
    frontends = [find_frontend(path) for path in paths]
    first = frontends[0]
    if all(f is None for f in frontends):
        program = parse_files(paths)
        refuse_empty(program, paths)
        return program, options
    if first is None or len(paths) > 1:
        message = f"{', '.join(paths)}: only programs in IVL may consist of several files"
        raise ProgramError((Diagnostic("usage.files", message, None),))
    options = first.adjust(options)
    return first.translate(Source(paths[0], read_text(paths[0])), options), options
