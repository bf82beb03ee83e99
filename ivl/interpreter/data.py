"""What an interpreter computes with: concrete values, and maps given by rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from ivl.base.node import EMPTY
from ivl.base.values import Value
from ivl.core.types import MapType, Type, substitute
from ivl.interpreter.probes import Linear, Other


class Closure:
    """A map of one index that is computed when it is read."""

    __slots__ = ("index", "range", "select")

    def __init__(self, select: Callable[[Datum], Datum], index: Type, range_: Type) -> None:
        self.select = select
        self.index = index
        self.range = range_


class Origin:
    """What a map with type parameters is before anything is stored in it, made type by type.

    Maps with different origins are different, unless these are `computed`: then nobody knows.
    """

    __slots__ = ("_made", "_make", "computed")

    def __init__(self, make: Callable[[tuple[Type, ...]], Datum], computed: bool = False) -> None:
        self._make = make
        self._made: dict[tuple[Type, ...], Datum] = {}
        self.computed = computed

    def part(self, types: tuple[Type, ...]) -> Datum:
        """The map without type parameters that it is for these types."""
        if types not in self._made:
            self._made[types] = self._make(types)
        return self._made[types]

    @property
    def types(self) -> Iterable[tuple[Type, ...]]:
        """The types for which it has been looked at."""
        return tuple(self._made)


class PolymorphicMap:
    """A map with type parameters: for some types the `parts`, for others what `origin` has."""

    __slots__ = ("origin", "parts")

    def __init__(self, origin: Origin, parts: Mapping[tuple[Type, ...], Datum] = EMPTY) -> None:
        self.origin = origin
        self.parts = parts

    def part(self, types: tuple[Type, ...]) -> Datum:
        """The map without type parameters that it is for these types."""
        found = self.parts.get(types)
        return self.origin.part(types) if found is None else found

    def with_part(self, types: tuple[Type, ...], part: Datum) -> PolymorphicMap:
        """The map with the part for some types changed."""
        return PolymorphicMap(self.origin, {**self.parts, types: part})

    @property
    def types(self) -> Iterable[tuple[Type, ...]]:
        """The types for which something is known."""
        return (*self.parts, *self.origin.types)


Datum: TypeAlias = Value | Closure | PolymorphicMap | Linear | Other
"""A value, or something that stands for one while a quantifier is evaluated."""


def split(type_: MapType) -> tuple[Type, Type]:
    """The type of the first index, and what a map has there: another map if there are more."""
    first, *rest = type_.domain
    return first, MapType((), tuple(rest), type_.range) if rest else type_.range


def instance(type_: MapType, types: tuple[Type, ...]) -> Type:
    """A map type for given types."""
    binding = dict(zip(type_.parameters, types, strict=True))
    if not type_.domain:
        return substitute(type_.range, binding)
    domain = tuple([substitute(t, binding) for t in type_.domain])
    return MapType((), domain, substitute(type_.range, binding))
