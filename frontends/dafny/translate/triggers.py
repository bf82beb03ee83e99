"""Triggers: the terms at which the solver uses a quantifier.

Terms that mention bound variables and that the solver can look for are candidates; a trigger is a
set of them that mentions all variables. What another makes superfluous is left out, and so is what
would feed itself with larger and larger terms, unless nothing else is left.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Attribute, Variable
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import peel
from frontends.dafny.typed.shape import fits, shape, variables_in
from frontends.dafny.typed.walk import expressions_in, walk
from ivl.base.node import node
from ivl.core import expressions as core
from ivl.core.fold import free_variables, some
from ivl.core.types import BOOL

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
    variables: Sequence[Variable], parts: Sequence[e.Expr]
) -> list[tuple[e.Expr, ...]]:
    """Triggers for a quantifier over `variables` that is made of `parts`."""
    bound = frozenset(variables)
    terms = _Terms(bound)
    for part in parts:
        terms.visit(part, [])
    found = list(terms.found.values())[:MOST_TERMS]
    sets = _weakest(_covers(bound, found))
    safe = [x for x in sets if not _feeds_itself(x, parts, bound)]
    return [tuple([c.term for c in x]) for x in (safe or sets)[:MOST_TRIGGERS]]


class _Terms:
    """Candidates, in the order in which they are found."""

    def __init__(self, bound: frozenset[Variable]) -> None:
        self.bound = bound
        self.hidden = set[Variable]()
        self.found: dict[Hashable, Candidate] = {}

    def visit(self, expr: e.Expr, old: list[str]) -> bool:
        """Look through `expr` inside of ``old`` with these labels; whether it may be in a term."""
        if isinstance(expr, e.Old):
            return self.visit(expr.operand, [*old, expr.label])
        if isinstance(expr, _BINDERS):
            own = expr.parameters if isinstance(expr, e.Lambda) else expr.variables
            self.hidden.update(own)
        if isinstance(expr, e.Let | e.Match):
            self.hidden.update(_bound_by_patterns(expr))
        inside = [self.visit(x, old) for x in _operands(expr)]
        if isinstance(expr, _TRANSPARENT):
            return True
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
        for label in reversed(old):
            expr = e.Old(expr, label, type=expr.type, span=expr.span)
        shapes = frozenset([shape(x) for x in walk(expr) if isinstance(x, e.Typed)])
        key = shape(expr)
        self.found.setdefault(key, Candidate(expr, mentioned & self.bound, key, shapes))


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
        for term in walk(part):
            if not isinstance(term, e.Typed) or isinstance(term, _TRANSPARENT):
                continue
            for candidate in trigger:
                values = dict[Variable, e.Expr]()
                if not fits(candidate.term, term, bound, values) or shape(term) in own:
                    continue
                if any(_grows(x, bound) for x in values.values()):
                    return True
    return False


def _grows(value: e.Expr, bound: frozenset[Variable]) -> bool:
    return not isinstance(value, e.VariableReference) and bool(variables_in(value) & bound)


# ---------------------------------------------------------------- terms of IVL


def usable(trigger: Sequence[core.Expr], variables: Sequence[core.Variable]) -> bool:
    """Whether the solver can look for the terms, and finds values for all variables by them."""
    found = set[core.Variable]()
    for term in trigger:
        top = isinstance(term, core.Apply | core.Select | core.FieldAccess | core.IsConstructor)
        if not top or some(term, _is_logical):
            return False
        found.update(free_variables(term))
    return found.issuperset(variables)


def _is_logical(term: core.Expr) -> bool:
    match term:
        case core.Quantifier() | core.Lambda() | core.Let() | core.CodeExpression():
            return True
        case core.Operation():
            return term.type == BOOL or term.operator is core.Operator.IF_THEN_ELSE
        case _:
            return False
