"""A bound on the memory of a whole run: this process, its solvers, all that they started.

A solver can be told how much it may use, several of them and their caller cannot. So a thread adds
up what they have; when it is too much, the largest solver has to go.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator

from ivl.solvers.wire import TOO_LARGE

SECONDS = 0.1
"""How often to look."""


def watch_memory(most: int, give_up: Callable[[], None]) -> None:
    """Keep this process and its descendants below `most` MiB, as long as it lives.

    `give_up` is called when this process alone has more. Where the system does not tell (it has no
    ``/proc``), nothing happens.
    """

    def watch() -> None:
        while True:
            time.sleep(SECONDS)
            sizes = {process: _resident(process) for process in _descendants(os.getpid())}
            own = _resident(os.getpid())
            if own > most:
                give_up()
                return
            if own + sum(sizes.values()) > most:
                largest = max(sizes, key=lambda process: sizes[process])
                try:
                    os.kill(largest, TOO_LARGE)
                except ProcessLookupError:
                    continue

    if os.path.exists("/proc/self/task"):
        threading.Thread(target=watch, name="ivl-memory", daemon=True).start()


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
