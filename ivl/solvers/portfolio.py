"""Several solvers, or several ways to set one up, that race for each condition."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from ivl.base.node import node, replace
from ivl.base.proofs import Proofs, Transcript
from ivl.solvers.answer import NO_LIMITS, Answer, Limits, Outcome
from ivl.solvers.process import ProcessSession, ProcessSolver
from ivl.solvers.settings import Options, Settings

if TYPE_CHECKING:
    from ivl.logic.model import Model
    from ivl.logic.script import Background
    from ivl.logic.terms import Term, Terms

GRACE_SECONDS = 0.05
"""How long the others may go on when one has answered: to start them again takes about as long."""

_RANKS = (
    Outcome.PROVED,
    Outcome.CANDIDATE,
    Outcome.OUT_OF_RESOURCE,
    Outcome.OUT_OF_MEMORY,
    Outcome.TIMEOUT,
    Outcome.UNKNOWN,
    Outcome.SOLVER_ERROR,
)
"""Which answer tells most, if nothing is proved."""


@node
class Racer:
    """A solver and the options that are its own."""

    solver: ProcessSolver
    options: Options = ()


class Portfolio:
    """A solver that is the fastest of several for each condition."""

    def __init__(self, name: str, racers: Sequence[Racer]) -> None:
        self.name = name
        self._racers = tuple(racers)

    def open(self, terms: Terms, background: Background, settings: Settings) -> PortfolioSession:
        """Start all of them."""
        sessions, pending = [], []
        for number, racer in enumerate(self._racers):
            proofs = None if settings.proofs is None else _Pending(settings.proofs)
            own = replace(
                settings,
                options=(*settings.options, *racer.options),
                log=f"{settings.log}.{number + 1}" if settings.log and number else settings.log,
                proofs=proofs,
            )
            pending.append(proofs)
            sessions.append(racer.solver.open(terms, background, own))
        names = [" ".join([r.solver.name, *map("=".join, r.options)]) for r in self._racers]
        return PortfolioSession(names, sessions, pending)


class _Pending:
    """Proofs that nobody contradicts are remembered, and only those."""

    def __init__(self, proofs: Proofs) -> None:
        self._proofs = proofs
        self._new: list[Transcript] = []

    def known(self, question: Transcript) -> bool:
        """See `Proofs`."""
        return self._proofs.known(question)

    def remember(self, question: Transcript) -> None:
        """See `Proofs`."""
        self._new.append(question)

    def settle(self, certain: bool) -> None:
        """The proofs since this was last called are `certain`, or they are not."""
        new, self._new = self._new, []
        for question in new if certain else ():
            self._proofs.remember(question)


class PortfolioSession:
    """A session with each of several solvers. The first answer that settles a check counts."""

    def __init__(
        self,
        names: Sequence[str],
        sessions: Sequence[ProcessSession],
        pending: Sequence[_Pending | None],
    ) -> None:
        self._names = names
        self._sessions = sessions
        self._pending = pending
        self._chosen = self._prover = sessions[0]

    def push(self) -> None:
        """Open a scope."""
        for session in self._sessions:
            session.push()

    def pop(self) -> None:
        """Close the innermost scope."""
        for session in self._sessions:
            session.pop()

    def assume(self, formula: Term, name: str = "") -> None:
        """Assume a formula in the current scope."""
        for session in self._sessions:
            session.assume(formula, name)

    def label(self, name: str) -> None:
        """Say in the logs what the next checks are about."""
        for session in self._sessions:
            session.label(name)

    def check(self, limits: Limits = NO_LIMITS) -> Answer:
        """Whether all that is assumed is contradictory.

        A proof and a counterexample, neither of them a mere candidate, are an error of one of the
        solvers, hence nobody's proof. A proof beside a candidate has a `dissent`, and is not
        remembered.
        """
        started = time.monotonic()
        answers = self._race(limits)
        proving = [i for i, a in answers.items() if a.outcome is Outcome.PROVED]
        refuting = [i for i, a in answers.items() if _settles(a) and i not in proving]
        contradiction = bool(proving and refuting)
        doubting = [i for i, a in answers.items() if proving and a.outcome is Outcome.CANDIDATE]
        for pending in self._pending:
            if pending is not None:
                pending.settle(not doubting)
        best = min(answers, key=lambda i: (_rank(answers[i]), i))
        self._prover = self._sessions[best]
        self._chosen = self._sessions[doubting[0]] if doubting else self._prover
        seconds = time.monotonic() - started
        if contradiction:
            reason = self._contradiction(proving[0], refuting[0])
            return Answer(Outcome.SOLVER_ERROR, reason, seconds)
        warnings = [w for i in sorted(answers) for w in answers[i].warnings]
        return replace(
            answers[best],
            seconds=seconds,
            warnings=tuple(dict.fromkeys(warnings)),
            dissent=self._contradiction(best, doubting[0]) if doubting else "",
        )

    def _contradiction(self, proving: int, refuting: int) -> str:
        one, other = self._names[proving], self._names[refuting]
        return f"CONTRADICTION: {one} proves what {other} refutes; one of them is wrong"

    def _race(self, limits: Limits) -> dict[int, Answer]:
        """The answers of those that were not stopped."""
        arrived: SimpleQueue[tuple[int, Answer]] = SimpleQueue()

        def run(number: int, session: ProcessSession) -> Callable[[], None]:
            return lambda: arrived.put((number, session.check(limits)))

        threads = []
        for number, session in enumerate(self._sessions):
            session.restart()
            threads.append(threading.Thread(target=run(number, session), daemon=True))
            threads[-1].start()
        answers: dict[int, Answer] = {}
        end: float | None = None
        while len(answers) < len(threads):
            try:
                left = None if end is None else max(0.0, end - time.monotonic())
                number, answer = arrived.get(timeout=left)
            except Empty:
                break
            answers[number] = answer
            if end is None and _settles(answer):
                end = time.monotonic() + GRACE_SECONDS
        for number, session in enumerate(self._sessions):
            if number not in answers:
                session.cancel()
        for thread in threads:
            thread.join()
        return answers

    def values(self, terms: Sequence[Term]) -> tuple[str, ...] | None:
        """The texts of the terms' values, after a CANDIDATE or in a dissent."""
        return self._chosen.values(terms)

    def model(self) -> Model | None:
        """The model, after a CANDIDATE or in a dissent."""
        return self._chosen.model()

    def unsat_core(self) -> tuple[str, ...] | None:
        """The names of assumptions that suffice, after a PROVED."""
        return self._prover.unsat_core()

    def instances(self) -> Mapping[str, int]:
        """Those that the solver made whose answer counted."""
        return self._chosen.instances()

    def close(self) -> None:
        """End all processes."""
        for session in self._sessions:
            session.close()


def _settles(answer: Answer) -> bool:
    """Whether there is nothing to be learnt from others: it is proved, or refuted."""
    return answer.outcome is Outcome.PROVED or (
        answer.outcome is Outcome.CANDIDATE and answer.complete
    )


def _rank(answer: Answer) -> tuple[int, bool]:
    return _RANKS.index(answer.outcome), not answer.complete
