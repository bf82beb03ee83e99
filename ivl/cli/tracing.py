"""What a run is doing, and how long it has taken so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ivl.result import Result


class Trace:
    """Writes a line for each step of a run, if that is asked for.

    `layout` has places for the ``step`` and the ``seconds`` since the trace began.
    """

    def __init__(self, write: Callable[[str], None], layout: str, wanted: bool) -> None:
        self.write = write
        self.layout = layout
        self.wanted = wanted
        self.began = time.perf_counter()

    def step(self, step: str) -> None:
        """The run is at `step` now."""
        if self.wanted:
            seconds = time.perf_counter() - self.began
            self.write(self.layout.format(step=step, seconds=seconds))

    def result(self, result: Result) -> None:
        """The run has come to a verdict."""
        if self.wanted:
            times = [f"{name} {seconds:.3f} s" for name, seconds in result.timings.items()]
            proved = f"{result.assertions} assertions"
            self.step(", ".join([f"{result.name}: {result.outcome.value}", proved, *times]))
            for part in result.splits:
                self.step(f"  {result.name}{part.name}: {part.outcome.value}")


BOOGIE_LAYOUT = ">>> {step}   [{seconds:.6f} s]\n"
LAYOUT = "[{seconds:8.3f} s] {step}\n"
