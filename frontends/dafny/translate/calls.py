"""Calls of methods."""

from __future__ import annotations

from frontends.dafny.resolve.assignments import target_type
from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.resolve.types import parameters_of
from frontends.dafny.translate import heaps
from frontends.dafny.translate.accesses import check_not_null
from frontends.dafny.translate.assertions import assume
from frontends.dafny.translate.callees import call_context, parameter_types
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.invocations import check_arguments, check_decreases
from frontends.dafny.translate.splitting import split
from frontends.dafny.translate.subtypes import require_type
from frontends.dafny.translate.targets import declared_type, havoc_heap, locate, store
from frontends.dafny.translate.types import adapt, good, ivl_type
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Method, MethodKind
from frontends.dafny.typed.parts import substitute, substitution
from ivl import build as b
from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import Expr
from ivl.core.statements import Assert, Obligation, ObligationKind


def call(stmt: s.Call, context: Context, emit: Emitter) -> None:
    """``targets := receiver.method(arguments)``."""
    if stmt.prefix is not None:
        raise unsupported("a call of a prefix lemma", stmt.span)
    method = stmt.method
    if method.kind in (MethodKind.LEAST_LEMMA, MethodKind.GREATEST_LEMMA):
        raise unsupported("a call of an extreme lemma", stmt.span)
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
        require_type(value, result_type, target_type(target), stmt.span, context, emit)
        value = adapt(value, result_type, declared_type(target), context.shared)
        store(target, place, value, context, emit)


def call_method(stmt: s.Call, context: Context, emit: Emitter) -> list[Expr]:
    """Emit a call without its assignments; its results."""
    method = stmt.method
    if stmt.receiver is not None:
        context.check(stmt.receiver, emit)
        check_not_null(stmt.receiver, stmt.receiver.span, context, emit)
    actual = parameter_types(method, stmt.owner_arguments, stmt.type_arguments)
    check_arguments(stmt.arguments, actual, context, emit)
    inner = call_context(
        method, stmt.receiver, stmt.arguments, stmt.owner_arguments, stmt.type_arguments, context
    )
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
    for clause in method.requires:
        if clause.free:
            continue
        for part in split(clause.condition, inner):
            message = "A precondition for this call might not hold."
            obligation = Obligation(ObligationKind.PRECONDITION, span, part.span, message)
            emit.add(Assert(part.condition, obligation, span=span))
    frames = heaps.evaluate(method.modifies, inner)
    if context.modifies is not None:
        covered = heaps.covers(context.modifies, frames, context)
        emit.assert_(covered, "call may violate context's modifies clause", span)
    check_decreases(method, inner, context, span, emit)
    before = context.heap
    if method.modifies or not method.ghost:
        before = havoc_heap(context, emit)
        emit.assume(heaps.unmodified(frames, before, before, context))
    if created is not None:
        emit.assume(heaps.is_alive(created, context.heap, shared))
    inner = replace(inner, heap=context.heap, old_heap=before)
    outputs = tuple([emit.local(v.name, ivl_type(v.type)) for v in method.outputs])
    emit.havoc(*outputs)
    after = inner.bind_all(method.outputs, outputs)
    for variable, local in zip(method.outputs, outputs, strict=True):
        emit.assume(good(b.ref(local), variable.type, after))
    for clause in method.ensures:
        assume(clause.condition, after, emit)
    return [b.ref(o) for o in outputs]
