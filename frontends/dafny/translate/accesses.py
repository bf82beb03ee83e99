"""What has to hold where objects, arrays and collections are looked into."""

from __future__ import annotations

from frontends.dafny.translate import collections as c
from frontends.dafny.translate import heaps
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.types import is_allocated
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.parts import known, peel
from frontends.dafny.typed.walk import expressions_in
from ivl import build as b
from ivl.base.source import Span
from ivl.core.expressions import Expr


def check_not_null(receiver: e.Expr, span: Span, context: Context, emit: Emitter) -> None:
    """Emit that a receiver is an object."""
    type_ = known(receiver.type)
    if isinstance(type_, t.ClassType) and type_.nullable:
        null = context.shared.prelude.constant("null")
        condition = b.ne(context.term(receiver), null)
        emit.assert_(condition, "target object may be null", span)


def check_allocated(value: e.Expr, what: str, span: Span, context: Context, emit: Emitter) -> None:
    """Emit that the objects in a value that is looked at in an old state were there then."""
    if context.past:
        there = is_allocated(context.term(value), value.type, context)
        emit.assert_(there, what, span, subsumes=True)


def check_reads(
    object_: Expr, field: Expr | None, what: str, span: Span, context: Context, emit: Emitter
) -> None:
    """Emit that a function may read a field of an object."""
    if context.reads is not None:
        allowed = heaps.permits(context.reads, object_, field, context)
        emit.assert_later(allowed, f"insufficient reads clause to read {what}", span)


def _in_range(index: Expr, low: Expr, high: Expr, *, inclusive: bool) -> Expr:
    upper = b.le(index, high) if inclusive else b.lt(index, high)
    return b.and_(b.le(low, index), upper)


def check_collection(expr: e.Index | e.Slice | e.Update, context: Context, emit: Emitter) -> None:
    """Emit that what brackets take is there."""
    prelude = context.shared.prelude
    for each in expressions_in(expr):
        context.check(each, emit)
    type_ = peel(expr.collection.type)
    collection = context.term(expr.collection)
    if isinstance(expr, e.Slice):
        if isinstance(type_, t.ClassType):
            check_not_null(expr.collection, expr.span, context, emit)
            what = "the indicated range of array elements"
            check_reads(collection, None, what, expr.span, context, emit)
            length = prelude("$ArrayLength", collection, 0)
        else:
            length = prelude("Seq#Length", collection)
        what = "array" if isinstance(type_, t.ClassType) else "sequence"
        high = length
        if expr.high is not None:
            high = c.as_int(context.term(expr.high), expr.high.type, context)
        low = b.int_(0)
        if expr.low is not None:
            low = c.as_int(context.term(expr.low), expr.low.type, context)
            condition = _in_range(low, b.int_(0), length, inclusive=True)
            emit.assert_(condition, "lower bound out of range", expr.span)
        if expr.high is not None:
            condition = _in_range(high, low, length, inclusive=True)
            below = "" if expr.low is None else "below lower bound or "
            message = f"upper bound {below}above length of {what}"
            emit.assert_(condition, message, expr.span)
        return
    index = context.term(expr.index)
    match type_:
        case t.SequenceType():
            index = c.as_int(index, expr.index.type, context)
            length = prelude("Seq#Length", collection)
            condition = _in_range(index, b.int_(0), length, inclusive=False)
            emit.assert_(condition, "index out of range", expr.span)
        case t.MapType() if isinstance(expr, e.Index):
            boxed = context.shared.box(index)
            condition = c.member(boxed, collection, type_, context)
            emit.assert_(condition, "element may not be in domain", expr.span)
        case t.MultisetType() if isinstance(expr, e.Update):
            condition = b.le(0, context.term(expr.value))
            emit.assert_(condition, "new number of occurrences might be negative", expr.span)
        case _:
            pass


def check_array(
    array: e.Expr, indexes: tuple[e.Expr, ...], span: Span, context: Context, emit: Emitter
) -> None:
    """Emit that an element of an array exists."""
    context.check(array, emit)
    for index in indexes:
        context.check(index, emit)
    check_not_null(array, span, context, emit)
    check_allocated(array, "array must be allocated", span, context, emit)
    term = context.term(array)
    for dimension, index in enumerate(indexes):
        length = context.shared.prelude("$ArrayLength", term, dimension)
        value = c.as_int(context.term(index), index.type, context)
        condition = _in_range(value, b.int_(0), length, inclusive=False)
        which = f"index {dimension} out of range" if len(indexes) > 1 else "index out of range"
        emit.assert_(condition, which, index.span if len(indexes) > 1 else span)
