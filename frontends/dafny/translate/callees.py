"""What a callee's contract is about in a call."""

from __future__ import annotations

from frontends.dafny.resolve.types import parameters_of
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.types import adapt, tag
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Function, Method
from frontends.dafny.typed.parts import substitute, substitution
from ivl.base.node import replace


def call_context(
    member: Function | Method, receiver: e.Expr | None, arguments: tuple[e.Expr, ...],
    owner_arguments: tuple[t.Type, ...], type_arguments: tuple[t.Type, ...], context: Context,
) -> Context:  # fmt: skip
    """The context in which a callee's contract is about the arguments of a call."""
    parameters = member.parameters if isinstance(member, Function) else member.inputs
    values = {
        v: adapt(context.term(x), x.type, v.type, context.shared)
        for v, x in zip(parameters, arguments, strict=True)
    }
    types = {
        x: tag(a, context)
        for x, a in zip(
            (*parameters_of(member.owner), *member.type_parameters),
            (*owner_arguments, *type_arguments),
            strict=True,
        )
    }
    this = None if receiver is None else context.term(receiver)
    return replace(
        context, this=this, variables={**context.variables, **values},
        types={**context.types, **types}, member=member, reads=None,
    )  # fmt: skip


def function_context(expr: e.FunctionCall, context: Context) -> Context:
    """The context of a function's contract and body in a call."""
    inner = call_context(
        expr.function, expr.receiver, expr.arguments, expr.owner_arguments, expr.type_arguments,
        context,
    )  # fmt: skip
    return replace(inner, old_heap=context.labels[expr.label]) if expr.label else inner


def parameter_types(
    member: Function | Method, owner: tuple[t.Type, ...], own: tuple[t.Type, ...]
) -> tuple[t.Type, ...]:
    """The types of a callee's parameters in a call."""
    parameters = member.parameters if isinstance(member, Function) else member.inputs
    types = substitution((*parameters_of(member.owner), *member.type_parameters), (*owner, *own))
    return tuple([substitute(v.type, types) for v in parameters])
