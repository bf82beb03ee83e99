"""The order of measures: integers from 0, and false below true, compared place by place."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.core.expressions import FALSE, Expr, Literal, Operation, Operator
from ivl.core.types import BOOL, INT


def decreases(now: Sequence[Expr], before: Sequence[Expr]) -> Expr:
    """``now < before``: ``a < a' || (a == a' && b < b') || ...``; integers bound themselves.

    For booleans ``a < a'`` is ``!a && a'``.
    """
    result: Expr | None = None
    for new, old in zip(reversed(now), reversed(before), strict=True):
        if new.type == INT:
            less: Expr = Operation(Operator.LESS, (new, old), BOOL)
        else:
            less = Operation(Operator.AND, (Operation(Operator.NOT, (new,), BOOL), old), BOOL)
        if result is not None:
            same = Operation(Operator.EQUAL, (new, old), BOOL)
            later = Operation(Operator.AND, (same, result), BOOL)
            less = Operation(Operator.OR, (less, later), BOOL)
        result = less
    return FALSE if result is None else result


def not_negative(measure: Sequence[Expr]) -> list[Expr]:
    """``e >= 0`` for each integer of a measure."""
    zero = Literal(0, INT)
    return [
        Operation(Operator.GREATER_EQUAL, (e, zero), BOOL, span=e.span)
        for e in measure
        if e.type == INT
    ]
