"""Verification units: what is proved by itself, each as one implementation."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.types import self_type
from frontends.dafny.translate import heaps
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.functions import HEIGHT, type_parameters
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import good, is_of, ivl_type
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
from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import Expr, VariableReference
from ivl.core.expressions import Variable as IvlVariable
from ivl.core.program import Condition


class Unit:
    """One implementation: its parameters, and the context at its start.

    Functions of lower `heights` than its own may be used without a check of their calls, all
    functions where it has none.
    """

    def __init__(
        self, name: str, module: Module, shared: Shared, *,
        types: Sequence[TypeParameter] = (), this: t.Type | None = None,
        inputs: tuple[Variable, ...] = (), outputs: tuple[Variable, ...] = (),
        height: int | None = None, created: bool = False,
    ) -> None:  # fmt: skip
        self.name = name
        self.shared = shared
        self.emit = Emitter()
        self.where = dict[IvlVariable, Expr]()
        heap = VariableReference(shared.prelude.heap)
        type_inputs = [b.input_(x.name, p.TY) for x in types]
        own = tuple([b.input_(v.name, ivl_type(v.type)) for v in inputs])
        self.inputs = [*type_inputs, *own]
        self.outputs = tuple([b.output(v.name, ivl_type(v.type)) for v in outputs])
        self.context = Context(
            shared, heap, b.old(heap), module,
            types={x: b.ref(v) for x, v in zip(types, type_inputs, strict=True)},
        ).bind_all(inputs, own).bind_all(outputs, self.outputs)  # fmt: skip
        self.emit.assume(shared.prelude("$GoodHeap", heap))
        if height is not None:
            self.emit.assume(b.eq(shared.constant(HEIGHT, b.INT), height))
        if this is not None:
            self._receive(this, created)
        for variable, made in zip(inputs, own, strict=True):
            self.emit.assume(good(b.ref(made), variable.type, self.context))

    def _receive(self, type_: t.Type, created: bool) -> None:
        """Let there be ``this``, not yet allocated where it is `created`."""
        variable = b.input_("this", ivl_type(type_))
        self.inputs.append(variable)
        this = b.ref(variable)
        self.context = replace(self.context, this=this)
        if created:
            self.emit.assume(is_of(this, type_, self.context))
            self.emit.assume(b.not_(heaps.is_alive(this, self.context.heap, self.shared)))
        else:
            self.emit.assume(good(this, type_, self.context))

    def finish(self, what: str, ensures: list[Condition], span: Span, end: Span) -> None:
        """Add the implementation to the program."""
        procedure = b.procedure(
            self.shared.unique(f"{self.name} ({what})"),
            self.inputs,
            [b.declare(v, where=self.where.get(v)) for v in self.outputs],
            ensures=ensures, modifies=[self.shared.prelude.heap], span=span,
        )  # fmt: skip
        implementation = b.implementation(
            procedure, self.emit.statements, locals=self.emit.declared(), span=span, end=end
        )
        self.shared.procedures.append(procedure)
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
    return unit
