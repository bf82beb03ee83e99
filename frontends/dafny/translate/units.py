"""Verification units: what is proved by itself, each as one implementation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontends.dafny.resolve.types import self_type
from frontends.dafny.translate import heaps
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.fuel import assumed_layers
from frontends.dafny.translate.functions import HEIGHT, type_parameters
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import good, is_allocated, is_of, ivl_type
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Function,
    Method,
    MethodKind,
    Module,
    TypeParameter,
    Variable,
)
from ivl import build as b
from ivl.base.fresh import Names
from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import Expr, VariableReference
from ivl.core.expressions import Variable as IvlVariable
from ivl.core.program import Condition

ANY = 10**9
"""A height above that of all functions."""


class Unit:
    """One implementation: its parameters, and the context at its start.

    Functions of a lower `height` may be used without a check of their calls.
    """

    def __init__(
        self, name: str, module: Module, shared: Shared, *,
        types: Sequence[TypeParameter] = (), this: t.Type | None = None,
        inputs: tuple[Variable, ...] = (), outputs: tuple[Variable, ...] = (),
        height: int = ANY, created: bool = False,
    ) -> None:  # fmt: skip
        self.name = name
        self.shared = shared
        self.emit = Emitter()
        self.where = dict[IvlVariable, Expr]()
        heap = VariableReference(shared.prelude.heap)
        names = Names(("this",))
        own = tuple([b.input_(names.fresh(v.name), ivl_type(v.type)) for v in inputs])
        type_inputs = [b.input_(names.fresh(x.name), p.TY) for x in types]
        self.inputs = [*type_inputs, *own]
        self.emit.shown.update({i.name: (v.name, v.type) for i, v in zip(own, inputs, strict=True)})
        self.outputs = tuple([b.output(names.fresh(v.name), ivl_type(v.type)) for v in outputs])
        for formal, variable in zip(self.outputs, outputs, strict=True):
            self.emit.shown[formal.name] = variable.name, variable.type
        self.context = Context(
            shared, heap, b.old(heap), module,
            types={x: b.ref(v) for x, v in zip(types, type_inputs, strict=True)},
        ).bind_all(inputs, own).bind_all(outputs, self.outputs)  # fmt: skip
        self.emit.assume(shared.prelude("$GoodHeap", heap))
        self.emit.assume(b.eq(shared.constant(HEIGHT, b.INT), height))
        for declaration in sorted(shared.hidden - module.hidden, key=lambda d: d.full_name):
            self.emit.assume(shared.visible(declaration))
        if this is not None:
            self._receive(this, created)
        for variable, made in zip(inputs, own, strict=True):
            self.emit.assume(good(b.ref(made), variable.type, self.context))

    def _receive(self, type_: t.Type, created: bool) -> None:
        """Let there be ``this``, not yet allocated where it is `created`."""
        variable = b.input_("this", ivl_type(type_))
        self.inputs.append(variable)
        self.emit.shown["this"] = "this", type_
        this = b.ref(variable)
        self.context = replace(self.context, this=this)
        if created:
            self.emit.assume(is_of(this, type_, self.context))
            self.emit.assume(b.not_(heaps.is_alive(this, self.context.heap, self.shared)))
        else:
            self.emit.assume(good(this, type_, self.context))

    def finish(self, what: str, ensures: list[Condition], span: Span, end: Span) -> None:
        """Add the implementation to the program."""
        shown = f"{self.name} ({what})"
        procedure = b.procedure(
            self.shared.unique(re.sub(r"[^\w.$#]+", "_", f"{self.name}.{what}")),
            self.inputs,
            [b.declare(v, where=self.where.get(v)) for v in self.outputs],
            ensures=ensures, modifies=[self.shared.prelude.heap],
            attributes=(b.attribute("verboseName", shown),), span=span,
        )  # fmt: skip
        implementation = b.implementation(
            procedure, self.emit.statements, locals=self.emit.declared(), span=span, end=end
        )
        self.shared.procedures.append(procedure)
        self.shared.shown[procedure.name] = self.emit.shown
        self.shared.implementations.append(implementation)


def member_unit(member: Function | Method, module: Module, shared: Shared) -> Unit:
    """The unit of a function or method: its parameters, and its height in the call graph."""
    inputs, outputs = (
        (member.inputs, member.outputs) if isinstance(member, Method) else (member.parameters, ())
    )
    created = isinstance(member, Method) and member.kind is MethodKind.CONSTRUCTOR
    unit = Unit(
        member.full_name, module, shared, types=type_parameters(member),
        this=None if member.static else self_type(member.owner),
        inputs=inputs, outputs=outputs, height=member.component, created=created,
    )  # fmt: skip
    unit.context = replace(unit.context, member=member)
    if _is_two_state(member):
        _add_past(unit, inputs)
    for fact in assumed_layers(member.attributes, shared):
        unit.emit.assume(fact)
    return unit


def _is_two_state(member: Function | Method) -> bool:
    if isinstance(member, Method):
        return member.kind is MethodKind.TWO_STATE_LEMMA
    return member.two_state


def _add_past(unit: Unit, inputs: tuple[Variable, ...]) -> None:
    """Let there be an earlier heap, where what is not new is allocated."""
    emit, prelude, context = unit.emit, unit.shared.prelude, unit.context
    variable = b.input_("previous#heap", prelude.heap_type)
    unit.inputs.append(variable)
    past = b.ref(variable)
    emit.assume(prelude("$GoodHeap", past))
    emit.assume(prelude("$HeapSucc", past, context.heap))
    earlier = context.at_heap(past)
    if context.member is not None and context.this is not None:
        emit.assume(is_allocated(context.this, self_type(context.member.owner), earlier))
    for each in inputs:
        if each.old:
            emit.assume(is_allocated(context.variables[each], each.type, earlier))
    unit.context = replace(context, old_heap=past)
