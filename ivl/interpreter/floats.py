"""IEEE 754 arithmetic on floats of any width, exactly rounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from math import floor, isqrt

from ivl.base.values import Bits, Element, Float, Value
from ivl.core.expressions import FloatValue
from ivl.core.types import FloatType, Type

_TO_FP = re.compile(r"\(_ (to_fp|to_fp_unsigned) ([0-9]+) ([0-9]+)\)(?: (\w+))?")
_TO_BITS = re.compile(r"\(_ fp\.to_([su])bv ([0-9]+)\)(?: (\w+))?")
MODES = {
    "roundNearestTiesToEven": "RNE",
    "roundNearestTiesToAway": "RNA",
    "roundTowardPositive": "RTP",
    "roundTowardNegative": "RTN",
    "roundTowardZero": "RTZ",
}
"""The short names of the rounding modes."""


def float_literal(literal: FloatValue, type_: FloatType) -> Float:
    """The value of a literal."""
    match literal.special:
        case "NaN":
            return nan(type_)
        case "+oo" | "-oo":
            return infinity(type_, literal.special == "-oo")
    stored = type_.significand - 1
    bits = literal.exponent << stored | literal.significand
    return _signed(bits, literal.negative, type_)


def nan(type_: FloatType) -> Float:
    """Not a number."""
    bits = _all_ones(type_) << (type_.significand - 1) | 1 << (type_.significand - 2)
    return Float(bits, type_.significand, type_.exponent)


def infinity(type_: FloatType, negative: bool = False) -> Float:
    """An infinity."""
    return _signed(_all_ones(type_) << (type_.significand - 1), negative, type_)


def zero(type_: FloatType, negative: bool = False) -> Float:
    """A zero."""
    return _signed(0, negative, type_)


def is_nan(x: Float) -> bool:
    """Whether it is not a number."""
    return _magnitude(x) > _all_ones(_type(x)) << (x.significand - 1)


def is_infinite(x: Float) -> bool:
    """Whether it is an infinity."""
    return _magnitude(x) == _all_ones(_type(x)) << (x.significand - 1)


def is_negative(x: Float) -> bool:
    """The sign bit."""
    return bool(x.bits >> (x.significand + x.exponent - 1))


def exact(x: Float) -> Fraction:
    """The number that a finite float is."""
    magnitude, stored = _magnitude(x), x.significand - 1
    exponent, fraction = magnitude >> stored, magnitude & ((1 << stored) - 1)
    if exponent:
        fraction |= 1 << stored
    power = max(exponent, 1) - _bias(_type(x)) - stored
    number = Fraction(fraction) * Fraction(2) ** power
    return -number if is_negative(x) else number


def rounded(number: Fraction, type_: FloatType, mode: str, negative_zero: bool = False) -> Float:
    """The float for `number`; `negative_zero` is the sign of an exact zero."""
    if number == 0:
        return zero(type_, negative_zero)
    negative, magnitude = number < 0, abs(number)
    stored = type_.significand - 1
    least = 1 - _bias(type_)
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if magnitude < Fraction(2) ** exponent:
        exponent -= 1
    exponent = max(exponent, least)
    scaled = magnitude / Fraction(2) ** (exponent - stored)
    whole = _round(scaled, mode, negative)
    bits = ((exponent - least) << stored) + whole  # a carry into the exponent is as it should be
    if bits >= _all_ones(type_) << stored:
        toward_zero = mode == "RTZ" or mode == ("RTP" if negative else "RTN")
        largest = (_all_ones(type_) << stored) - 1
        return _signed(largest, negative, type_) if toward_zero else infinity(type_, negative)
    return _signed(bits, negative, type_)


def _round(number: Fraction, mode: str, negative: bool) -> int:
    """`number`, not negative, to an integer; `negative` is the sign that it will have."""
    whole = floor(number)
    rest = number - whole
    if rest == 0:
        return whole
    half = Fraction(1, 2)
    match mode:
        case "RNE":
            up = rest > half or (rest == half and whole % 2 == 1)
        case "RNA":
            up = rest >= half
        case "RTP":
            up = not negative
        case "RTN":
            up = negative
        case _:
            up = False
    return whole + up


def add(mode: str, x: Float, y: Float) -> Float:
    """The sum."""
    type_ = _type(x)
    if is_nan(x) or is_nan(y):
        return nan(type_)
    if is_infinite(x):
        return nan(type_) if is_infinite(y) and is_negative(x) != is_negative(y) else x
    if is_infinite(y):
        return y
    number = exact(x) + exact(y)
    if is_negative(x) == is_negative(y):
        return rounded(number, type_, mode, is_negative(x))
    return rounded(number, type_, mode, mode == "RTN")


def negate(x: Float) -> Float:
    """The negative."""
    return x if is_nan(x) else _signed(_magnitude(x), not is_negative(x), _type(x))


def absolute(x: Float) -> Float:
    """The absolute value."""
    return x if is_nan(x) else _signed(_magnitude(x), False, _type(x))


def subtract(mode: str, x: Float, y: Float) -> Float:
    """The difference."""
    return add(mode, x, negate(y))


def multiply(mode: str, x: Float, y: Float) -> Float:
    """The product."""
    type_, negative = _type(x), is_negative(x) != is_negative(y)
    if is_nan(x) or is_nan(y):
        return nan(type_)
    if is_infinite(x) or is_infinite(y):
        return nan(type_) if 0 in (_magnitude(x), _magnitude(y)) else infinity(type_, negative)
    return rounded(exact(x) * exact(y), type_, mode, negative)


def divide(mode: str, x: Float, y: Float) -> Float:
    """The quotient."""
    type_, negative = _type(x), is_negative(x) != is_negative(y)
    if is_nan(x) or is_nan(y) or (is_infinite(x) and is_infinite(y)):
        return nan(type_)
    if is_infinite(x):
        return infinity(type_, negative)
    if is_infinite(y):
        return zero(type_, negative)
    if _magnitude(y) == 0:
        return nan(type_) if _magnitude(x) == 0 else infinity(type_, negative)
    return rounded(exact(x) / exact(y), type_, mode, negative)


def square_root(mode: str, x: Float) -> Float:
    """The square root."""
    type_ = _type(x)
    if is_nan(x) or _magnitude(x) == 0:
        return x
    if is_negative(x):
        return nan(type_)
    if is_infinite(x):
        return x
    number, shift = exact(x), 2 * (type_.significand + 2)
    while number * (1 << shift) < 1 << 2 * (type_.significand + 2):
        shift += 2
    scaled = number * (1 << shift)
    root = Fraction(isqrt(floor(scaled)))
    if root * root != scaled:
        root += Fraction(1, 4)  # a root is never half-way between floats, nor is this
    return rounded(root / (1 << shift // 2), type_, mode)


def less(x: Float, y: Float) -> bool:
    """IEEE's comparison, false on NaN."""
    return _comparable(x, y) and _ordered(x) < _ordered(y)


def less_equal(x: Float, y: Float) -> bool:
    """IEEE's comparison, false on NaN."""
    return _comparable(x, y) and _ordered(x) <= _ordered(y)


def equal(x: Float, y: Float) -> bool:
    """IEEE's equality: zeros are equal, NaN is not equal to itself."""
    return _comparable(x, y) and _ordered(x) == _ordered(y)


def _comparable(x: Float, y: Float) -> bool:
    return not (is_nan(x) or is_nan(y))


def _ordered(x: Float) -> int:
    return -_magnitude(x) if is_negative(x) else _magnitude(x)


# ------------------------------------------------------------------ the solver's functions


def float_function(name: str, arguments: Sequence[Value], result: Type) -> Value | None:
    """The function that SMT-LIB calls `name` of `arguments`; None if it is not one of these.

    A rounding mode is the first argument, or stands in the name.
    """
    if found := _TO_FP.fullmatch(name):
        kind, exponent, significand, mode = found.groups()
        type_ = FloatType(int(significand), int(exponent))
        return _converted(kind, type_, _modes(mode), arguments)
    if found := _TO_BITS.fullmatch(name):
        sign, width, mode = found.groups()
        return _to_bits(sign == "s", int(width), [*_modes(mode), *arguments])
    head, _, mode = name.partition(" ")
    match head, [*_modes(mode or None), *arguments]:
        case "fp.add", [Element(name=m), Float() as x, Float() as y]:
            return add(m, x, y)
        case "fp.sub", [Element(name=m), Float() as x, Float() as y]:
            return subtract(m, x, y)
        case "fp.mul", [Element(name=m), Float() as x, Float() as y]:
            return multiply(m, x, y)
        case "fp.div", [Element(name=m), Float() as x, Float() as y]:
            return divide(m, x, y)
        case "fp.sqrt", [Element(name=m), Float() as x]:
            return square_root(m, x)
        case "fp.roundToIntegral", [Element(name=m), Float() as x]:
            if is_nan(x) or is_infinite(x):
                return x
            number = exact(x)
            whole = _round(abs(number), m, number < 0)
            return rounded(Fraction(-whole if number < 0 else whole), _type(x), m, is_negative(x))
        case "fp.to_real", [Float() as x] if not (is_nan(x) or is_infinite(x)):
            return exact(x)
        case "fp.neg", [Float() as x]:
            return negate(x)
        case "fp.abs", [Float() as x]:
            return absolute(x)
        case "fp.isNaN", [Float() as x]:
            return is_nan(x)
        case "fp.isInfinite", [Float() as x]:
            return is_infinite(x)
        case "fp.isZero", [Float() as x]:
            return _magnitude(x) == 0
        case "fp.isNormal", [Float() as x]:
            exponent = _magnitude(x) >> (x.significand - 1)
            return 0 < exponent < _all_ones(_type(x))
        case "fp.isSubnormal", [Float() as x]:
            return _magnitude(x) != 0 and _magnitude(x) >> (x.significand - 1) == 0
        case "fp.isNegative", [Float() as x]:
            return not is_nan(x) and is_negative(x)
        case "fp.isPositive", [Float() as x]:
            return not is_nan(x) and not is_negative(x)
        case "fp.lt", [Float() as x, Float() as y]:
            return less(x, y)
        case "fp.leq", [Float() as x, Float() as y]:
            return less_equal(x, y)
        case "fp.gt", [Float() as x, Float() as y]:
            return less(y, x)
        case "fp.geq", [Float() as x, Float() as y]:
            return less_equal(y, x)
        case "fp.eq", [Float() as x, Float() as y]:
            return equal(x, y)
        case _:
            return None


def _modes(name: str | None) -> list[Value]:
    return [] if name is None else [Element("rmode", MODES.get(name, name))]


def _converted(
    kind: str, type_: FloatType, modes: list[Value], arguments: Sequence[Value]
) -> Value | None:
    match [*modes, *arguments]:
        case [Bits(value, width)] if (
            kind == "to_fp" and width == type_.significand + type_.exponent
        ):
            found = Float(value, type_.significand, type_.exponent)
            return nan(type_) if is_nan(found) else found
        case [Element(name=mode), Float() as x] if kind == "to_fp":
            if is_nan(x):
                return nan(type_)
            if is_infinite(x):
                return infinity(type_, is_negative(x))
            return rounded(exact(x), type_, mode, is_negative(x))
        case [Element(name=mode), Bits(value, width)]:
            if kind == "to_fp" and width and value >> (width - 1):
                value -= 1 << width
            return rounded(Fraction(value), type_, mode)
        case [Element(name=mode), (Fraction() | int()) as number] if kind == "to_fp":
            return rounded(Fraction(number), type_, mode)
        case _:
            return None


def _to_bits(signed: bool, width: int, arguments: Sequence[Value]) -> Value | None:
    match arguments:
        case [Element(name=mode), Float() as x] if not (is_nan(x) or is_infinite(x)):
            number = exact(x)
            whole = _round(abs(number), mode, number < 0)
            whole = -whole if number < 0 else whole
            low, high = (-(1 << (width - 1)), 1 << (width - 1)) if signed else (0, 1 << width)
            return Bits(whole % (1 << width), width) if low <= whole < high else None
        case _:
            return None


# ------------------------------------------------------------------ bits


def _type(x: Float) -> FloatType:
    return FloatType(x.significand, x.exponent)


def _magnitude(x: Float) -> int:
    return x.bits & ((1 << (x.significand + x.exponent - 1)) - 1)


def _signed(magnitude: int, negative: bool, type_: FloatType) -> Float:
    width = type_.significand + type_.exponent
    bits = magnitude | 1 << (width - 1) if negative else magnitude
    return Float(bits, type_.significand, type_.exponent)


def _all_ones(type_: FloatType) -> int:
    return (1 << type_.exponent) - 1


def _bias(type_: FloatType) -> int:
    return (1 << (type_.exponent - 1)) - 1
