"""From a solver's values to those of the program."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from ivl.base.values import (
    UNKNOWN,
    Bits,
    Construction,
    Element,
    Float,
    MapValue,
    Value,
)
from ivl.core.expressions import Function
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
    show,
)
from ivl.diagnose.sources import Sources, map_domain, map_range, parameter_types
from ivl.logic import model

_ROUNDING = {
    "roundNearestTiesToEven": "RNE",
    "roundNearestTiesToAway": "RNA",
    "roundTowardPositive": "RTP",
    "roundTowardNegative": "RTN",
    "roundTowardZero": "RTZ",
}
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}|\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_PART = re.compile(r"#b([01]+)|#x([0-9a-fA-F]+)|\(_ bv([0-9]+) ([0-9]+)\)")


class Elements:
    """Names for the elements of uninterpreted types: equal ones for equal elements."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def call(self, found: model.Value | None, type_: Type, name: str) -> None:
        """Call an element `name`, unless it has a name already. It is the value of a constant."""
        if isinstance(found, model.Element) and isinstance(type_, ConstructedType):
            key = (type_.name, found.text)
            if key not in self._names:
                self._names[key] = name
                self._taken.add(name)

    def name(self, type_name: str, text: str, shown: str) -> str:
        """The name of an element of a type, which is shown as `shown`."""
        known = self._names.get((type_name, text))
        if known is None:
            known = self._names[type_name, text] = self._fresh(shown)
        return known

    def _fresh(self, shown: str) -> str:
        while True:
            number = self._counts[shown] = self._counts.get(shown, 0) + 1
            name = f"{shown}#{number}"
            if name not in self._taken:
                return name


class Decoder:
    """Decodes the values of one candidate.

    Constructors and types are called as in the program that was written, or, unless `as_written`,
    as in the prepared one. What cannot be told is UNKNOWN: nothing is ever made up. What the
    products of maps stand for that polymorphic maps have become is what `products` says.
    """

    def __init__(
        self,
        sources: Sources,
        constructors: Mapping[str, Function],
        elements: Elements,
        as_written: bool = True,
        tables: Callable[[str], model.Table | None] = lambda _: None,
        products: Callable[[model.Value, Type, Type], Value] | None = None,
    ) -> None:
        self._sources = sources
        self._constructors = constructors
        self._elements = elements
        self._as_written = as_written
        self._tables = tables
        self._products = products

    def decode(self, found: model.Value | None, type_: Type, source: Type | None = None) -> Value:
        """A value of `type_`, in the terms of `source`, the type that became `type_`."""
        match type_, found:
            case (_, None):
                return UNKNOWN
            case ConstructedType(), model.Construction() if (
                source is not None
                and self._products is not None
                and self._sources.is_component(type_, source)
            ):
                return self._products(found, type_, source)
            case BitvectorType(), Bits():
                return found
            case FloatType(), model.Element(text):
                return _float(text, type_)
            case MapType(domain=domain, range=range_), _:
                sources = map_domain(source, len(domain))
                indexes = tuple(zip(domain, sources, strict=True))
                return self._map(found, indexes, range_, map_range(source))
            case ConstructedType(), model.Construction(name, arguments):
                return self._construction(name, arguments, type_, source)
            case ConstructedType(name), model.Element() if isinstance(source, MapType):
                return self._axiomatized_map(found, name, source)
            case ConstructedType(name), model.Element(text):
                return self._element(name, text, source)
            case _:
                return _basic(found, type_)

    def _map(
        self,
        found: model.Value | None,
        indexes: tuple[tuple[Type, Type | None], ...],
        range_: Type,
        source: Type | None,
    ) -> Value:
        """A map of some arguments, each with its type and what that was, to `range_`."""
        if not indexes:
            return self.decode(found, range_, source)
        if not isinstance(found, model.ArrayValue):
            return UNKNOWN
        first, *rest = indexes
        entries = [
            (self.decode(index, *first), self._map(element, tuple(rest), range_, source))
            for index, element in found.entries
        ]
        if any(index == UNKNOWN for index, _ in entries):
            return UNKNOWN
        default = self._map(found.default, tuple(rest), range_, source)
        result = MapValue(default, entries)
        return result if result.entries or default != UNKNOWN else UNKNOWN

    def _axiomatized_map(self, found: model.Element, name: str, source: MapType) -> Value:
        """A map that has become an element of an uninterpreted type: see `axiomatize_maps`."""
        select = self._sources.selects.get(name)
        table = None if select is None else self._tables(select.name)
        if select is None or table is None or table.default is None:
            return UNKNOWN
        _, *types = select.parameters
        domain = map_domain(source, len(types))
        range_ = map_range(source)
        entries: list[tuple[tuple[Value, ...], Value]] = []
        for (map_, *indexes), element in table.entries:
            if map_ == found:
                at = zip(indexes, types, domain, strict=True)
                value = self.decode(element, select.result, range_)
                entries.append((tuple([self.decode(i, t, s) for i, t, s in at]), value))
        default = self.decode(table.default, select.result, range_)
        if any(UNKNOWN in at for at, _ in entries):
            return UNKNOWN
        return _curried(entries, default, len(types))

    def _construction(
        self,
        name: str,
        arguments: tuple[model.Value, ...],
        type_: ConstructedType,
        source: Type | None,
    ) -> Value:
        constructor = self._constructors.get(name)
        if constructor is None or len(arguments) != len(constructor.parameters):
            return UNKNOWN
        types: tuple[Type | None, ...] = (None,) * len(arguments)
        shown = constructor
        if self._as_written:
            original = self._sources.constructor(constructor, type_, source)
            if original is None or isinstance(source, MapType):
                return UNKNOWN
            shown = original
            if isinstance(source, ConstructedType):
                types = parameter_types(original, source)
        decoded = [
            self.decode(a, t, s)
            for a, t, s in zip(arguments, constructor.parameters, types, strict=True)
        ]
        return Construction(shown.name, tuple(decoded))

    def _element(self, name: str, text: str, source: Type | None) -> Value:
        """An element of an uninterpreted type, which has no other kind of values in the source."""
        shown = name
        match source if self._as_written else None:
            case ConstructedType() as written if written.name not in self._sources.datatypes:
                shown = show(written)
            case TypeVariable(written_name):
                shown = written_name
            case None:
                pass
            case _:
                return UNKNOWN
        if "!val!" not in text and not text.startswith(("@", "(as @")):
            return UNKNOWN  # of a solver's own sort
        return Element(shown, self._elements.name(name, text, shown))


def _curried(
    entries: list[tuple[tuple[Value, ...], Value]], default: Value, arguments: int
) -> Value:
    """The map of some arguments with `entries`, the first ones of which count."""
    if not arguments:
        return entries[0][1] if entries else default
    parts: dict[Value, list[tuple[tuple[Value, ...], Value]]] = {}
    for (index, *rest), element in entries:
        parts.setdefault(index, []).append((tuple(rest), element))
    others = _curried([], default, arguments - 1)
    return MapValue(
        others, {i: _curried(part, default, arguments - 1) for i, part in parts.items()}
    )


def _basic(found: model.Value | None, type_: Type) -> Value:
    match found:
        case bool():
            return found if type_ == BOOL else UNKNOWN
        case int() | Fraction():
            if type_ == REAL:
                return Fraction(found)
            return int(found) if type_ == INT and found.denominator == 1 else UNKNOWN
        case model.Element(text):
            if type_ == STRING and text.startswith('"'):
                return _ESCAPE.sub(_character, text[1:-1].replace('""', '"'))
            if type_ == RMODE:
                return Element("rmode", _ROUNDING.get(text, text))
    return UNKNOWN


def _character(escape: re.Match[str]) -> str:
    return chr(int(next(filter(None, escape.groups())), 16))


def _float(text: str, type_: FloatType) -> Value:
    stored, width = type_.significand - 1, type_.exponent
    infinity = ((1 << width) - 1) << stored
    sign = 1 << (stored + width)
    patterns = {
        "+zero": 0,
        "-zero": sign,
        "+oo": infinity,
        "-oo": sign | infinity,
        "NaN": infinity | 1 << (stored - 1),
    }
    words = text.strip("()").split()
    bits = patterns.get(words[1]) if words[0] == "_" and len(words) > 1 else None
    if bits is None:
        parts = [_part(m) for m in _PART.finditer(text)]
        if words[0] != "fp" or [w for _, w in parts] != [1, width, stored]:
            return UNKNOWN
        (negative, _), (exponent, _), (significand, _) = parts
        bits = negative << (stored + width) | exponent << stored | significand
    if bits & infinity == infinity and bits & ((1 << stored) - 1):
        bits = patterns["NaN"]
    return Float(bits, type_.significand, type_.exponent)


def _part(match: re.Match[str]) -> tuple[int, int]:
    """The value and the width of a bitvector literal."""
    binary, hexadecimal, decimal, width = match.groups()
    if binary:
        return int(binary, 2), len(binary)
    if hexadecimal:
        return int(hexadecimal, 16), 4 * len(hexadecimal)
    return int(decimal), int(width)
