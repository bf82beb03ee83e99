"""Calls of methods."""

from __future__ import annotations

from frontends.dafny.resolve.assignments import target_type
from frontends.dafny.resolve.types import parameters_of
from frontends.dafny.translate import heaps
from frontends.dafny.translate.accesses import check_allocated, check_not_null
from frontends.dafny.translate.assertions import assume_parts
from frontends.dafny.translate.callees import call_context, parameter_types
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.invocations import (
    argument_places,
    check_arguments,
    check_decreases,
    check_old_arguments,
)
from frontends.dafny.translate.splitting import split
from frontends.dafny.translate.subtypes import require_type
from frontends.dafny.translate.targets import declared_type, locate, store, succeed
from frontends.dafny.translate.types import adapt, good, ivl_type
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Method, MethodKind
from frontends.dafny.typed.parts import substitute, substitution
from ivl import build as b
from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import Expr
from ivl.core.statements import Assert, Obligation, ObligationKind

INVOKED = "must be allocated in the state in which the method is invoked"


def call(stmt: s.Call, context: Context, emit: Emitter) -> None:
    """``targets := receiver.method(arguments)``."""
    method = stmt.method
    places = [locate(target, context, emit) for target in stmt.targets]
    results = call_method(stmt, context, emit)
    types = substitution(
        (*parameters_of(method.owner), *method.type_parameters),
        (*stmt.owner_arguments, *stmt.type_arguments),
    )
    for target, place, output, result in zip(
        stmt.targets, places, method.outputs, results, strict=True
    ):
        result_type = substitute(output.type, types)
        value = adapt(result, output.type, result_type, context.shared)
        require_type(value, result_type, target_type(target), target.span, context, emit)
        value = adapt(value, result_type, declared_type(target), context.shared)
        store(target, place, value, context, emit)


def call_method(stmt: s.Call, context: Context, emit: Emitter) -> list[Expr]:
    """Emit a call without its assignments; its results."""
    method = stmt.method
    if stmt.receiver is not None:
        context.check(stmt.receiver, emit)
        place = stmt.receiver.span
        check_not_null(stmt.receiver, place, context, emit)
        check_allocated(stmt.receiver, f"receiver argument {INVOKED}", place, context, emit)
    actual = parameter_types(method, stmt.owner_arguments, stmt.type_arguments)
    check_arguments(stmt.arguments, actual, context, emit)
    for argument in stmt.arguments:
        check_allocated(argument, f"argument {INVOKED}", argument.span, context, emit)
    inner = call_context(
        method, stmt.receiver, stmt.arguments, stmt.owner_arguments, stmt.type_arguments, context
    )
    if method.kind is MethodKind.TWO_STATE_LEMMA:
        places = argument_places(stmt)
        check_old_arguments(method.inputs, "parameter", "two-state lemma", places, inner, emit)
    return invoke(method, inner, stmt.span, context, emit)


def invoke(
    method: Method, inner: Context, span: Span, context: Context, emit: Emitter,
    created: Expr | None = None,
) -> list[Expr]:  # fmt: skip
    """Prove a callee's preconditions, and assume what it promises; its results.

    `inner` is the context of the callee's contract, `created` the object that it constructs.
    """
    shared = context.shared
    values = {v: emit.save(v.name, x) for v, x in inner.variables.items() if v in method.inputs}
    this = None if inner.this is None else emit.save("this", inner.this)
    inner = replace(inner.bind(values), this=this)
    two_state = method.kind is MethodKind.TWO_STATE_LEMMA
    for clause in method.requires:
        if clause.free:
            continue
        for part in split(clause.condition, inner):
            message = "A precondition for this call might not hold."
            place = part.inside or part.span
            obligation = Obligation(ObligationKind.PRECONDITION, span, place, message)
            emit.add(Assert(part.condition, obligation, span=span))
    before = emit.save("heap", context.heap)
    frames = heaps.evaluate(method.modifies, inner.at_heap(before))
    if context.modifies is not None:
        covered = heaps.covers(context.modifies, frames, context)
        message = "call may violate context's modifies clause"
        emit.assert_(covered, message, span, subsumes=False)
    check_decreases(method, inner, context, span, emit)
    if method.modifies or not method.ghost:
        emit.havoc(shared.prelude.heap)
        succeed(before, context, emit)
        emit.assume(heaps.unmodified(frames, before, before, context))
    if created is not None:
        emit.assume(heaps.is_alive(created, context.heap, shared))
    inner = replace(inner, heap=context.heap, old_heap=inner.old_heap if two_state else before)
    outputs = tuple([emit.local(v.name, ivl_type(v.type)) for v in method.outputs])
    emit.havoc(*outputs)
    after = inner.bind_all(method.outputs, outputs)
    for variable, local in zip(method.outputs, outputs, strict=True):
        emit.assume(good(b.ref(local), variable.type, after))
    for clause in method.ensures:
        assume_parts(clause.condition, after, emit)
    return [b.ref(o) for o in outputs]
