"""Proving everything several times, with other names, orders and seeds: how stable are proofs?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.base.node import replace
from ivl.core.program import Implementation
from ivl.options import Options
from ivl.result import Outcome, Result

LARGEST_SEED = 2**31 - 1


class Prover(Protocol):
    """What gives a verdict on each of the implementations that it has `selected`."""

    selected: list[Implementation]

    def verify(self, implementation: Implementation) -> Result:
        """The verdict on one of them."""

    def close(self) -> None:
        """Let go of what was needed for that."""


P = TypeVar("P", bound=Prover)


def in_rounds(options: Options, make: Callable[[Options], P]) -> P | Rounds:
    """What `make` makes of `options`; as many of them as `options` ask for iterations."""
    if options.iterations < 2:
        return make(options)
    return Rounds([make(round_) for round_ in _rounds(options)])


def _rounds(options: Options) -> Iterator[Options]:
    """The options of each iteration, which differ in their seeds."""
    import random  # slow to import

    source = random.Random(options.random_seed or 0)
    for _ in range(options.iterations):
        yield replace(options, iterations=1, random_seed=source.randint(0, LARGEST_SEED))
        options = options if options.append_log else replace(options, append_log=True)


class Rounds:
    """Several provers for the same implementations, all of which have to succeed."""

    def __init__(self, provers: Sequence[Prover]) -> None:
        self._provers = provers
        self.selected = list(provers[0].selected)
        self._place = {implementation: i for i, implementation in enumerate(self.selected)}

    def verify(self, implementation: Implementation) -> Result:
        """The verdicts of all provers as one."""
        place = self._place[implementation]
        return merged([prover.verify(prover.selected[place]) for prover in self._provers])

    def close(self) -> None:
        """See `Prover`."""
        for prover in self._provers:
            prover.close()


def merged(results: Sequence[Result]) -> Result:
    """One result for several of the same implementation: verified if all of them are.

    Otherwise it is the first that failed, or else the first that is not verified, with a remark
    when others succeeded. Times and what proofs needed are put together.
    """
    proved = [r for r in results if r.outcome is Outcome.VERIFIED]
    failed = [r for r in results if r.outcome is Outcome.FAILED]
    others = [r for r in results if r.outcome is not Outcome.VERIFIED]
    chosen = (failed or others or proved)[0]
    diagnostics = chosen.diagnostics
    if proved and others:
        numbers = ", ".join([str(i) for i, r in enumerate(results, 1) if r in others])
        text = f"{chosen.name} was proved in {len(proved)} of {len(results)} iterations, not in"
        span = chosen.implementation.span
        remark = Diagnostic("stability.mixed", f"{text} {numbers}", span, Severity.NOTE)
        diagnostics = (*diagnostics, remark)
    covered = chosen.covered
    if not others and covered is not None:
        covered = tuple(sorted({name for r in results for name in r.covered or ()}))
    return replace(
        chosen,
        diagnostics=diagnostics,
        covered=covered,
        seconds=sum([r.seconds for r in results]),
        solver_seconds=sum([r.solver_seconds for r in results]),
        resource=sum([r.resource for r in results]),
        iterations=tuple(results),
    )
