"""Axioms that say what a function is for given arguments: they are rules for computing it."""

from __future__ import annotations

from typing import TypeAlias

from ivl.base.node import node
from ivl.core.expressions import (
    FALSE,
    TRUE,
    Apply,
    Expr,
    Function,
    Literal,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import free_variables
from ivl.core.program import Program
from ivl.core.types import INT, Type, TypeVariable
from ivl.core.types import free_variables as type_variables

Symbol: TypeAlias = Function | Variable
"""A function, or a constant."""


@node
class Rule:
    """``(forall variables :: guards ==> symbol(patterns) == result)``, of axiom number `axiom`.

    Matching `patterns` from left to right, and then in `equations` what comes first with what it is
    equal to, finds all `variables` and `type_parameters`.
    """

    symbol: Symbol
    type_parameters: tuple[TypeVariable, ...]
    variables: frozenset[Variable]
    guards: tuple[tuple[Expr, bool], ...]
    """Each with whether it has to hold, or must not hold."""
    types: tuple[Type, ...]
    patterns: tuple[Expr, ...]
    equations: tuple[tuple[Expr, Expr], ...]
    result: Expr
    axiom: int


def rules_of(program: Program) -> dict[Symbol, list[Rule]]:
    """The rules in the axioms of `program`, by what they are about."""
    known = {f.function for f in program.functions if f.body is None and _is_open(f.function)}
    found: dict[Symbol, list[Rule]] = {}
    for number, axiom in enumerate(program.axioms):
        reader = _Reader(known, number)
        reader.read(axiom.condition)
        for rule in reader.found:
            found.setdefault(rule.symbol, []).append(rule)
    return found


def _is_open(function: Function) -> bool:
    return not any(a.name in ("builtin", "bvbuiltin") for a in function.attributes)


class _Reader:
    def __init__(self, known: set[Function], axiom: int) -> None:
        self.known = known
        self.axiom = axiom
        self.found: list[Rule] = []
        self.variables: tuple[Variable, ...] = ()
        self.type_parameters: tuple[TypeVariable, ...] = ()
        self.guards: tuple[tuple[Expr, bool], ...] = ()

    def read(self, condition: Expr, wanted: bool = True) -> None:
        """Find the rules that follow from `condition`, or with `wanted` false from its negation."""
        match condition:
            case Quantifier(kind, type_parameters, variables, _, _, body):
                if (kind is QuantifierKind.FORALL) == wanted:
                    before = self.variables, self.type_parameters
                    self.variables += variables
                    self.type_parameters += type_parameters
                    self.read(body, wanted)
                    self.variables, self.type_parameters = before
            case Operation(Operator.NOT, (operand,)):
                self.read(operand, not wanted)
            case Operation(Operator.AND, parts) if wanted:
                for part in parts:
                    self.read(part)
            case Operation(Operator.OR, parts) if not wanted:
                for part in parts:
                    self.read(part, False)
            case Operation(Operator.IMPLIES, (guard, goal)):
                if wanted:
                    self.guarded(guard, True, goal, True)
                else:
                    self.read(guard)
                    self.read(goal, False)
            case Operation(Operator.OR, (first, second)):
                self.guarded(first, False, second, True)
                self.guarded(second, False, first, True)
            case Operation(Operator.EQUAL | Operator.IFF, (left, right)) if wanted:
                self.rule(left, right)
                self.rule(right, left)
            case Apply() | VariableReference():
                self.rule(condition, TRUE if wanted else FALSE)
            case _:
                return

    def guarded(self, guard: Expr, holds: bool, goal: Expr, wanted: bool) -> None:
        before = self.guards
        self.guards = (*before, (guard, holds))
        self.read(goal, wanted)
        self.guards = before

    def rule(self, left: Expr, right: Expr) -> None:
        symbol: Symbol
        match left:
            case Apply(function, types, patterns) if function in self.known:
                symbol = function
            case VariableReference(variable) if variable.kind is VariableKind.CONSTANT:
                symbol, types, patterns = variable, (), ()
            case _:
                return
        bound: set[Variable] = set()
        if not self.all_match(patterns, bound):
            return
        equations = self.equations(bound)
        if not bound.issuperset(self.variables):
            return
        if not {v for t in types for v in type_variables(t)}.issuperset(self.type_parameters):
            return
        self.found.append(
            Rule(
                symbol,
                self.type_parameters,
                frozenset(self.variables),
                self.guards,
                types,
                patterns,
                equations,
                right,
                self.axiom,
            )
        )

    def equations(self, bound: set[Variable]) -> tuple[tuple[Expr, Expr], ...]:
        """Those of the guards that say what further variables are; they are then `bound`."""
        found: list[tuple[Expr, Expr]] = []
        left = [e for guard, holds in self.guards if holds for e in _equations(guard)]
        progress = True
        while progress and not bound.issuperset(self.variables):
            progress = False
            for pattern, known in left:
                if self.unbound(known, bound) or not self.unbound(pattern, bound):
                    continue
                now = set(bound)
                if self.matches(pattern, now):
                    bound |= now
                    found.append((pattern, known))
                    progress = True
        return tuple(found)

    def unbound(self, expr: Expr, bound: set[Variable]) -> bool:
        """Whether `expr` mentions variables that are not `bound`."""
        return any(v in self.variables and v not in bound for v in free_variables(expr))

    def all_match(self, patterns: tuple[Expr, ...], bound: set[Variable]) -> bool:
        """`matches` of each."""
        matched = True
        for pattern in patterns:
            matched &= self.matches(pattern, bound)
        return matched

    def matches(self, pattern: Expr, bound: set[Variable]) -> bool:
        """Whether matching `pattern` finds the variables in it; they are then `bound`."""
        match pattern:
            case VariableReference(variable) if variable in self.variables:
                bound.add(variable)
                return True
            case Apply(function, _, arguments) if function.is_constructor:
                return self.all_match(arguments, bound)
            case Operation(Operator.ADD | Operator.SUBTRACT, (operand, Literal(int())), type_):
                return type_ == INT and self.matches(operand, bound)
            case _:
                return not self.unbound(pattern, bound)


def _equations(guard: Expr) -> list[tuple[Expr, Expr]]:
    """The equations among the conjuncts of `guard`, each both ways round."""
    match guard:
        case Operation(Operator.AND, parts):
            return [equation for part in parts for equation in _equations(part)]
        case Operation(Operator.EQUAL, (left, right)):
            return [(left, right), (right, left)]
        case _:
            return []
