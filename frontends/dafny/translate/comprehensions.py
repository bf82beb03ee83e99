"""Quantifiers, and comprehensions of sets and maps."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.choice import value_of_key
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.triggers import divide, explicit_triggers, select_triggers, usable
from frontends.dafny.translate.types import conjunction, is_of, is_true, ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import peel
from frontends.dafny.typed.walk import is_off
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Expr
from ivl.core.expressions import Variable as IvlVariable


def comprehension(
    expr: e.Quantifier | e.SetComprehension | e.MapComprehension, context: Context
) -> Expr:
    """The term for a quantifier or a comprehension."""
    match expr:
        case e.Quantifier():
            return quantifier(expr, context)
        case e.SetComprehension():
            type_ = peel(expr.type)
            assert isinstance(type_, t.SetType)
            members = _members(expr.variables, expr.range, expr.term, context)
            return context.shared.prelude("Set#From", members) if type_.finite else members
        case e.MapComprehension():
            return _map(expr, context)


def bound_variables(
    variables: tuple[Variable, ...], context: Context
) -> tuple[list[IvlVariable], Context, Expr]:
    """IVL variables for bound variables, the context with them, and what is known of them."""
    made = [b.bound(context.shared.unique(v.name), ivl_type(v.type)) for v in variables]
    inner = context.bind_all(variables, tuple(made))
    known = [is_of(b.ref(m), v.type, inner) for m, v in zip(made, variables, strict=True)]
    return made, inner, conjunction(*known)


def quantifier(expr: e.Quantifier, context: Context) -> Expr:
    """``forall`` or ``exists``; several where parts of the body want other triggers."""
    parts = [] if expr.attributes else _parts(expr.body, expr.kind)
    if len(parts) > 1:
        known = [] if expr.range is None else [expr.range]
        groups = divide(expr.variables, known, parts)
        if len(groups) > 1:
            whole = [_quantifier(replace(expr, body=x), chosen, context) for x, chosen in groups]
            return b.and_(*whole) if expr.kind is e.QuantifierKind.FORALL else b.or_(*whole)
    return _quantifier(expr, None, context)


def _parts(body: e.Expr, kind: e.QuantifierKind) -> list[e.Expr]:
    """The conjuncts of the body of ``forall``, the disjuncts of that of ``exists``."""
    match body:
        case e.Binary(Op.AND) if kind is e.QuantifierKind.FORALL:
            return [*_parts(body.left, kind), *_parts(body.right, kind)]
        case e.Binary(Op.OR) if kind is e.QuantifierKind.EXISTS:
            return [*_parts(body.left, kind), *_parts(body.right, kind)]
        case e.Binary(Op.IMPLIES) if kind is e.QuantifierKind.FORALL:
            return [replace(body, right=x) for x in _parts(body.right, kind)]
        case _:
            return [body]


def _quantifier(
    expr: e.Quantifier, chosen: Sequence[Sequence[e.Expr]] | None, context: Context
) -> Expr:
    if context.exists and expr.kind is e.QuantifierKind.EXISTS:
        context = replace(context, fuel=context.fuel + context.exists, exists=0)
    variables, inner, known = bound_variables(expr.variables, context)
    guards = [known] if expr.range is None else [known, inner.term(expr.range)]
    body = inner.term(expr.body)
    if chosen is None:
        triggers = _triggers(expr, variables, inner)
    else:
        found = [[inner.term(x) for x in trigger] for trigger in chosen]
        triggers = [x for x in found if usable(x, variables)]
    if expr.kind is e.QuantifierKind.FORALL:
        guard = conjunction(*guards)
        whole = body if is_true(guard) else b.implies(guard, body)
        return b.forall(variables, whole, triggers=triggers, span=expr.span)
    return b.exists(variables, conjunction(*guards, body), triggers=triggers, span=expr.span)


def quantified(
    expr: e.Quantifier | e.SetComprehension | e.MapComprehension, variables: list[IvlVariable],
    body: Expr, inner: Context,
) -> Expr:  # fmt: skip
    """That something holds for all values of the variables of `expr`, wherever it is used."""
    return b.forall(variables, body, triggers=_triggers(expr, variables, inner), span=expr.span)


def _triggers(
    expr: e.Quantifier | e.SetComprehension | e.MapComprehension, variables: list[IvlVariable],
    inner: Context,
) -> list[list[Expr]]:  # fmt: skip
    if is_off(expr.attributes, "autotriggers"):
        return []
    chosen: Sequence[Sequence[e.Expr]] = explicit_triggers(expr.attributes)
    if not chosen:
        match expr:
            case e.Quantifier():
                parts: tuple[e.Expr | None, ...] = (expr.range, expr.body)
            case e.SetComprehension():
                parts = (expr.range, expr.term)
            case e.MapComprehension():
                parts = (expr.range, expr.key, expr.value)
        return make_triggers(expr.variables, [x for x in parts if x is not None], variables, inner)
    found = [[inner.term(x) for x in trigger] for trigger in chosen]
    return [x for x in found if usable(x, variables)]


def make_triggers(
    variables: Sequence[Variable], parts: Sequence[e.Expr], made: Sequence[IvlVariable],
    inner: Context, *, calls: bool = False,
) -> list[list[Expr]]:  # fmt: skip
    """Triggers for `made`, the IVL variables for `variables`, from parts of what is quantified."""
    chosen = select_triggers(variables, parts, calls=calls)
    found = [[inner.term(x) for x in trigger] for trigger in chosen]
    return [x for x in found if usable(x, made)]


def _members(
    variables: tuple[Variable, ...], range_: e.Expr, term: e.Expr, context: Context
) -> Expr:
    """The predicate on boxes that the values of `term` satisfy."""
    shared = context.shared
    x = b.bound(shared.unique("x"), p.BOX)
    if (
        len(variables) == 1 and isinstance(term, e.VariableReference)
        and term.variable is variables[0]
    ):  # fmt: skip
        variable = variables[0]
        value = shared.unbox(b.ref(x), ivl_type(variable.type))
        inner = context.bind({variable: value})
        is_box = b.eq(shared.box(value), x)
        has_type = is_of(value, variable.type, inner)
        inside = conjunction(is_box, has_type, inner.term(range_))
        return b.lambda_([x], inside)
    made, inner, known = bound_variables(variables, context)
    boxed = shared.box(inner.term(term))
    body = conjunction(known, inner.term(range_), b.eq(x, boxed))
    triggers = make_triggers(variables, [range_, term], made, inner)
    return b.lambda_([x], b.exists(made, body, triggers=triggers))


def _map(expr: e.MapComprehension, context: Context) -> Expr:
    """``map x | range :: value``: its domain, and its elements as a function of boxes."""
    shared, type_ = context.shared, peel(expr.type)
    assert isinstance(type_, t.MapType)
    key = expr.key or e.VariableReference(
        expr.variables[0], type=expr.variables[0].type, span=expr.span
    )
    members = _members(expr.variables, expr.range, key, context)
    domain = shared.prelude("Set#From", members) if type_.finite else members
    name = "Map#Make" if type_.finite else "IMap#Make"
    x = b.bound(shared.unique("x"), p.BOX)
    given = shared.unbox(b.ref(x), ivl_type(key.type))
    if expr.key is None:
        value = context.bind({expr.variables[0]: given}).term(expr.value)
    else:
        value = value_of_key(expr, given, context)
    return shared.prelude(name, domain, b.lambda_([x], shared.box(value)))
