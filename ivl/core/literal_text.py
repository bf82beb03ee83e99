"""Literals as they are written."""

from __future__ import annotations

from fractions import Fraction

from ivl.core.expressions import FloatValue
from ivl.core.types import FloatType

_PLACES = 16
"""So many hexadecimal digits may stand after the point."""


def decimal_text(value: Fraction) -> str | None:
    """``1.25`` for a number that is not negative; None where no decimal is exact."""
    numerator, denominator = value.numerator, value.denominator
    places = 0
    while denominator > 1 and places < 10_000:
        for factor in (10, 5, 2):
            if denominator % factor == 0:
                denominator //= factor
                numerator *= 10 // factor
                break
        else:
            return None
        places += 1
    if denominator > 1:
        return None
    digits = str(numerator).rjust(places + 1, "0")
    return f"{digits[: len(digits) - places]}.{digits[len(digits) - places :] or '0'}"


def float_text(value: FloatValue, type_: FloatType) -> str:
    """``0x1.8e0f24e8``: a hexadecimal significand and an exponent of 16."""
    sizes = f"{type_.significand}e{type_.exponent}"
    if value.special:
        return f"0{value.special}{sizes}"
    bias = (1 << (type_.exponent - 1)) - 1
    hidden = 1 << (type_.significand - 1) if value.exponent else 0
    digits = hidden + value.significand
    power = max(value.exponent, 1) - bias - (type_.significand - 1)  # value = digits * 2**power
    digits <<= power % 4
    power = power // 4 if digits else 0  # now value = digits * 16**power
    while digits and not digits % 16:
        digits //= 16
        power += 1
    places = min(-power, _PLACES) if power < 0 else 0
    whole, fraction = digits >> (4 * places), digits & ((1 << (4 * places)) - 1)
    sign = "-" if value.negative else ""
    return f"{sign}0x{whole:x}.{fraction:0{max(1, places)}x}e{power + places}f{sizes}"
