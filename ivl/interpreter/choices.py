"""What an execution leaves open, and who decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from fractions import Fraction
from random import Random
from typing import TypeAlias

from ivl.base.node import node
from ivl.base.source import NOWHERE, Span
from ivl.base.values import UNKNOWN, Bits, Construction, Float, MapValue, Value
from ivl.core.expressions import Literal, Variable
from ivl.core.fold import walk
from ivl.core.map_statements import program_expressions
from ivl.core.program import Program
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    STRING,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    show,
)
from ivl.interpreter.data import Datum, Origin, PolymorphicMap, instance
from ivl.interpreter.domains import Domains
from ivl.interpreter.rules import Symbol
from ivl.interpreter.sequences import SEQUENCE
from ivl.interpreter.stops import CannotTell
from ivl.interpreter.trace import shown


class ChoiceKind(Enum):
    """What is chosen; the value is a stable id."""

    START = "start"
    """A global variable or an input, before the procedure starts."""
    LOCAL = "local"
    """An output or local variable, before the body starts."""
    HAVOC = "havoc"
    RESULT = "result"
    """What a call makes of a result or a global variable, where the callee has no body."""
    LOOP = "loop"
    """A variable in a loop of which nothing is known but its invariant."""
    BRANCH = "branch"
    """A label to go to, one of the `options`."""
    BODY = "body"
    """One of several implementations, by its number in `options`."""
    FUNCTION = "function"
    """A function's result for `arguments`, or a constant."""


@node
class Choice:
    """A choice to be made: of a value of `type` for the variable called `name`, and so on.

    `procedure` is the one in which it is made, `span` the statement.
    """

    kind: ChoiceKind
    name: str
    type: Type
    procedure: str = ""
    span: Span = NOWHERE
    options: tuple[str, ...] = ()
    arguments: tuple[Value, ...] = ()


Chooser: TypeAlias = Callable[[Choice], Datum | None]
"""Makes choices; None leaves it to chance. Labels and numbers of bodies are strings."""


def no_choice(choice: Choice) -> None:
    """The chooser that leaves everything to chance."""
    return


class Chance:
    """Random values: small ones, and such as the program mentions."""

    def __init__(self, literals: Sequence[int], domains: Domains, random: Random) -> None:
        self.domains = domains
        self.random = random
        self.literals = literals

    def value(self, type_: Type, depth: int = 2) -> Datum:
        """Some value of a type."""
        random, domains = self.random, self.domains
        match type_:
            case BitvectorType(width):
                return Bits(self._bits(width), width)
            case FloatType(significand, exponent):
                return Float(0, significand, exponent)
            case MapType(parameters) if parameters:
                return PolymorphicMap(Origin(lambda types: self.value(instance(type_, types))))
            case MapType(_, domain, range_):
                return self._map(list(domain), range_, depth)
            case ConstructedType(name) if name in domains.datatypes:
                return self._construction(type_, depth)
            case ConstructedType(name) if name in domains.builtin:
                items = [self.value(t, depth - 1) for t in type_.arguments[:1]]
                return Construction(SEQUENCE, tuple(items * random.randrange(3)))  # type: ignore[arg-type]
            case _ if domains.is_uninterpreted(type_):
                return domains.element(type_, random.randrange(4))
            case _ if type_ == BOOL:
                return random.random() < 0.5
            case _ if type_ == INT:
                return self._integer()
            case _ if type_ == REAL:
                return Fraction(self._integer(), random.choice((1, 1, 1, 2)))
            case _ if type_ == STRING:
                return "".join(random.choices("ab", k=random.randrange(3)))
            case _:
                listed = domains.values(type_)
                if listed is None:
                    raise CannotTell(f"no value of type {show(type_)} is known")
                return random.choice(list(listed))

    def _integer(self) -> int:
        if self.literals and self.random.random() < 0.3:
            return self.random.choice(self.literals) + self.random.randint(-1, 1)
        return self.random.randint(-3, 6)

    def _bits(self, width: int) -> int:
        if width <= 4 or self.random.random() < 0.2:
            return self.random.getrandbits(width) if width else 0
        return self._integer() % (1 << width)

    def _map(self, domain: list[Type], range_: Type, depth: int) -> Datum:
        if not domain:
            return self.value(range_, depth)
        first, *rest = domain
        default = self._map(rest, range_, depth)
        entries = {at: self._map(rest, range_, depth) for at in self._places(first, depth)}
        return MapValue(default, entries)  # type: ignore[arg-type]

    def _places(self, type_: Type, depth: int) -> list[Value]:
        if type_ == INT:
            return list(range(self.random.randrange(6)))
        found = [self.value(type_, depth - 1) for _ in range(self.random.randrange(4))]
        return [shown(place) for place in found if shown(place) != UNKNOWN]

    def _construction(self, type_: ConstructedType, depth: int) -> Datum:
        domains = self.domains
        fields = domains.fields(type_)
        constructor = domains.base_constructor(type_)
        if depth > 0:
            constructor = self.random.choice(list(fields))
        arguments = [self.value(t, depth - 1) for t in fields[constructor]]
        return Construction(constructor.name, tuple(arguments))  # type: ignore[arg-type]


class ChosenResults:
    """What functions and constants are, by a chooser and else by chance."""

    def __init__(self, chooser: Chooser, chance: Chance) -> None:
        self.chooser = chooser
        self.chance = chance

    def result(
        self,
        symbol: Symbol | str,
        types: tuple[Type, ...],
        arguments: tuple[Value, ...],
        type_: Type,
    ) -> Iterator[Datum]:
        """Values for an application, or a constant, the best first."""
        name = symbol if isinstance(symbol, str) else symbol.name
        self.chance.domains.use(type_)
        value = self.chooser(Choice(ChoiceKind.FUNCTION, name, type_, arguments=arguments))
        if value is not None:
            yield value
            return
        domains = self.chance.domains
        if isinstance(symbol, Variable) and domains.is_infinite(type_):
            yield domains.named(type_, symbol.name)
        yield from self._by_chance(type_)

    def _by_chance(self, type_: Type) -> Iterable[Datum]:
        if type_ == BOOL:  # what is assumed is more often that something holds
            first = self.chance.random.random() < MOSTLY
            yield first
            yield not first
            return
        for attempt in range(ATTEMPTS):
            yield self.chance.value(type_)
            if attempt == 2:
                yield self.chance.domains.default(type_)


MOSTLY = 0.8
"""How likely a predicate holds where nothing is known of it."""
ATTEMPTS = 25
"""So many random values are tried for what axioms restrict."""


def literals_of(program: Program) -> tuple[int, ...]:
    """The integers that a program mentions, sorted."""
    found = {
        e.value
        for expr in program_expressions(program)
        for e in walk(expr, annotations=False)
        if isinstance(e, Literal) and type(e.value) is int and abs(e.value) < 1 << 64
    }
    return tuple(sorted(found))
