"""Loops, as loops of IVL."""

from __future__ import annotations

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.translate import heaps
from frontends.dafny.translate.assertions import assume
from frontends.dafny.translate.branches import alternatives, block
from frontends.dafny.translate.can_calls import can_calls
from frontends.dafny.translate.context import Context, Permission
from frontends.dafny.translate.decreases import check_decrease, decreases, measure
from frontends.dafny.translate.emit import Emitter, assigns
from frontends.dafny.translate.splitting import split
from frontends.dafny.translate.types import is_true
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Clause, Decreases
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Expr
from ivl.core.statements import Assert, Assume, Obligation, ObligationKind

ON_ENTRY = "This loop invariant might not hold on entry."
MAINTAINED = "This loop invariant might not be maintained by the loop."


def loop(stmt: s.While | s.WhileCases | s.For, context: Context, emit: Emitter) -> None:
    """Emit a loop whose first step in any iteration is to look whether its invariants are defined.

    That is done in states of which no invariant is known: `proved`, which is false there, guards
    all of them.
    """
    if isinstance(stmt, s.For):
        raise unsupported("a for loop", stmt.span)
    if isinstance(stmt, s.While) and stmt.body is None:
        raise unsupported("a loop without a body", stmt.span)
    shared, specification = context.shared, stmt.specification
    inner = _frame(stmt, context, emit)
    started = emit.save("loop_heap", context.heap)
    measured = specification.decreases
    initial = [(emit.save("first", x), type_) for x, type_ in measure(measured, context)]
    proved = emit.local("proved", b.BOOL)
    emit.havoc(proved)
    leave = emit.label("after_loop")
    inner = replace(inner, loops=(*inner.loops, leave))
    with emit.block() as body:
        _definedness(specification, b.ref(proved), context, emit)
        _iteration(stmt, measured, inner, emit)
    invariants = list[Assert | Assume]()
    for clause in specification.invariants:
        invariants.extend(_invariant(clause, b.ref(proved), context))
    if assigns(body, shared.prelude.heap):
        invariants.append(b.assume(shared.prelude("$HeapSucc", started, context.heap)))
        invariants.append(b.assume(shared.prelude("$GoodHeap", context.heap)))
        if inner.modifies is not None:
            changed = inner.modifies.frames
            same = heaps.unmodified(changed, started, inner.modifies.heap, context)
            invariants.append(b.assume(same))
    if initial:
        lower = decreases(measure(measured, context), initial, context, or_equal=True)
        invariants.append(b.assume(lower))
    emit.add(b.while_(True, invariants=invariants, body=body, span=stmt.span))
    emit.add_target(leave)


def _frame(stmt: s.While | s.WhileCases, context: Context, emit: Emitter) -> Context:
    """The context in a loop, with what it may modify."""
    written = stmt.specification.modifies
    if written is None:
        return context
    for frame in written:
        if frame.expression is not None:
            context.check(frame.expression, emit)
    frames = heaps.evaluate(written, context)
    if context.modifies is not None:
        covered = heaps.covers(context.modifies, frames, context)
        message = "loop modifies clause may violate context's modifies clause"
        emit.assert_(covered, message, stmt.span)
    if frames is None:
        return replace(context, modifies=None)
    saved = tuple([replace(f, value=emit.save("frame", f.value)) for f in frames])
    return replace(context, modifies=Permission(saved, emit.save("frame_heap", context.heap)))


def _invariant(clause: Clause, proved: Expr, context: Context) -> list[Assert | Assume]:
    found = list[Assert | Assume]()
    calls = can_calls(clause.condition, context)
    if not is_true(calls):
        found.append(b.assume(b.implies(proved, calls)))
    if clause.free:
        found.append(b.assume(b.implies(proved, context.term(clause.condition))))
        return found
    for part in split(clause.condition, context):
        kind = ObligationKind.INVARIANT_ENTRY
        obligation = Obligation(kind, part.span, part.inside, ON_ENTRY, maintained=MAINTAINED)
        found.append(Assert(b.implies(proved, part.condition), obligation, span=part.span))
    found.append(b.assume(b.implies(proved, context.term(clause.condition))))
    return found


def _definedness(
    specification: s.LoopSpecification, proved: Expr, context: Context, emit: Emitter
) -> None:
    with emit.block() as checks:
        for clause in specification.invariants:
            context.check(clause.condition, emit)
            assume(clause.condition, context, emit)
        for expression in specification.decreases.expressions:
            context.check(expression, emit)
    if checks:
        emit.add(b.if_(b.not_(proved), [*checks, b.assume(False)]))


def _iteration(
    stmt: s.While | s.WhileCases, measured: Decreases, context: Context, emit: Emitter
) -> None:  # fmt: skip
    stop: Expr | None = None
    if isinstance(stmt, s.While):
        if stmt.condition is not None:
            context.check(stmt.condition, emit)
            stop = b.not_(context.term(stmt.condition))
    else:
        for each in stmt.alternatives:
            context.check(each.condition, emit)
        stop = b.not_(b.or_(*[context.term(x.condition) for x in stmt.alternatives]))
    emit.add(b.if_(stop, [b.break_(span=stmt.span)], span=stmt.span))
    old = [(emit.save("measure", x), type_) for x, type_ in measure(measured, context)]
    if isinstance(stmt, s.While):
        if stmt.condition is not None:
            assume(stmt.condition, context, emit)
        assert stmt.body is not None
        block(stmt.body.statements, context, emit)
    else:
        alternatives(stmt.alternatives, context, emit)
    if not measured.wild:
        message = (
            "cannot prove termination; try supplying a decreases clause for the loop"
            if measured.guessed
            else "decreases expression might not decrease"
        )
        spans = [x.span if not measured.guessed else stmt.span for x in measured.expressions]
        new = measure(measured, context)
        where = " at end of loop iteration"
        check_decrease(new, old, spans, message, where, stmt.span, context, emit)
    for clause in stmt.specification.invariants:
        emit.assume(can_calls(clause.condition, context))
