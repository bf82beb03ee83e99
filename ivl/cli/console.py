"""What every command needs of a terminal and a process: output, room for recursion, last words."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Callable
from typing import TextIO

ALLOCATIONS = 200_000
"""How many allocations start a garbage collection.

A run makes millions of nodes and hardly any cyclic garbage: with Python's own setting, a fifth to
a third of the time on large programs went into collections.
"""
INTERRUPTED = 130
CLOSED = 141


class OutputClosedError(Exception):
    """Whoever read the output has stopped reading."""


class Console:
    """Standard output and error; writing to a closed pipe raises OutputClosedError."""

    def __init__(self, silent: bool = False) -> None:
        self.silent = silent

    def write(self, text: str) -> None:
        """Write `text` to standard output now."""
        if text and not self.silent:
            _write(sys.stdout, text)

    def complain(self, text: str) -> None:
        """Write `text` to standard error now."""
        if text:
            _write(sys.stderr, text)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # the process was started without it
        return
    try:
        try:
            stream.write(text)
        except UnicodeEncodeError:
            encoding = stream.encoding or "ascii"
            stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except (BrokenPipeError, ValueError) as error:  # ValueError: the stream was closed
        raise OutputClosedError from error


def guarded(work: Callable[[], int], failure: int, prefix: str, stream: TextIO) -> int:
    """The exit code of `work`, run where recursion is deep; nothing escapes as a traceback.

    What fails, a file that cannot be written or the tool itself, is one line on `stream` that
    starts with `prefix`, and gives exit code `failure`.
    """
    from ivl.base.deep import deep

    gc.set_threshold(ALLOCATIONS, 50, 100)
    try:
        return deep(work)
    except KeyboardInterrupt:
        _last_words("interrupted", sys.stderr)
        return INTERRUPTED
    except OutputClosedError:
        _discard_output()
        return CLOSED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _last_words(f"{prefix or 'error: '}{where}{error.strerror or error}", stream)
    except Exception as error:
        hint = "please report this with its input; IVL_DEBUG=1 shows where it happened"
        reason = f"{type(error).__name__}: {error}"[:300]
        _last_words(f"{prefix}internal error: {reason} ({hint})", stream)
    return failure


def _last_words(text: str, stream: TextIO | None) -> None:
    """Write one line, after the traceback of the exception if that is wanted."""
    try:
        if os.environ.get("IVL_DEBUG") and stream is not None:
            _write(sys.stderr, traceback.format_exc())
        _write(stream, " ".join(text.split()) + "\n")
    except OutputClosedError:
        _discard_output()


def _discard_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush cannot fail."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    except (AttributeError, OSError, ValueError):  # there is none, or it has no descriptor
        pass
