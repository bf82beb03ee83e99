"""Constants: functions of what they belong to."""

from __future__ import annotations

from frontends.dafny.resolve.types import parameters_of, self_type
from frontends.dafny.translate import heaps
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.subtypes import check_type
from frontends.dafny.translate.types import (
    adapt,
    conjunction,
    is_allocated,
    is_of,
    is_true,
    ivl_type,
)
from frontends.dafny.translate.units import Unit
from frontends.dafny.typed.declarations import Field, Module
from frontends.dafny.typed.defaults import has_default
from ivl import build as b
from ivl.core.expressions import Expr
from ivl.core.expressions import Variable as IvlVariable


def constant_axioms(constant: Field, shared: Shared) -> None:
    """That a constant has its value, or some value of its type.

    Of a value that is given it is proved, not assumed, that it is of the constant's type.
    """
    parameters = parameters_of(constant.owner)
    types = [b.bound(x.name, p.TY) for x in parameters]
    heap = b.bound("h", shared.prelude.heap_type)
    owner = self_type(constant.owner)
    this = b.bound("this", ivl_type(owner))
    context = Context(
        shared, b.ref(heap), b.ref(heap), this=None if constant.static else b.ref(this),
        types={x: b.ref(v) for x, v in zip(parameters, types, strict=True)},
    )  # fmt: skip
    own = [] if constant.static else [this]
    value = b.apply(heaps.constant_function(constant, shared), *types, *own)
    belongs = b.bool_(True) if constant.static else is_of(b.ref(this), owner, context)

    def state(variables: list[IvlVariable], fact: Expr) -> None:
        if not is_true(fact):
            quantified = [*types, *own, *variables]
            shared.axiom(b.forall(quantified, fact, triggers=[[value]]) if quantified else fact)

    initializer, visible = constant.initializer, shared.visible(constant)
    typed = is_of(value, constant.type, context)
    if not is_true(belongs):
        typed = b.implies(belongs, typed)
    if initializer is None:
        if not constant.static or has_default(constant.type):
            state([], typed)
    else:
        given = adapt(context.term(initializer), initializer.type, constant.type, shared)
        same = b.eq(value, given)
        if is_true(visible):
            state([], same)
        else:
            state([], b.if_then_else(visible, same, typed))
    allocated = is_allocated(value, constant.type, context)
    if not is_true(allocated):
        alive = [shared.prelude("$GoodHeap", heap), belongs]
        if not constant.static:
            alive.append(is_allocated(b.ref(this), owner, context))
        quantified = [*types, *own, heap]
        term = shared.prelude("$GoodHeap", heap)
        fact = b.implies(conjunction(*alive), allocated)
        shared.axiom(b.forall(quantified, fact, triggers=[[value, term]]))


def verify_constant(constant: Field, module: Module, shared: Shared) -> None:
    """That the value of a constant is defined, and of its type."""
    if constant.initializer is None:
        return
    this = None if constant.static else self_type(constant.owner)
    unit = Unit(constant.full_name, module, shared, types=parameters_of(constant.owner), this=this)
    unit.context.check(constant.initializer, unit.emit)
    check_type(constant.initializer, constant.type, unit.context, unit.emit)
    unit.finish("well-formedness", [], constant.span, constant.span)
