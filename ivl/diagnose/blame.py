"""Find out on which assertions the solver runs out of time."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ivl.diagnose.failing_path import FailingPath, failing_path
from ivl.diagnose.find_failures import Findings, Inspect, assume_failure
from ivl.logic.terms import Terms
from ivl.result import TimeoutDiagnosis
from ivl.solvers.answer import Answer, Limits, Outcome, Session
from ivl.vc.condition import VerificationCondition

USUAL_LIMIT = 10.0
"""The seconds for a condition where there is no limit."""


def blame(
    condition: VerificationCondition,
    terms: Terms,
    session: Session,
    limits: Limits,
    share: float,
    inspect: Inspect | None = None,
) -> Findings:
    """Look for the assertions because of which `condition` was not decided within `limits`.

    Assertions are tried in ever smaller groups, in each of which only they may fail; an assertion
    has `share` of the time for the whole condition. What is left is tried once more together. It
    is proved if each assertion is in a group that was.
    """
    return _Search(condition, terms, session, limits, share, inspect).run()


class _Search:
    def __init__(
        self,
        condition: VerificationCondition,
        terms: Terms,
        session: Session,
        limits: Limits,
        share: float,
        inspect: Inspect | None,
    ) -> None:
        self.condition = condition
        self.terms = terms
        self.session = session
        self.limits = limits
        self.share = share
        self.inspect = inspect
        self.most = limits.seconds or USUAL_LIMIT
        self.queries = 0
        self.failures: list[FailingPath] = []

    def run(self) -> Findings:
        started = time.perf_counter()
        self.session.push()
        assume_failure(self.condition, self.terms, self.session)
        waiting = _halves(list(self.condition.checks))
        undecided: list[int] = []
        while waiting:
            group = waiting.pop()
            if self.decide(group, self.share * len(group)):
                continue
            if len(group) > 1:
                waiting += _halves(group)
            else:
                undecided += group
        if undecided and self.decide(undecided, 1.0):
            undecided = []
        self.session.pop()
        seconds = time.perf_counter() - started
        checks = self.condition.checks
        return Findings(
            tuple(self.failures),
            Answer(Outcome.TIMEOUT if undecided else Outcome.PROVED, seconds=seconds),
            undecided=tuple([checks[number] for number in undecided]),
            diagnoses=(TimeoutDiagnosis(len(checks), len(undecided), self.queries, seconds),),
        )

    def decide(self, group: list[int], share: float) -> bool:
        """Whether it is known of each in `group`, in its share of the time, if it fails.

        Those that fail are taken out of it.
        """
        while group:
            self.session.push()
            self.forbid([number for number in self.condition.checks if number not in set(group)])
            answer = self.check(min(share, 1.0) * self.most)
            path = None
            if answer.outcome is Outcome.CANDIDATE:
                path = failing_path(self.condition, self.session.values)
                if path is not None and self.inspect is not None:
                    path = self.inspect(path, answer.complete)
            self.session.pop()
            if path is None:
                return answer.outcome is Outcome.PROVED
            self.failures.append(path)
            group.remove(path.number)
        return True

    def check(self, seconds: float) -> Answer:
        self.queries += 1
        limits = Limits(seconds, self.limits.resource, self.limits.memory)
        return self.session.check(limits)

    def forbid(self, numbers: Sequence[int]) -> None:
        """Look for no failure of the assertions with these numbers."""
        terms = self.terms
        with terms.lock:
            others = []
            for number in numbers:
                control = self.condition.control[self.condition.checks[number].block]
                others.append(terms.not_(terms.equal(control, terms.int_(-number))))
            formula = terms.and_(others)
        self.session.assume(formula)


def _halves(group: list[int]) -> list[list[int]]:
    if len(group) < 2:
        return [group]
    middle = len(group) // 2
    return [group[middle:], group[:middle]]
