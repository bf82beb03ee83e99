"""What assignments assign to: variables, fields, elements of arrays."""

from __future__ import annotations

from typing import TypeAlias

from frontends.dafny.resolve.assignments import target_type
from frontends.dafny.translate import heaps
from frontends.dafny.translate.accesses import check_array, check_not_null
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.definite import mark_assigned
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.types import good, is_true, ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from ivl import build as b
from ivl.base.source import Span
from ivl.core.expressions import Expr, VariableReference
from ivl.core.expressions import Variable as IvlVariable

Place: TypeAlias = IvlVariable | tuple[Expr, Expr]
"""A variable of IVL, or an object and one of its fields, saved from later assignments."""


def local_field(target: s.Target, context: Context) -> IvlVariable | None:
    """The variable that stands for a field in the first part of a constructor."""
    if isinstance(target, s.FieldTarget) and isinstance(target.receiver, e.This):
        return context.fields.get(target.field)
    return None


def locate(target: s.Target, context: Context, emit: Emitter) -> Place:
    """Emit that a target exists and may be assigned to; where it is."""
    local = local_field(target, context)
    if local is not None:
        return local
    shared = context.shared
    match target:
        case s.VariableTarget():
            term = context.variables[target.variable]
            assert isinstance(term, VariableReference)
            return term.variable
        case s.FieldTarget():
            context.check(target.receiver, emit)
            check_not_null(target.receiver, target.span, context, emit)
            receiver = emit.save("object", context.term(target.receiver))
            field = heaps.field_constant(target.field, shared)
            check_modifies(receiver, field, "an object", target.span, context, emit)
            return receiver, field
        case s.ArrayTarget():
            check_array(target.array, target.indexes, target.span, context, emit)
            array = emit.save("array", context.term(target.array))
            indexes = [context.term(i) for i in target.indexes]
            field = emit.save("element", heaps.index_field(indexes, shared))
            check_modifies(array, field, "an array element", target.span, context, emit)
            return array, field


def check_modifies(
    object_: Expr, field: Expr, what: str, span: Span, context: Context, emit: Emitter
) -> None:
    """Emit that a field of an object may be modified: it is in the frame, or new."""
    if context.modifies is not None:
        allowed = heaps.permits(context.modifies, object_, field, context)
        message = f"assignment may update {what} not in the enclosing context's modifies clause"
        emit.assert_(allowed, message, span)


def declared_type(target: s.Target) -> t.Type:
    """The type with which a target's variable or field is declared."""
    match target:
        case s.VariableTarget():
            return target.variable.type
        case s.FieldTarget():
            return target.field.type
        case s.ArrayTarget():
            return target_type(target)


def store(
    target: s.Target, place: Place, value: Expr | None, context: Context, emit: Emitter
) -> None:
    """Assign a value, or any value of the type (None), to a target."""
    if value is None:
        value = _any_for(target, context, emit)
    else:
        assigned(target, context, emit)
    if isinstance(place, tuple):
        object_, field = place
        change_heap(heaps.write(context.heap, object_, field, value, context.shared), context, emit)
    else:
        emit.assign(place, value)


def assigned(target: s.Target, context: Context, emit: Emitter) -> None:
    """Remember that a target has been assigned."""
    match target:
        case s.VariableTarget():
            mark_assigned(target.variable, context, emit)
        case s.FieldTarget() if local_field(target, context) is not None:
            mark_assigned(target.field, context, emit)
        case _:
            pass


def _any_for(target: s.Target, context: Context, emit: Emitter) -> Expr:
    """Some value for a target: of its type, which must have one, if it was assigned before."""
    type_ = target_type(target)
    where = b.bool_(True)
    match target:
        case s.VariableTarget(variable=place) | s.FieldTarget(field=place):
            if place in context.assigned:
                where = b.ref(context.assigned[place])
        case s.ArrayTarget():
            pass
    found = emit.local("any", ivl_type(type_))
    emit.havoc(found)
    value = VariableReference(found)
    known = good(value, type_, context)
    emit.assume(known if is_true(where) else b.implies(where, known))
    return value


def change_heap(heap: Expr, context: Context, emit: Emitter) -> None:
    """Let the heap be another that comes after it."""
    before = emit.save("heap", context.heap)
    emit.assign(context.shared.prelude.heap, heap)
    succeed(before, context, emit)


def succeed(before: Expr, context: Context, emit: Emitter) -> None:
    """Assume that the heap is good and comes after another."""
    prelude = context.shared.prelude
    emit.assume(prelude("$HeapSucc", before, context.heap))
    emit.assume(prelude("$GoodHeap", context.heap))


def havoc_heap(context: Context, emit: Emitter) -> Expr:
    """Let the heap be any that comes after it; what it was."""
    before = emit.save("heap", context.heap)
    emit.havoc(context.shared.prelude.heap)
    succeed(before, context, emit)
    return before


def check_distinct(
    targets: tuple[s.Target, ...], places: list[Place], values: list[Expr | None],
    context: Context, emit: Emitter,
) -> None:  # fmt: skip
    """Emit that no location is assigned different values at once."""
    shared = context.shared
    for j, (second, new) in enumerate(zip(places, values, strict=True)):
        for i, (first, old) in enumerate(zip(places[:j], values[:j], strict=True)):
            if isinstance(first, IvlVariable) or isinstance(second, IvlVariable):
                continue
            same_place = b.and_(b.eq(first[0], second[0]), b.eq(first[1], second[1]))
            same: Expr = b.bool_(False)
            if old is not None and new is not None and old.type == new.type:
                same = b.eq(shared.box(old), shared.box(new))
            message = (
                f"when left-hand sides {i} and {j} refer to the same location, they must be"
                " assigned the same value"
            )
            emit.assert_(b.implies(same_place, same), message, targets[j].span)
