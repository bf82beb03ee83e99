"""Reading programs from files: encodings, what cannot be read, several files as one program."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from ivl.base.diagnostic import Diagnostic, ProgramError

if TYPE_CHECKING:
    from ivl.base.source import Source
    from ivl.syntax import ast

T = TypeVar("T")

STANDARD_INPUT = frozenset({"-", "stdin.bpl"})
"""File names that stand for standard input."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: str) -> str:
    """The text of the file at `path`. Raises ProgramError (``io.*``) that says what is wrong.

    A byte order mark is dropped; ``-`` and ``stdin.bpl`` read standard input.
    """
    try:
        data = _standard_input(path) if path in STANDARD_INPUT else _contents(path)
    except FileNotFoundError:
        raise _unreadable("missing", path, "there is no such file") from None
    except IsADirectoryError:
        raise _unreadable("directory", path, "it is a directory, not a file") from None
    except PermissionError:
        raise _unreadable("permission", path, "permission denied") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unreadable("error", path, reason[:1].lower() + reason[1:]) from None
    if data.startswith(_UTF16_MARKS):
        raise _unreadable("encoding", path, "it is UTF-16; programs are read as UTF-8")
    if b"\0" in data:
        raise _unreadable("binary", path, "it is a binary file, not program text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise _unreadable(
            "encoding", path, f"it is not UTF-8: byte 0x{byte:02x} in line {line}"
        ) from None


def _contents(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _standard_input(path: str) -> bytes:
    if sys.stdin is None:
        raise _unreadable("closed", path, "standard input is closed")
    return sys.stdin.buffer.read()


def parse_file(path: str | os.PathLike[str]) -> ast.Program:
    """Parse the program in the file at `path`. Raises ProgramError."""
    return parse_files((path,))


def parse_files(paths: Iterable[str | os.PathLike[str]]) -> ast.Program:
    """Parse several files as one program. Raises ProgramError with the errors of all of them.

    ``#if FILE_n`` holds in the file at place n (from 0).
    """
    from ivl.syntax.parser import parse_source

    def parse(number: int, path: str) -> ast.Program:
        return parse_source(read_source(path), _defines(number))

    return _joined(parse, [os.fspath(path) for path in paths])


def parse_sources(sources: Sequence[Source], texts: Sequence[str | None]) -> ast.Program:
    """Parse several sources as one program: see `parse_files`.

    What is given of `texts` takes the place of a source's own: see `ivl.syntax.parser`.
    """
    from ivl.syntax.parser import parse_source

    def parse(number: int, source: Source) -> ast.Program:
        return parse_source(source, _defines(number), texts[number])

    return _joined(parse, sources)


def read_source(path: str) -> Source:
    """The text of the file at `path` under the name that messages have for it."""
    from ivl.syntax.parser import source_of

    return source_of(read_text(path), "<stdin>" if path == "-" else path)


def _joined(parse: Callable[[int, T], ast.Program], parts: Sequence[T]) -> ast.Program:
    """The declarations of all parts. Raises ProgramError with the errors of all of them."""
    from ivl.base.deep import deep
    from ivl.syntax import ast

    declarations: list[ast.Declaration] = []
    diagnostics: list[Diagnostic] = []

    def parse_all() -> None:
        for number, part in enumerate(parts):
            try:
                declarations.extend(parse(number, part).declarations)
            except ProgramError as error:
                diagnostics.extend(error.diagnostics)

    deep(parse_all)
    if diagnostics:
        raise ProgramError(diagnostics)
    return ast.Program(tuple(declarations))


def _defines(number: int) -> tuple[str, ...]:
    return (f"FILE_{number}",)


def _unreadable(kind: str, path: str, reason: str) -> ProgramError:
    return ProgramError((Diagnostic(f"io.{kind}", f"cannot read {path}: {reason}", None),))


def refuse_empty(program: ast.Program, paths: Iterable[str]) -> None:
    """Raise ProgramError when `program`, from the files at `paths`, declares nothing."""
    if not program.declarations:
        names = ", ".join(paths)
        message = f"{names}: there is no declaration to read"
        raise ProgramError((Diagnostic("io.empty", message, None),))
