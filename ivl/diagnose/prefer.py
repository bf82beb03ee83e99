"""Which candidate to show, where the program says which it would rather see."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction

from ivl.base.node import node, replace
from ivl.core.attributes import int_attribute
from ivl.core.expressions import VariableReference
from ivl.core.program import find_attribute
from ivl.core.statements import Assume
from ivl.core.types import INT, REAL
from ivl.flow.soften import SOFT
from ivl.logic.sexpr import SexprError, parse_sexprs
from ivl.logic.terms import Term, Terms
from ivl.solvers.answer import Limits, Outcome, Session
from ivl.vc.condition import VerificationCondition

STEPS = 100
"""How many attempts are made to better the value of one objective."""
SECONDS = 2.0
"""How long one attempt at a better candidate may take."""
SECONDS_IN_ALL = 10.0
"""How long all attempts for one failure may take."""


@node
class Preferences:
    """What a good candidate looks like: terms that it makes true, small or large."""

    soft: tuple[Term, ...]
    objectives: tuple[tuple[Term, bool], ...]
    """With each term, whether it is to be small."""

    def __bool__(self) -> bool:
        return bool(self.soft or self.objectives)


def preferences(condition: VerificationCondition) -> Preferences:
    """What ``{:soft n}``, ``{:minimize e}`` and ``{:maximize e}`` say, by falling weight."""
    weighed: list[tuple[int, Term]] = []
    objectives: list[tuple[Term, bool]] = []
    translate = condition.translator.expression
    for block in condition.cfg.blocks.values():
        for command in block.commands:
            if not (command.attributes and isinstance(command, Assume)):
                continue
            attributes = command.attributes
            match find_attribute(attributes, SOFT):
                case (_, VariableReference() as switch):
                    weighed.append((int_attribute(attributes, SOFT) or 1, translate(switch)))
            for name, small in (("minimize", True), ("maximize", False)):
                found = find_attribute(attributes, name)
                if found and not isinstance(found[0], str) and found[0].type in (INT, REAL):
                    objectives.append((translate(found[0]), small))
    soft = [term for _, term in sorted(weighed, key=lambda pair: -pair[0])]
    return Preferences(tuple(soft), tuple(objectives))


def prefer(wanted: Preferences, terms: Terms, session: Session, limits: Limits) -> int:
    """Look for better candidates than the one that `session` has, in scopes inside its own.

    Soft assumptions are taken all together, or else one by one; then values are bettered in steps
    that double until one is too large, and are halved from then on. All solvers can do that, and
    none has to be trusted with more than a candidate. The result is the number of scopes to close
    when the candidate is no longer needed.
    """
    seconds = min(SECONDS, limits.seconds or SECONDS)
    search = _Search(terms, session, replace(limits, seconds=seconds))
    if wanted.soft and not search.attempt(lambda: terms.and_(wanted.soft)):
        for term in wanted.soft:
            search.attempt(lambda term=term: term)  # type: ignore[misc]
    for term, small in wanted.objectives:
        search.better(term, small)
    search.settle()
    return search.opened


class _Search:
    def __init__(self, terms: Terms, session: Session, limits: Limits) -> None:
        self.terms = terms
        self.session = session
        self.limits = limits
        self.opened = 0
        self.has_candidate = True
        self.end = time.monotonic() + SECONDS_IN_ALL

    def attempt(self, formula: Callable[[], Term]) -> bool:
        """Whether there is a candidate for `formula`, too; if so it stays assumed."""
        if time.monotonic() > self.end:
            return False
        with self.terms.lock:
            made = formula()
        self.session.push()
        self.session.assume(made)
        self.has_candidate = self.session.check(self.limits).outcome is Outcome.CANDIDATE
        if self.has_candidate:
            self.opened += 1
        else:
            self.session.pop()
        return self.has_candidate

    def settle(self) -> None:
        """Have a candidate again, after an attempt that failed."""
        if not self.has_candidate:
            self.has_candidate = self.session.check(self.limits).outcome is Outcome.CANDIDATE

    def better(self, term: Term, small: bool) -> None:
        """Make the value of `term` as small, or as large, as can be had in a few steps."""
        self.settle()
        value = self.value(term)
        step, growing = 1, True
        for _ in range(STEPS):
            if value is None or not step:
                return
            bound = value - step if small else value + step
            if self.attempt(lambda bound=bound: self.within(term, bound, small)):  # type: ignore[misc]
                value = self.value(term)
            else:
                growing = False
            step = 2 * step if growing else step // 2

    def within(self, term: Term, bound: Fraction, small: bool) -> Term:
        terms = self.terms
        is_real = terms.sort(term) == terms.REAL
        limit = terms.real(bound) if is_real else terms.int_(int(bound))
        return terms.less_equal(term, limit) if small else terms.less_equal(limit, term)

    def value(self, term: Term) -> Fraction | None:
        """The value of `term` in the candidate, if it is a number."""
        texts = self.session.values((term,))
        try:
            return _number(parse_sexprs(texts[0])[0]) if texts and texts[0] else None
        except (SexprError, ValueError, ZeroDivisionError):
            return None


def _number(expression: object) -> Fraction:
    """The number that a value stands for. Raises ValueError for what is none."""
    match expression:
        case str(text):
            return Fraction(text)
        case ["-", operand]:
            return -_number(operand)
        case ["/", top, bottom]:
            return _number(top) / _number(bottom)
        case _:
            raise ValueError(expression)
