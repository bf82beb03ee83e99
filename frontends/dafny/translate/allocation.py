"""New objects and arrays."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.operators import text
from frontends.dafny.translate import heaps
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.callees import call_context, parameter_types
from frontends.dafny.translate.calls import invoke
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.definite import starts
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.function_values import apply, function_type, required
from frontends.dafny.translate.invocations import check_arguments
from frontends.dafny.translate.subtypes import check_type, is_subtype
from frontends.dafny.translate.targets import change_heap
from frontends.dafny.translate.types import adapt, is_of
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from ivl import build as b
from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import Expr, Variable, VariableReference


def _unallocated(type_: t.ClassType, context: Context, emit: Emitter) -> Expr:
    """An object of a class that is not allocated."""
    shared = context.shared
    local = emit.local("new", p.REF)
    emit.havoc(local)
    this = VariableReference(local)
    emit.assume(b.ne(this, shared.prelude.constant("null")))
    emit.assume(is_of(this, type_, context))
    emit.assume(b.not_(heaps.is_alive(this, context.heap, shared)))
    return this


def allocate(object_: Expr, context: Context, emit: Emitter) -> None:
    """Let an object be allocated."""
    shared = context.shared
    alloc = shared.prelude.constant("$alloc")
    change_heap(heaps.write(context.heap, object_, alloc, b.bool_(True), shared), context, emit)


def new_object(value: s.NewObject, context: Context, emit: Emitter) -> Expr:
    """``new C.Init(arguments)``."""
    constructor = value.constructor
    if constructor is None:
        this = _unallocated(value.type, context, emit)
        allocate(this, context, emit)
        return this
    actual = parameter_types(constructor, value.type.arguments, ())
    check_arguments(value.arguments, actual, context, emit)
    this = _unallocated(value.type, context, emit)
    inner = call_context(constructor, None, value.arguments, value.type.arguments, (), context)
    invoke(constructor, replace(inner, this=this), value.span, context, emit, created=this)
    return this


def new_array(value: s.NewArray, context: Context, emit: Emitter) -> Expr:
    """``new T[n, m]``, with elements or an initializer."""
    shared = context.shared
    several = len(value.dimensions) > 1
    for i, dimension in enumerate(value.dimensions):
        context.check(dimension, emit)
        which = f"array size (dimension {i})" if several else "array size"
        size = context.term(dimension)
        emit.assert_(b.le(0, size), f"{which} might be negative", dimension.span)
    element = value.type.arguments[0]
    lengths = [emit.save("length", context.term(d)) for d in value.dimensions]
    elements = value.elements
    if elements is not None:
        for each in elements:
            context.check(each, emit)
            check_type(each, element, context, emit)
        given = b.int_(len(elements))
        if not lengths:
            lengths = [given]
        else:
            message = (
                "given array size must agree with the number of expressions in the initializing"
                f" display ({len(elements)})"
            )
            emit.assert_(b.eq(lengths[0], given), message, value.dimensions[0].span)
    elif value.initializer is not None:
        context.check(value.initializer, emit)
        _check_initializer(value.initializer, element, lengths, value.span, context, emit)
    elif not starts(element, context):
        _check_empty(value, lengths, emit)
    array = _unallocated(value.type, context, emit)
    for i, length in enumerate(lengths):
        emit.assume(b.eq(shared.prelude("$ArrayLength", array, i), length))
    for i, each in enumerate(elements or ()):
        held = heaps.read_element(array, [b.int_(i)], element, context)
        emit.assume(b.eq(shared.box(held), shared.box(context.term(each))))
    if value.initializer is not None:
        indexes, inside = _indexes(lengths)
        held = heaps.read_element(array, [b.ref(i) for i in indexes], element, context)
        given = _given(value.initializer, indexes, element, context)
        fact = b.implies(inside, b.eq(held, given))
        emit.assume(b.forall(indexes, fact, triggers=[[held]]))
    allocate(array, context, emit)
    return array


def _indexes(lengths: Sequence[Expr]) -> tuple[list[Variable], Expr]:
    """Indexes of an array, and that they are in their ranges."""
    indexes = [b.bound(f"i{n}", b.INT) for n in range(len(lengths))]
    inside = [
        b.and_(b.le(0, i), b.lt(i, length)) for i, length in zip(indexes, lengths, strict=True)
    ]
    return indexes, b.and_(*inside)


def _given(
    initializer: e.Expr, indexes: Sequence[Variable], element: t.Type, context: Context
) -> Expr:
    """What an initializer gives for indexes, as an element."""
    type_ = function_type(initializer.type)
    value = apply(initializer, [b.ref(i) for i in indexes], context)
    return adapt(value, type_.result, element, context.shared)


def _check_initializer(
    initializer: e.Expr, element: t.Type, lengths: Sequence[Expr], span: Span,
    context: Context, emit: Emitter,
) -> None:  # fmt: skip
    """Emit that an initializer is defined for all indexes, and gives values of the type."""
    indexes, inside = _indexes(lengths)
    allowed = required(initializer, [b.ref(i) for i in indexes], context)
    message = "all array indicies must be in the domain of the initialization function"
    goal = b.forall(indexes, b.implies(inside, allowed), triggers=[[allowed]])
    emit.assert_(goal, message, span, subsumes=False)
    if not is_subtype(function_type(initializer.type).result, element):
        fits = is_of(_given(initializer, indexes, element, context), element, context)
        message = f"value does not satisfy the subset constraints of '{text(element)}'"
        goal = b.forall(indexes, b.implies(inside, fits))
        emit.assert_(goal, message, initializer.span, subsumes=False)


def _check_empty(value: s.NewArray, lengths: Sequence[Expr], emit: Emitter) -> None:
    """Emit that an array has no elements, as nothing gives them a value."""
    name = text(value.type.arguments[0])
    message = (
        f"unless an initializer is provided for the array elements, a new array of '{name}' must"
        " have empty size"
    )
    empty = b.or_(*[b.eq(length, 0) for length in lengths])
    emit.assert_(empty, message, value.span)
