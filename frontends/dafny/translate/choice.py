"""``var x :| condition; body``: some values that satisfy a condition, always the same ones.

For each such expression there are functions of what its condition depends on that give the values.
They satisfy the condition where the expression is used, that is, where it was shown that it can be
satisfied.
"""

from __future__ import annotations

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.types import conjunction, is_of, ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.mentions import (
    mentions_heap,
    mentions_label,
    mentions_old,
    mentions_this,
    type_parameters_of,
    variables_of,
)
from ivl import build as b
from ivl.base.node import node, replace
from ivl.core.expressions import Expr, Function
from ivl.core.expressions import Variable as IvlVariable


@node
class Choice:
    """The functions for one expression, and what they take (see `_arguments`)."""

    functions: tuple[Function, ...]
    can_choose: Function
    variables: tuple[Variable, ...]


def chosen(expr: e.LetSuchThat, context: Context) -> tuple[Expr, ...]:
    """The values of the variables."""
    choice = _choice(expr, context)
    arguments = _arguments(expr, choice.variables, context)
    return tuple([b.apply(f, *arguments) for f in choice.functions])


def can_choose(expr: e.LetSuchThat, context: Context) -> Expr:
    """That the values satisfy the condition."""
    choice = _choice(expr, context)
    return b.apply(choice.can_choose, *_arguments(expr, choice.variables, context))


def body_context(expr: e.LetSuchThat, context: Context) -> Context:
    """The context of the body."""
    return context.bind(dict(zip(expr.variables, chosen(expr, context), strict=True)))


def value_of_key(expr: e.MapComprehension, key: Expr, context: Context) -> Expr:
    """What the map that `expr` describes has for a key that it has."""
    shared = context.shared
    assert expr.key is not None
    if expr not in shared.keyed:
        variable = Variable("key", expr.key.type, expr.span)
        wanted = e.VariableReference(variable, type=variable.type, span=expr.span)
        same = e.Binary(Op.EQUAL, expr.key, wanted, type=t.BOOL, span=expr.span)
        condition = e.Binary(Op.AND, expr.range, same, type=t.BOOL, span=expr.span)
        choice = e.LetSuchThat(
            expr.variables, condition, expr.value, True, type=expr.value.type, span=expr.span
        )
        shared.keyed[expr] = variable, choice
    variable, choice = shared.keyed[expr]
    context = context.bind({variable: key})
    _choice(choice, context, always=True)
    return body_context(choice, context).term(expr.value)


def guard(expr: e.If) -> tuple[e.Quantifier, e.LetSuchThat]:
    """What ``if x :| c then a else b`` asks, and what it is if so."""
    condition = expr.condition
    assert expr.binding and isinstance(condition, e.Quantifier)
    return condition, e.LetSuchThat(
        condition.variables, condition.body, expr.then, True, type=expr.then.type, span=expr.span
    )


def _arguments(
    expr: e.LetSuchThat, variables: tuple[Variable, ...], context: Context
) -> list[Expr]:
    """The terms for what the condition depends on: types, heaps, ``this``, variables."""
    found = [context.types[x] for x in type_parameters_of(_parts(expr))]
    if mentions_old(expr.condition):
        found.append(context.old_heap)
    if mentions_heap(expr.condition):
        found.append(context.heap)
    if mentions_this(expr.condition):
        assert context.this is not None
        found.append(context.this)
    return [*found, *[context.variables[v] for v in variables]]


def _parts(expr: e.LetSuchThat) -> tuple[object, ...]:
    references = [e.VariableReference(v, type=v.type) for v in expr.variables]
    return (*references, expr.condition)


def _choice(expr: e.LetSuchThat, context: Context, *, always: bool = False) -> Choice:
    """The functions for `expr`; `always`: they satisfy the condition wherever any values do."""
    shared = context.shared
    key = expr.condition
    found = shared.choices.get(key)
    if found is not None:
        return found
    if mentions_label(key):
        raise unsupported("a let-such-that expression about the heap at a label", expr.span)
    others = [v for v in variables_of(key) if v in context.variables and v not in expr.variables]
    variables = tuple(others)
    parameters = tuple([x.type for x in _arguments(expr, variables, context)])
    name = shared.unique("$choice")
    choice = Choice(
        tuple(
            [
                shared.function(f"{name}.{v.name}#{i}", parameters, ivl_type(v.type))
                for i, v in enumerate(expr.variables)
            ]
        ),
        shared.function(f"{name}#canChoose", parameters, b.BOOL),
        variables,
    )
    shared.choices[key] = choice
    _axiom(expr, variables, context, always)
    return choice


def _axiom(
    expr: e.LetSuchThat, variables: tuple[Variable, ...], context: Context, always: bool
) -> None:
    shared = context.shared
    heap_type = shared.prelude.heap_type
    types = [b.bound(x.name, p.TY) for x in type_parameters_of(_parts(expr))]
    heap, old_heap = b.bound("heap", heap_type), b.bound("old_heap", heap_type)
    bound = list[IvlVariable](types)
    inner = replace(
        context.assuming(), heap=b.ref(heap), old_heap=b.ref(old_heap),
        layer=shared.prelude.constant("$LayerZero"), variables={}, reads=None,
        types={
            x: b.ref(v) for x, v in zip(type_parameters_of(_parts(expr)), types, strict=True)
        },
    )  # fmt: skip
    if mentions_old(expr.condition):
        bound.append(old_heap)
    if mentions_heap(expr.condition):
        bound.append(heap)
    if mentions_this(expr.condition):
        assert context.this is not None
        this = b.bound("this", context.this.type)
        bound.append(this)
        inner = replace(inner, this=b.ref(this))
    made = tuple([b.bound(v.name, ivl_type(v.type)) for v in variables])
    bound.extend(made)
    inner = inner.bind_all(variables, made)
    values = chosen(expr, inner)
    known = [is_of(x, v.type, inner) for x, v in zip(values, expr.variables, strict=True)]
    satisfied = body_context(expr, inner).term(expr.condition)
    allowed = can_choose(expr, inner)
    if always:
        exists = e.Quantifier(
            e.QuantifierKind.EXISTS, expr.variables, None, expr.condition, type=t.BOOL,
            span=expr.span,
        )  # fmt: skip
        allowed = b.or_(allowed, inner.term(exists))
    condition = b.implies(allowed, conjunction(*known, satisfied))
    shared.axiom(b.forall(bound, condition, triggers=[[x] for x in values]) if bound else condition)
