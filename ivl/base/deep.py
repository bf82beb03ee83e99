"""Room for recursion: machine-written programs nest deeper than Python's default stack."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

T = TypeVar("T")

STACK_BYTES = 1 << 29
LEVELS = 2_000_000
_on_deep_stack = threading.local()


def deep(function: Callable[[], T]) -> T:
    """Call `function` where recursion a few hundred thousand levels deep is safe.

    It runs on a thread of its own whose stack (512 MiB of address space, touched only as far as
    it is used) takes what Python's recursion limit then allows. Nested calls run in place.
    """
    with deep_thread() as call:
        return call(function)


class Caller(Protocol):
    """Calls functions without arguments."""

    def __call__(self, function: Callable[[], T]) -> T:
        """What `function` returns."""


class _Call:
    """A call on another thread, and what came of it."""

    def __init__(self, function: Callable[[], object]) -> None:
        self._function = function
        self._ended = threading.Lock()
        self._ended.acquire()
        self._result: object = None
        self._failure: BaseException | None = None

    def run(self) -> None:
        try:
            self._result = self._function()
        except BaseException as error:  # re-raised by the caller
            self._failure = error
        self._ended.release()

    def wait(self) -> object:
        self._ended.acquire()
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
        return self._result


@contextmanager
def deep_thread() -> Iterator[Caller]:
    """What calls functions as `deep` does, all of them on one thread: starting it takes longer."""
    if getattr(_on_deep_stack, "active", False):
        yield _here
        return
    from queue import SimpleQueue

    waiting: SimpleQueue[_Call | None] = SimpleQueue()

    def run() -> None:
        declare_deep()
        while (call := waiting.get()) is not None:
            call.run()

    def call(function: Callable[[], T]) -> T:
        made = _Call(function)
        waiting.put(made)
        result: T = made.wait()  # type: ignore[assignment]  # it is what `function` returned
        return result

    with deep_stacks():
        threading.Thread(target=run, name="ivl-deep", daemon=True).start()
    try:
        yield call
    finally:
        waiting.put(None)


def _here(function: Callable[[], T]) -> T:
    return function()


@contextmanager
def deep_stacks() -> Iterator[None]:
    """Threads that are started here have room for recursion; each has to `declare_deep` itself."""
    if sys.getrecursionlimit() < LEVELS:
        sys.setrecursionlimit(LEVELS)
    before = threading.stack_size(STACK_BYTES)
    try:
        yield
    finally:
        threading.stack_size(before)


def declare_deep() -> None:
    """Say that this thread was started among `deep_stacks`."""
    _on_deep_stack.active = True
