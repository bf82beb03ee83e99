"""Functions of the program as functions of IVL."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.types import parameters_of, self_type
from frontends.dafny.translate import fuel
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.literals import is_literal, marked
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import adapt, ivl_type, tag
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.declarations import (
    Function,
    Method,
    TypeParameter,
    Variable,
    find_attribute,
)
from ivl import build as b
from ivl.core.expressions import Expr
from ivl.core.expressions import Function as IvlFunction
from ivl.core.types import Type

HEIGHT = "$Height"
"""Functions below this height may be used by their definitions where something is verified."""


def type_parameters(member: Function | Method) -> tuple[TypeParameter, ...]:
    """The type parameters of a member and of its owner."""
    return (*parameters_of(member.owner), *member.type_parameters)


def reads_heap(function: Function) -> bool:
    """Whether a function may depend on the heap."""
    return bool(function.reads) or function.two_state


def is_layered(function: Function) -> bool:
    """Whether it is limited how often the definition is unfolded."""
    return (
        function.recursive or function.opaque or function.adjusted
        or find_attribute(function.attributes, "fuel") is not None
    )  # fmt: skip


def signature(function: Function) -> tuple[Type, ...]:
    """The IVL types of a function's parameters: types, layer, heaps, receiver, arguments."""
    types = (*parameters_of(function.owner), *function.type_parameters)
    heaps = (reads_heap(function) + function.two_state) * (p.prelude().heap_type,)
    layer = (p.LAYER,) if is_layered(function) else ()
    this = () if function.static else (ivl_type(self_type(function.owner)),)
    own = tuple([ivl_type(x.type) for x in function.parameters])
    return (*((p.TY,) * len(types)), *layer, *heaps, *this, *own)


def declared(function: Function, shared: Shared) -> IvlFunction:
    """The IVL function."""
    assert function.result_type is not None
    return shared.function(
        function.full_name, signature(function), ivl_type(function.result_type),
        span=function.span,
    )  # fmt: skip


def can_call_function(function: Function, shared: Shared) -> IvlFunction:
    """The predicate under which the definition of a function may be used."""
    parameters = signature(function)
    if is_layered(function):
        at = len(parameters_of(function.owner)) + len(function.type_parameters)
        parameters = (*parameters[:at], *parameters[at + 1 :])
    return shared.function(f"{function.full_name}#canCall", parameters, b.BOOL)


def layer_for(function: Function, context: Context) -> Expr:
    """The layer of a call in the context."""
    caller = context.member
    if context.layer is not None and caller is not None and caller.component == function.component:
        return context.layer
    return fuel.layers(function, context)


def arguments(
    expr: e.FunctionCall | e.FunctionValue, values: list[Expr], receiver: Expr | None,
    context: Context, *, layered: bool = True,
) -> list[Expr]:  # fmt: skip
    """All arguments of the IVL function for the given arguments of Dafny's."""
    function = expr.function
    found = [tag(a, context) for a in (*expr.owner_arguments, *expr.type_arguments)]
    if is_layered(function) and layered:
        found.append(layer_for(function, context))
    if function.two_state:
        label = expr.label if isinstance(expr, e.FunctionCall) else ""
        found.append(context.labels[label] if label else context.old_heap)
    if reads_heap(function):
        found.append(context.heap)
    if receiver is not None:
        found.append(receiver)
    return [*found, *values]


def apply(function: Function, values: Sequence[Expr], context: Context) -> Expr:
    """A function applied to values in the context of its own contract."""
    found = [context.types[x] for x in type_parameters(function)]
    if is_layered(function):
        found.append(layer_for(function, context))
    if function.two_state:
        found.append(context.old_heap)
    if reads_heap(function):
        found.append(context.heap)
    if context.this is not None:
        found.append(context.this)
    return b.apply(declared(function, context.shared), *found, *values)


def call_arguments(expr: e.FunctionCall, context: Context, *, layered: bool = True) -> list[Expr]:
    """All arguments of the IVL function in a call."""
    function = expr.function
    receiver = None
    if not function.static:
        assert expr.receiver is not None
        receiver = context.term(expr.receiver)
    values = [
        _argument(x, v, function, context)
        for x, v in zip(expr.arguments, function.parameters, strict=True)
    ]
    return arguments(expr, values, receiver, context, layered=layered)


def _argument(expr: e.Expr, parameter: Variable, function: Function, context: Context) -> Expr:
    """An argument of a call; literals that are no numbers are marked (see `literals`)."""
    value = adapt(context.term(expr), expr.type, parameter.type, context.shared)
    number = isinstance(expr, e.Literal) and not context.literals
    if not number and is_literal(expr, context.literals):
        return marked(value, context.shared)
    return value


def call(expr: e.FunctionCall, context: Context) -> Expr:
    """A call of a declared function."""
    function, shared = expr.function, context.shared
    assert function.result_type is not None
    result = b.apply(declared(function, shared), *call_arguments(expr, context), span=expr.span)
    return adapt(result, function.result_type, expr.type, shared)


def can_call(expr: e.FunctionCall, context: Context) -> Expr:
    """That a call is allowed to use the function's definition."""
    function = can_call_function(expr.function, context.shared)
    return b.apply(function, *call_arguments(expr, context, layered=False))
