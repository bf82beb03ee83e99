"""Constructors: until ``new;`` the fields of the new object are local variables."""

from __future__ import annotations

from frontends.dafny.resolve.types import self_type
from frontends.dafny.translate import heaps
from frontends.dafny.translate.allocation import allocate
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.definite import check_fields, is_tracked, track
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.types import good, ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Field, Method
from frontends.dafny.typed.defaults import object_fields
from ivl import build as b
from ivl.base.node import EMPTY, replace
from ivl.base.source import Span
from ivl.core.expressions import Variable


def begin(method: Method, context: Context, emit: Emitter) -> Context:
    """The context in the first part of a constructor's body."""
    type_ = self_type(method.owner)
    assert isinstance(type_, t.ClassType)
    fields = dict[Field, Variable]()
    for field, field_type in object_fields(type_):
        local = emit.local(f"this.{field.name}", ivl_type(field_type))
        fields[field] = local
        known = good(b.ref(local), field_type, context)
        if is_tracked(field_type, field.ghost, context):
            context = track(field, context, emit)
            known = b.implies(context.assigned[field], known)
        emit.where[local] = known
        emit.havoc(local)
    return replace(context, fields=fields)


def divide(span: Span, context: Context, emit: Emitter) -> Context:
    """``new;``: the object is allocated, and its fields are those of the heap."""
    check_fields(span, context, emit)
    this = context.this
    assert this is not None and isinstance(context.member, Method)
    type_ = self_type(context.member.owner)
    assert isinstance(type_, t.ClassType)
    emit.assume(b.not_(heaps.is_alive(this, context.heap, context.shared)))
    after = replace(context, fields=EMPTY)
    for field, field_type in object_fields(type_):
        read = e.FieldSelect(e.This(type=type_), field, type=field_type)
        emit.assume(b.eq(after.term(read), context.fields[field]))
    allocate(this, context, emit)
    return after
