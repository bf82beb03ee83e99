"""Values of the typed core, and what expressions are in a state."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import floor
from random import Random
from typing import Any, TypeAlias

from ivl.core.expressions import (
    Apply,
    Expr,
    Extract,
    FieldAccess,
    FieldUpdate,
    Function,
    IsConstructor,
    Lambda,
    Let,
    Literal,
    Old,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Select,
    Store,
    Variable,
    VariableReference,
)
from ivl.core.program import Datatype, Program
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    BitvectorType,
    ConstructedType,
    MapType,
    Type,
    show,
    substitute,
)

Values: TypeAlias = dict[Variable, Any]
INTEGERS = range(-3, 8)
"""What a quantified integer ranges over: quantifiers must be guarded to stay in here."""


class Blocked(Exception):  # noqa: N818  # it is no error
    """The run is none that the verifier speaks of, or it takes too long."""


@dataclasses.dataclass(frozen=True)
class Map:
    """A map: `default` but for `entries`, none of which is the default."""

    default: Any
    entries: frozenset[tuple[Any, Any]] = frozenset()

    def get(self, key: Any) -> Any:
        return dict(self.entries).get(key, self.default)

    def set(self, key: Any, value: Any) -> Map:
        entries = dict(self.entries)
        entries.pop(key, None)
        if value != self.default:
            entries[key] = value
        return Map(self.default, frozenset(entries.items()))


@dataclasses.dataclass(frozen=True)
class PolymorphicMap:
    """A map with values of many types: the default of each but for `entries`."""

    entries: frozenset[tuple[Any, Any]] = frozenset()

    def get(self, key: Any, default: Any) -> Any:
        return dict(self.entries).get(key, default)

    def set(self, key: Any, value: Any, default: Any) -> PolymorphicMap:
        entries = dict(self.entries)
        entries.pop(key, None)
        if value != default:
            entries[key] = value
        return PolymorphicMap(frozenset(entries.items()))


@dataclasses.dataclass(frozen=True, eq=False)
class Closure:
    """A lambda. It can be applied, not compared."""

    get: Callable[[Any], Any]

    def set(self, key: Any, value: Any) -> Closure:
        return Closure(lambda k: value if k == key else self.get(k))


class Evaluator:
    """Evaluates expressions of `program`. `functions` say what bodiless functions are, by name.

    Other functions without a body, and constants, are chosen at random, once.
    """

    def __init__(
        self, program: Program, random: Random, functions: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.program = program
        self.random = random
        self.functions = functions
        self.bodies = {f.function: f for f in program.functions if f.body is not None}
        self.datatypes: dict[str, Datatype] = {d.name: d for d in program.datatypes}
        self.tables: dict[tuple[Any, ...], Any] = {}
        self.constants: Values = {}
        for _ in range(100):
            self.choose_constants()
            if self.satisfies_axioms():
                return
        raise Blocked

    def choose_constants(self) -> None:
        unique: dict[Type, list[Any]] = {}
        for constant in self.program.constants:
            taken = unique.setdefault(constant.variable.type, [])
            value = self.choose(constant.variable.type)
            while constant.unique and value in taken:
                value = self.choose(constant.variable.type)
            taken.append(value)
            self.constants[constant.variable] = value

    def satisfies_axioms(self) -> bool:
        """Whether the constants chosen satisfy the axioms without quantifiers."""
        return all(
            self.value(a.condition, self.constants, {})
            for a in self.program.axioms
            if not isinstance(a.condition, Quantifier)
        )

    # ------------------------------------------------------------ values

    def choose(self, type_: Type, depth: int = 2) -> Any:
        """Some value of a type."""
        random = self.random
        match type_:
            case BitvectorType(width):
                return random.randrange(1 << width)
            case MapType() if type_.parameters:
                return PolymorphicMap()
            case MapType(domain=domain, range=range_):
                map_ = Map(self.choose(range_, depth))
                for _ in range(random.randrange(4)):
                    map_ = map_.set(tuple(map(self.choose, domain)), self.choose(range_, depth))
                return map_
            case ConstructedType(name) if name in self.datatypes:
                constructors = self.fields(type_)
                flat = [c for c in constructors if type_ not in constructors[c]]
                constructor = random.choice([*(flat if depth == 0 else constructors)])
                fields = constructors[constructor]
                return (constructor, *[self.choose(t, depth - 1) for t in fields])
            case ConstructedType(name):
                return f"{show(type_)}!{random.randrange(4)}"
            case _ if type_ == BOOL:
                return random.random() < 0.5
            case _ if type_ == INT:
                return random.randint(-3, 6)
            case _ if type_ == REAL:
                return Fraction(random.randint(-6, 12), 2)
        raise Blocked

    def fields(self, type_: ConstructedType) -> dict[str, list[Type]]:
        """The types of the fields of each constructor of a datatype."""
        datatype = self.datatypes[type_.name]
        return {
            c.name: [
                substitute(t, dict(zip(c.type_parameters, type_.arguments, strict=True)))
                for t in c.parameters
            ]
            for c in datatype.constructors
        }

    def default(self, type_: Type) -> Any:
        """A value that depends on the type alone, for what the language leaves unspecified."""
        match type_:
            case BitvectorType():
                return 0
            case MapType(range=range_):
                return Map(self.default(range_))
            case ConstructedType(name) if name in self.datatypes:
                for constructor, types in self.fields(type_).items():
                    if type_ not in types:
                        return (constructor, *map(self.default, types))
            case ConstructedType(name):
                return f"{show(type_)}!0"
            case _ if type_ == BOOL:
                return False
            case _ if type_ == REAL:
                return Fraction(0)
        return 0

    def domain(self, type_: Type) -> Sequence[Any]:
        """What a bound variable ranges over."""
        if type_ == BOOL:
            return (False, True)
        if isinstance(type_, BitvectorType) and type_.width <= 4:
            return range(1 << type_.width)
        if type_ == INT:
            return INTEGERS
        raise Blocked

    # ------------------------------------------------------------ expressions

    def value(self, expr: Expr, now: Values, old: Values) -> Any:
        """The value of `expr` in the state `now`; `old` holds the globals at entry."""

        def of(e: Expr) -> Any:
            return self.value(e, now, old)

        match expr:
            case Literal(value):
                return value
            case VariableReference(variable):
                return now[variable]
            case Operation(operator, arguments):
                return self.operation(operator, arguments, of)
            case Apply(function, _, arguments, type_):
                return self.apply(function, [of(a) for a in arguments], type_)
            case Extract(operand, high, low):
                return (of(operand) >> low) & ((1 << (high - low)) - 1)
            case Select(map_, types, indexes, type_):
                default = (self.default(type_),) if types else ()
                return of(map_).get(tuple(map(of, indexes)), *default)
            case Store(map_, types, indexes, value):
                default = (self.default(value.type),) if types else ()
                return of(map_).set(tuple(map(of, indexes)), of(value), *default)
            case FieldAccess(operand, field, type_):
                return self.field(of(operand), operand.type, field, type_)
            case FieldUpdate(operand, field, value):
                return self.updated(of(operand), operand.type, field, of(value))
            case IsConstructor(operand, constructor):
                return of(operand)[0] == constructor.name
            case Old(operand):
                return self.value(operand, {**now, **old}, old)
            case Let(variables, values, body):
                inner = {**now, **dict(zip(variables, map(of, values), strict=True))}
                return self.value(body, inner, old)
            case Quantifier(kind, _, variables, _, _, body):
                cases = product(*[self.domain(v.type) for v in variables])
                holds = (
                    self.value(body, {**now, **dict(zip(variables, case, strict=True))}, old)
                    for case in cases
                )
                return all(holds) if kind is QuantifierKind.FORALL else any(holds)
            case Lambda(_, variables, _, body):
                return Closure(
                    lambda key: self.value(
                        body, {**now, **dict(zip(variables, key, strict=True))}, old
                    )
                )
        raise Blocked

    def operation(
        self, operator: Operator, arguments: tuple[Expr, ...], of: Callable[[Expr], Any]
    ) -> Any:
        if operator is Operator.IMPLIES:
            return not of(arguments[0]) or of(arguments[1])
        if operator is Operator.AND:
            return of(arguments[0]) and of(arguments[1])
        if operator is Operator.OR:
            return of(arguments[0]) or of(arguments[1])
        if operator is Operator.IF_THEN_ELSE:
            return of(arguments[1] if of(arguments[0]) else arguments[2])
        values = [of(a) for a in arguments]
        if any(isinstance(v, Closure) for v in values):
            raise Blocked
        if operator is Operator.CONCATENATE:
            low = arguments[1].type
            assert isinstance(low, BitvectorType)
            return values[0] << low.width | values[1]
        return _OPERATIONS[operator](*values)

    def apply(self, function: Function, arguments: list[Any], type_: Type) -> Any:
        if function.is_constructor:
            return (function.name, *arguments)
        if function.name in self.functions:
            return self.functions[function.name](*arguments)
        declaration = self.bodies.get(function)
        if declaration is not None:
            assert declaration.body is not None
            inner = dict(zip(declaration.parameters, arguments, strict=True))
            return self.value(declaration.body, {**self.constants, **inner}, {})
        key = (function, *arguments)
        if key not in self.tables:
            self.tables[key] = self.choose(type_)
        return self.tables[key]

    def field(self, value: Any, type_: Type, field: str, field_type: Type) -> Any:
        assert isinstance(type_, ConstructedType)
        for constructor in self.datatypes[type_.name].constructors:
            if constructor.name == value[0] and field in constructor.names:
                return value[1 + constructor.names.index(field)]
        return self.default(field_type)

    def updated(self, value: Any, type_: Type, field: str, new: Any) -> Any:
        assert isinstance(type_, ConstructedType)
        having = [c for c in self.datatypes[type_.name].constructors if field in c.names]
        constructor = next((c for c in having if c.name == value[0]), having[-1])
        fields = [
            new if name == field else self.field(value, type_, name, t)
            for name, t in zip(constructor.names, constructor.parameters, strict=True)
        ]
        return (constructor.name, *fields)


def _divide(x: int, y: int) -> int:
    """Euclid's: the remainder is not negative. Division by zero is some function."""
    if y == 0:
        return 0
    return x // y if y > 0 else -(x // -y)


def _remainder(x: int, y: int) -> int:
    return x if y == 0 else x % abs(y)


_OPERATIONS: dict[Operator, Callable[..., Any]] = {
    Operator.IFF: lambda x, y: x == y,
    Operator.NOT: lambda x: not x,
    Operator.EQUAL: lambda x, y: x == y,
    Operator.NOT_EQUAL: lambda x, y: x != y,
    Operator.LESS: lambda x, y: x < y,
    Operator.LESS_EQUAL: lambda x, y: x <= y,
    Operator.GREATER: lambda x, y: x > y,
    Operator.GREATER_EQUAL: lambda x, y: x >= y,
    Operator.ADD: lambda x, y: x + y,
    Operator.SUBTRACT: lambda x, y: x - y,
    Operator.NEGATE: lambda x: -x,
    Operator.MULTIPLY: lambda x, y: x * y,
    Operator.INT_DIVIDE: _divide,
    Operator.MODULO: _remainder,
    Operator.REAL_DIVIDE: lambda x, y: Fraction(0) if y == 0 else Fraction(x) / y,
    Operator.TO_INT: floor,
    Operator.TO_REAL: Fraction,
}
