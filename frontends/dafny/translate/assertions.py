"""Assuming and proving conditions of the program."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate.can_calls import can_calls
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.splitting import ANY, known_parts, split
from frontends.dafny.translate.types import conjunction
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.declarations import Clause
from frontends.dafny.typed.walk import conjuncts
from ivl import build as b
from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.program import Condition


def assume(condition: e.Expr, context: Context, emit: Emitter) -> None:
    """Assume a condition, and that its function calls may be unfolded."""
    facts = [context.knowing().term(part) for part in conjuncts(condition)]
    emit.assume(conjunction(can_calls(condition, context), *facts))


def assume_parts(condition: e.Expr, context: Context, emit: Emitter) -> None:
    """Assume a condition of a contract, with the bodies of the predicates in it."""
    emit.assume(can_calls(condition, context))
    for part in known_parts(condition, context):
        emit.assume(part)


def hide(label: str, condition: e.Expr, context: Context, emit: Emitter) -> Context:
    """Assume a condition where its label is revealed; the context in which it can be."""
    revealed = b.ref(emit.local(f"revealed#{label}", b.BOOL))
    with emit.when(revealed):
        assume(condition, context, emit)
    return replace(context, hidden={**context.hidden, label: revealed})


def prove(
    condition: e.Expr, message: str, context: Context, emit: Emitter, place: Span | None = None
) -> None:
    """Emit that a condition, which is at `place`, holds, each of its parts by itself."""
    for part in split(condition, context, place=place):
        emit.assert_(part.condition, message, part.span, part.inside, subsumes=False)


def postconditions(
    clauses: Sequence[Clause], context: Context, height: int = ANY
) -> list[Condition]:
    """What holds at the end, each part by itself; for `height` see `split`."""
    message = "A postcondition might not hold on this return path."
    return [
        b.clause(part.condition, message=message, span=part.inside or part.span)
        for clause in clauses
        if not clause.free
        for part in split(clause.condition, context, height)
    ]
