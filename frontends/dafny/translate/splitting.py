"""Conditions in parts that are proved one by one, so that it is told which part does not hold.

Besides conjunctions, calls of predicates are taken apart: who proves ``P(x)`` may prove the parts
of its body.
"""

from __future__ import annotations

from frontends.dafny.translate import functions
from frontends.dafny.translate.callees import function_context
from frontends.dafny.translate.comprehensions import bound_variables
from frontends.dafny.translate.context import FUEL, Context
from frontends.dafny.translate.equality import prefix_parts
from frontends.dafny.translate.induction import quantifier_hypothesis
from frontends.dafny.translate.types import conjunction, is_true
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.expressions import BinaryOperator as Op
from ivl import build as b
from ivl.base.node import node, replace
from ivl.base.source import Span
from ivl.core.expressions import Expr

ANY = 10**9
"""A height above that of all functions."""


@node
class Part:
    """A part of a condition, and its place; `inside` is the place in a predicate's body.

    `whole`: an expression that could not be taken apart.
    """

    condition: Expr
    span: Span
    inside: Span | None = None
    whole: bool = False


def split(
    condition: e.Expr, context: Context, height: int = ANY, place: Span | None = None
) -> list[Part]:
    """The parts of a condition, all of which have to hold; none where it is literally true.

    Only functions below a `height` are taken apart. A condition that cannot be is at `place`.
    """
    parts = _split(condition, True, height, context.proving())
    if place is not None and len(parts) == 1 and parts[0].whole:
        return [replace(parts[0], span=place)]
    return parts


def known_parts(condition: e.Expr, context: Context) -> list[Expr]:
    """What is known where a condition holds: besides its parts those of predicates' bodies."""
    return [part.condition for part in _split(condition, True, ANY, context.assuming().knowing())]


def _split(expr: e.Expr, positive: bool, height: int, context: Context) -> list[Part]:
    """The parts of `expr`, or of its negation, with calls of functions below `height` inlined."""
    match expr:
        case e.Literal(bool(value)) if value is positive:
            return []
        case e.Unary(e.UnaryOperator.NOT):
            parts = _split(expr.operand, not positive, height, context)
            return [replace(p, span=expr.span) if p.whole else p for p in parts]
        case e.Binary(Op.AND) if positive:
            return _both(
                _split(expr.left, True, height, context),
                _split(expr.right, True, height, context),
            )
        case e.Binary(Op.OR) if not positive:
            return _both(
                _split(expr.left, False, height, context),
                _split(expr.right, False, height, context),
            )
        case e.Binary(Op.IMPLIES) if positive:
            left = context.plain().term(expr.left)
            return _under(left, _split(expr.right, True, height, context))
        case e.Binary(Op.IMPLIES):
            return _both(
                _split(expr.left, True, height, context),
                _split(expr.right, False, height, context),
            )
        case e.If() if not expr.binding:
            condition = context.plain().term(expr.condition)
            return [
                *_under(condition, _split(expr.then, positive, height, context)),
                *_under(b.not_(condition), _split(expr.otherwise, positive, height, context)),
            ]
        case e.Old():
            return _split(expr.operand, positive, height, context.in_old(expr.label))
        case e.Quantifier(e.QuantifierKind.FORALL) if positive and _proves(context):
            return [_by_induction(expr, context)]
        case e.Quantifier() if (expr.kind is e.QuantifierKind.EXISTS) is positive:
            other = context.assuming() if _proves(context) else context.proving().plain()
            term = other.term(expr)
            return [Part(term if positive else b.not_(term), expr.span, whole=True)]
        case e.PrefixEqual(negated=False) if positive and _proves(context):
            return [Part(x, expr.span) for x in prefix_parts(expr, context)]
        case e.StatementExpression():
            return _split(expr.body, positive, height, context)
        case e.FunctionCall() if positive and _is_inlined(expr, height, context):
            return _inline(expr, context)
        case _:
            term = (context if positive else context.plain()).term(expr)
            return [Part(term if positive else b.not_(term), expr.span, whole=True)]


def _by_induction(expr: e.Quantifier, context: Context) -> Part:
    """A ``forall`` that may be assumed of smaller values where it is proved."""
    variables, inner, typed = bound_variables(expr.variables, context)
    hypothesis = quantifier_hypothesis(expr, inner, context.assuming())
    if is_true(hypothesis):
        return Part(context.term(expr), expr.span, whole=True)
    guards = [] if expr.range is None else [inner.term(expr.range)]
    body = b.implies(conjunction(typed, hypothesis, *guards), inner.term(expr.body))
    return Part(b.forall(variables, body, span=expr.span), expr.span)


def _both(left: list[Part], right: list[Part]) -> list[Part]:
    return [replace(part, whole=False) for part in (*left, *right)]


def _under(condition: Expr, parts: list[Part]) -> list[Part]:
    return [Part(b.implies(condition, p.condition), p.span, p.inside) for p in parts]


def _is_inlined(expr: e.FunctionCall, height: int, context: Context) -> bool:
    function = expr.function
    return (
        function.body is not None
        and not isinstance(function.body, e.Match)
        and not function.opaque
        and function.component < height
        and function.owner.module is context.module
    )


def _inline(expr: e.FunctionCall, context: Context) -> list[Part]:
    function = expr.function
    inner = function_context(expr, context)
    assert function.body is not None
    call, allowed = context.term(expr), functions.can_call(expr, context)
    parts = _split(function.body, True, function.component, inner)
    if not _proves(context):
        return [Part(call, expr.span), *parts]
    return [
        Part(b.implies(allowed, b.or_(call, part.condition)), expr.span, part.inside or part.span)
        for part in parts
    ]


def _proves(context: Context) -> bool:
    """Whether something is to be proved; what is known is split, too."""
    return context.fuel > FUEL
