"""What every command needs of a terminal and a process: output, room for recursion, last words."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import NoReturn, TextIO

ALLOCATIONS = 200_000
"""How many allocations start a garbage collection.

A run makes millions of nodes and hardly any cyclic garbage: with Python's own setting, a fifth to
a third of the time on large programs went into collections, with this one a tenth. A process that
does one run alone does without them; it needs at most a tenth more memory.
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


def guarded(
    work: Callable[[], int],
    failure: int,
    prefix: str,
    stream: TextIO | None,
    farewell: Callable[[], None] | None = None,
    alone: bool = False,
) -> int:
    """The exit code of `work`, run where recursion is deep; nothing escapes as a traceback.

    What fails, a file that cannot be written or the tool itself, is one line on `stream` that
    starts with `prefix`, and gives exit code `failure`. A process that is this command's `alone`
    ends at once when it is interrupted; `farewell` says what is known then.
    """
    from ivl.base.deep import deep

    if alone:
        gc.disable()
    else:
        gc.set_threshold(ALLOCATIONS, 50, 100)
    try:
        return deep(work)
    except KeyboardInterrupt:
        if alone:
            import signal

            signal.signal(signal.SIGINT, signal.SIG_IGN)
            stop("interrupted", INTERRUPTED, farewell)
        _last_words("interrupted", sys.stderr)
        return INTERRUPTED
    except OutputClosedError:
        _discard_unwritable()
        return CLOSED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _last_words(f"{prefix or 'error: '}{where}{error.strerror or error}", stream)
    except Exception as error:
        hint = "please report this with its input; IVL_DEBUG=1 shows where it happened"
        reason = f"{type(error).__name__}: {error}"[:300]
        _last_words(f"{prefix}internal error: {reason} ({hint})", stream)
    return failure


def stop(reason: str, code: int, farewell: Callable[[], None] | None) -> NoReturn:
    """End the process and its solvers now, with a word on standard error and a `farewell`.

    An ordinary exit waits for the threads that wait for solvers.
    """
    _last_words(reason, sys.stderr)
    if farewell is not None:
        _try(farewell)
    _end(code)


def leave(code: int) -> int:
    """End the process that has done its only run: an ordinary exit frees every object on its own.

    It returns to whoever traces or profiles it.
    """
    if sys.gettrace() is None and sys.getprofile() is None:
        _discard_unwritable()
        _end(code)
    return code


def forked(work: Callable[[], int]) -> NoReturn:
    """Do `work` and end this process, a fork, with its exit code, whatever happens."""
    code = 70
    try:
        code = work()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    finally:
        _discard_unwritable()
        _end(code)


def _end(code: int) -> NoReturn:
    wires = sys.modules.get("ivl.solvers.wire")  # if it was needed so far
    if wires is not None:
        wires.kill_all()
    os._exit(code)


def _last_words(text: str, stream: TextIO | None) -> None:
    """Write one line, after the traceback of the exception if that is wanted.

    What cannot be written to `stream` goes to standard error.
    """
    line = " ".join(text.split()) + "\n"
    if os.environ.get("IVL_DEBUG") and stream is not None:
        import traceback  # slow to import

        _try(lambda: _write(sys.stderr, traceback.format_exc()))
    if not _try(lambda: _write(stream, line)):
        _discard_unwritable()
        _try(lambda: _write(sys.stderr, line))


def _try(write: Callable[[], None]) -> bool:
    """Whether `write` worked."""
    try:
        write()
    except (OutputClosedError, OSError):
        return False
    return True


def _discard_unwritable() -> None:
    """Flush the output; what cannot be written goes nowhere, so that no later flush can fail."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):  # it may be None, or closed
            try:
                nothing = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nothing, stream.fileno())
                os.close(nothing)
            except (AttributeError, OSError, ValueError):  # there is none, or it has no descriptor
                pass
