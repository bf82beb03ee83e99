"""When values are the same, and what maps have at an index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import cast

from ivl.base.values import Construction, MapValue, Value
from ivl.core.types import ConstructedType, MapType, Type, show
from ivl.interpreter import probes
from ivl.interpreter.data import Closure, Datum, PolymorphicMap, instance, split
from ivl.interpreter.explore import Explorer
from ivl.interpreter.probes import Linear, Other
from ivl.interpreter.stops import CannotTell


class Identity:
    """Equality of values, which for maps is that of all their elements."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.domains = explorer.domains
        self._has_maps: dict[Type, bool] = {}

    def equal(self, left: Datum, right: Datum, type_: Type) -> bool:
        """Whether two values of `type_` are the same."""
        if left is right:
            return True
        if isinstance(left, Other | Linear) or isinstance(right, Other | Linear):
            return self._tracked_equal(left, right)
        if self.explorer.depth == 0 and not self.has_maps(type_):
            return bool(left == right)
        match left, right:
            case Construction(name, arguments), Construction(other, others):
                if name != other:
                    return False
                types = self._field_types(type_, name, len(arguments))
                return all(map(self.equal, arguments, others, types))
            case (MapValue() | Closure(), MapValue() | Closure()):
                return self._maps_equal(left, right, type_)
            case PolymorphicMap(), PolymorphicMap():
                return self._polymorphic_equal(left, right, type_)
            case _:
                return bool(left == right)

    def _tracked_equal(self, left: Datum, right: Datum) -> bool:
        if isinstance(left, Other) and isinstance(right, Other):
            inner, outer = (left, right) if left.depth > right.depth else (right, left)
            inner.excluded.append(outer)
            return False
        if isinstance(left, Other) or isinstance(right, Other):
            other, value = (left, right) if isinstance(left, Other) else (right, left)
            assert isinstance(other, Other)
            if depth_of(value) > other.depth:
                raise CannotTell("a quantifier compares what it is about in a way that is too hard")
            other.excluded.append(value)
            return False
        return probes.is_zero(
            probes.subtract(cast(probes.Integer, left), cast(probes.Integer, right))
        )

    def _field_types(self, type_: Type, constructor: str, count: int) -> tuple[Type, ...]:
        assert isinstance(type_, ConstructedType)
        if type_.name in self.domains.datatypes:
            return self.domains.constructor(type_, constructor)[1]
        if constructor in self.domains.terms:
            return self.domains.terms[constructor]
        return type_.arguments[:1] * count  # a sequence

    def _maps_equal(self, left: MapValue | Closure, right: MapValue | Closure, type_: Type) -> bool:
        assert isinstance(type_, MapType)
        index, range_ = split(type_)
        if isinstance(left, MapValue) and isinstance(right, MapValue):
            keys = dict.fromkeys(chain(left.entries, right.entries))
            for key in keys:
                if not self.equal(left.select(key), right.select(key), range_):
                    return False
            if len(keys) == self.domains.size(index):
                return True
            return self.equal(left.default, right.default, range_)
        return not self.explorer.some(
            index,
            lambda i: (
                not self.equal(self.select(left, i, index), self.select(right, i, index), range_)
            ),
        )

    def _polymorphic_equal(self, left: PolymorphicMap, right: PolymorphicMap, type_: Type) -> bool:
        if left.origin is not right.origin:
            if left.origin.computed or right.origin.computed:
                raise CannotTell("maps with type parameters are compared")
            return False
        assert isinstance(type_, MapType)
        return all(
            self.equal(left.part(types), right.part(types), instance(type_, types))
            for types in dict.fromkeys((*left.parts, *right.parts))
        )

    # -------------------------------------------------------- maps

    def select(self, map_: Datum, index: Datum, index_type: Type) -> Datum:
        """The element at `index`."""
        match map_:
            case MapValue():
                if isinstance(index, Linear | Other) or (
                    self.explorer.depth and depth_of(index) >= 0
                ):
                    return self.look_up(map_.entries, index, index_type, map_.default)
                self.check_index(index_type)
                return map_.entries.get(self.key(index), map_.default)
            case Closure():
                return map_.select(index)
            case Other():
                raise CannotTell("a quantifier over maps looks into them")
            case _:
                raise AssertionError(map_)

    def look_up(
        self, entries: Mapping[Value, Value], index: Datum, type_: Type, default: Datum
    ) -> Datum:
        """The entry at `index`, which depends on bound variables, or `default`."""
        if isinstance(index, Linear):
            self.explorer.budget.spend(1 + len(entries) // 16)
        for key, element in entries.items():
            if self.equal(key, index, type_):
                return element
        return default

    def store(self, map_: Datum, index: Datum, element: Datum, type_: Type) -> Datum:
        """The map with one element changed."""
        assert isinstance(type_, MapType)
        index_type, range_ = split(type_)
        match map_:
            case MapValue():
                self.check_index(index_type)
                return map_.store(self.key(index), cast(Value, element))
            case Closure():
                return Closure(
                    lambda i: (
                        element
                        if self.equal(i, index, index_type)
                        else self.select(map_, i, index_type)
                    ),
                    index_type,
                    range_,
                )
            case Other():
                raise CannotTell("a quantifier over maps looks into them")
            case _:
                raise AssertionError(map_)

    def key(self, index: Datum) -> Value:
        """`index` as something by which entries are found."""
        match index:
            case Linear():
                return probes.pinned(index)
            case Construction(name, arguments):
                if not arguments:
                    return index
                return Construction(name, tuple([self.key(a) for a in arguments]))
            case MapValue():
                entries = {self.key(k): self.key(v) for k, v in index.entries.items()}
                return MapValue(self.key(index.default), entries)
            case Other() | Closure() | PolymorphicMap():
                raise CannotTell("a map has maps as its indexes")
            case _:
                return index

    def plain(self, value: Datum) -> Value:
        """`value` as one value; a bound variable on which it depends has no others any more."""
        match value:
            case Linear():
                return probes.pinned(value)
            case Other():
                raise CannotTell("a quantifier has too many cases")
            case Construction(name, arguments) if self.explorer.depth:
                return Construction(name, tuple([self.plain(a) for a in arguments]))
            case Closure() | PolymorphicMap():
                raise CannotTell("a map given by a rule is used as a value")
            case _:
                return value

    def has_maps(self, type_: Type) -> bool:
        """Whether its values may contain maps, which may be equal and look different."""
        known = self._has_maps.get(type_)
        if known is None:
            parts = self._parts(type_)
            known = self._has_maps[type_] = any(isinstance(t, MapType) for t in parts)
        return known

    def check_index(self, type_: Type) -> None:
        """Raise CannotTell where values of `type_` may be equal and have different keys."""
        if self.has_maps(type_):
            for part in self._parts(type_):
                if isinstance(part, MapType) and self.domains.size(split(part)[0]) is not None:
                    raise CannotTell(f"values of type {show(type_)} are indexes")

    def _parts(self, type_: Type) -> dict[Type, None]:
        """The types of what values of `type_` contain, itself included."""
        found: dict[Type, None] = {}
        stack = [type_]
        while stack:
            part = stack.pop()
            if part in found:
                continue
            found[part] = None
            match part:
                case MapType(_, domain, range_):
                    stack += (*domain, range_)
                case ConstructedType(name, arguments):
                    stack += arguments
                    if name in self.domains.datatypes:
                        stack += [t for types in self.domains.fields(part).values() for t in types]
                case _:
                    pass
        return found


def depth_of(value: Datum) -> int:
    """The depth of the innermost quantifier on whose variables `value` depends, -1 if on none."""
    match value:
        case Other():
            return value.depth
        case Linear():
            return value.terms[-1][0].depth
        case Construction(_, arguments):
            return max(map(depth_of, arguments), default=-1)
        case MapValue():
            inside: Iterable[Datum] = (value.default, *value.entries.values())
            return max(map(depth_of, inside))
        case PolymorphicMap(origin=origin, parts=parts) if not origin.computed:
            return max(map(depth_of, parts.values()), default=-1)
        case Closure() | PolymorphicMap():
            return 1 << 30  # nobody knows
        case _:
            return -1
