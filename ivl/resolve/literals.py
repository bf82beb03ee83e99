"""What literals denote: decimals, IEEE 754 bit patterns, rounding modes."""

from __future__ import annotations

import re
from fractions import Fraction

from ivl.core.expressions import FloatValue
from ivl.syntax.numerals import read_numeral

SPECIAL = re.compile(r"0(NaN|nan|\+oo|-oo)([0-9]+)e([0-9]+)")
HEXADECIMAL = re.compile(r"(-?)0x([0-9a-fA-F]+)\.([0-9a-fA-F]+)e(-?[0-9]+)f([0-9]+)e([0-9]+)")
LARGEST_SHIFT = 1 << 20

ROUNDING_MODES = {
    "RNE": "RNE",
    "roundNearestTiesToEven": "RNE",
    "RNA": "RNA",
    "roundNearestTiesToAway": "RNA",
    "RTP": "RTP",
    "roundTowardPositive": "RTP",
    "RTN": "RTN",
    "roundTowardNegative": "RTN",
    "RTZ": "RTZ",
    "roundTowardZero": "RTZ",
}


class LiteralError(ValueError):
    """A literal that denotes nothing; the text says why."""


def real_value(text: str) -> Fraction:
    """The number that ``1.5``, ``3e-2`` or ``1.5e3`` denotes."""
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    scale = int(exponent or "0") - len(fraction)
    digits = read_numeral(whole + fraction)
    return Fraction(digits * 10**scale) if scale >= 0 else Fraction(digits, 10**-scale)


def float_value(text: str) -> tuple[FloatValue, int, int]:
    """The value that a float literal denotes, its significand size and its exponent size.

    In ``0x1.8e2f24e8`` the significand is hexadecimal and the exponent one of 16. The value must
    be one of the format, not just near one.
    """
    if special := SPECIAL.fullmatch(text):
        name = "NaN" if special[1] == "nan" else special[1]
        significand_size, exponent_size = _sizes(special[2], special[3])
        return FloatValue(name, name == "-oo", 0, 0), significand_size, exponent_size
    parts = HEXADECIMAL.fullmatch(text)
    if parts is None:
        raise LiteralError(f"incorrectly formatted floating point: {text}")
    significand_size, exponent_size = _sizes(parts[5], parts[6])
    digits = int(parts[2] + parts[3], 16)
    exponent = int(parts[4]) * 4 - 4 * len(parts[3])  # the value is digits * 2**exponent
    negative = parts[1] == "-"
    if digits == 0:
        return FloatValue("", negative, 0, 0), significand_size, exponent_size
    bias = (1 << (exponent_size - 1)) - 1
    biased = digits.bit_length() - 1 + exponent + bias
    if biased >= 2 * bias + 1:
        raise LiteralError(f"floating point literal is too large for its type: {text}")
    # the last bit that is kept weighs 2**last; a subnormal number has the least exponent
    last = max(biased, 1) - bias - (significand_size - 1)
    shift = exponent - last
    if abs(shift) > LARGEST_SHIFT:
        raise LiteralError(f"floating point literal is too small for its type: {text}")
    significand = digits << shift if shift >= 0 else _round(digits, -shift)
    hidden = 1 << (significand_size - 1)
    if biased <= 0:  # only a subnormal number may have been rounded
        if not 0 < significand < hidden:
            raise LiteralError(f"floating point literal is not exact in its type: {text}")
        return FloatValue("", negative, 0, significand), significand_size, exponent_size
    if shift < 0 and significand << -shift != digits:
        raise LiteralError(f"floating point literal is not exact in its type: {text}")
    return FloatValue("", negative, biased, significand - hidden), significand_size, exponent_size


def _round(digits: int, shift: int) -> int:
    """``digits / 2**shift``, rounded to the nearest integer, ties to the even one."""
    kept = digits >> shift
    tail, half = digits - (kept << shift), 1 << (shift - 1)
    return kept + (tail > half or (tail == half and kept % 2 == 1))


def _sizes(significand: str, exponent: str) -> tuple[int, int]:
    sizes = int(significand), int(exponent)
    if min(sizes) < 2:
        raise LiteralError("the sizes of a floating point type must be greater than 1")
    return sizes
