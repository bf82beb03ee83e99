"""Smaller values than a given one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ivl.base.values import Bits, Construction, MapValue, Value
from ivl.core.types import ConstructedType, MapType, Type
from ivl.interpreter.data import split
from ivl.interpreter.domains import Domains


def smaller(value: Value, type_: Type, domains: Domains) -> Iterator[Value]:
    """Values of `type_` that are simpler than `value`, the simplest first."""
    match value, type_:
        case bool(), _:
            if value:
                yield False
        case int(), _:
            yield from _integers(value)
        case Fraction(), _:
            yield from [Fraction(n) for n in _integers(round(value)) if n != value]
            if value.denominator != 1:
                yield Fraction(round(value))
        case str(), _:
            if value:
                yield from dict.fromkeys(["", value[: len(value) // 2], value[1:]])
        case Bits(bits, width), _:
            yield from [Bits(n, width) for n in _integers(bits)]
        case MapValue(), MapType():
            yield from _maps(value, type_, domains)
        case Construction(constructor, arguments), ConstructedType(name):
            if name not in domains.datatypes:
                return
            simplest = domains.default(type_)
            if value == simplest:
                return
            if isinstance(simplest, Construction):
                yield simplest
            _, types = domains.constructor(type_, constructor)
            yield from [a for a, t in zip(arguments, types, strict=True) if t == type_]
            for number, (argument, field) in enumerate(zip(arguments, types, strict=True)):
                for less in smaller(argument, field, domains):
                    changed = (*arguments[:number], less, *arguments[number + 1 :])
                    yield Construction(constructor, changed)
        case _:
            return


def _integers(value: int) -> Iterator[int]:
    if value == 0:
        return
    yield 0
    if value < 0:
        yield -value
    half = int(value / 2) if abs(value) < 1 << 50 else value // 2
    closer = value - 1 if value > 0 else value + 1
    yield from [n for n in dict.fromkeys([half, closer]) if n not in (0, value)]


def _maps(value: MapValue, type_: MapType, domains: Domains) -> Iterator[Value]:
    _, range_ = split(type_)
    entries = list(value.entries.items())
    if entries:
        yield MapValue(value.default)
    if len(entries) > 3:
        yield MapValue(value.default, entries[: len(entries) // 2])
        yield MapValue(value.default, entries[len(entries) // 2 :])
    for number in range(len(entries)):
        yield MapValue(value.default, entries[:number] + entries[number + 1 :])
    for less in smaller(value.default, range_, domains):
        yield MapValue(less, {k: v for k, v in entries if v != less})
    for number, (at, element) in enumerate(entries):
        for less in smaller(element, range_, domains):
            yield MapValue(value.default, [*entries[:number], (at, less), *entries[number + 1 :]])
