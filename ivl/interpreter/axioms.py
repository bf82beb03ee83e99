"""Which axioms speak of what has been chosen, and whether they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from ivl.base.node import node
from ivl.base.source import Span
from ivl.core.expressions import (
    Apply,
    Expr,
    FieldAccess,
    FieldUpdate,
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
from ivl.core.fold import walk
from ivl.core.program import Program
from ivl.interpreter.domains import Domains
from ivl.interpreter.rules import Symbol
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import Blocked, CannotTell

if TYPE_CHECKING:
    from ivl.interpreter.evaluator import Evaluator
    from ivl.interpreter.functions import Key

STEPS = 20_000
"""So many steps may be taken to evaluate an axiom."""
STEPS_FOR_INSTANCE = 200
"""And so many for an instance of one."""
_DIVISIONS = {Operator.INT_DIVIDE, Operator.MODULO, Operator.REAL_DIVIDE}


@node
class Instance:
    """``(forall variables :: body)`` for the arguments of an application in it of `symbol`."""

    symbol: Symbol
    arguments: tuple[Variable, ...]
    body: Expr


class Axioms:
    """The axioms of a program."""

    def __init__(self, program: Program) -> None:
        self.axioms = program.axioms
        self._bodies: Mapping[Function, Expr] = {
            f.function: f.body for f in program.functions if f.body is not None
        }
        self._domains = Domains(program, {})
        self._mentioned: dict[int, set[Symbol | str]] = {}
        self._instances: dict[Symbol, list[Instance]] | None = None

    def mentioned(self, number: int) -> Collection[Symbol | str]:
        """The symbols in an axiom, and in the definitions of functions that it applies."""
        known = self._mentioned.get(number)
        if known is None:
            known = self._mentioned[number] = set()
            stack = [self.axioms[number].condition]
            known |= _limited_types(stack[0], self._domains)
            opened: set[Function] = set()
            while stack:
                for e in walk(stack.pop(), annotations=False):
                    match e:
                        case Apply(function):
                            known.add(function)
                            if function in self._bodies and function not in opened:
                                opened.add(function)
                                stack.append(self._bodies[function])
                        case VariableReference(variable):
                            if variable.kind is VariableKind.CONSTANT:
                                known.add(variable)
                        case Operation(operator, (_, divisor)) if operator in _DIVISIONS:
                            if not isinstance(divisor, Literal) or divisor.value == 0:
                                known.add(operator.value)
                        case Operation(Operator.POWER as operator):
                            known.add(operator.value)
                        case FieldAccess(_, field) | FieldUpdate(_, field):
                            known.add(f"->{field}")
                        case _:
                            pass
        return known

    # -------------------------------------------------------- instances

    def allow(self, symbol: Symbol | str, key: Key, evaluator: Evaluator) -> bool:
        """Whether no axiom is known to be false for just the arguments in `key`."""
        if self._instances is None:
            self._instances = self._find_instances()
        if isinstance(symbol, str):
            return True
        for instance in self._instances.get(symbol, ()):
            values = dict(zip(instance.arguments, key[1], strict=True))
            if not _may_hold(instance.body, Scope({**values}, {}, {}, {}), evaluator):
                return False
        return True

    def allow_all(self, symbol: Symbol | str, evaluator: Evaluator) -> bool:
        """Whether no axiom that mentions `symbol` is known to be false."""
        return all(
            _may_hold(axiom.condition, Scope({}, {}, {}, {}), evaluator)
            for number, axiom in enumerate(self.axioms)
            if symbol in self.mentioned(number)
        )

    def _find_instances(self) -> dict[Symbol, list[Instance]]:
        found: dict[Symbol, list[Instance]] = {}
        for number, axiom in enumerate(self.axioms):
            variables, body, types = _stripped(axiom.condition)
            if types:
                continue
            if not variables:
                for symbol in self.mentioned(number):
                    if isinstance(symbol, Variable):
                        found.setdefault(symbol, []).append(Instance(symbol, (), body))
                continue
            patterns: dict[tuple[Function, tuple[Variable, ...]], None] = {}
            for e in walk(body, annotations=False):
                if isinstance(e, Apply) and not e.function.is_constructor:
                    arguments = [
                        a.variable for a in e.arguments if isinstance(a, VariableReference)
                    ]
                    if len(arguments) == len(e.arguments) and set(arguments) == variables:
                        patterns[e.function, tuple(arguments)] = None
            for function, arguments_ in patterns:
                instance = Instance(function, arguments_, body)
                found.setdefault(function, []).append(instance)
        return found

    # -------------------------------------------------------- the whole

    def check(self, evaluator: Evaluator) -> list[Span]:
        """Where the axioms are that may be false for what has been chosen.

        Raises Blocked if one is.
        """
        functions = evaluator.functions
        unknown: list[Span] = []
        checked: set[int] = set()
        if not self.axioms or (functions.trusted and not functions.chosen):
            return unknown
        while True:
            chosen = set(functions.chosen)
            if not functions.trusted:
                chosen |= {type_symbol(name) for name in evaluator.domains.used}
            number = next(
                (
                    n
                    for n in range(len(self.axioms))
                    if n not in checked and not chosen.isdisjoint(self.mentioned(n))
                ),
                None,
            )
            if number is None:
                return unknown
            checked.add(number)
            axiom = self.axioms[number]
            try:
                with evaluator.budget.limited(STEPS):
                    holds = evaluator.holds(axiom.condition, Scope({}, {}, {}, {}))
            except CannotTell:
                unknown.append(axiom.span)
                continue
            if not holds:
                raise Blocked("an axiom does not hold for what was chosen", axiom.span)


def type_symbol(name: str) -> str:
    """What stands for an uninterpreted type, among the symbols of axioms."""
    return f"type {name}"


def _may_hold(condition: Expr, scope: Scope, evaluator: Evaluator) -> bool:
    try:
        with evaluator.budget.limited(STEPS_FOR_INSTANCE):
            return evaluator.holds(condition, scope)
    except CannotTell:
        return True


def _stripped(condition: Expr) -> tuple[set[Variable], Expr, bool]:
    """The variables of the universal quantifiers around `condition`, what is in them, and
    whether they have type parameters."""
    variables: set[Variable] = set()
    types = False
    while isinstance(condition, Quantifier) and condition.kind is QuantifierKind.FORALL:
        variables.update(condition.variables)
        types |= bool(condition.type_parameters)
        condition = condition.body
    return variables, condition, types


def _limited_types(condition: Expr, domains: Domains) -> set[str]:
    """The types of which `condition` may be false because they have too many values.

    Without equality any structure has larger ones in which the same holds.
    """
    quantified = False
    compared: set[str] = set()
    for e in walk(condition, annotations=False):
        match e:
            case Quantifier(_, type_parameters, variables):
                quantified |= bool(type_parameters) or any(
                    domains.uninterpreted(v.type) for v in variables
                )
            case Operation(Operator.EQUAL | Operator.NOT_EQUAL, (left, _)):
                compared |= domains.uninterpreted(left.type)
            case _:
                pass
    return {type_symbol(name) for name in compared} if quantified else set()
