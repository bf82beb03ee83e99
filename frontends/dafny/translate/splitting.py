"""Conditions in parts that are proved one by one, so that it is told which part does not hold.

Besides conjunctions, calls of predicates are taken apart: who proves ``P(x)`` may prove the parts
of its body.
"""

from __future__ import annotations

from frontends.dafny.translate import functions
from frontends.dafny.translate.callees import call_context
from frontends.dafny.translate.comprehensions import bound_variables
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.induction import quantifier_hypothesis
from frontends.dafny.translate.types import conjunction, is_true
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.expressions import BinaryOperator as Op
from ivl import build as b
from ivl.base.node import node
from ivl.base.source import Span
from ivl.core.expressions import Expr

ANY = 10**9
"""A height above that of all functions."""


@node
class Part:
    """A part of a condition, and its place; `inside` is the place in a predicate's body."""

    condition: Expr
    span: Span
    inside: Span | None = None


def split(condition: e.Expr, context: Context) -> list[Part]:
    """The parts of a condition, all of which have to hold; none where it is literally true."""
    return _split(condition, True, ANY, context.proving())


def _split(expr: e.Expr, positive: bool, height: int, context: Context) -> list[Part]:
    """The parts of `expr`, or of its negation, with calls of functions below `height` inlined."""
    match expr:
        case e.Literal(bool(value)) if value is positive:
            return []
        case e.Unary(e.UnaryOperator.NOT):
            return _split(expr.operand, not positive, height, context)
        case e.Binary(Op.AND) if positive:
            return [
                *_split(expr.left, True, height, context),
                *_split(expr.right, True, height, context),
            ]
        case e.Binary(Op.OR) if not positive:
            return [
                *_split(expr.left, False, height, context),
                *_split(expr.right, False, height, context),
            ]
        case e.Binary(Op.IMPLIES) if positive:
            left = context.term(expr.left)
            return _under(left, _split(expr.right, True, height, context))
        case e.Binary(Op.IMPLIES):
            return [
                *_split(expr.left, True, height, context),
                *_split(expr.right, False, height, context),
            ]
        case e.If() if not expr.binding:
            condition = context.term(expr.condition)
            return [
                *_under(condition, _split(expr.then, positive, height, context)),
                *_under(b.not_(condition), _split(expr.otherwise, positive, height, context)),
            ]
        case e.Old():
            return _split(expr.operand, positive, height, context.in_old(expr.label))
        case e.Quantifier(e.QuantifierKind.FORALL) if positive:
            return [Part(_by_induction(expr, context), expr.span)]
        case e.StatementExpression():
            return _split(expr.body, positive, height, context)
        case e.FunctionCall() if positive and _is_inlined(expr, height, context):
            return _inline(expr, context)
        case _:
            term = context.term(expr)
            return [Part(term if positive else b.not_(term), expr.span)]


def _by_induction(expr: e.Quantifier, context: Context) -> Expr:
    """A ``forall`` that may be assumed of smaller values where it is proved."""
    variables, inner, typed = bound_variables(expr.variables, context)
    hypothesis = quantifier_hypothesis(expr, inner, context.assuming())
    if is_true(hypothesis):
        return context.term(expr)
    guards = [] if expr.range is None else [inner.term(expr.range)]
    body = b.implies(conjunction(typed, hypothesis, *guards), inner.term(expr.body))
    return b.forall(variables, body, span=expr.span)


def _under(condition: Expr, parts: list[Part]) -> list[Part]:
    return [Part(b.implies(condition, p.condition), p.span, p.inside) for p in parts]


def _is_inlined(expr: e.FunctionCall, height: int, context: Context) -> bool:
    function = expr.function
    return (
        expr.prefix is None
        and function.body is not None
        and not isinstance(function.body, e.Match)
        and not function.opaque
        and function.component < height
        and function.owner.module is context.module
    )


def _inline(expr: e.FunctionCall, context: Context) -> list[Part]:
    function = expr.function
    inner = call_context(
        function, expr.receiver, expr.arguments, expr.owner_arguments, expr.type_arguments,
        context,
    )  # fmt: skip
    assert function.body is not None
    call, allowed = context.term(expr), functions.can_call(expr, context)
    return [
        Part(b.implies(allowed, b.or_(call, part.condition)), expr.span, part.inside or part.span)
        for part in _split(function.body, True, function.component, inner)
    ]
