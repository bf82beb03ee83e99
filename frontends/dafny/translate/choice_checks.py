"""What has to hold for ``var x :| condition; body`` to be defined."""

from __future__ import annotations

from frontends.dafny.translate import choice
from frontends.dafny.translate.assertions import assume
from frontends.dafny.translate.binders import any_values
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.witnesses import exist
from frontends.dafny.typed import expressions as e
from ivl import build as b

EXISTENCE = "cannot establish the existence of LHS values that satisfy the such-that predicate"
UNIQUENESS = "to be compilable, the value of a let-such-that expression must be uniquely determined"


def check_choice(expr: e.LetSuchThat, context: Context, emit: Emitter) -> None:
    """Emit that there are such values, and only these where the program has to find them."""
    with emit.aside():
        any_values(expr.variables, context, emit).check(expr.condition, emit)
    emit.assert_(exist(expr.variables, expr.condition, context), EXISTENCE, expr.span)
    emit.assume(choice.can_choose(expr, context))
    inner = choice.body_context(expr, context)
    assume(expr.condition, inner, emit)
    inner.check(expr.body, emit)
    if not expr.ghost:
        _check_unique(expr, inner, emit)


def _check_unique(expr: e.LetSuchThat, context: Context, emit: Emitter) -> None:
    with emit.aside():
        other = any_values(expr.variables, context, emit)
        assume(expr.condition, other, emit)
        same = [b.eq(other.variables[v], context.variables[v]) for v in expr.variables]
        emit.assert_(b.and_(*same), UNIQUENESS, expr.span)


def check_guarded(expr: e.If, context: Context, emit: Emitter) -> None:
    """Emit that ``if x :| condition then a else b`` is defined."""
    exists, then = choice.guard(expr)
    context.check(exists, emit)
    condition = context.term(exists)
    with emit.when(condition):
        emit.assume(choice.can_choose(then, context))
        inner = choice.body_context(then, context)
        assume(then.condition, inner, emit)
        inner.check(then.body, emit)
    with emit.when(b.not_(condition)):
        context.check(expr.otherwise, emit)
