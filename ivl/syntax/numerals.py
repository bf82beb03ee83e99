"""Numerals of any length (Python's conversions refuse 4,300 decimal digits) and float literals."""

from __future__ import annotations

import re

CHUNK = 4000


def read_numeral(digits: str) -> int:
    """The number that a string of decimal digits denotes."""
    if len(digits) <= CHUNK:
        return int(digits)
    middle = len(digits) // 2
    low = digits[middle:]
    shift: int = 10 ** len(low)
    return read_numeral(digits[:middle]) * shift + read_numeral(low)


def print_numeral(number: int) -> str:
    """The decimal digits of a number that is not negative."""
    bits = number.bit_length()
    if bits <= 3 * CHUNK:
        return str(number)
    exponent = bits * 3 // 20  # about half of the digits
    high, low = divmod(number, 10**exponent)
    return print_numeral(high) + print_numeral(low).rjust(exponent, "0")


_FLOAT = re.compile(r"-?0x([0-9A-Fa-f]+)\.([0-9A-Fa-f]+)e(-?[0-9]+)f([0-9]+)e([0-9]+)")
_SPECIAL = re.compile(r"0(?:NaN|nan|\+oo|-oo)([0-9]+)e([0-9]+)")
_LARGEST_SIZE = 2**31 - 1


def float_fits(text: str) -> bool:
    """Whether its format can hold what a float literal denotes.

    That is ``0xH.H * 16**E`` without rounding, except that it may round onto a subnormal.
    """
    special = _SPECIAL.fullmatch(text)
    literal = special or _FLOAT.fullmatch(text)
    assert literal is not None
    significand, exponent_size = (read_numeral(size) for size in literal.groups()[-2:])
    if not (1 < significand <= _LARGEST_SIZE and 1 < exponent_size <= _LARGEST_SIZE):
        return False
    if special:
        return True
    whole, fraction, exponent, *_ = literal.groups()
    digits = int(whole + fraction, 16)
    if digits == 0:
        return True
    # The value is `digits`, an odd number, times 2 ** power; its leading bit has weight 2 ** top.
    power = 4 * (-read_numeral(exponent[1:]) if exponent[0] == "-" else read_numeral(exponent))
    power -= 4 * len(fraction)
    zeros = (digits & -digits).bit_length() - 1
    digits, power = digits >> zeros, power + zeros
    top = power + digits.bit_length() - 1
    if exponent_size > 2 + top.bit_length():  # the range is larger than that: spare the power
        return digits.bit_length() <= significand
    largest = 2 ** (exponent_size - 1) - 1
    smallest = 1 - largest
    if top > largest:
        return False
    if top >= smallest:
        return digits.bit_length() <= significand
    return _rounds_to_subnormal(digits, power - (smallest - significand + 1), significand)


def _rounds_to_subnormal(digits: int, power: int, significand: int) -> bool:
    """Whether ``digits * 2**power``, in units of the least subnormal, rounds to a subnormal."""
    if power >= 0:
        return True
    if -power > digits.bit_length():  # less than half of it
        return False
    units, rest = divmod(digits, 1 << -power)
    half = 1 << (-power - 1)
    units += rest > half or (rest == half and units % 2 == 1)
    return 0 < units < 1 << (significand - 1)
