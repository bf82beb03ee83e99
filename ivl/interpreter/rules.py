"""Axioms that say what a function is for given arguments: they are rules for computing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ivl.base.node import node
from ivl.core.expressions import (
    FALSE,
    TRUE,
    Apply,
    Expr,
    Function,
    Lambda,
    Literal,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Select,
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
    free: frozenset[Function] = frozenset()
    """The functions that are matched like constructors."""
    facts: tuple[Apply, ...] = ()
    """Those of the guards by which the last variables are found: in what is known to hold."""


def rules_of(program: Program, free: frozenset[Function] = frozenset()) -> dict[Symbol, list[Rule]]:
    """The rules in the axioms of `program`, by what they are about.

    Patterns may look into what `free` functions give.
    """
    known = {f.function for f in program.functions if f.body is None and _is_open(f.function)}
    found: dict[Symbol, list[Rule]] = {}
    for number, axiom in enumerate(program.axioms):
        reader = _Reader(known, number, free)
        reader.read(axiom.condition)
        for rule in reader.found:
            found.setdefault(rule.symbol, []).append(rule)
    return found


def whole_definitions(program: Program, rules: Mapping[Symbol, list[Rule]]) -> dict[int, Symbol]:
    """The axioms that hold because some symbol is computed by them alone, wherever it is.

    They are ``(forall x, y :: f(x, y) == e)`` and the like.
    """
    found: dict[int, Symbol] = {}
    for symbol, known in rules.items():
        rule = known[0]
        if rule.guards or rule.equations:
            continue
        patterns = [p.variable for p in rule.patterns if isinstance(p, VariableReference)]
        types = [t for t in rule.types if isinstance(t, TypeVariable)]
        is_whole = (
            len(rule.variables.intersection(patterns)) == len(rule.patterns)
            and len(rule.type_parameters) == len(set(types)) == len(rule.types)
            and len(rule.variables) == len(rule.patterns)
        )
        if is_whole and _is_equation(program.axioms[rule.axiom].condition):
            found.setdefault(rule.axiom, symbol)
    return found


def _is_equation(condition: Expr) -> bool:
    """Whether it says one thing alone."""
    while isinstance(condition, Quantifier) and condition.kind is QuantifierKind.FORALL:
        condition = condition.body
    match condition:
        case Operation(Operator.EQUAL | Operator.IFF) | Apply() | VariableReference():
            return True
        case Operation(Operator.NOT, (Apply() | VariableReference(),)):
            return True
        case _:
            return False


def _is_open(function: Function) -> bool:
    return not any(a.name in ("builtin", "bvbuiltin") for a in function.attributes)


class _Reader:
    def __init__(self, known: set[Function], axiom: int, free: frozenset[Function]) -> None:
        self.known = known
        self.free = free
        self.axiom = axiom
        self.found: list[Rule] = []
        self.variables: tuple[Variable, ...] = ()
        self.type_parameters: tuple[TypeVariable, ...] = ()
        self.guards: tuple[tuple[Expr, bool], ...] = ()
        self.triggers: tuple[tuple[Expr, ...], ...] = ()

    def read(self, condition: Expr, wanted: bool = True) -> None:
        """Find the rules that follow from `condition`, or with `wanted` false from its negation."""
        match condition:
            case Quantifier(kind, type_parameters, variables, _, triggers, body):
                if (kind is QuantifierKind.FORALL) == wanted:
                    before = self.variables, self.type_parameters, self.triggers
                    self.variables += variables
                    self.type_parameters += type_parameters
                    self.triggers += tuple([t.terms for t in triggers if t.positive])
                    self.read(body, wanted)
                    self.variables, self.type_parameters, self.triggers = before
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
                on_left, on_right = self.defines(left), self.defines(right)
                if on_left or not on_right:
                    self.rule(left, right)
                if on_right or not on_left:
                    self.rule(right, left)
            case Apply() | VariableReference():
                self.rule(condition, TRUE if wanted else FALSE)
            case _:
                return

    def defines(self, side: Expr) -> bool:
        """Whether a side of an equation is what a trigger waits for: the equation defines it."""
        return isinstance(side, Apply) and any(
            isinstance(e, Apply) and e.function is side.function
            for trigger in self.triggers
            for e in trigger
        )

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
            case Select(VariableReference(variable), types, indexes) if (
                variable.kind is VariableKind.CONSTANT and not self.guards
            ):
                self.map_rule(variable, types, indexes, right)
                return
            case _:
                return
        bound: set[Variable] = set()
        if not self.all_match(patterns, bound):
            return
        equations = self.equations(bound)
        facts = self.facts(bound)
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
                self.free,
                facts,
            )
        )

    def map_rule(
        self,
        constant: Variable,
        types: tuple[Type, ...],
        indexes: tuple[Expr, ...],
        right: Expr,
    ) -> None:
        """``constant[x, y] == right`` says what all of the map is."""
        variables = tuple([i.variable for i in indexes if isinstance(i, VariableReference)])
        parameters = tuple([t for t in types if isinstance(t, TypeVariable)])
        if len(variables) == len(indexes) and (
            (set(variables), set(parameters)) == (set(self.variables), set(self.type_parameters))
            and len(set(variables)) == len(indexes)
            and len(set(parameters)) == len(types)
        ):
            whole = Lambda(parameters, variables, (), right, constant.type)
            rule = Rule(constant, (), frozenset(), (), (), (), (), whole, self.axiom)
            self.found.append(rule)

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

    def facts(self, bound: set[Variable]) -> tuple[Apply, ...]:
        """Those of the guards that say of further variables that something holds for them; they are
        then `bound`."""
        found: list[Apply] = []
        for guard in [e for g, holds in self.guards if holds for e in _conjuncts(g)]:
            if isinstance(guard, Apply) and guard.function in self.known:
                now = set(bound)
                if self.unbound(guard, bound) and self.all_match(guard.arguments, now):
                    bound |= now
                    found.append(guard)
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
            case Apply(function, _, arguments) if function.is_constructor or function in self.free:
                return self.all_match(arguments, bound)
            case Operation(Operator.ADD | Operator.SUBTRACT, (operand, Literal(int())), type_):
                return type_ == INT and self.matches(operand, bound)
            case _:
                return not self.unbound(pattern, bound)


def _equations(guard: Expr) -> list[tuple[Expr, Expr]]:
    """The equations among the conjuncts of `guard`, each both ways round."""
    found: list[tuple[Expr, Expr]] = []
    for part in _conjuncts(guard):
        match part:
            case Operation(Operator.EQUAL, (left, right)):
                found += [(left, right), (right, left)]
            case _:
                pass
    return found


def _conjuncts(condition: Expr) -> list[Expr]:
    match condition:
        case Operation(Operator.AND, parts):
            return [c for part in parts for c in _conjuncts(part)]
        case _:
            return [condition]
