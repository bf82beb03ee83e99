"""Which axioms speak of what has been chosen, and whether they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from ivl.base.node import EMPTY, node
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
from ivl.core.types import MapType, Type
from ivl.interpreter.data import Datum
from ivl.interpreter.domains import Domains
from ivl.interpreter.rules import Symbol
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import Blocked, CannotTell

if TYPE_CHECKING:
    from ivl.interpreter.evaluator import Evaluator
    from ivl.interpreter.tables import Key

STEPS = 20_000
"""So many steps may be taken to evaluate an axiom."""
STEPS_FOR_INSTANCE = 200
"""And so many for an instance of one."""
STEPS_FOR_ALL = 2_000
"""And so many for one, to see whether something may be the same nearly everywhere."""
_DIVISIONS = {Operator.INT_DIVIDE, Operator.MODULO, Operator.REAL_DIVIDE}


@node
class Instance:
    """``(forall variables :: body)`` for the arguments of an application in it of `symbol`."""

    symbol: Symbol
    types: tuple[Type, ...]
    arguments: tuple[Variable, ...]
    body: Expr


class Axioms:
    """The axioms of a program; those in `definitions` say what all of a function is."""

    def __init__(self, program: Program, definitions: Mapping[int, Symbol] = EMPTY) -> None:
        self.axioms = program.axioms
        self._bodies: Mapping[Function, Expr] = {
            f.function: f.body for f in program.functions if f.body is not None
        }
        self._domains = Domains(program, {})
        self._mentioned: dict[int, set[Symbol | str]] = {}
        self.definitions = definitions
        conditions = [a.condition for a in program.axioms]
        self.map_types = _quantified_maps([*conditions, *self._bodies.values()])
        """The types of maps that there are quantifiers over."""
        self.speak_of_types = any(
            isinstance(e, Quantifier) and bool(e.type_parameters)
            for condition in conditions
            for e in walk(condition, annotations=False)
        )
        """Whether there are quantifiers over types."""
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
            if instance.types != key[0]:
                continue
            values = dict(zip(instance.arguments, key[1], strict=True))
            if not _may_hold(instance.body, Scope({**values}, {}, {}, {}), evaluator):
                return False
        return True

    def allow_all(self, symbol: Symbol | str, evaluator: Evaluator) -> bool:
        """Whether no axiom that mentions `symbol` is known to be false."""
        return all(
            _may_hold(axiom.condition, Scope({}, {}, {}, {}), evaluator, STEPS_FOR_ALL)
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
                        found.setdefault(symbol, []).append(Instance(symbol, (), (), body))
                continue
            patterns: dict[tuple[Function, tuple[Type, ...], tuple[Variable, ...]], None] = {}
            for e in walk(body, annotations=False):
                if isinstance(e, Apply) and not e.function.is_constructor:
                    arguments = [
                        a.variable for a in e.arguments if isinstance(a, VariableReference)
                    ]
                    if len(arguments) == len(e.arguments) and set(arguments) == variables:
                        patterns[e.function, e.type_arguments, tuple(arguments)] = None
            for function, types_, arguments_ in patterns:
                instance = Instance(function, types_, arguments_, body)
                found.setdefault(function, []).append(instance)
        return found

    # -------------------------------------------------------- the whole

    def needed(self, evaluator: Evaluator) -> list[int]:
        """The axioms that mention something that has been chosen, but for definitions."""
        functions = evaluator.functions
        if not self.axioms or (functions.trusted and not functions.chosen):
            return []
        chosen = set(functions.chosen)
        if not functions.trusted:
            chosen |= {type_symbol(name) for name in evaluator.domains.used}
        return [
            n
            for n in range(len(self.axioms))
            if not chosen.isdisjoint(self.mentioned(n))
            and not (n in self.definitions and self.definitions[n] not in chosen)
        ]

    def check(self, evaluator: Evaluator) -> list[Span]:
        """Where the axioms are that may be false for what has been chosen.

        What they say of all maps is checked for the maps that have come up. Raises Blocked if one
        is false.
        """
        evaluator.noting = False
        evaluator.explorer.met = lambda type_: _met(type_, evaluator)
        try:
            return self._check(evaluator)
        finally:
            evaluator.explorer.met = None

    def _check(self, evaluator: Evaluator) -> list[Span]:
        unknown: list[Span] = []
        checked: set[int] = set()
        while True:
            number = next((n for n in self.needed(evaluator) if n not in checked), None)
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


def _met(type_: Type, evaluator: Evaluator) -> list[Datum]:
    """The maps of `type_` that have come up. Raises CannotTell where nobody knows."""
    if type_ not in evaluator.maps:
        raise CannotTell("a quantifier over maps looks into them")
    return evaluator.maps[type_]


def _quantified_maps(conditions: Iterable[Expr]) -> frozenset[Type]:
    return frozenset(
        v.type
        for condition in conditions
        for e in walk(condition, annotations=False)
        if isinstance(e, Quantifier)
        for v in e.variables
        if isinstance(v.type, MapType)
    )


def type_symbol(name: str) -> str:
    """What stands for an uninterpreted type, among the symbols of axioms."""
    return f"type {name}"


def _may_hold(
    condition: Expr, scope: Scope, evaluator: Evaluator, steps: int = STEPS_FOR_INSTANCE
) -> bool:
    try:
        with evaluator.budget.limited(steps):
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
