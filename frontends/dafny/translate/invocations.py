"""What calls of functions and methods have to prove."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.types import self_type
from frontends.dafny.translate import functions, heaps
from frontends.dafny.translate.accesses import check_allocated, check_not_null
from frontends.dafny.translate.callees import function_context, parameter_types
from frontends.dafny.translate.can_calls import can_calls
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.decreases import check_decrease, measure
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.splitting import split
from frontends.dafny.translate.subtypes import check_type
from frontends.dafny.translate.types import conjunction, is_allocated
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Function, Method, Variable
from ivl import build as b
from ivl.base.source import Span
from ivl.core.expressions import Expr

INVOKED = "must be allocated in the state in which the function is invoked"


def check_arguments(
    arguments: tuple[e.Expr, ...], actual: tuple[t.Type, ...], context: Context, emit: Emitter
) -> None:
    """Emit that arguments are defined and of their parameters' types."""
    for argument in arguments:
        context.check(argument, emit)
    for argument, target in zip(arguments, actual, strict=True):
        check_type(argument, target, context, emit)


def check_call(expr: e.FunctionCall, context: Context, emit: Emitter) -> None:
    """Emit that a call of a function is allowed."""
    function = expr.function
    if expr.receiver is not None:
        context.check(expr.receiver, emit)
        check_not_null(expr.receiver, expr.span, context, emit)
        check_allocated(
            expr.receiver, f"receiver argument {INVOKED}", expr.receiver.span, context, emit
        )
    actual = parameter_types(function, expr.owner_arguments, expr.type_arguments)
    check_arguments(expr.arguments, actual, context, emit)
    for argument in expr.arguments:
        check_allocated(argument, f"argument {INVOKED}", argument.span, context, emit)
    inner = function_context(expr, context)
    if function.two_state:
        places = argument_places(expr)
        check_old_arguments(
            function.parameters, "argument", "two-state function", places, inner, emit
        )
    for clause in function.requires:
        emit.assume(can_calls(clause.condition, inner))
        for part in split(clause.condition, inner):
            message = "possible violation of function precondition"
            emit.assert_(part.condition, message, expr.span, part.inside or part.span)
    if context.reads is not None and functions.reads_heap(function):
        covered = heaps.covers(context.reads, heaps.evaluate(function.reads, inner), context)
        message = "insufficient reads clause to invoke function"
        emit.assert_later(covered, message, expr.span)
    with emit.when(_differs(function, inner, context)):
        if not (expr.corecursive or function.prefixed):
            check_decreases(function, inner, context, expr.span, emit)
        emit.assume(functions.can_call(expr, context))


def argument_places(expr: e.FunctionCall | s.Call) -> list[Span]:
    """The places of the receiver and the arguments of a call."""
    receiver = expr.span if expr.receiver is None else expr.receiver.span
    return [receiver, *[x.span for x in expr.arguments]]


def check_old_arguments(
    parameters: Sequence[Variable], what: str, callee: str, places: Sequence[Span],
    inner: Context, emit: Emitter,
) -> None:  # fmt: skip
    """Emit that what is not new in a callee that is about two states was there in the first.

    `places` are those of the receiver and the arguments.
    """
    past = inner.at_heap(inner.old_heap)
    state = f"must be allocated in the {callee}'s previous state"
    if inner.member is not None and inner.this is not None:
        there = is_allocated(inner.this, self_type(inner.member.owner), past)
        emit.assert_(there, f"receiver {what} {state}", places[0])
    for i, parameter in enumerate(parameters):
        if parameter.old:
            number = f" {i}" if len(parameters) > 1 else ""
            there = is_allocated(inner.variables[parameter], parameter.type, past)
            emit.assert_(there, f"{what}{number} ('{parameter.name}') {state}", places[i + 1])


def _differs(function: Function, inner: Context, context: Context) -> Expr:
    """That a call in the postcondition of its own function is not about the result itself."""
    if not context.result or function is not context.member:
        return b.bool_(True)
    same = [b.eq(inner.variables[v], context.variables[v]) for v in function.parameters]
    if inner.this is not None and context.this is not None:
        same.append(b.eq(inner.this, context.this))
    return b.not_(conjunction(*same))


def check_decreases(
    callee: Function | Method, inner: Context, context: Context, span: Span, emit: Emitter
) -> None:
    """Emit that a recursive call has a smaller measure than its caller."""
    caller = context.member
    if caller is None or not caller.recursive or caller.component != callee.component:
        return
    if caller.decreases.wild or callee.decreases.wild:
        return
    outer = context.at_heap(context.old_heap) if isinstance(caller, Method) else context
    guessed = caller.decreases.guessed and callee.decreases.guessed
    message = (
        "cannot prove termination; try supplying a decreases clause"
        if guessed
        else "failure to decrease termination measure"
    )
    new, old = measure(callee.decreases, inner), measure(caller.decreases, outer)
    check_decrease(new, old, [span] * len(new), message, "", span, context, emit)
