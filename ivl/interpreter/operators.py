"""Operators on plain values."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from ivl.base.values import Bits, Element, Float, Value
from ivl.core.expressions import FloatValue, Literal, Operator
from ivl.core.types import RMODE, BitvectorType, FloatType
from ivl.interpreter import floats
from ivl.interpreter.stops import CannotTell

MOST_BITS = 1 << 16
"""Numbers with more binary digits are not computed."""


def literal(expr: Literal) -> Value:
    """The value of a literal."""
    value, type_ = expr.value, expr.type
    match value:
        case FloatValue():
            assert isinstance(type_, FloatType)
            return floats.float_literal(value, type_)
        case str() if type_ == RMODE:
            return Element("rmode", floats.MODES.get(value, value))
        case int() if isinstance(type_, BitvectorType):
            return Bits(value, type_.width)
        case _:
            return value


def divide(left: int, right: int) -> int:
    """Euclid's quotient: the remainder is not negative. `right` is not zero."""
    return left // right if right > 0 else -(left // -right)


def remainder(left: int, right: int) -> int:
    """Euclid's remainder. `right` is not zero."""
    return left % abs(right)


def extract(bits: Bits, high: int, low: int) -> Bits:
    """``bits[high:low]``"""
    return Bits((bits.value >> low) & ((1 << (high - low)) - 1), high - low)


def concatenate(left: Bits, right: Bits) -> Bits:
    """``left ++ right``"""
    return Bits(left.value << right.width | right.value, left.width + right.width)


def of_real(operator: Operator, number: Fraction) -> Value:
    """An operator on a real."""
    match operator:
        case Operator.NEGATE:
            return -number
        case Operator.TO_INT:
            return floor(number)
        case _:
            assert operator is Operator.TO_REAL
            return number


def sized(number: int | Fraction) -> int | Fraction:
    """`number`. Raises CannotTell if it has too many digits to go on."""
    parts = (number,) if isinstance(number, int) else (number.numerator, number.denominator)
    if max(map(int.bit_length, parts)) > MOST_BITS:
        raise CannotTell("a number has too many digits")
    return number


def of_reals(operator: Operator, left: Fraction, right: Fraction) -> Value | None:
    """An operator on two reals; None where the language leaves it open."""
    match operator:
        case Operator.ADD:
            return left + right
        case Operator.SUBTRACT:
            return left - right
        case Operator.MULTIPLY:
            return sized(left * right)
        case Operator.LESS:
            return left < right
        case Operator.LESS_EQUAL:
            return left <= right
        case Operator.GREATER:
            return left > right
        case Operator.GREATER_EQUAL:
            return left >= right
        case Operator.REAL_DIVIDE if right != 0:
            return sized(left / right)
        case _:
            return None


def of_floats(operator: Operator, left: Float, right: Float) -> Value:
    """An operator on two floats."""
    match operator:
        case Operator.ADD:
            return floats.add("RNE", left, right)
        case Operator.SUBTRACT:
            return floats.subtract("RNE", left, right)
        case Operator.MULTIPLY:
            return floats.multiply("RNE", left, right)
        case Operator.REAL_DIVIDE:
            return floats.divide("RNE", left, right)
        case Operator.LESS:
            return floats.less(left, right)
        case Operator.LESS_EQUAL:
            return floats.less_equal(left, right)
        case Operator.GREATER:
            return floats.less(right, left)
        case Operator.GREATER_EQUAL:
            return floats.less_equal(right, left)
        case _:
            raise AssertionError(operator)
