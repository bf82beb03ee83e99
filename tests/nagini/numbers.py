# ruff: noqa
"""Loops, pure functions, branches."""

from nagini_contracts.contracts import *


@Pure
def largest(left: int, right: int) -> int:
    Ensures(Result() >= left and Result() >= right)
    return left if left > right else right


def total(n: int) -> int:
    Requires(n >= 0)
    Ensures(2 * Result() == n * (n + 1))
    i = 0
    found = 0
    while i < n:
        Invariant(0 <= i and i <= n)
        Invariant(2 * found == i * (i + 1))
        i = i + 1
        found = found + i
    return found


def wrong_total(n: int) -> int:
    Requires(n >= 0)
    Ensures(Result() == n * n)  # error
    return n


def use() -> None:
    assert largest(3, 5) >= 5
    assert total(2) == 3
    total(-1)  # error
