"""A child process that speaks up when this one is killed.

Clients of Boogie read what it prints: silence is success to them, whatever the exit code.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
from collections.abc import Callable

DONE = b"."
PATIENCE_MILLISECONDS = 5000
"""How long to wait for a reader that does not read."""


def watched(work: Callable[[], int], last_words: str) -> int:
    """The exit code of `work`; should it end this process, `last_words` go to standard output.

    Call it before there are threads.
    """
    dismiss = _watch(last_words.encode())
    code = work()
    dismiss()
    return code


def _watch(last_words: bytes) -> Callable[[], None]:
    """Start the child. What is returned ends it."""
    if sys.stdout is None or not hasattr(os, "fork"):
        return lambda: None
    receiver, sender = os.pipe()
    try:
        # the pipe alone does not tell: whatever else this process forks holds its other end, too
        watched_process = os.pidfd_open(os.getpid()) if hasattr(os, "pidfd_open") else receiver
        child = os.fork()
    except OSError:
        return lambda: None
    if child == 0:
        try:
            os.close(sender)
            _wait_and_speak(receiver, watched_process, last_words)
        finally:
            os._exit(0)
    for descriptor in {receiver, watched_process}:
        os.close(descriptor)

    def dismiss() -> None:
        with contextlib.suppress(OSError):  # it may have been killed
            os.write(sender, DONE)
            os.close(sender)
            os.waitpid(child, 0)

    return dismiss


def _wait_and_speak(receiver: int, watched_process: int, last_words: bytes) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # they are for the other one
        signal.signal(number, signal.SIG_IGN)
    for descriptor in (sys.stdin, sys.stderr):  # nobody shall wait for this process
        if descriptor is not None:
            os.close(descriptor.fileno())
    poll = select.poll()
    poll.register(receiver, select.POLLIN)
    poll.register(watched_process, select.POLLIN)
    poll.poll()
    os.set_blocking(receiver, False)
    try:
        if os.read(receiver, len(DONE)):
            return
    except BlockingIOError:
        pass
    writable = select.poll()
    writable.register(sys.stdout.fileno(), select.POLLOUT)
    if writable.poll(PATIENCE_MILLISECONDS):
        os.write(sys.stdout.fileno(), b"\n" + last_words + b"\n")
