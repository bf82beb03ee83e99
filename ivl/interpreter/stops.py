"""Why an execution stops before its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from ivl.base.node import node
from ivl.base.source import NOWHERE, Span
from ivl.core.expressions import Expr
from ivl.core.statements import Obligation
from ivl.interpreter.scope import Scope

AT_ONCE = 64
"""So many steps are taken before the clock is looked at."""


class Stop(Exception):  # noqa: N818  # of the program that is run, no error of ours
    """An execution stops; `reason` says why, as the end of a sentence, and `span` where."""

    def __init__(self, reason: str, span: Span = NOWHERE) -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span


class Blocked(Stop):
    """Something that is assumed does not hold: there is no such execution."""


class OutOfSteps(Stop):
    """The execution takes longer than it may."""


class CannotTell(Stop):
    """What comes next depends on something that cannot be computed."""


@node
class Failure:
    """An assertion in the body of `procedure` does not hold; `scope` is the state there."""

    obligation: Obligation
    condition: Expr
    procedure: str
    scope: Scope


class Failed(Stop):
    """An assertion does not hold."""

    def __init__(self, failure: Failure, span: Span) -> None:
        super().__init__("an assertion does not hold", span)
        self.failure = failure


class OutOfTime(OutOfSteps):
    """The execution takes more seconds than it may."""


class Budget:
    """The steps that are left: commands, applications of functions, cases of quantifiers.

    With `seconds`, no more time than that.
    """

    __slots__ = ("_taken", "_until", "left")

    def __init__(self, steps: int, seconds: float | None = None) -> None:
        self.left = steps
        self._until = None if seconds is None else monotonic() + seconds
        self._taken = 0

    def spend(self, steps: int = 1) -> None:
        """Take steps. Raises OutOfSteps when there are none."""
        self.left -= steps
        if self.left < 0:
            raise OutOfSteps("it takes too many steps")
        self._taken += 1
        if self._until is not None and not self._taken % AT_ONCE and monotonic() > self._until:
            raise OutOfTime("it takes too much time")

    @contextmanager
    def limited(self, steps: int) -> Iterator[None]:
        """Inside, no more than so many of the steps may be taken. Raises CannotTell otherwise."""
        kept = max(0, self.left - steps)
        self.left -= kept
        try:
            yield
        except OutOfTime:
            raise
        except OutOfSteps as stop:
            if kept:
                raise CannotTell(stop.reason, stop.span) from None
            raise
        finally:
            self.left = max(0, self.left) + kept
