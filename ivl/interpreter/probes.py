"""Bound variables that stand for many values at once.

A quantifier over infinitely many values is evaluated at one of them after another, each standing
for all those for which the evaluation takes the same course. For that, each decision that depends
on a bound variable narrows the set of its values: of an integer to an interval whose ends are
linear in the variables of outer quantifiers, of anything else to all but finitely many values.
This is quantifier elimination for linear arithmetic (D. C. Cooper, "Theorem proving in arithmetic
without multiplication", 1972) at the cases that come up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ivl.core.types import Type

if TYPE_CHECKING:
    from ivl.interpreter.data import Datum


class Probe:
    """An integer bound variable at `point`, for all values from `low` to `high`.

    None is no bound. Of two variables the one of the inner quantifier has the larger `depth`.
    """

    __slots__ = ("depth", "high", "low", "point")

    def __init__(self, point: int, low: Integer | None, high: Integer | None, depth: int) -> None:
        self.point = point
        self.low = low
        self.high = high
        self.depth = depth

    def raise_low(self, bound: Integer) -> None:
        """From now on the values are at least `bound`, which `point` is."""
        if self.low is None:
            self.low = bound
            return
        growth = subtract(bound, self.low)
        if integer(growth) > 0:
            record(subtract(growth, 1))
            self.low = bound
        else:
            record(negate(growth))

    def lower_high(self, bound: Integer) -> None:
        """From now on the values are at most `bound`, which `point` is."""
        if self.high is None:
            self.high = bound
            return
        growth = subtract(bound, self.high)
        if integer(growth) < 0:
            record(subtract(-1, growth))
            self.high = bound
        else:
            record(growth)

    def pin(self) -> None:
        """From now on there is no value but `point`."""
        self.raise_low(self.point)
        self.lower_high(self.point)


class Linear:
    """An integer that depends on bound variables: `constant` plus multiples of them.

    `terms` are sorted by depth. `value` is what it is at their points.
    """

    __slots__ = ("constant", "terms", "value")

    def __init__(self, value: int, terms: tuple[tuple[Probe, int], ...], constant: int) -> None:
        self.value = value
        self.terms = terms
        self.constant = constant


Integer: TypeAlias = int | Linear


class Other:
    """Any value of `type` but those in `excluded`: what it has been found different from.

    If it is `plain` it is no term either: see `ivl.interpreter.free_functions`.
    """

    __slots__ = ("depth", "excluded", "plain", "type")

    def __init__(self, type_: Type, depth: int, plain: bool = False) -> None:
        self.type = type_
        self.depth = depth
        self.plain = plain
        self.excluded: list[Datum] = []


def probe(variable: Probe) -> Linear:
    """The variable as an integer."""
    return Linear(variable.point, ((variable, 1),), 0)


def integer(number: Integer) -> int:
    """What `number` is at the points of its variables."""
    return number.value if isinstance(number, Linear) else number


def scale(number: Integer, factor: int) -> Integer:
    """The product with a constant."""
    if isinstance(number, int):
        return number * factor
    if factor == 0:
        return 0
    terms = tuple([(variable, factor * times) for variable, times in number.terms])
    return Linear(number.value * factor, terms, number.constant * factor)


def negate(number: Integer) -> Integer:
    """The negative."""
    return scale(number, -1)


def add(left: Integer, right: Integer) -> Integer:
    """The sum."""
    if isinstance(left, int):
        if isinstance(right, int):
            return left + right
        left, right = right, left
    if isinstance(right, int):
        return Linear(left.value + right, left.terms, left.constant + right)
    sums = dict(left.terms)
    for variable, times in right.terms:
        sums[variable] = sums.get(variable, 0) + times
    terms = [(variable, times) for variable, times in sums.items() if times]
    constant = left.constant + right.constant
    if not terms:
        return constant
    terms.sort(key=_depth)
    return Linear(left.value + right.value, tuple(terms), constant)


def _depth(term: tuple[Probe, int]) -> int:
    return term[0].depth


def subtract(left: Integer, right: Integer) -> Integer:
    """The difference."""
    return add(left, negate(right))


def record(number: Integer) -> None:
    """Narrow the variables to where `number`, which is not negative here, is not negative."""
    if isinstance(number, int):
        return
    variable, times = number.terms[-1]
    rest = subtract(number, Linear(times * variable.point, ((variable, times),), 0))
    if times == 1:
        variable.raise_low(negate(rest))
    elif times == -1:
        variable.lower_high(rest)
    elif isinstance(rest, int):
        if times > 0:
            variable.raise_low(-(rest // times))
        else:
            variable.lower_high(rest // -times)
    else:
        for each, _ in reversed(number.terms):
            each.pin()


def is_negative(number: Integer) -> bool:
    """Whether `number` is negative, here and for all values that remain."""
    if isinstance(number, int):
        return number < 0
    if number.value < 0:
        record(subtract(-1, number))
        return True
    record(number)
    return False


def is_less(left: Integer, right: Integer) -> bool:
    """Whether `left` is less than `right`, here and for all values that remain."""
    return is_negative(subtract(left, right))


def is_zero(number: Integer) -> bool:
    """Whether `number` is zero, here and for all values that remain."""
    if isinstance(number, int):
        return number == 0
    if number.value == 0:
        record(number)
        record(negate(number))
        return True
    record(subtract(number, 1) if number.value > 0 else subtract(-1, number))
    return False


def pinned(number: Integer) -> int:
    """What `number` is at the points of its variables, which from now on have no other values."""
    if isinstance(number, Linear):
        for variable, _ in reversed(number.terms):
            variable.pin()
        return number.value
    return number
