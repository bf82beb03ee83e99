"""Ask the solver for one failing assertion after another, until there is none."""

from __future__ import annotations

from ivl.base.node import node
from ivl.diagnose.failing_path import FailingPath, failing_path
from ivl.logic.script import core_name, core_text
from ivl.logic.terms import Terms
from ivl.solvers.answer import Answer, Limits, Outcome, Session
from ivl.vc.condition import VerificationCondition


@node
class Findings:
    """The failing paths, in the order of discovery, and the answer that ended the search.

    Only when `last` is PROVED are all other assertions known to hold. `last` is a CANDIDATE where
    the limit on failures was reached. `core` are the names of what a proof without failures
    needed, as far as the condition has labels or the background names, None if it is not known.
    """

    failures: tuple[FailingPath, ...]
    last: Answer
    core: tuple[str, ...] | None = None


def find_failures(
    condition: VerificationCondition,
    terms: Terms,
    session: Session,
    limits: Limits,
    most: int,
    track: bool = False,
) -> Findings:
    """The assertions of `condition` that may fail, at most `most` of them (0: all).

    A candidate that describes no path through the graph is worth no more than an unknown. With
    `track` the solver is asked what a proof needed.
    """
    found: list[FailingPath] = []
    session.push()
    for axiom, name in condition.axioms:
        session.assume(axiom, name)
    session.assume(terms.not_(condition.formula))
    for name, label in condition.labels.items():
        session.assume(label, core_name(name))
    core = None
    while True:
        answer = session.check(limits)
        if answer.outcome is not Outcome.CANDIDATE:
            if answer.outcome is Outcome.PROVED and not found and track:
                core = session.unsat_core()
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
    if core is not None:
        core = tuple(sorted({core_text(name) for name in core}))
    return Findings(tuple(found), answer, core)
