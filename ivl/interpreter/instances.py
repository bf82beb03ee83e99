"""Axioms checked on what has come up: on the values in tables, and those of variables.

Variables range over the values for which the functions that they are arguments of are known, and if
they are used otherwise over all values of their type in the execution. For formulas in which
variables are arguments of functions alone that is enough: what holds on these values can be
continued to all others (Y. Ge and L. de Moura, "Complete instantiation for quantified formulas in
satisfiability modulo theories", 2009).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from random import Random
from typing import TYPE_CHECKING

from ivl.base.node import node
from ivl.base.values import Construction, MapValue
from ivl.core.expressions import (
    Apply,
    Expr,
    Function,
    Quantifier,
    QuantifierKind,
    Select,
    Store,
    Variable,
    VariableReference,
)
from ivl.core.fold import walk
from ivl.core.match_types import Binding, match_types
from ivl.core.types import ConstructedType, MapType, Type, TypeVariable, substitute
from ivl.interpreter.data import Datum, PolymorphicMap, instance, split
from ivl.interpreter.evaluator import SMALL
from ivl.interpreter.scope import Scope
from ivl.interpreter.steer import can_hold
from ivl.interpreter.stops import Blocked, CannotTell

if TYPE_CHECKING:
    from ivl.base.source import Span
    from ivl.interpreter.axioms import Axioms
    from ivl.interpreter.evaluator import Evaluator

STEPS = 40_000
"""So many steps may all of it take."""
ROUNDS = 6
"""So often all axioms are looked at again, because more values have come up."""
MOST = 5_000
"""No more instances of an axiom are looked at."""


@node
class Form:
    """``(forall<type_parameters> variables :: body)``.

    `positions` are where each variable is an argument of a function; if it is also used otherwise
    it is among the `loose` ones.
    """

    type_parameters: tuple[TypeVariable, ...]
    variables: tuple[Variable, ...]
    body: Expr
    positions: dict[Variable, list[tuple[Apply, int]]]
    loose: frozenset[Variable]


def check_on_tables(axioms: Axioms, evaluator: Evaluator, random: Random) -> list[Span]:
    """Where the axioms are that may be false for what has come up.

    Raises Blocked if one is.
    """
    check = _Check(axioms, evaluator, random)
    evaluator.values = check.of_type
    try:
        with evaluator.budget.limited(STEPS):
            return check.run()
    finally:
        evaluator.values = None


class _Check:
    def __init__(self, axioms: Axioms, evaluator: Evaluator, random: Random) -> None:
        self.axioms = axioms
        self.evaluator = evaluator
        self.functions = evaluator.functions
        self.random = random
        self.types: dict[Type, dict[Datum, None]] = {}
        self.firsts: dict[Datum, Datum] = {}
        self.first: dict[Type, dict[Datum, None]] = {}
        """The values that have come up in the execution itself."""
        self.arguments: dict[tuple[Function, int], dict[tuple[tuple[Type, ...], Datum], None]] = {}
        self.instances: dict[Function, dict[tuple[Type, ...], None]] = {}
        self.done: set[tuple[int, tuple[Type, ...], tuple[Datum, ...]]] = set()

    def of_type(self, type_: Type) -> Iterable[Datum]:
        """The values of a type that have come up."""
        return list(self.types.get(type_, ()))

    def run(self) -> list[Span]:
        unknown: dict[Span, None] = {}
        for _ in range(ROUNDS):
            before = len(self.done)
            self.collect()
            self.first = self.first or {type_: dict(v) for type_, v in self.types.items()}
            for number in self.axioms.needed(self.evaluator):
                axiom = self.axioms.axioms[number]
                try:
                    holds = self.holds(number, form_of(axiom.condition))
                except CannotTell:
                    unknown[axiom.span] = None
                    continue
                if not holds:
                    raise Blocked("an axiom does not hold for what was chosen", axiom.span)
            if len(self.done) == before or unknown:
                return list(unknown)
        raise CannotTell("axioms lead to more and more values")

    # -------------------------------------------------------- what has come up

    def collect(self) -> None:
        functions = self.functions
        for type_, value in self.evaluator.came_up:
            self.add(value, type_)
        for (symbol, (types, arguments)), value in functions.applied.items():
            self.add(value, functions.result_type(symbol, types))
            if isinstance(symbol, Function):
                self.instances.setdefault(symbol, {})[types] = None
                parameters = functions.parameter_types(symbol, types)
                for number, (argument, type_) in enumerate(zip(arguments, parameters, strict=True)):
                    same = self.same_map(argument, type_)
                    self.add(same, type_)
                    self.arguments.setdefault((symbol, number), {})[types, same] = None
        for type_, maps in self.evaluator.maps.items():
            for value in maps:
                self.add(self.same_map(value, type_), type_)

    def same_map(self, value: Datum, type_: Type) -> Datum:
        """The first of the maps that have been read that are equal to `value`."""
        if type_ not in self.evaluator.maps:
            return value
        if value not in self.firsts:
            equal = self.evaluator.equal
            known = (m for m in self.evaluator.maps[type_] if equal(m, value, type_))
            try:
                self.firsts[value] = next(known, value)
            except CannotTell:
                self.firsts[value] = value
        return self.firsts[value]

    def add(self, value: Datum, type_: Type) -> None:
        """A value, and what is in it, has come up; a map only if it has been read."""
        maps = self.evaluator.maps.get(type_)
        if maps is not None and not any(value is m for m in maps):
            return
        found = self.types.setdefault(type_, {})
        if value in found:
            return
        found[value] = None
        match value, type_:
            case MapValue(), MapType() if not type_.parameters:
                index, range_ = split(type_)
                self.add(value.default, range_)
                for at, element in value.entries.items():
                    self.add(at, index)
                    self.add(element, range_)
            case PolymorphicMap(), MapType():
                for types in value.types:
                    self.add(value.part(types), instance(type_, types))
            case Construction(name, arguments), ConstructedType():
                domains = self.evaluator.domains
                parts = domains.terms.get(name, ())
                if type_.name in domains.datatypes:
                    parts = domains.constructor(type_, name)[1]
                for argument, part in zip(arguments, parts, strict=False):
                    self.add(argument, part)
            case _:
                pass

    # -------------------------------------------------------- instances

    def holds(self, number: int, form: Form) -> bool:
        """Whether an axiom holds for what has come up. Raises CannotTell."""
        looked = 0
        for binding in self.bindings(form):
            types = tuple(binding.values())
            domains = [self.domain(v, form, binding) for v in form.variables]
            for values in product(*domains):
                looked += 1
                if looked > MOST:
                    raise CannotTell("an axiom has too many instances")
                if (number, types, values) in self.done:
                    continue
                self.done.add((number, types, values))
                scope = Scope(dict(zip(form.variables, values, strict=True)), {}, {}, binding)
                self.evaluator.budget.spend()
                if not can_hold(form.body, scope, self.evaluator, self.random):
                    return False
        return True

    def domain(self, variable: Variable, form: Form, binding: Binding) -> list[Datum]:
        """The values that `variable` has to have."""
        type_ = substitute(variable.type, binding) if binding else variable.type
        size = self.evaluator.domains.size(type_)
        if size is not None and size <= SMALL:
            return list(self.evaluator.domains.values(type_) or ())
        if not form.positions[variable]:
            return list(self.of_type(type_))
        found = dict(self.first.get(type_, ())) if variable in form.loose else {}
        for apply, number in form.positions[variable]:
            asked = tuple([substitute(t, binding) for t in apply.type_arguments])
            for types, value in self.arguments.get((apply.function, number), ()):
                if types == asked:
                    found[value] = None
        return list(found)

    def bindings(self, form: Form) -> Iterator[Binding]:
        """The types for which something has come up."""
        parameters = form.type_parameters
        found: dict[TypeVariable, dict[Type, None]] = {p: {} for p in parameters}
        for e in walk(form.body, annotations=False) if parameters else ():
            match e:
                case Apply(function, patterns) if patterns:
                    known: Iterable[tuple[Type, ...]] = self.instances.get(function, ())
                case Select(map_, patterns) | Store(map_, patterns) if patterns:
                    known = [
                        types
                        for m in self.types.get(map_.type, ())
                        if isinstance(m, PolymorphicMap)
                        for types in m.types
                    ]
                case _:
                    continue
            for types in known:
                binding: Binding = {}
                if match_types(patterns, types, parameters, binding):
                    for parameter, type_ in binding.items():
                        found[parameter][type_] = None
        for chosen in product(*found.values()):
            yield dict(zip(parameters, chosen, strict=True))


def form_of(condition: Expr) -> Form:
    """A closed condition as instances of it are looked for."""
    types: tuple[TypeVariable, ...] = ()
    variables: tuple[Variable, ...] = ()
    while isinstance(condition, Quantifier) and condition.kind is QuantifierKind.FORALL:
        types += condition.type_parameters
        variables += condition.variables
        condition = condition.body
    positions: dict[Variable, list[tuple[Apply, int]]] = {v: [] for v in variables}
    uses = dict.fromkeys(variables, 0)
    for e in walk(condition, annotations=False):
        match e:
            case VariableReference(variable) if variable in uses:
                uses[variable] += 1
            case Apply(function, _, arguments) if not function.is_constructor:
                for number, argument in enumerate(arguments):
                    if isinstance(argument, VariableReference) and argument.variable in uses:
                        positions[argument.variable].append((e, number))
            case _:
                pass
    loose = frozenset([v for v in variables if uses[v] > len(positions[v])])
    return Form(types, variables, condition, positions, loose)
