"""Assuming and proving conditions of the program."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate.can_calls import can_calls
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.splitting import split
from frontends.dafny.translate.types import conjunction
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.declarations import Clause
from ivl import build as b
from ivl.core.program import Condition


def assume(condition: e.Expr, context: Context, emit: Emitter) -> None:
    """Assume a condition, and that its function calls may be unfolded."""
    emit.assume(conjunction(can_calls(condition, context), context.term(condition)))


def prove(condition: e.Expr, message: str, context: Context, emit: Emitter) -> None:
    """Emit that a condition holds, each of its parts by itself."""
    for part in split(condition, context):
        emit.assert_(part.condition, message, part.span, part.inside, subsumes=False)


def postconditions(clauses: Sequence[Clause], context: Context) -> list[Condition]:
    """What holds at the end, each part by itself."""
    message = "A postcondition might not hold on this return path."
    return [
        b.clause(part.condition, message=message, span=part.span)
        for clause in clauses
        if not clause.free
        for part in split(clause.condition, context)
    ]


def conjuncts(condition: e.Expr) -> list[e.Expr]:
    """The conjuncts of a condition."""
    if isinstance(condition, e.Binary) and condition.operator is e.BinaryOperator.AND:
        return [*conjuncts(condition.left), *conjuncts(condition.right)]
    return [condition]
