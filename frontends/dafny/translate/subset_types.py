"""Subset types and newtypes: which values they have, and that they have some."""

from __future__ import annotations

from frontends.dafny.resolve.types import self_type
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.binders import havoc_variables
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.splitting import split
from frontends.dafny.translate.subtypes import check_type
from frontends.dafny.translate.types import (
    adapt,
    conjunction,
    is_allocated,
    is_of,
    is_true,
    ivl_type,
    tag,
)
from frontends.dafny.translate.units import Unit
from frontends.dafny.translate.witnesses import zeros
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Module,
    NewtypeDeclaration,
    SubsetTypeDeclaration,
    TypeParameter,
    Witness,
)
from frontends.dafny.typed.parts import peel
from ivl import build as b
from ivl.core.expressions import Expr


def subset_axioms(declaration: SubsetTypeDeclaration | NewtypeDeclaration, shared: Shared) -> None:
    """Which boxes hold values of the type, and which values are allocated."""
    parameters = _parameters(declaration)
    types = [b.bound(x.name, p.TY) for x in parameters]
    heap = b.bound("h", shared.prelude.heap_type)
    context = Context(
        shared, b.ref(heap), b.ref(heap),
        types={x: b.ref(v) for x, v in zip(parameters, types, strict=True)},
    )  # fmt: skip
    one_heap = shared.prelude.constant("$OneHeap")  # of what is asked of function values
    type_ = self_type(declaration)
    term = tag(type_, context)
    value = b.bound("x", ivl_type(type_))
    boxed = shared.box(b.ref(value))
    has_type = shared.prelude("$Is", boxed, term)
    fits = conjunction(
        is_of(b.ref(value), declaration.base, context),
        constraint(declaration, b.ref(value), context.at_heap(one_heap)),
    )
    same = b.iff(has_type, fits)
    visible = shared.visible(declaration)
    if not is_true(visible):
        same = b.implies(visible, same)
    shared.axiom(b.forall([*types, value], same, triggers=[[has_type]]))
    allocated = shared.prelude("$IsAlloc", boxed, term, heap)
    alive = is_allocated(b.ref(value), declaration.base, context)
    variables = [*types, value, heap]
    shared.axiom(b.forall(variables, b.iff(allocated, alive), triggers=[[allocated]]))
    if ivl_type(type_) != p.BOX:
        box = b.bound("b", p.BOX)
        has_type = shared.prelude("$Is", box, term)
        back = b.eq(shared.box(shared.unbox(b.ref(box), ivl_type(type_))), box)
        shared.axiom(b.forall([*types, box], b.implies(has_type, back), triggers=[[has_type]]))


def _parameters(
    declaration: SubsetTypeDeclaration | NewtypeDeclaration,
) -> tuple[TypeParameter, ...]:
    if isinstance(declaration, NewtypeDeclaration):
        return ()
    return declaration.type_parameters


def constraint(
    declaration: SubsetTypeDeclaration | NewtypeDeclaration, value: Expr, context: Context
) -> Expr:
    """That a value of the base type satisfies the constraint."""
    if declaration.constraint is None or declaration.variable is None:
        return b.bool_(True)
    return context.bind({declaration.variable: value}).term(declaration.constraint)


def verify_subset_type(
    declaration: SubsetTypeDeclaration | NewtypeDeclaration, module: Module, shared: Shared
) -> None:
    """That the constraint of a type is defined, and that a value satisfies it."""
    if declaration.constraint is None or declaration.variable is None:
        return
    unit = Unit(declaration.full_name, module, shared, types=_parameters(declaration))
    emit, context = unit.emit, unit.context
    with emit.aside():
        inner = havoc_variables((declaration.variable,), context, emit)
        inner.check(declaration.constraint, emit)
    if declaration.witness is not None:
        witness = declaration.witness
        context.check(witness, emit)
        check_type(witness, declaration.base, context, emit)
        value = adapt(context.term(witness), witness.type, declaration.base, shared)
        inner = context.bind({declaration.variable: value})
        with emit.aside():
            inner.check(declaration.constraint, emit)
        for part in split(declaration.constraint, inner):
            message = "the given witness expression might not satisfy constraint"
            emit.assert_(part.condition, message, witness.span, part.span)
    elif declaration.witness_kind is Witness.GUESSED:
        _guess(declaration, unit)
    unit.finish("well-formedness", [], declaration.span, declaration.span)


def _guess(declaration: SubsetTypeDeclaration | NewtypeDeclaration, unit: Unit) -> None:
    """Emit that the simplest value of the base type satisfies the constraint."""
    context, base = unit.context, peel(declaration.base)
    guesses = zeros(base, context)[:1]
    hint = "try giving a hint through a 'witness' or 'ghost witness' clause"
    problem = "cannot find witness that shows type is inhabited"
    if not guesses:
        unit.emit.assert_(b.bool_(False), f"{problem}; {hint}", declaration.span)
        return
    assert declaration.constraint is not None and declaration.variable is not None
    inner = context.bind({declaration.variable: guesses[0]})
    with unit.emit.aside():
        inner.check(declaration.constraint, unit.emit)
    fits = conjunction(
        is_of(guesses[0], declaration.base, context),
        inner.proving().term(declaration.constraint),
    )
    message = f"{problem} (only tried {_text(base)}); {hint}"
    unit.emit.assert_(fits, message, declaration.span)


def _text(type_: t.Type) -> str:
    """How the simplest value of a type is written."""
    match type_:
        case t.BasicType(t.Basic.BOOL):
            return "false"
        case t.BasicType(t.Basic.REAL):
            return "0.0"
        case t.BasicType(t.Basic.CHAR):
            return "'D'"
        case t.SetType() | t.MultisetType():
            return "{}"
        case t.SequenceType():
            return "[]"
        case t.MapType():
            return "map[]"
        case t.ClassType():
            return "null"
        case _:
            return "0"
