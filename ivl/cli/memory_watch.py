"""A bound on the memory of a whole run: this process, its solvers, all that they started.

A solver can be told how much it may use, several of them and their caller cannot. So a thread adds
up what they have; when it is too much, the largest solver has to go.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ivl.solvers.wire import TOO_LARGE

SECONDS = 0.1
"""How often to look."""


@contextmanager
def watched_memory(most: int | None, give_up: Callable[[], None]) -> Iterator[None]:
    """Keep this process and its descendants below `most` MiB for as long as the context lasts.

    `give_up` is called when this process alone has more. Where the system does not tell (it has no
    ``/proc``), or there is no bound, nothing happens.
    """
    if not most or not os.path.exists("/proc/self/task"):
        yield
        return
    if _resident(os.getpid()) > most:
        give_up()
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(most, give_up, done), name="ivl-memory")
    watcher.daemon = True
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _watch(most: int, give_up: Callable[[], None], done: threading.Event) -> None:
    while not done.wait(SECONDS):
        sizes = {process: _resident(process) for process in _descendants(os.getpid())}
        own = _resident(os.getpid())
        if own > most:
            give_up()
            return
        if sizes and own + sum(sizes.values()) > most:
            largest = max(sizes, key=lambda process: sizes[process])
            try:
                os.kill(largest, TOO_LARGE)
            except ProcessLookupError:
                continue


def _resident(process: int) -> float:
    """The MiB that a process has in memory."""
    try:
        with open(f"/proc/{process}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    except (OSError, IndexError, ValueError):
        return 0.0  # it has ended


def _descendants(process: int) -> Iterator[int]:
    try:
        threads = os.listdir(f"/proc/{process}/task")
    except OSError:
        return
    for thread in threads:
        try:
            with open(f"/proc/{process}/task/{thread}/children", encoding="ascii") as file:
                children = [int(child) for child in file.read().split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from _descendants(child)
