"""Concrete values as a program would write them, cut to a length that people read."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from ivl.base.counterexample import Arguments, Binding, Field, Index
from ivl.base.values import (
    Bits,
    Construction,
    Element,
    Float,
    MapValue,
    Unknown,
    Value,
)
from ivl.core.expressions import FloatValue
from ivl.core.literal_text import decimal_text, float_text
from ivl.core.types import FloatType

CUT = "…"
"""Stands for what is left out."""
LENGTH = 80
"""About the length of a text, at most."""
MOST_BITS = 4000
"""Of an integer that is written."""


def value_text(value: Value, length: int = LENGTH) -> str:
    """`value`, such as ``Cons(1, Nil())``, ``5bv8`` or ``[2 := 5, _ := 0]``.

    The last entry of a map is what it is elsewhere. What goes beyond `length` becomes ``…``, and
    so does what is not known.
    """
    return _Writer(length).write(value)


def place_text(binding: Binding) -> str:
    """What has the value: ``x``, ``heap[ref#1, next]``, ``f(3)``, ``s->items[0]``, ``old(x)``."""
    text = binding.name
    for access in binding.accesses:
        match access:
            case Index(arguments):
                text += f"[{_list(arguments)}]"
            case Arguments(arguments):
                text += f"({_list(arguments)})"
            case Field(name):
                text += f"->{name}"
            case _:
                assert_never(access)
    return f"old({text})" if binding.old else text


def binding_text(binding: Binding) -> str:
    """``heap[ref#1, next] == null``"""
    return f"{place_text(binding)} == {value_text(binding.value)}"


def float_value(number: Float) -> FloatValue:
    """`number` as literals have it."""
    stored = number.significand - 1
    significand = number.bits & ((1 << stored) - 1)
    exponent = number.bits >> stored & ((1 << number.exponent) - 1)
    negative = bool(number.bits >> (stored + number.exponent) & 1)
    special = ""
    if exponent == (1 << number.exponent) - 1:
        special = "NaN" if significand else "-oo" if negative else "+oo"
    return FloatValue(special, negative, exponent, significand)


def _list(values: tuple[Value, ...]) -> str:
    return ", ".join([value_text(v, LENGTH // 2) for v in values])


class _Writer:
    """Writes so many characters and then no more than brackets; so deep values need no care."""

    def __init__(self, length: int) -> None:
        self.left = length

    def write(self, value: Value) -> str:
        if self.left <= 0:
            return CUT
        match value:
            case Construction(constructor, arguments):
                self.left -= len(constructor) + 2
                return f"{constructor}({', '.join(self.arguments(arguments))})"
            case MapValue():
                return f"[{', '.join(self.entries(value))}]"
            case _:
                text = _short(value)
                self.left -= len(text)
                return text

    def arguments(self, values: tuple[Value, ...]) -> list[str]:
        written: list[str] = []
        for value in values:
            written.append(self.write(value))
            self.left -= 2
            if self.left <= 0 and len(written) < len(values):
                return written if written[-1] == CUT else [*written, CUT]
        return written

    def entries(self, value: MapValue) -> list[str]:
        written: list[str] = []
        for index, element in value.entries.items():
            if self.left <= 0:
                return [*written, CUT]
            at = self.write(index)
            self.left -= 6
            written.append(f"{at} := {self.write(element)}")
        return [*written, f"_ := {self.write(value.default)}"]


def _short(value: bool | int | Fraction | str | Bits | Float | Element | Unknown) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if value.bit_length() < MOST_BITS else CUT
        case Fraction():
            return _real(value)
        case str():
            return f'"{value if len(value) <= LENGTH else value[:LENGTH] + CUT}"'
        case Bits(bits, width):
            return f"{bits}bv{width}"
        case Float():
            return float_text(float_value(value), FloatType(value.significand, value.exponent))
        case Element(_, name):
            return name
        case Unknown():
            return CUT
        case _:
            assert_never(value)


def _real(value: Fraction) -> str:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) >= MOST_BITS:
        return CUT
    sign = "-" if value < 0 else ""
    text = decimal_text(abs(value))
    if text is not None:
        return sign + text
    return f"{sign}{abs(value.numerator)}.0 / {value.denominator}.0"
