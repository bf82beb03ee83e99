"""What a calculation proves: how its first line relates to its last."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.expressions import BinaryOperator as Op

_STRENGTH = {
    Op.EQUAL: 0, Op.IFF: 0, Op.LESS_EQUAL: 1, Op.GREATER_EQUAL: 1, Op.IMPLIES: 1, Op.EXPLIES: 1,
    Op.LESS: 2, Op.GREATER: 2, Op.NOT_EQUAL: 2,
}  # fmt: skip
"""Of two relations in a row the one with the greater number is the relation of the ends."""


def conclude(lines: Sequence[e.Expr], steps: Sequence[s.CalcStep]) -> e.Expr | None:
    """The relation between the first and the last line, None without any step."""
    if not steps:
        return None
    first, last, span = lines[0], lines[-1], steps[-1].line.span
    strongest = max(steps, key=lambda step: _STRENGTH[step.operator])
    prefixes = [step.prefix for step in steps if step.prefix is not None]
    if prefixes:
        # equal up to the least of the depths: Dafny takes the one depth that there is
        negated = strongest.operator is Op.NOT_EQUAL
        return e.PrefixEqual(prefixes[0], first, last, negated, type=t.BOOL, span=span)
    return e.Binary(strongest.operator, first, last, type=t.BOOL, span=span)
