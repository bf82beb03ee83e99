"""Triggers: the terms at which the solver uses a quantifier.

Terms that mention bound variables and that the solver can look for are candidates; a trigger is a
set of them that mentions all variables. What another makes superfluous is left out, and so is what
would feed itself with larger and larger terms, unless nothing else is left.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence
from typing import cast

from frontends.dafny.translate.types import ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Attribute, Variable
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import peel
from frontends.dafny.typed.shape import fits, shape, variables_in
from frontends.dafny.typed.walk import expressions_in, walk
from ivl.base.node import node
from ivl.core import expressions as core
from ivl.core.fold import children, free_variables
from ivl.core.types import BOOL, INT

MOST_TERMS = 10
"""How many candidates are combined with each other."""
MOST_TRIGGERS = 8

_APPLICATIONS = (
    e.FunctionCall, e.FieldSelect, e.DestructorSelect, e.Discriminator, e.Apply,
    e.FunctionProperty, e.BuiltinMember, e.Construct, e.Index, e.ArraySelect, e.Slice, e.Update,
    e.SetDisplay, e.MultisetDisplay, e.MultisetOf, e.SequenceDisplay, e.MapDisplay, e.PrefixEqual,
)  # fmt: skip
_TRANSPARENT = (e.Literal, e.Null, e.This, e.VariableReference, e.FunctionValue, e.Old)
_BINDERS = (e.Quantifier, e.SetComprehension, e.MapComprehension, e.Lambda, e.LetSuchThat)


@node
class Candidate:
    """A term, the bound variables that it mentions, and the shapes of all that is in it."""

    term: e.Expr
    variables: frozenset[Variable]
    shape: Hashable
    inside: frozenset[Hashable]


def explicit_triggers(attributes: Sequence[Attribute]) -> list[list[e.Expr]]:
    """What ``{:trigger ...}`` says."""
    return [
        [x for x in a.arguments if not isinstance(x, str)]
        for a in attributes
        if a.name == "trigger"
    ]


def select_triggers(
    variables: Sequence[Variable], parts: Sequence[e.Expr], *, calls: bool = False
) -> list[tuple[e.Expr, ...]]:
    """Triggers for a quantifier over `variables` that is made of `parts`.

    `calls`: if some have calls of functions in them, only those. The values that definitions of
    functions make when they are unfolded are no places for induction hypotheses: an instance would
    be unfolded again.
    """
    bound = frozenset(variables)
    for sums in (False, True):
        sets = _covers(bound, _candidates(bound, parts, sums))
        if calls:
            sets = [x for x in sets if any(_has_call(c.term) for c in x)] or sets
        safe = [x for x in sets if not _feeds_itself(x, parts, bound)]
        if sets:
            return [tuple([c.term for c in x]) for x in _weakest(safe or sets)[:MOST_TRIGGERS]]
    return []


def divide(
    variables: Sequence[Variable], known: Sequence[e.Expr], parts: Sequence[e.Expr]
) -> list[tuple[e.Expr, list[tuple[e.Expr, ...]]]]:
    """Bodies of quantifiers over `variables`, one for all `parts` or several, with triggers.

    What would feed itself in one of them may be a trigger for another. `known` is the range, or
    nothing.
    """
    bound = frozenset(variables)
    sets = _covers(bound, _candidates(bound, [*known, *parts], False))
    found = list[tuple[e.Expr, list[tuple[Candidate, ...]]]]()
    for part in parts:
        safe = [x for x in sets if not _feeds_itself(x, [*known, part], bound)] or sets
        same = next((i for i, (_, others) in enumerate(found) if others == safe), None)
        if same is None:
            found.append((part, safe))
        else:
            joined = e.Binary(Op.AND, found[same][0], part, type=part.type, span=part.span)
            found[same] = joined, safe
    return [
        (body, [tuple([c.term for c in x]) for x in _weakest(safe)[:MOST_TRIGGERS]])
        for body, safe in found
    ]


def _has_call(term: e.Expr) -> bool:
    return any(isinstance(x, e.FunctionCall | e.Apply) for x in walk(term))


def _candidates(bound: frozenset[Variable], parts: Sequence[e.Expr], sums: bool) -> list[Candidate]:
    terms = _Terms(bound, sums)
    for part in parts:
        terms.visit(part, [])
    return list(terms.found.values())[:MOST_TERMS]


class _Terms:
    """Candidates, in the order in which they are found; `sums`: in whose arguments sums may be."""

    def __init__(self, bound: frozenset[Variable], sums: bool) -> None:
        self.bound = bound
        self.sums = sums
        self.hidden = set[Variable]()
        self.found: dict[Hashable, Candidate] = {}

    def visit(self, expr: e.Expr, old: list[str]) -> bool:
        """Look through `expr` inside of ``old`` with these labels; whether it may be in a term."""
        if isinstance(expr, e.Old):
            return self.visit(expr.operand, [*old, expr.label])
        if isinstance(expr, e.Lambda) and not variables_in(expr) & (self.bound | self.hidden):
            return True
        if isinstance(expr, _BINDERS):
            own = expr.parameters if isinstance(expr, e.Lambda) else expr.variables
            self.hidden.update(own)
        if isinstance(expr, e.Let | e.Match):
            self.hidden.update(_bound_by_patterns(expr))
        inside = [self.visit(x, old) for x in _operands(expr)]
        if isinstance(expr, _TRANSPARENT):
            return True
        if self.sums and isinstance(expr, e.Binary) and expr.operator in (Op.ADD, Op.SUBTRACT):
            return all(inside)
        if not all(inside) or not _is_application(expr):
            return False
        self._add(expr, old)
        return True

    def _add(self, expr: e.Expr, old: list[str]) -> None:
        mentioned = variables_in(expr)
        if not mentioned & self.bound or mentioned & self.hidden:
            return
        if isinstance(expr, e.Binary) and expr.operator is Op.NOT_IN:
            expr = e.Binary(Op.IN, expr.left, expr.right, type=expr.type, span=expr.span)
        shapes = frozenset(
            [shape(_at(cast(e.Expr, x), old)) for x in walk(expr) if isinstance(x, e.Typed)]
        )
        expr = _at(expr, old)
        key = shape(expr)
        self.found.setdefault(key, Candidate(expr, mentioned & self.bound, key, shapes))


def _at(expr: e.Expr, old: Sequence[str]) -> e.Expr:
    """`expr` inside of ``old`` with these labels."""
    for label in reversed(old):
        expr = e.Old(expr, label, type=expr.type, span=expr.span)
    return expr


def _operands(expr: e.Expr) -> list[e.Expr]:
    match expr:
        case e.Match():
            return [expr.subject, *[c.body for c in expr.cases]]
        case e.StatementExpression():
            return [expr.body]
        case _:
            return expressions_in(expr)


def _bound_by_patterns(expr: e.Let | e.Match) -> list[Variable]:
    patterns: list[e.Pattern]
    patterns = list(expr.patterns) if isinstance(expr, e.Let) else [c.pattern for c in expr.cases]
    found = list[Variable]()
    while patterns:
        pattern = patterns.pop()
        if isinstance(pattern, e.VariablePattern):
            found.append(pattern.variable)
        elif isinstance(pattern, e.ConstructorPattern):
            patterns.extend(pattern.arguments)
    return found


def _is_application(expr: e.Expr) -> bool:
    match expr:
        case e.Unary(e.UnaryOperator.CARDINALITY):
            return True
        case e.Binary(Op.IN | Op.NOT_IN):
            return True
        case e.Binary(Op.EQUAL | Op.NOT_EQUAL | Op.LESS | Op.GREATER):
            return False
        case e.Binary(Op.MULTIPLY | Op.DIVIDE | Op.MODULO) if ivl_type(expr.type) == INT:
            return True
        case e.Binary():
            return isinstance(
                peel(expr.left.type), t.SetType | t.MultisetType | t.SequenceType | t.MapType
            )
        case _:
            return isinstance(expr, _APPLICATIONS)


# ---------------------------------------------------------------- choosing


def _covers(bound: frozenset[Variable], terms: Sequence[Candidate]) -> list[tuple[Candidate, ...]]:
    """The sets of terms that mention all variables, none of which could do without a term."""
    found = list[tuple[Candidate, ...]]()
    for size in range(1, len(bound) + 1):
        for chosen in itertools.combinations(terms, size):
            without = [_mentioned([x for x in chosen if x is not c]) for c in chosen]
            if _mentioned(chosen) == bound and bound not in without:
                found.append(chosen)
    return found


def _mentioned(terms: Sequence[Candidate]) -> frozenset[Variable]:
    return frozenset[Variable]().union(*[c.variables for c in terms])


def _weakest(sets: list[tuple[Candidate, ...]]) -> list[tuple[Candidate, ...]]:
    """Without the sets whose terms contain all terms of another."""
    kept = list[tuple[Candidate, ...]]()
    for one in sets:
        inside = frozenset[Hashable]().union(*[c.inside for c in one])
        others = [frozenset([c.shape for c in other]) for other in sets if other is not one]
        if not any(other <= inside for other in others):
            kept.append(one)
    return kept or sets


def _feeds_itself(
    trigger: tuple[Candidate, ...], parts: Sequence[e.Expr], bound: frozenset[Variable]
) -> bool:
    """Whether an instance of the quantifier has new, larger terms that fit the trigger."""
    own = [c.shape for c in trigger]
    for part in parts:
        for term in _terms(part, []):
            for candidate in trigger:
                values = dict[Variable, e.Expr]()
                if not fits(candidate.term, term, bound, values) or shape(term) in own:
                    continue
                if any(_grows(x, bound) for x in values.values()):
                    return True
    return False


def _terms(expr: e.Expr, old: list[str]) -> list[e.Expr]:
    """All terms in `expr`, which is inside of ``old`` with these labels."""
    if isinstance(expr, e.Old):
        return _terms(expr.operand, [*old, expr.label])
    found = [] if isinstance(expr, _TRANSPARENT) else [_at(expr, old)]
    for part in expressions_in(expr):
        found.extend(_terms(part, old))
    return found


def _grows(value: e.Expr, bound: frozenset[Variable]) -> bool:
    return not isinstance(value, e.VariableReference) and bool(variables_in(value) & bound)


# ---------------------------------------------------------------- terms of IVL


def usable(trigger: Sequence[core.Expr], variables: Sequence[core.Variable]) -> bool:
    """Whether the solver can look for the terms, and finds values for all variables by them."""
    found = set[core.Variable]()
    for term in trigger:
        top = isinstance(term, core.Apply | core.Select | core.FieldAccess | core.IsConstructor)
        if not top or not _is_pattern(term, frozenset(variables)):
            return False
        found.update(free_variables(term))
    return found.issuperset(variables)


def _is_pattern(term: core.Expr, variables: frozenset[core.Variable]) -> bool:
    """Whether a term has no logical operators outside of what has no variables."""
    match term:
        case core.Lambda():
            return variables.isdisjoint(free_variables(term))
        case core.Quantifier() | core.Let() | core.CodeExpression():
            return False
        case core.Operation() if term.type == BOOL or term.operator is core.Operator.IF_THEN_ELSE:
            return False
        case _:
            found = [_is_pattern(x, variables) for x in children(term)]
            return all(found)
