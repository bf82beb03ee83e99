"""Ask the solver for one failing assertion after another, until there is none."""

from __future__ import annotations

from ivl.base.node import node
from ivl.diagnose.failing_path import FailingPath, failing_path
from ivl.logic.terms import Terms
from ivl.solvers.answer import Answer, Limits, Outcome, Session
from ivl.vc.condition import VerificationCondition


@node
class Findings:
    """The failing paths, in the order of discovery, and the answer that ended the search.

    Only when `last` is PROVED are all other assertions known to hold. `last` is a CANDIDATE where
    the limit on failures was reached.
    """

    failures: tuple[FailingPath, ...]
    last: Answer


def find_failures(
    condition: VerificationCondition, terms: Terms, session: Session, limits: Limits, most: int
) -> Findings:
    """The assertions of `condition` that may fail, at most `most` of them (0: all).

    A candidate that describes no path through the graph is worth no more than an unknown.
    """
    found: list[FailingPath] = []
    session.push()
    session.assume(terms.not_(condition.formula))
    while True:
        answer = session.check(limits)
        if answer.outcome is not Outcome.CANDIDATE:
            break
        path = failing_path(condition, session.values)
        if path is None:
            answer = Answer(Outcome.UNKNOWN, "the candidate describes no path", answer.seconds)
            break
        found.append(path)
        if len(found) == most:
            break
        with terms.lock:
            fails = terms.equal(condition.control[path.check.block], terms.int_(-path.number))
            other = terms.not_(fails)
        session.assume(other)
    session.pop()
    return Findings(tuple(found), answer)
