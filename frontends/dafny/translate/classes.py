"""Classes and traits: which references are their objects, and what the fields of these hold."""

from __future__ import annotations

from frontends.dafny.translate import heaps
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import (
    conjunction,
    is_alive,
    is_allocated,
    is_of,
    is_true,
    ivl_type,
    tag,
)
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import ClassDeclaration, ClassKind, Field
from frontends.dafny.typed.parts import ancestors
from ivl import build as b
from ivl.core.expressions import Expr
from ivl.core.expressions import Variable as IvlVariable


class _Class:
    """A class, as a type of an object `r` that may be allocated in `heap`."""

    def __init__(self, declaration: ClassDeclaration, shared: Shared) -> None:
        self.declaration = declaration
        self.shared = shared
        self.types = [b.bound(x.name, p.TY) for x in declaration.type_parameters]
        self.heap = b.bound("h", shared.prelude.heap_type)
        self.r = b.bound("r", p.REF)
        bound = zip(declaration.type_parameters, self.types, strict=True)
        self.context = Context(
            shared, b.ref(self.heap), b.ref(self.heap), types={x: b.ref(v) for x, v in bound}
        )
        arguments = tuple([t.ParameterType(x) for x in declaration.type_parameters])
        self.type = t.ClassType(declaration, arguments)
        self.nullable = t.ClassType(declaration, arguments, True)

    @property
    def not_null(self) -> Expr:
        """That `r` is an object at all."""
        return b.ne(self.r, self.shared.prelude.constant("null"))

    @property
    def has_class(self) -> Expr:
        """That `r`, which is not null, is an object of the class."""
        dynamic = self.shared.prelude("$TypeOf", self.r)
        match self.declaration.kind:
            case ClassKind.OBJECT:
                return b.bool_(True)
            case ClassKind.TRAIT:
                return _implements(dynamic, self.type, self.context)
            case _:
                return b.eq(dynamic, tag(self.nullable, self.context))

    @property
    def is_alive(self) -> Expr:
        """That `r` is allocated."""
        return heaps.is_alive(b.ref(self.r), b.ref(self.heap), self.shared)

    def state(self, variables: list[IvlVariable], fact: Expr, trigger: Expr) -> None:
        """Add an axiom that holds for all type arguments; they are found in the class's term."""
        triggers = [trigger, tag(self.nullable, self.context)] if self.types else [trigger]
        self.shared.axiom(b.forall([*self.types, *variables], fact, triggers=[triggers]))


def class_axioms(declaration: ClassDeclaration, shared: Shared) -> None:
    """The axioms about a class, its objects and its fields."""
    if declaration.kind is ClassKind.DEFAULT:
        return
    its = _Class(declaration, shared)
    _membership(its)
    for parent in ancestors(its.nullable)[1:]:
        if parent.declaration.kind is not ClassKind.OBJECT:
            _extends(its, parent)
    for member in declaration.members:
        if isinstance(member, Field) and member.mutable:
            field = heaps.field_constant(member, shared)
            shared.axiom(b.ne(field, shared.prelude.constant("$alloc")))
            _content(its, field, member.type, [])
    if declaration.kind is ClassKind.ARRAY:
        indexes = [b.bound(f"i{n}", b.INT) for n in range(declaration.dimensions)]
        field = heaps.index_field([b.ref(i) for i in indexes], shared)
        element = t.ParameterType(declaration.type_parameters[0])
        _content(its, field, element, indexes)


def _membership(its: _Class) -> None:
    """Which values have the class as their type, and which of them are allocated."""
    shared, null = its.shared, b.eq(its.r, its.shared.prelude.constant("null"))
    boxed, box = shared.box(b.ref(its.r)), b.bound("b", p.BOX)
    for type_ in (its.type, its.nullable):
        term = tag(type_, its.context)
        made = b.and_(its.not_null, its.has_class)
        if type_.nullable:
            made = b.or_(null, made)
        has_type = shared.prelude("$Is", boxed, term)
        shared.axiom(b.forall([*its.types, its.r], b.iff(has_type, made), triggers=[[has_type]]))
        allocated = shared.prelude("$IsAlloc", boxed, term, its.heap)
        alive = b.or_(null, its.is_alive)
        variables = [*its.types, its.r, its.heap]
        shared.axiom(b.forall(variables, b.iff(allocated, alive), triggers=[[allocated]]))
        has_type = shared.prelude("$Is", box, term)
        back = b.eq(shared.box(shared.unbox(b.ref(box), p.REF)), box)
        shared.axiom(b.forall([*its.types, box], b.implies(has_type, back), triggers=[[has_type]]))


def _implements(dynamic: Expr, type_: t.ClassType, context: Context) -> Expr:
    """That objects whose class has the term `dynamic` are of a trait."""
    name = f"$Implements.{type_.declaration.full_name}"
    arguments = [tag(a, context) for a in type_.arguments]
    parameters = (p.TY,) * (1 + len(arguments))
    function = context.shared.function(name, parameters, b.BOOL)
    return b.apply(function, dynamic, *arguments)


def _extends(its: _Class, parent: t.ClassType) -> None:
    """That objects of the class are of a trait."""
    if its.declaration.kind is ClassKind.TRAIT:
        dynamic = b.bound("t", p.TY)
        own = _implements(b.ref(dynamic), its.type, its.context)
        above = _implements(b.ref(dynamic), parent, its.context)
        variables = [*its.types, dynamic]
        its.shared.axiom(b.forall(variables, b.implies(own, above), triggers=[[own]]))
        return
    term = tag(its.nullable, its.context)
    above = _implements(term, parent, its.context)
    its.shared.axiom(b.forall(its.types, above, triggers=[[term]]) if its.types else above)


def _content(its: _Class, field: Expr, type_: t.Type, indexes: list[IvlVariable]) -> None:
    """What a field holds: values of its type, which are allocated if the object is."""
    shared, context = its.shared, its.context
    held = b.select(b.select(its.heap, its.r), field)
    value = shared.unbox(held, ivl_type(type_))
    inside = list[Expr]()
    for dimension, index in enumerate(indexes):
        length = shared.prelude("$ArrayLength", its.r, dimension)
        inside += [b.le(0, index), b.lt(index, length)]
    good_heap = shared.prelude("$GoodHeap", its.heap)
    premises = [good_heap, its.not_null, its.has_class, *inside]
    known = b.eq(shared.box(value), held)
    typed = is_of(value, type_, context)
    variables = [its.heap, its.r, *indexes]
    its.state(variables, b.implies(b.and_(*premises), b.and_(known, typed)), held)
    allocated = conjunction(is_allocated(value, type_, context), is_alive(value, type_, context))
    if not is_true(allocated):
        alive = b.and_(*premises, its.is_alive)
        its.state(variables, b.implies(alive, allocated), held)
