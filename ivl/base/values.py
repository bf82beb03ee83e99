"""Concrete values: what a solver or an interpreter says that expressions are.

Values know no types of a program, and values of one type are equal exactly if they are the same
value; of different types they may be confused (``True == 1``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias

from ivl.base.node import value


@value
class Bits:
    """A bitvector; `value` is from 0 to 2^width - 1."""

    value: int
    width: int


@value
class Float:
    """A floating point number: `bits` as IEEE 754 has them, of a type ``floatSeE``.

    There is one NaN, whose highest bit of the significand is 1 and the others 0.
    """

    bits: int
    significand: int
    exponent: int


@value
class Element:
    """An element of an uninterpreted type (``ref#1``, or a constant's name), or a rounding mode.

    `type` is the type as it is written; different elements of a type have different names.
    """

    type: str
    name: str


@value
class Construction:
    """A datatype's constructor applied."""

    constructor: str
    arguments: tuple[Value, ...] = ()


@value
class Unknown:
    """Whatever nobody said."""


UNKNOWN = Unknown()


class MapValue:
    """A map: `default` but for finitely many entries, none of which is the default.

    A map with several arguments is a map to maps. Maps over finitely many indexes may be equal in
    the language and differ here, where all indexes have entries.
    """

    __slots__ = ("default", "entries")

    def __init__(
        self, default: Value, entries: Mapping[Value, Value] | Iterable[tuple[Value, Value]] = ()
    ) -> None:
        self.default = default
        kept = {index: element for index, element in dict(entries).items() if element != default}
        self.entries: Mapping[Value, Value] = kept
        """What differs from the default, in the order in which it was given."""

    def select(self, index: Value) -> Value:
        """The element at `index`."""
        return self.entries.get(index, self.default)

    def store(self, index: Value, element: Value) -> MapValue:
        """The map with one element changed."""
        return MapValue(self.default, {**self.entries, index: element})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MapValue):
            return NotImplemented
        return self.default == other.default and self.entries == other.entries

    def __hash__(self) -> int:
        return hash((self.default, frozenset(self.entries.items())))

    def __repr__(self) -> str:
        return f"MapValue({self.default!r}, {dict(self.entries)!r})"


Value: TypeAlias = (
    bool | int | Fraction | str | Bits | Float | Element | Construction | MapValue | Unknown
)
"""A value; a Fraction is a real, a str a string's characters."""


@value
class FunctionTable:
    """What a function is: `default` but for `entries`, arguments with results.

    A constant has one entry without arguments.
    """

    name: str
    entries: tuple[tuple[tuple[Value, ...], Value], ...]
    default: Value = UNKNOWN

    def apply(self, arguments: tuple[Value, ...]) -> Value:
        """The result for `arguments`."""
        return dict(self.entries).get(arguments, self.default)
