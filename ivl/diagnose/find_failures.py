"""Ask the solver for one failing assertion after another, until there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from ivl.base.node import node
from ivl.base.replay import ReplayVerdict
from ivl.diagnose.failing_path import FailingPath, failing_path
from ivl.diagnose.prefer import prefer, preferences
from ivl.logic.script import core_name, core_text
from ivl.logic.terms import Term, Terms
from ivl.result import TimeoutDiagnosis
from ivl.solvers.answer import Answer, Limits, Outcome, Session
from ivl.vc.condition import Check, VerificationCondition

Inspect: TypeAlias = Callable[[FailingPath, bool], FailingPath]
"""Adds to a failing path what the session's present candidate says; the flag: it is complete."""


@node
class Findings:
    """The failing paths, in the order of discovery, and the answer that ended the search.

    Only when `last` is PROVED are all other assertions known to hold. `last` is a CANDIDATE where
    the limit on failures was reached. `core` are the names of what a proof without failures
    needed, as far as the condition has labels or the background names, None if it is not known.
    `undecided` are the assertions on which the solver ran out of time, found out by `diagnoses`.
    `warnings` are the solver's.
    """

    failures: tuple[FailingPath, ...]
    last: Answer
    core: tuple[str, ...] | None = None
    undecided: tuple[Check, ...] = ()
    diagnoses: tuple[TimeoutDiagnosis, ...] = ()
    warnings: tuple[str, ...] = ()


def assume_failure(condition: VerificationCondition, terms: Terms, session: Session) -> None:
    """Assume that some assertion of `condition` fails."""
    for axiom, name in condition.axioms:
        session.assume(axiom, name)
    session.assume(terms.not_(condition.formula))
    for name, label in condition.labels.items():
        session.assume(label, core_name(name))


def find_failures(
    condition: VerificationCondition,
    terms: Terms,
    session: Session,
    limits: Limits,
    most: int,
    track: bool = False,
    inspect: Inspect | None = None,
) -> Findings:
    """The assertions of `condition` that may fail, at most `most` of them (0: all).

    If there are more than several, up to twice as many are looked for, of which the first in the
    program are kept: which of them a solver finds first is chance.

    A proof that another solver contradicts with a candidate which can be executed is none.
    A candidate that describes no path through the graph is worth no more than an unknown. One
    that is gone, since the solver ended, is looked for once more. With `track` the solver is asked
    what a proof needed. Each failure is what `inspect` makes of it. Where the program
    prefers some candidates they are looked for; that never changes what is proved.
    """
    found: list[FailingPath] = []
    warnings: list[str] = []
    lost = False

    def evaluate(asked: Sequence[Term]) -> Sequence[str] | None:
        nonlocal lost
        texts = session.values(asked)
        lost = texts is None
        return texts

    sought = most if most == 1 else 2 * most
    tried_again = False
    session.push()
    assume_failure(condition, terms, session)
    core = None
    while True:
        answer = session.check(limits)
        warnings += answer.warnings
        if answer.dissent and inspect is not None:
            path = failing_path(condition, evaluate)
            if path is not None and _is_refuted(inspect(path, False)):
                answer = Answer(Outcome.SOLVER_ERROR, answer.dissent, answer.seconds)
        if answer.outcome is not Outcome.CANDIDATE:
            if answer.outcome is Outcome.PROVED and not found and track:
                core = session.unsat_core()
            break
        path = failing_path(condition, evaluate)
        if path is None and lost and not tried_again:
            tried_again = True
            continue
        if path is None:
            answer = Answer(Outcome.UNKNOWN, "the candidate describes no path", answer.seconds)
            break
        wanted = preferences(condition)
        opened = prefer(wanted, terms, session, limits) if wanted else 0
        if opened:
            path = failing_path(condition, evaluate) or path
        complete = answer.complete and not opened  # of a better one nobody says whether it is
        found.append(path if inspect is None else inspect(path, complete))
        for _ in range(opened):
            session.pop()
        if len(found) == sought:
            break
        with terms.lock:
            fails = terms.equal(condition.control[path.check.block], terms.int_(-path.number))
            other = terms.not_(fails)
        session.assume(other)
    session.pop()
    if most and len(found) >= most:
        if len(found) > most or answer.outcome is not Outcome.PROVED:
            answer = Answer(Outcome.CANDIDATE, "there are enough failures", answer.seconds)
        found = sorted(found, key=_place)[:most] if len(found) > most else found
    if core is not None:
        core = tuple(sorted({core_text(name) for name in core}))
    return Findings(tuple(found), answer, core, warnings=tuple(warnings))


def _is_refuted(path: FailingPath) -> bool:
    return path.replay is not None and path.replay.verdict is ReplayVerdict.REFUTED


def _place(path: FailingPath) -> tuple[str, int]:
    """Where in the program the assertion is that fails."""
    span = path.check.assertion.obligation.span
    return span.source.name, span.start
