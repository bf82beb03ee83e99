"""What has to hold where function values are made and applied."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate import heaps
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.accesses import check_allocated
from frontends.dafny.translate.assertions import assume
from frontends.dafny.translate.binders import any_values
from frontends.dafny.translate.context import Context, Permission, PermittedFrame
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.function_values import (
    apply,
    function_type,
    objects_read,
    required,
)
from frontends.dafny.translate.invocations import INVOKED, check_arguments
from frontends.dafny.translate.subtypes import require_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import OBJECT
from ivl import build as b
from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import Expr


def check_application(expr: e.Apply, context: Context, emit: Emitter) -> None:
    """Emit that ``f(arguments)`` is defined."""
    context.check(expr.function, emit)
    type_ = function_type(expr.function.type)
    check_arguments(expr.arguments, type_.parameters, context, emit)
    for argument in expr.arguments:
        check_allocated(argument, f"argument {INVOKED}", argument.span, context, emit)
    values = [context.term(x) for x in expr.arguments]
    _check_objects(expr.function, values, context, emit)
    condition = required(expr.function, values, context)
    if type_.arrow is not t.Arrow.TOTAL:
        emit.assert_(condition, "possible violation of function precondition", expr.place)
    _check_reads(expr.function, values, expr.place, context, emit)


def _check_objects(
    function: e.Expr, values: Sequence[Expr], context: Context, emit: Emitter
) -> None:
    """Emit that what an application reads is there in the old state that it is about."""
    if context.past and function_type(function.type).arrow is t.Arrow.GENERAL:
        read = objects_read(function, values, context)
        r = b.bound("r", p.REF)
        inside = context.shared.prelude("Set#In", context.shared.box(b.ref(r)), read)
        needed = b.and_(b.ne(r, context.shared.prelude.constant("null")), inside)
        there = heaps.is_alive(b.ref(r), context.heap, context.shared)
        goal = b.forall([r], b.implies(needed, there), triggers=[[inside]])
        emit.assert_(goal, f"function {INVOKED}", function.span, subsumes=True)


def check_property(expr: e.FunctionProperty, context: Context, emit: Emitter) -> None:
    """Emit that ``f.requires(arguments)`` or ``f.reads(arguments)`` is defined."""
    context.check(expr.function, emit)
    check_arguments(expr.arguments, function_type(expr.function.type).parameters, context, emit)
    if expr.member is e.FunctionMember.REQUIRES or context.framing:
        values = [context.term(x) for x in expr.arguments]
        _check_reads(expr.function, values, expr.span, context, emit)


def _check_reads(
    function: e.Expr, values: Sequence[Expr], span: Span, context: Context, emit: Emitter
) -> None:
    if context.reads is None or function_type(function.type).arrow is not t.Arrow.GENERAL:
        return
    read = objects_read(function, values, context)
    frame = PermittedFrame(read, t.SetType(t.ClassType(OBJECT)), None)
    covered = heaps.covers(context.reads, (frame,), context)
    emit.assert_later(covered, "insufficient reads clause to invoke function", span)


def check_lambda(expr: e.Lambda, context: Context, emit: Emitter) -> None:
    """Emit that a lambda expression is defined wherever its precondition holds, in later heaps."""
    prelude = context.shared.prelude
    with emit.aside():
        heap = b.ref(emit.local("heap", prelude.heap_type))
        emit.havoc(heap.variable)
        emit.assume(b.and_(prelude("$GoodHeap", heap), prelude("$HeapSucc", context.heap, heap)))
        inner = any_values(expr.parameters, context.at_heap(heap), emit)
        frames = heaps.evaluate(expr.reads, inner)
        permission = None if frames is None else Permission(frames, heap)
        inner = replace(inner, reads=permission)
        with emit.postponing():
            for condition in expr.requires:
                inner.check(condition, emit)
                assume(condition, inner, emit)
            for frame in expr.reads:
                if frame.expression is not None:
                    replace(inner, framing=True).check(frame.expression, emit)
        with emit.postponing():
            inner.check(expr.body, emit)


def check_construction(expr: e.SequenceConstruction, context: Context, emit: Emitter) -> None:
    """Emit that ``seq(length, function)`` is defined."""
    context.check(expr.length, emit)
    context.check(expr.function, emit)
    length = context.term(expr.length)
    emit.assert_(b.le(0, length), "sequence size might be negative", expr.length.span)
    type_ = function_type(expr.function.type)
    element = function_type(expr.function.type).result
    with emit.aside():
        index = b.ref(emit.local("i", b.INT))
        emit.havoc(index.variable)
        emit.assume(b.and_(b.le(0, index), b.lt(index, length)))
        require_type(index, t.INT, type_.parameters[0], expr.span, context, emit)
        if type_.arrow is not t.Arrow.TOTAL:
            emit.assert_(
                required(expr.function, [index], context),
                "all sequence indices must be in the domain of the initialization function",
                expr.function.span,
            )
        _check_reads(expr.function, [index], expr.function.span, context, emit)
        made = apply(expr.function, [index], context)
        wanted = expr.type
        assert isinstance(wanted, t.SequenceType)
        require_type(made, element, wanted.element, expr.span, context, emit)
