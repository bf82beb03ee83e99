# ruff: noqa
"""Python's lists, with their elements."""

from typing import List

from nagini_contracts.contracts import *


def first(items: List[int]) -> int:
    Requires(Acc(list_pred(items), 1 / 2) and len(items) > 0)
    Ensures(Acc(list_pred(items), 1 / 2) and len(items) > 0 and Result() == items[0])
    return items[0]


def replace(items: List[int], by: int) -> None:
    Requires(Acc(list_pred(items)) and len(items) > 1)
    Ensures(Acc(list_pred(items)) and len(items) == Old(len(items)))
    Ensures(items[0] == by and items[1] == Old(items[1]))
    items[0] = by


def unsafe(items: List[int]) -> None:
    Requires(Acc(list_pred(items)))
    found = items[0]  # error


def build() -> List[int]:
    Ensures(Acc(list_pred(Result())) and len(Result()) == 2)
    found = [1, 2]
    assert found[0] == 1
    return found
