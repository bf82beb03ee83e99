"""What a solver is asked and what it answers, whichever way it is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from ivl.base.node import node, value

if TYPE_CHECKING:
    from ivl.logic.model import Model
    from ivl.logic.script import Background
    from ivl.logic.terms import Term, Terms
    from ivl.solvers.settings import Settings


class Outcome(Enum):
    """What came of one check. PROVED is a literal ``unsat``; nothing else ever is."""

    PROVED = "proved"
    CANDIDATE = "candidate"
    """``sat``, or ``unknown`` for incompleteness alone, with a candidate model."""
    UNKNOWN = "unknown"
    TIMEOUT = "timeout"
    OUT_OF_RESOURCE = "out of resource"
    OUT_OF_MEMORY = "out of memory"
    SOLVER_ERROR = "solver error"


@node
class Answer:
    """The answer to one check. `complete` is true for ``sat``, false for a mere candidate.

    `remembered`: nobody was asked, since the same was proved before. `warnings` are what the solver
    warned of, where that was asked for. `dissent`, of a proof, is what to say if an
    execution confirms the candidate that another solver has, whose values can be asked for.
    """

    outcome: Outcome
    reason: str = ""
    seconds: float = 0.0
    complete: bool = False
    remembered: bool = False
    warnings: tuple[str, ...] = ()
    dissent: str = ""


@value
class Limits:
    """Limits on one check; None is no limit. `memory` is in MiB, `resource` in solver units."""

    seconds: float | None = None
    resource: int | None = None
    memory: int | None = None


NO_LIMITS = Limits()


class Session(Protocol):
    """One conversation with one solver about one background."""

    def push(self) -> None:
        """Open a scope."""

    def pop(self) -> None:
        """Close the innermost scope: what was assumed in it no longer is."""

    def assume(self, formula: Term, name: str = "") -> None:
        """Assume a formula in the current scope, under a name if it may be in a core."""

    def label(self, name: str) -> None:
        """Say in the log, if there is one, what the next checks are about."""

    def check(self, limits: Limits = NO_LIMITS) -> Answer:
        """Whether all that is assumed is contradictory. Raises for nothing that a solver does."""

    def values(self, terms: Sequence[Term]) -> tuple[str, ...] | None:
        """The SMT-LIB texts of the terms' values, after a CANDIDATE; None if there are none.

        The text of a term that uses undeclared symbols is empty.
        """

    def model(self) -> Model | None:
        """The model, after a CANDIDATE."""

    def unsat_core(self) -> tuple[str, ...] | None:
        """After PROVED, the names of assumptions that suffice; None if the solver gives none."""

    def instances(self) -> Mapping[str, int]:
        """How many instances were made of quantifiers, by their names, in closed scopes.

        Those since this was last asked; none where the solver does not tell.
        """

    def close(self) -> None:
        """End the conversation."""


class Solver(Protocol):
    """A way to reach a solver."""

    @property
    def name(self) -> str:
        """The name that selects it."""

    def open(self, terms: Terms, background: Background, settings: Settings) -> Session:
        """Begin a session. What fails about the solver shows in the answers to its checks."""


def from_unknown(reason: str, seconds: float, limits: Limits) -> Answer:
    """The answer for a solver's ``unknown`` with its ``:reason-unknown``."""
    reason = reason.strip().strip('"')
    text = reason.lower()
    if "incomplete" in text and "timeout" not in text:
        return Answer(Outcome.CANDIDATE, reason, seconds)
    if "memout" in text or "memory" in text:
        return Answer(Outcome.OUT_OF_MEMORY, reason, seconds)
    if "timeout" in text or "timed out" in text:
        return Answer(Outcome.TIMEOUT, reason, seconds)
    if "resource" in text:
        return Answer(Outcome.OUT_OF_RESOURCE, reason, seconds)
    if "cancel" in text or "interrupt" in text:  # z3 says no more than that
        time_is_up = limits.seconds is not None and seconds >= 0.9 * limits.seconds
        if limits.resource is not None and not time_is_up:
            return Answer(Outcome.OUT_OF_RESOURCE, reason, seconds)
        if limits.seconds is not None:
            return Answer(Outcome.TIMEOUT, reason, seconds)
    return Answer(Outcome.UNKNOWN, reason or "the solver gives no reason", seconds)
