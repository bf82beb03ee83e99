"""Objects, fields, arrays, and what is said of heaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from frontends.dafny.resolve.infer import parent_type
from frontends.dafny.resolve.types import parameters_of, self_type
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context, Permission, PermittedFrame
from frontends.dafny.translate.memberships import contains, positive_members
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import adapt, conjunction, is_allocated, ivl_type, tag
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import ClassDeclaration, ClassKind, Field, Frame
from frontends.dafny.typed.parts import known, peel
from ivl import build as b
from ivl.core.expressions import Expr, Function
from ivl.core.types import Type


def field_constant(field: Field, shared: Shared) -> Expr:
    """The IVL constant that stands for a mutable field."""
    return shared.constant(field.full_name, p.FIELD, unique=True)


def constant_function(field: Field, shared: Shared) -> Function:
    """The function that gives a constant: of its owner's type parameters, and of the receiver."""
    parameters: tuple[Type, ...] = (p.TY,) * len(parameters_of(field.owner))
    if not field.static:
        parameters = (*parameters, ivl_type(self_type(field.owner)))
    return shared.function(field.full_name, parameters, ivl_type(field.type), span=field.span)


def owner_tags(receiver_type: t.Type | None, field: Field, context: Context) -> list[Expr]:
    """The terms for the type arguments of a field's owner."""
    parameters = parameters_of(field.owner)
    if not parameters:
        return []
    type_ = None if receiver_type is None else known(receiver_type)
    if isinstance(type_, t.ClassType) and isinstance(field.owner, ClassDeclaration):
        above = parent_type(type_, field.owner)
        assert above is not None
        return [tag(a, context) for a in above.arguments]
    if isinstance(type_, t.DatatypeType | t.OpaqueType | t.SubsetType):
        return [tag(a, context) for a in type_.arguments]
    return [context.types.get(x) or context.shared.prelude.constant("TInt") for x in parameters]


def read_field(receiver: Expr | None, expr: e.FieldSelect, context: Context) -> Expr:
    """``receiver.field``."""
    field, shared = expr.field, context.shared
    if field.mutable:
        assert receiver is not None
        box = b.select(b.select(context.heap, receiver), field_constant(field, shared))
        return shared.unbox(box, ivl_type(expr.type))
    owner = field.owner
    if isinstance(owner, ClassDeclaration) and owner.kind is ClassKind.ARRAY:
        assert receiver is not None
        dimension = int(field.name.removeprefix("Length") or "0")
        return shared.prelude("$ArrayLength", receiver, dimension)
    function = constant_function(field, shared)
    receiver_type = None if expr.receiver is None else expr.receiver.type
    arguments = owner_tags(receiver_type, field, context)
    if receiver is not None:
        arguments.append(receiver)
    return adapt(b.apply(function, *arguments), field.type, expr.type, shared)


def index_field(indexes: Sequence[Expr], shared: Shared) -> Expr:
    """The field that stands for an element of an array."""
    first, *rest = indexes
    field = shared.prelude("$IndexField", first)
    for index in rest:
        field = shared.prelude("$MultiIndexField", field, index)
    return field


def read_element(array: Expr, indexes: Sequence[Expr], type_: t.Type, context: Context) -> Expr:
    """``array[indexes]``."""
    field = index_field(indexes, context.shared)
    box = b.select(b.select(context.heap, array), field)
    return context.shared.unbox(box, ivl_type(type_))


def write(heap: Expr, receiver: Expr, field: Expr, value: Expr, shared: Shared) -> Expr:
    """The heap after an assignment."""
    inner = b.store(b.select(heap, receiver), field, shared.box(value))
    return b.store(heap, receiver, inner)


# ---------------------------------------------------------------- predicates


def objects_in(expr_type: t.Type, value: Expr, object_: Expr, context: Context) -> Expr:
    """That `object_` is the object `value`, or one of the objects in it."""
    type_ = peel(expr_type)
    prelude, boxed = context.shared.prelude, context.shared.box(object_)
    match type_:
        case t.SetType():
            return contains(value, boxed, context.shared)
        case t.SequenceType():
            return prelude("Seq#Contains", value, boxed)
        case t.MultisetType():
            return b.lt(0, prelude("MultiSet#Count", value, boxed))
        case _:
            return b.eq(object_, value)


def evaluate(frames: Sequence[Frame], context: Context) -> tuple[PermittedFrame, ...] | None:
    """The values of frames, None for ``*``."""
    found = list[PermittedFrame]()
    for frame in frames:
        match frame.expression:
            case None:
                return None
            case e.SetDisplay(elements=()):
                pass
            case expression:
                value = context.term(expression)
                found.append(PermittedFrame(value, expression.type, frame.field))
    return tuple(found)


def in_frames(
    frames: Sequence[PermittedFrame] | None, object_: Expr, field: Expr | None, context: Context
) -> Expr:
    """That frames have a field (or some field, None) of an object."""
    if frames is None:
        return b.bool_(True)
    choices = list[Expr]()
    for frame in frames:
        choice = objects_in(frame.type, frame.value, object_, context)
        if frame.field is not None and field is not None:
            choice = b.and_(choice, b.eq(field, field_constant(frame.field, context.shared)))
        choices.append(choice)
    return b.or_(*choices) if choices else b.bool_(False)


def permits(permission: Permission, object_: Expr, field: Expr | None, context: Context) -> Expr:
    """That a field of an object is in the permitted frames, or the object is new."""
    inside = in_frames(permission.frames, object_, field, context)
    return b.or_(inside, b.not_(is_alive(object_, permission.heap, context.shared)))


def covers(
    permission: Permission, frames: Sequence[PermittedFrame] | None, context: Context
) -> Expr:
    """That all allocated objects in some frames are permitted."""
    return _all_in(frames, lambda r, f: permits(permission, r, f, context), context)


def within(
    allowed: Sequence[PermittedFrame], frames: Sequence[PermittedFrame] | None, context: Context
) -> Expr:
    """That all allocated objects in some frames are in others."""
    return _all_in(frames, lambda r, f: in_frames(allowed, r, f, context), context)


def _all_in(
    frames: Sequence[PermittedFrame] | None, allows: Callable[[Expr, Expr], Expr], context: Context
) -> Expr:
    if frames == ():
        return b.bool_(True)
    r, f = b.bound("r", p.REF), b.bound("f", p.FIELD)
    inside = in_frames(frames, b.ref(r), b.ref(f), context)
    null = context.shared.prelude.constant("null")
    alive = is_alive(b.ref(r), context.heap, context.shared)
    needed = b.and_(b.ne(r, null), alive, inside)
    return b.forall([r, f], b.implies(needed, allows(b.ref(r), b.ref(f))))


def agree(frame: PermittedFrame, one: Expr, other: Expr, context: Context) -> Expr:
    """That two heaps hold the same in a frame."""
    r = b.bound("r", p.REF)
    null = context.shared.prelude.constant("null")
    inside = objects_in(frame.type, frame.value, b.ref(r), context)
    now, then = b.select(one, r), b.select(other, r)
    if frame.field is not None:
        field = field_constant(frame.field, context.shared)
        now, then = b.select(now, field), b.select(then, field)
    return b.forall([r], b.implies(b.and_(b.ne(r, null), inside), b.eq(now, then)))


def unmodified(
    frames: Sequence[PermittedFrame] | None, before: Expr, alive_in: Expr, context: Context
) -> Expr:
    """That the heap differs from the one `before` only in frames, and in what is new.

    Objects are new that are not allocated in the heap `alive_in`.
    """
    if frames is None:
        return b.bool_(True)
    shared = context.shared
    r = b.bound("r", p.REF)
    null = shared.prelude.constant("null")
    old = b.and_(b.ne(r, null), is_alive(b.ref(r), alive_in, shared))
    now, then = b.select(context.heap, r), b.select(before, r)
    if any(frame.field is not None for frame in frames):
        f = b.bound("f", p.FIELD)
        now, then = b.select(now, f), b.select(then, f)
        inside = in_frames(frames, b.ref(r), b.ref(f), context)
        return b.forall([r, f], b.implies(old, b.or_(b.eq(now, then), inside)), triggers=[[now]])
    inside = in_frames(frames, b.ref(r), None, context)
    return b.forall([r], b.implies(old, b.or_(b.eq(now, then), inside)), triggers=[[now]])


def is_alive(object_: Expr, heap: Expr, shared: Shared) -> Expr:
    """That an object is allocated."""
    return shared.prelude("$Allocated", heap, object_)


def fresh(operand: Expr, expr: e.Fresh, context: Context) -> Expr:
    """``fresh(operand)``: allocated now, but not in the old heap."""
    shared = context.shared
    old = context.labels[expr.label] if expr.label else context.old_heap
    null = shared.prelude.constant("null")
    type_ = peel(expr.operand.type)
    if isinstance(type_, t.ClassType):
        return b.and_(b.ne(operand, null), b.not_(is_alive(operand, old, shared)))
    if isinstance(type_, t.SequenceType):
        i = b.bound("i", b.INT)
        element = shared.prelude("Seq#Index", operand, i)
        inside = b.and_(b.le(0, i), b.lt(i, shared.prelude("Seq#Length", operand)))
        object_ = shared.unbox(element, p.REF)
        new = b.and_(b.ne(object_, null), b.not_(is_alive(object_, old, shared)))
        return b.forall([i], b.implies(inside, new), triggers=[[element]])
    r = b.bound("r", p.REF)
    inside = objects_in(expr.operand.type, operand, b.ref(r), context)
    new = b.and_(b.ne(r, null), b.not_(is_alive(b.ref(r), old, shared)))
    members = positive_members(operand, shared.box(b.ref(r)), shared)
    return b.forall([r], b.implies(inside, new), triggers=[[x] for x in members])


def allocated(operand: Expr, type_: t.Type, context: Context) -> Expr:
    """``allocated(operand)``."""
    return conjunction(is_allocated(operand, type_, context))


def unchanged(expr: e.Unchanged, context: Context) -> Expr:
    """``unchanged(frames)``: the objects' fields are what they were in the old heap."""
    shared = context.shared
    old = context.labels[expr.label] if expr.label else context.old_heap
    facts = list[Expr]()
    for frame in expr.frames:
        assert frame.expression is not None
        value = context.at_heap(old).term(frame.expression)
        r = b.bound("r", p.REF)
        inside = objects_in(frame.expression.type, value, b.ref(r), context)
        there = is_alive(b.ref(r), old, shared)
        now, before = b.select(context.heap, r), b.select(old, r)
        if frame.field is not None:
            field = field_constant(frame.field, shared)
            now, before = b.select(now, field), b.select(before, field)
        same = b.and_(there, b.eq(now, before))
        null = shared.prelude.constant("null")
        facts.append(b.forall([r], b.implies(b.and_(inside, b.ne(r, null)), same)))
    return b.and_(*facts)
