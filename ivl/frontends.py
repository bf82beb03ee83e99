"""Other languages: which frontend turns a file into an IVL program, told by the file's ending."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from ivl.base.deep import deep
from ivl.base.diagnostic import Diagnostic, ProgramError, error
from ivl.base.node import replace
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
    """A verifier of another language, whose assertions say what its users are to be told.

    A class need not derive from this one; if it does, it only has to `translate`. CONTRIBUTING.md
    has a chapter on how to write one. `Program.presenter` shows counterexamples in the terms of the
    language: see `ivl.base.counterexample.Presenter`.
    """

    def translate(self, source: Source, options: Options) -> core.Program:
        """The IVL program whose verdict is that of `source`. Raises ProgramError."""

    def adjust(self, options: Options) -> Options:
        """`options` with what proofs of such programs want where nothing else was asked for.

        Raises ProgramError for `options.switches` that the language does not have.
        """
        for switch in options.switches:
            raise error("usage.switch", f"there is no switch {switch}", None)
        return options


_SWITCH = re.compile(r"/[A-Za-z]\w*(:.*)?")


def divide(words: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Which of `words` are files, and which switches of the language that those are in.

    A switch looks like ``/name`` or ``/name:setting``, and no file is called so.
    """
    switches = tuple([w for w in words if _SWITCH.fullmatch(w) and not os.path.exists(w)])
    return [w for w in words if w not in switches], switches


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

    entries = tuple(entry_points(group=GROUP, name=ending))
    if len(entries) > 1:
        names = ", ".join([entry.value for entry in entries])
        raise error("usage.frontends", f"several frontends are for {ending}: {names}", None)
    for entry in entries:
        loaded: Frontend = entry.load()
        return loaded
    return None


def load(paths: Sequence[str], options: Options) -> tuple[ast.Program | core.Program, Options]:
    """The program in the files at `paths`, translated where they are in another language.

    Switches of that language may be among the `paths`. With it the options that suit it. Raises
    ProgramError.
    """
    paths, switches = divide(paths)
    options = replace(options, switches=(*options.switches, *switches))
    if not paths or (options.switches and find_frontend(paths[0]) is None):
        message = f"{', '.join(options.switches)}: there is no such file"
        raise ProgramError((Diagnostic("io.missing", message, None),))
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
    source = Source(paths[0], read_text(paths[0]))
    return deep(lambda: first.translate(source, options)), options
