"""Loops, as loops of IVL."""

from __future__ import annotations

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.translate import heaps
from frontends.dafny.translate.assertions import assume
from frontends.dafny.translate.branches import alternatives, block
from frontends.dafny.translate.can_calls import can_calls
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.counters import Counter, start
from frontends.dafny.translate.decreases import check_decrease, decreases, measure
from frontends.dafny.translate.emit import Emitter, assigns
from frontends.dafny.translate.frames import restrict
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
    if not isinstance(stmt, s.WhileCases) and stmt.body is None:
        raise unsupported("a loop without a body", stmt.span)
    shared, specification = context.shared, stmt.specification
    counter = None
    if isinstance(stmt, s.For):
        counter = start(stmt, context, emit)
        context = context.bind({stmt.variable: b.ref(counter.variable)})
    inner = _frame(stmt, context, emit)
    started = emit.save("loop_heap", context.heap)
    measured = specification.decreases
    initial = [(emit.save("first", x), type_) for x, type_ in measure(measured, context)]
    proved = emit.local("proved", b.BOOL)
    emit.havoc(proved)
    leave = emit.label("after_loop")
    again = emit.label("next_round")
    inner = replace(
        inner, loops=(*inner.loops, leave), rounds=(*inner.rounds, again),
        continues={**inner.continues, **dict.fromkeys(stmt.labels, again)},
    )  # fmt: skip
    with emit.block() as body:
        _definedness(specification, b.ref(proved), context, emit)
        _iteration(stmt, counter, measured, inner, emit)
    invariants = list[Assert | Assume]()
    if counter is not None:
        invariants.append(b.assume(counter.in_range()))
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


def _frame(stmt: s.While | s.WhileCases | s.For, context: Context, emit: Emitter) -> Context:
    """The context in a loop, with what it may modify."""
    written = stmt.specification.modifies
    if written is None:
        return context
    for frame in written:
        if frame.expression is not None:
            context.check(frame.expression, emit)
    message = "loop modifies clause may violate context's modifies clause"
    return restrict(written, message, stmt.span, context, emit)


def _invariant(clause: Clause, proved: Expr, context: Context) -> list[Assert | Assume]:
    found = list[Assert | Assume]()
    calls = can_calls(clause.condition, context)
    if not is_true(calls):
        found.append(b.assume(b.implies(proved, calls)))
    if clause.free:
        found.append(b.assume(b.implies(proved, context.term(clause.condition))))
        return found
    for part in split(clause.condition, context, place=clause.span):
        kind = ObligationKind.INVARIANT_ENTRY
        obligation = Obligation(kind, part.span, part.inside, ON_ENTRY, maintained=MAINTAINED)
        found.append(Assert(b.implies(proved, part.condition), obligation, span=part.span))
    found.append(b.assume(b.implies(proved, context.knowing().term(clause.condition))))
    return found


def _definedness(
    specification: s.LoopSpecification, proved: Expr, context: Context, emit: Emitter
) -> None:
    with emit.block() as checks:
        for clause in specification.invariants:
            with emit.independently():
                context.check(clause.condition, emit)
            assume(clause.condition, context, emit)
        for expression in specification.decreases.expressions:
            context.check(expression, emit)
    if checks:
        emit.add(b.if_(b.not_(proved), [*checks, b.assume(False)]))


def _iteration(
    stmt: s.While | s.WhileCases | s.For, counter: Counter | None, measured: Decreases,
    context: Context, emit: Emitter,
) -> None:  # fmt: skip
    stop: Expr | None = None
    if counter is not None:
        stop = counter.at_end()
    elif isinstance(stmt, s.While):
        if stmt.condition is not None:
            context.check(stmt.condition, emit)
            stop = b.not_(context.term(stmt.condition))
    elif isinstance(stmt, s.WhileCases):
        for each in stmt.alternatives:
            context.check(each.condition, emit)
        stop = b.not_(b.or_(*[context.term(x.condition) for x in stmt.alternatives]))
    emit.add(b.if_(stop, [b.break_(span=stmt.span)], span=stmt.span))
    old = [(emit.save("measure", x), type_) for x, type_ in measure(measured, context)]
    if counter is not None:
        counter.before(emit)
    if isinstance(stmt, s.While) and stmt.condition is not None:
        assume(stmt.condition, context, emit)
    if isinstance(stmt, s.WhileCases):
        alternatives(stmt.alternatives, context, emit)
    elif stmt.body is not None:
        block(stmt.body.statements, context, emit)
    emit.add_target(context.rounds[-1])
    if counter is not None:
        counter.after(emit)
    bounded = counter is not None and counter.last is not None and measured.guessed
    if not (measured.wild or bounded):
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
