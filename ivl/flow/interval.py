"""Intervals of integers and reals, and arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from ivl.base.node import value

Bound: TypeAlias = int | Fraction | None
"""None is no bound: minus infinity below, plus infinity above."""


@value
class Interval:
    """The numbers from `low` to `high`, both included. Booleans are 0 and 1."""

    low: Bound = None
    high: Bound = None

    @property
    def constant(self) -> int | Fraction | None:
        """The only number in the interval, if there is but one."""
        return self.low if self.low == self.high else None


TOP = Interval()
TRUE, FALSE = Interval(1, 1), Interval(0, 0)


def meet(a: Interval, b: Interval) -> Interval | None:
    """The intersection, None when it is empty."""
    low = b.low if a.low is None or (b.low is not None and b.low > a.low) else a.low
    high = b.high if a.high is None or (b.high is not None and b.high < a.high) else a.high
    if low is not None and high is not None and low > high:
        return None
    return Interval(low, high)


def join(a: Interval, b: Interval) -> Interval:
    """The least interval that contains both."""
    low = None if a.low is None or b.low is None else min(a.low, b.low)
    high = None if a.high is None or b.high is None else max(a.high, b.high)
    return Interval(low, high)


def widen(old: Interval, new: Interval, thresholds: Sequence[int]) -> Interval:
    """An interval that contains both, whose bounds move to the next of the sorted `thresholds`."""
    low, high = old.low, old.high
    if low is not None and (new.low is None or new.low < low):
        least = new.low
        low = None
        if least is not None:
            low = next((t for t in reversed(thresholds) if t <= least), None)
    if high is not None and (new.high is None or new.high > high):
        most = new.high
        high = None
        if most is not None:
            high = next((t for t in thresholds if t >= most), None)
    return Interval(low, high)


def contains(a: Interval, b: Interval) -> bool:
    """Whether all of `b` is in `a`."""
    return join(a, b) == a


def add(a: Interval, b: Interval) -> Interval:
    """All sums."""
    low = None if a.low is None or b.low is None else a.low + b.low
    high = None if a.high is None or b.high is None else a.high + b.high
    return Interval(low, high)


def negate(a: Interval) -> Interval:
    """All negated numbers."""
    return Interval(None if a.high is None else -a.high, None if a.low is None else -a.low)


def subtract(a: Interval, b: Interval) -> Interval:
    """All differences."""
    return add(a, negate(b))


def multiply(a: Interval, b: Interval) -> Interval:
    """All products."""
    if a == FALSE or b == FALSE:  # zero
        return FALSE
    ends = [_product(x, y) for x in _ends(a) for y in _ends(b)]
    return _hull(ends)


_End: TypeAlias = tuple[int, int | Fraction]
"""A number as (0, number), plus and minus infinity as (1, 0) and (-1, 0)."""


def _ends(a: Interval) -> list[_End]:
    low = (-1, 0) if a.low is None else (0, a.low)
    return [low, (1, 0) if a.high is None else (0, a.high)]


def _product(x: _End, y: _End) -> _End:
    if x[0] == 0 and y[0] == 0:
        return 0, x[1] * y[1]
    sign = _sign(x) * _sign(y)
    return sign, 0


def _sign(x: _End) -> int:
    number = x[0] or x[1]
    return (number > 0) - (number < 0)


def _hull(ends: Iterable[_End]) -> Interval:
    ordered = sorted(ends)
    low, high = ordered[0], ordered[-1]
    return Interval(None if low[0] else low[1], None if high[0] else high[1])


def divide(a: Interval, b: Interval) -> Interval:
    """All Euclidean quotients ``x div y`` of integers."""
    if b.low is None or b.low <= 0:
        return TOP  # a negative divisor is rare, zero says nothing
    low, high = a.low, a.high
    if low is not None:
        low = low // b.low if low < 0 else (0 if b.high is None else low // b.high)
    if high is not None:
        high = high // b.low if high >= 0 else (-1 if b.high is None else high // b.high)
    return Interval(low, high)


def modulo(a: Interval, b: Interval) -> Interval:
    """All remainders ``x mod y`` of integers, which are at least 0 for every divisor but 0."""
    if b.low is not None and b.low > 0:
        high = None if b.high is None else b.high - 1
    elif b.high is not None and b.high < 0:
        high = None if b.low is None else -b.low - 1
    else:
        return TOP
    if a.low is not None and a.low >= 0 and a.high is not None:
        high = a.high if high is None else min(a.high, high)
    return Interval(0, high)


def divide_real(a: Interval, b: Interval) -> Interval:
    """All quotients of reals, as far as the divisor is positive."""
    if b.low is None or b.low <= 0:
        return TOP
    inverse = Interval(Fraction(0) if b.high is None else Fraction(1) / b.high, Fraction(1) / b.low)
    return multiply(a, inverse)


def floor(a: Interval) -> Interval:
    """All numbers rounded down."""
    low = None if a.low is None else a.low // 1
    return Interval(low, None if a.high is None else a.high // 1)


def less(a: Interval, b: Interval) -> Interval:
    """The truth of ``x < y``."""
    if a.high is not None and b.low is not None and a.high < b.low:
        return TRUE
    if a.low is not None and b.high is not None and a.low >= b.high:
        return FALSE
    return TOP


def equal(a: Interval, b: Interval) -> Interval:
    """The truth of ``x == y``."""
    if a.constant is not None and a == b:
        return TRUE
    return FALSE if meet(a, b) is None else TOP


def not_(a: Interval) -> Interval:
    """The truth of ``!x``."""
    if a == TRUE:
        return FALSE
    return TRUE if a == FALSE else TOP
