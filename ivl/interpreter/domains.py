"""What values types have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import inf, prod

from ivl.base.values import UNKNOWN, Bits, Construction, Element, Float, MapValue, Value
from ivl.core.attributes import text_attribute
from ivl.core.expressions import Function
from ivl.core.match_types import match_type
from ivl.core.program import Datatype, Program, TypeConstructor
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    RMODE,
    STRING,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    free_variables,
    show,
    substitute,
)
from ivl.interpreter.data import Datum, Origin, PolymorphicMap, instance
from ivl.interpreter.stops import CannotTell

ROUNDING_MODES = ("RNE", "RNA", "RTP", "RTN", "RTZ")
MOST_LISTED = 1 << 12
"""Types with more values are not listed."""


class Domains:
    """The values of the types of a program.

    `universe` are the elements of those uninterpreted types that have finitely many, by the type
    as it is written.
    """

    def __init__(self, program: Program, universe: Mapping[str, tuple[Element, ...]]) -> None:
        self.datatypes: dict[str, Datatype] = {d.name: d for d in program.datatypes}
        self.builtin = {t.name for t in program.types if _is_builtin(t)}
        self.universe = universe
        self.used: set[str] = set()
        """The uninterpreted types of which there are values, by name."""
        self.free: frozenset[Function] = frozenset()
        """The functions that give terms: see `free_functions`."""
        self.terms: dict[str, tuple[Type, ...]] = {}
        """The types of the arguments of terms, by the names of these."""
        self._sizes: dict[Type, int | None] = {}
        self._made_of: dict[Type, frozenset[str]] = {}
        self._defaults: dict[Type, Datum] = {}
        self._simplest: dict[Type, Function] = {}

    def is_uninterpreted(self, type_: Type) -> bool:
        """Whether nothing is known of its values."""
        if isinstance(type_, TypeVariable):
            return True
        if not isinstance(type_, ConstructedType):
            return False
        return type_.name not in self.datatypes and type_.name not in self.builtin

    def is_infinite(self, type_: Type) -> bool:
        """Whether nothing is known of its values, of which there are infinitely many."""
        return self.is_uninterpreted(type_) and show(type_) not in self.universe

    def fields(self, type_: ConstructedType) -> dict[Function, tuple[Type, ...]]:
        """The constructors of a datatype, each with the types of its fields."""
        datatype = self.datatypes[type_.name]
        found = {}
        for constructor in datatype.constructors:
            binding = dict(zip(constructor.type_parameters, type_.arguments, strict=True))
            found[constructor] = tuple([substitute(t, binding) for t in constructor.parameters])
        return found

    def constructor(self, type_: ConstructedType, name: str) -> tuple[Function, tuple[Type, ...]]:
        """The constructor called `name`, and the types of its fields. Raises KeyError."""
        for constructor, types in self.fields(type_).items():
            if constructor.name == name:
                return constructor, types
        raise KeyError(name)

    def made(self, type_: Type) -> dict[str, tuple[Type, ...]] | None:
        """How values of the type are made: the names of constructors or terms, each with the
        types of what they are made of. None if that is not known."""
        if not isinstance(type_, ConstructedType):
            return None
        if type_.name in self.datatypes:
            return {c.name: types for c, types in self.fields(type_).items()}
        having = [f for f in self.free if _may_be(f.result, type_)]
        if not having or any(f.type_parameters for f in having):
            return None
        return {f.name: f.parameters for f in sorted(having, key=lambda f: f.name)}

    # -------------------------------------------------------- how many values

    def size(self, type_: Type) -> int | None:
        """How many values the type has, None if infinitely many, or more than fit in here."""
        if type_ not in self._sizes:
            self._sizes[type_] = None  # a type within itself has no finite size
            self._sizes[type_] = self._size(type_)
        return self._sizes[type_]

    def _size(self, type_: Type) -> int | None:
        match type_:
            case BitvectorType(width):
                return 1 << width
            case FloatType(significand, exponent):
                return (1 << (significand + exponent)) - (1 << significand) + 3
            case MapType(parameters, domain, range_):
                if parameters:
                    return None
                return self._map_size([self.size(t) for t in domain], self.size(range_))
            case ConstructedType(name) if name in self.datatypes:
                total = 0
                for types in self.fields(type_).values():
                    sizes = [self.size(t) for t in types]
                    if None in sizes:
                        return None
                    total += prod([s for s in sizes if s is not None])
                return total
            case ConstructedType() if self.is_uninterpreted(type_):
                elements = self.universe.get(show(type_))
                return None if elements is None else len(elements)
            case _ if type_ == BOOL:
                return 2
            case _ if type_ == RMODE:
                return len(ROUNDING_MODES)
            case _:
                return None

    def _map_size(self, domain: list[int | None], range_: int | None) -> int | None:
        if range_ == 1:
            return 1
        if range_ is None or None in domain:
            return None
        places = prod([s for s in domain if s is not None])
        return range_**places if places <= 64 and range_.bit_length() * places <= 4096 else None

    def values(self, type_: Type) -> Iterator[Value] | None:
        """All values of the type, None if there are infinitely many, or too many to list."""
        size = self.size(type_)
        return None if size is None or size > MOST_LISTED else self._values(type_)

    def _values(self, type_: Type) -> Iterator[Value]:
        match type_:
            case BitvectorType(width):
                yield from [Bits(n, width) for n in range(1 << width)]
            case MapType(_, domain, range_):
                if not domain:
                    yield from self._values(range_)
                    return
                inner: Type = range_ if len(domain) == 1 else MapType((), domain[1:], range_)
                indexes = list(self._values(domain[0]))
                elements = list(self._values(inner))
                for chosen in product(elements, repeat=len(indexes)):
                    yield MapValue(chosen[0], zip(indexes, chosen, strict=True))
            case ConstructedType(name) if name in self.datatypes:
                for constructor, types in self.fields(type_).items():
                    for arguments in product(*[list(self._values(t)) for t in types]):
                        yield Construction(constructor.name, arguments)
            case ConstructedType():
                yield from self.universe[show(type_)]
            case _ if type_ == BOOL:
                yield from (False, True)
            case _ if type_ == RMODE:
                yield from [Element("rmode", name) for name in ROUNDING_MODES]
            case _:
                raise CannotTell(f"the values of {show(type_)} cannot be listed")

    # -------------------------------------------------------- some value

    def default(self, type_: Type) -> Datum:
        """A simple value that depends on the type alone."""
        known = self._defaults.get(type_)
        if known is None:
            known = self._defaults[type_] = self._default(type_)
        return known

    def _default(self, type_: Type) -> Datum:
        match type_:
            case BitvectorType(width):
                return Bits(0, width)
            case FloatType(significand, exponent):
                return Float(0, significand, exponent)
            case MapType(parameters, domain, range_):
                if parameters:
                    return PolymorphicMap(Origin(lambda ts: self.default(instance(type_, ts))))
                value = self.default(range_)
                for _ in domain:
                    value = MapValue(value)  # type: ignore[arg-type]
                return value
            case ConstructedType(name) if name in self.datatypes:
                constructor = self.base_constructor(type_)
                types = self.fields(type_)[constructor]
                fields = tuple([self.default(t) for t in types])
                return Construction(constructor.name, fields)  # type: ignore[arg-type]
            case _ if self.is_uninterpreted(type_):
                return self.element(type_, 0)
            case _ if type_ == INT:
                return 0
            case _ if type_ == BOOL:
                return False
            case _ if type_ == REAL:
                return Fraction(0)
            case _ if type_ == STRING:
                return ""
            case _ if type_ == RMODE:
                return Element("rmode", ROUNDING_MODES[0])
            case ConstructedType(name) if name in self.builtin:
                return Construction("Seq")
            case _:
                raise CannotTell(f"no value of type {show(type_)} is known")

    def use(self, type_: Type) -> None:
        """There are values of `type_`."""
        self.used |= self.uninterpreted(type_)

    def uninterpreted(self, type_: Type) -> frozenset[str]:
        """The uninterpreted types that values of `type_` are made of, by name."""
        known = self._made_of.get(type_)
        if known is not None:
            return known
        found: set[str] = set()
        opened: set[str] = set()
        stack = [type_]
        while stack:
            match stack.pop():
                case ConstructedType(name, arguments):
                    stack += arguments
                    if name not in self.datatypes:
                        found.add(name)
                    elif name not in opened:
                        opened.add(name)
                        constructors = self.datatypes[name].constructors
                        stack += [t for c in constructors for t in c.parameters]
                case MapType(_, domain, range_):
                    stack += (*domain, range_)
                case TypeVariable(name):
                    found.add(name)
                case _:
                    pass
        known = self._made_of[type_] = frozenset(found - self.builtin)
        return known

    def element(self, type_: Type, number: int) -> Element:
        """An element of an uninterpreted type; different ones for different numbers if possible."""
        shown = show(type_)
        elements = self.universe.get(shown)
        if elements:
            return elements[number % len(elements)]
        return Element(shown, f"{shown}#{number + 1}")

    def named(self, type_: Type, name: str) -> Element:
        """The element of an uninterpreted type that a constant stands for."""
        return Element(show(type_), name)

    def another(self, type_: Type) -> Value:
        """A value that nobody else has, of a type that has infinitely many; for showing it."""
        if self.is_uninterpreted(type_):
            return Element(show(type_), f"{show(type_)}#")
        return UNKNOWN

    def base_constructor(self, type_: ConstructedType) -> Function:
        """A constructor of the datatype by which finite values come about most simply."""
        known = self._simplest.get(type_)
        if known is None:
            heights = {
                c: max(map(self._height, types), default=0)
                for c, types in self.fields(type_).items()
            }
            known = self._simplest[type_] = min(heights, key=lambda c: (heights[c], len(c.names)))
        return known

    def _height(self, type_: Type) -> float:
        """How deep the values of a field's type must be."""
        match type_:
            case ConstructedType(name) if name in self.datatypes:
                return self._heights[name]
            case MapType(_, _, range_):
                return self._height(range_)
            case _:
                return 0

    @cached_property
    def _heights(self) -> dict[str, float]:
        """How deep the values of each datatype must be."""
        self.__dict__["_heights"] = heights = dict.fromkeys(self.datatypes, inf)
        changed = True
        while changed:
            changed = False
            for name, datatype in self.datatypes.items():
                least = min(
                    [
                        1 + max(map(self._height, c.parameters), default=0)
                        for c in datatype.constructors
                    ],
                    default=inf,
                )
                changed |= least < heights[name]
                heights[name] = least
        return heights


def _may_be(pattern: Type, type_: ConstructedType) -> bool:
    """Whether a function with the result `pattern` gives values of `type_`, for some types."""
    return match_type(pattern, type_, tuple(free_variables(pattern)), {})


def _is_builtin(type_: TypeConstructor) -> bool:
    names = ("builtin", "bvbuiltin")
    return any(text_attribute(type_.attributes, name) is not None for name in names)
