"""Which calls an expression makes: their functions may be unfolded where it has a value."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate import choice, functions
from frontends.dafny.translate.comprehensions import bound_variables, quantified
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.lets import bind_values
from frontends.dafny.translate.patterns import fit
from frontends.dafny.translate.types import conjunction, is_true
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.walk import expressions_in
from ivl import build as b
from ivl.core.expressions import Expr

TRUE = b.bool_(True)


def can_calls(expr: e.Expr, context: Context) -> Expr:
    """That all calls that the evaluation of `expr` makes may be unfolded; perhaps ``true``."""
    match expr:
        case e.FunctionCall():
            made = functions.can_call(expr, context)
            return conjunction(*_all(expressions_in(expr), context), made)
        case e.Binary(Op.AND | Op.IMPLIES):
            return conjunction(can_calls(expr.left, context), _when(expr.left, expr.right, context))
        case e.Binary(Op.OR):
            not_left = e.Unary(e.UnaryOperator.NOT, expr.left, type=expr.type, span=expr.span)
            return conjunction(can_calls(expr.left, context), _when(not_left, expr.right, context))
        case e.Binary(Op.EXPLIES):
            return conjunction(
                can_calls(expr.right, context), _when(expr.right, expr.left, context)
            )
        case e.LetSuchThat():
            return _choice(expr, context)
        case e.If(binding=True):
            condition, chosen = choice.guard(expr)
            otherwise = can_calls(expr.otherwise, context)
            return _choose(condition, _choice(chosen, context), otherwise, context)
        case e.If():
            then, otherwise = can_calls(expr.then, context), can_calls(expr.otherwise, context)
            inside = _choose(expr.condition, then, otherwise, context)
            return conjunction(can_calls(expr.condition, context), inside)
        case e.Match():
            return conjunction(can_calls(expr.subject, context), _match(expr, context))
        case e.Let():
            return conjunction(*_all(expr.values, context), _let(expr, context))
        case e.Quantifier() | e.SetComprehension() | e.MapComprehension():
            return _binder(expr, context)
        case e.Old():
            return can_calls(expr.operand, context.in_old(expr.label))
        case e.StatementExpression():
            return can_calls(expr.body, context)
        case e.Lambda() | e.Unchanged():
            return TRUE
        case _:
            return conjunction(*_all(expressions_in(expr), context))


def _choice(expr: e.LetSuchThat, context: Context) -> Expr:
    inner = choice.body_context(expr, context)
    inside = _all([expr.condition, expr.body], inner)
    return conjunction(choice.can_choose(expr, context), *inside)


def _all(parts: Sequence[e.Expr], context: Context) -> list[Expr]:
    return [can_calls(part, context) for part in parts]


def _when(guard: e.Expr, expr: e.Expr, context: Context) -> Expr:
    inside = can_calls(expr, context)
    return inside if is_true(inside) else b.implies(context.term(guard), inside)


def _choose(condition: e.Expr, then: Expr, otherwise: Expr, context: Context) -> Expr:
    if is_true(then) and is_true(otherwise):
        return TRUE
    term = context.term(condition)
    return conjunction(
        TRUE if is_true(then) else b.implies(term, then),
        TRUE if is_true(otherwise) else b.or_(term, otherwise),
    )


def _match(expr: e.Match, context: Context) -> Expr:
    subject = context.term(expr.subject)
    facts, missed = list[Expr](), list[Expr]()
    for case in expr.cases:
        fits, bound = fit(case.pattern, subject, expr.subject.type, context)
        inside = can_calls(case.body, context.bind(bound))
        if not is_true(inside):
            facts.append(b.implies(conjunction(*missed, fits), inside))
        missed.append(b.not_(fits))
    return conjunction(*facts)


def _let(expr: e.Let, context: Context) -> Expr:
    variables, values, inner = bind_values(expr, context)
    inside = can_calls(expr.body, inner)
    return inside if is_true(inside) else b.let(variables, values, inside)


def _binder(expr: e.Quantifier | e.SetComprehension | e.MapComprehension, context: Context) -> Expr:
    variables, inner, known = bound_variables(expr.variables, context)
    facts = list[Expr]()
    match expr:
        case e.Quantifier():
            bodies: tuple[e.Expr | None, ...] = (expr.body,)
        case e.SetComprehension():
            bodies = (expr.term,)
        case e.MapComprehension():
            bodies = (expr.key, expr.value)
    inside = conjunction(*[can_calls(x, inner) for x in bodies if x is not None])
    if expr.range is not None:
        facts.append(can_calls(expr.range, inner))
        if not is_true(inside):
            inside = b.implies(inner.term(expr.range), inside)
    whole = conjunction(*facts, inside)
    if is_true(whole):
        return TRUE
    return quantified(expr, variables, b.implies(known, whole), inner)
