"""``ivl verify --watch``: verify again whenever one of the files changes."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence

from ivl.cli.console import INTERRUPTED, Console, forked
from ivl.cli.exit_codes import BAD_INPUT

OPTION = "--watch"
SECONDS = 0.2
"""How often to look at the files."""


def watch(files: Sequence[str], words: Sequence[str], run: Callable[[Sequence[str]], int]) -> int:
    """Do `run` with `words` in a process of its own, again after each change of `files`.

    A run that is not done when a file changes is stopped. Call it before there are threads.
    """
    from ivl.inputs import STANDARD_INPUT

    console = Console()
    if not hasattr(os, "fork") or STANDARD_INPUT & {*files}:
        console.complain(f"error: {OPTION} needs files, and a system with processes that fork\n")
        return BAD_INPUT
    from ivl.cli.server import load

    process = 0
    load()
    try:
        while True:
            before = _stamps(files)
            process = _start(words, run)
            while _stamps(files) == before:
                time.sleep(SECONDS)
                if process and os.waitpid(process, os.WNOHANG)[0]:
                    process = 0
                    console.complain("waiting for changes; Ctrl-C ends\n")
            _stop(process)
            console.write("\n")
    except KeyboardInterrupt:
        if process:
            with contextlib.suppress(KeyboardInterrupt):
                os.waitpid(process, 0)  # it got the signal, too
        return INTERRUPTED
    finally:
        _stop(process)


def _start(words: Sequence[str], run: Callable[[Sequence[str]], int]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    process = os.fork()
    if process == 0:
        forked(lambda: run(words))
    return process


def _stop(process: int) -> None:
    if process:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _stamps(files: Sequence[str]) -> list[tuple[int, int, int] | None]:
    """What changes with each file; an editor may replace it, and it may be gone for a moment."""
    found: list[tuple[int, int, int] | None] = []
    for file in files:
        try:
            facts = os.stat(file)
            found.append((facts.st_mtime_ns, facts.st_size, facts.st_ino))
        except OSError:
            found.append(None)
    return found
