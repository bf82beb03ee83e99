"""Room for recursion: machine-written programs nest deeper than Python's default stack."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

STACK_BYTES = 1 << 29
LEVELS = 2_000_000
_on_deep_stack = threading.local()


def deep(function: Callable[[], T]) -> T:
    """Call `function` where recursion a few hundred thousand levels deep is safe.

    It runs on a thread of its own whose stack (512 MiB of address space, touched only as far as
    it is used) takes what Python's recursion limit then allows. Nested calls run in place.
    """
    if getattr(_on_deep_stack, "active", False):
        return function()
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        _on_deep_stack.active = True
        try:
            outcome.append(function())
        except BaseException as error:  # re-raised by the caller, below
            failure.append(error)

    if sys.getrecursionlimit() < LEVELS:
        sys.setrecursionlimit(LEVELS)
    before = threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=run, name="ivl-deep", daemon=True)
    thread.start()
    threading.stack_size(before)
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]
