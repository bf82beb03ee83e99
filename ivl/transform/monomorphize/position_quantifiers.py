"""Leave quantifiers over types only where instantiating them is sound."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from enum import Enum, IntEnum

from ivl.base.fresh import Names
from ivl.base.node import replace
from ivl.core.expressions import (
    Apply,
    Expr,
    Function,
    Let,
    Old,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Trigger,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import LEAVES, children, map_children, map_triggers
from ivl.core.instantiate import instantiate
from ivl.core.map_statements import map_attributes
from ivl.core.program import Axiom, FunctionDeclaration
from ivl.core.types import BOOL, Type, TypeVariable, substitute
from ivl.transform.template import Template, make_template


class Use(Enum):
    """What a formula is for."""

    ASSUMED = "assumed"
    CHECKED = "checked"
    """Checked, then assumed."""
    VALUE = "value"
    """Its truth value matters both ways: an argument, a guard, an operand of ``<==>``."""


class Fate(IntEnum):
    """What can be done with a quantifier over types where it is not assumed."""

    NONE = 0
    """There is none."""
    EXACT = 1
    """It can be instantiated at all types (see `Exactness`)."""
    PROVED = 2
    """It can be proved for fresh types and those that occur."""
    NAMED = 3
    """It can only be named."""


_BOTH_WAYS = (Operator.IFF, Operator.EQUAL, Operator.NOT_EQUAL)


class Positions:
    """Rewrites formulas; keeps what they need.

    A quantifier over types that is a universal one where it is assumed (``forall`` in positive
    position) stays: it is weakened to instances. Elsewhere one that is exact (see `Exactness`)
    stays: it is instantiated at all types. So does one that is a universal one where it is
    checked: it is checked at the types that occur and at fresh ones. `exact` has the former,
    `to_prove` the latter, with its rank in its formula; `skolemize` prefers them where both fit.

    Any other one is named by a new function of what it depends on, with an axiom that gives the
    sound direction::

        if ((exists<a> x: a :: p(x, y))) { ... }

    becomes::

        function exists#0(y: int): bool uses {
          axiom (forall y: int :: {exists#0(y)} (exists<a> x: a :: p(x, y)) ==> exists#0(y)); }
        if (exists#0(y)) { ... }
    """

    def __init__(
        self,
        functions: Names,
        first_axiom: int,
        fate: Callable[[Quantifier], Fate],
        skolemize: bool,
    ) -> None:
        self.names = functions
        self.first_axiom = first_axiom
        self.fate = fate
        self.skolemize = skolemize
        self.exact: set[Quantifier] = set()
        self.to_prove: dict[Quantifier, int] = {}
        self.functions: list[FunctionDeclaration] = []
        self.axioms: list[Axiom] = []
        self._known: dict[tuple[Hashable, ...], Function] = {}
        self._mentions: dict[int, Fate] = {}
        self._kept: list[Expr] = []
        self._next = 0

    def formula(self, expr: Expr, use: Use) -> Expr:
        """`expr` with its quantifiers over types sorted out."""
        if not self.mentions(expr):
            return expr
        if use is Use.CHECKED and isinstance(expr, Operation) and expr.operator is Operator.AND:
            return map_children(expr, lambda e: self.formula(e, use))
        self._next = 0
        return self._rewrite(expr, True, use, False)

    def mentions(self, expr: Expr) -> Fate:
        """What can be done at best with all quantifiers over types in `expr`."""
        if isinstance(expr, LEAVES):  # not worth remembering
            return Fate.NONE
        known = self._mentions.get(id(expr))
        if known is None:
            self._kept.append(expr)
            known = max([self.mentions(e) for e in children(expr)], default=Fate.NONE)
            if isinstance(expr, Quantifier) and expr.type_parameters:
                known = max(known, self.fate(expr))
            self._mentions[id(expr)] = known
        return known

    def value(self, expr: Expr) -> Expr:
        """`expr` where its value is used."""
        return self._rewrite(expr, True, Use.VALUE, False)

    def _rewrite(self, expr: Expr, positive: bool, use: Use, dependent: bool) -> Expr:
        """`dependent`: an existential quantifier in effect stands around `expr`."""
        if not self.mentions(expr):
            return expr

        def same(e: Expr) -> Expr:
            return self._rewrite(e, positive, use, dependent)

        def negated(e: Expr) -> Expr:
            return self._rewrite(e, not positive, use, dependent)

        if isinstance(expr, Quantifier):
            return self._quantifier(expr, positive, use, dependent)
        if use is Use.VALUE or (
            self.mentions(expr) is Fate.EXACT
            and isinstance(expr, Operation)
            and expr.operator in _BOTH_WAYS
        ):
            return map_children(expr, self.value)
        match expr:
            case Operation(Operator.NOT, (operand,), type_):
                return Operation(Operator.NOT, (negated(operand),), type_, span=expr.span)
            case Operation(Operator.AND | Operator.OR) | Old():
                return map_children(expr, same)
            case Operation(Operator.IMPLIES, (left, right), type_):
                return Operation(
                    Operator.IMPLIES, (negated(left), same(right)), type_, span=expr.span
                )
            case Operation(Operator.IFF | Operator.EQUAL, (left, right)) if left.type == BOOL:
                return same(_both(left, right, expr))
            case Operation(Operator.NOT_EQUAL, (left, right), type_) if left.type == BOOL:
                both = _both(left, right, expr)
                return Operation(Operator.NOT, (negated(both),), type_, span=expr.span)
            case Operation(Operator.IF_THEN_ELSE, (condition, then, otherwise), type_):
                if self.mentions(condition):
                    return same(_cases(condition, then, otherwise, expr))
                parts = (condition, same(then), same(otherwise))
                return Operation(Operator.IF_THEN_ELSE, parts, type_, span=expr.span)
            case Let(variables, values, body):
                new_values = tuple([self.value(v) for v in values])
                return Let(variables, new_values, same(body), span=expr.span)
            case _:
                return map_children(expr, self.value)

    def _quantifier(self, expr: Quantifier, positive: bool, use: Use, dependent: bool) -> Expr:
        universal = use is not Use.VALUE and (expr.kind is QuantifierKind.FORALL) == positive
        fate = Fate.NONE
        if expr.type_parameters and not (universal and use is Use.ASSUMED):
            fate = self.fate(expr)
            if universal and use is Use.CHECKED and not dependent:
                fate = max(fate, Fate.PROVED) if self.skolemize else fate
            elif fate is Fate.PROVED:
                fate = Fate.NAMED
        if fate is Fate.NAMED:
            return self._named(expr)
        rank = self._next
        self._next += fate is Fate.PROVED
        body = self._rewrite(expr.body, positive, use, dependent or not universal)
        triggers = map_triggers(expr.triggers, self.value)
        attributes = map_attributes(expr.attributes, self.value)
        result = replace(expr, attributes=attributes, triggers=triggers, body=body)
        if fate is Fate.EXACT:
            self.exact.add(result)
        elif fate is Fate.PROVED:
            self.to_prove[result] = rank
        return result

    # -------------------------------------------------------------- named quantifiers

    def _named(self, expr: Quantifier) -> Expr:
        template = make_template(expr)
        function = self._known.get(template.key)
        if function is None:
            function = self._known[template.key] = self._define(template)
        holes = tuple([self.value(e) for e in template.holes])
        return Apply(function, template.type_variables, holes, BOOL, span=expr.span)

    def _define(self, template: Template) -> Function:
        binder = template.binder
        assert isinstance(binder, Quantifier)
        type_parameters = tuple([TypeVariable(t.name) for t in template.type_variables])
        types: dict[TypeVariable, Type] = dict(
            zip(template.type_variables, type_parameters, strict=True)
        )
        parameters = tuple(
            [Variable(p.name, substitute(p.type, types), VariableKind.BOUND)
             for p in template.parameters]
        )  # fmt: skip
        function = Function(
            self.names.numbered(f"{binder.kind.value}#"),
            type_parameters,
            tuple([p.type for p in parameters]),
            BOOL,
            tuple([p.name for p in parameters]),
            span=binder.span,
        )
        arguments = tuple([VariableReference(p) for p in parameters])
        call: Expr = Apply(function, type_parameters, arguments, BOOL, span=binder.span)
        replaced: dict[Variable, Expr] = dict(zip(template.parameters, arguments, strict=True))
        meaning = instantiate(binder, replaced, types)
        sides = (call, meaning) if binder.kind is QuantifierKind.FORALL else (meaning, call)
        axiom: Expr = Operation(Operator.IMPLIES, sides, BOOL, span=binder.span)
        if parameters or type_parameters:
            axiom = Quantifier(
                QuantifierKind.FORALL,
                type_parameters,
                parameters,
                (),
                (Trigger((call,)),),
                axiom,
                span=binder.span,
            )
        uses = self.first_axiom + len(self.axioms)
        self.functions.append(FunctionDeclaration(function, parameters, None, uses=(uses,)))
        self.axioms.append(Axiom(axiom, span=binder.span))  # keeps its place while it is rewritten
        later, self._next = self._next, 0
        rewritten = self._rewrite(axiom, True, Use.ASSUMED, False)
        self._next = later
        self.axioms[uses - self.first_axiom] = Axiom(rewritten, span=binder.span)
        return function


def _both(left: Expr, right: Expr, at: Expr) -> Expr:
    """``(left ==> right) && (right ==> left)``"""
    there = Operation(Operator.IMPLIES, (left, right), BOOL, span=at.span)
    back = Operation(Operator.IMPLIES, (right, left), BOOL, span=at.span)
    return Operation(Operator.AND, (there, back), BOOL, span=at.span)


def _cases(condition: Expr, then: Expr, otherwise: Expr, at: Expr) -> Expr:
    """``(condition ==> then) && (!condition ==> otherwise)``"""
    no = Operation(Operator.NOT, (condition,), BOOL, span=at.span)
    first = Operation(Operator.IMPLIES, (condition, then), BOOL, span=at.span)
    second = Operation(Operator.IMPLIES, (no, otherwise), BOOL, span=at.span)
    return Operation(Operator.AND, (first, second), BOOL, span=at.span)
