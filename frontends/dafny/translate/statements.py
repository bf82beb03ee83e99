"""Statements."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.errors import error
from frontends.dafny.translate import fuel, heaps, loops
from frontends.dafny.translate.assertions import assume, hide, prove
from frontends.dafny.translate.assignments import assign, such_that
from frontends.dafny.translate.branches import alternatives, block, branch
from frontends.dafny.translate.calculations import calculation
from frontends.dafny.translate.calls import call
from frontends.dafny.translate.can_calls import can_calls
from frontends.dafny.translate.constructors import divide
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.definite import check_outputs, is_tracked, track
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.forall_statements import forall
from frontends.dafny.translate.frames import restrict
from frontends.dafny.translate.patterns import check_complete, fit
from frontends.dafny.translate.targets import havoc_heap
from frontends.dafny.translate.types import good
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Method, Variable
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Expr


def statement(stmt: s.Statement, context: Context, emit: Emitter) -> Context:
    """Emit a statement; the context of what comes after it."""
    for label in stmt.labels:
        heap = emit.save(label, context.heap)
        context = replace(context, labels={**context.labels, label: heap})
    breaking = f"break#{context.shared.unique('label')}" if stmt.labels else ""
    if breaking:
        targets = {**context.breaks, **dict.fromkeys(stmt.labels, breaking)}
        inner = replace(context, breaks=targets)
        after = _statement(stmt, inner, emit)
        emit.add_target(breaking)
        return replace(after, breaks=context.breaks)
    return _statement(stmt, context, emit)


def _statement(stmt: s.Statement, context: Context, emit: Emitter) -> Context:
    match stmt:
        case s.Block():
            block(stmt.statements, context, emit)
        case s.Assert():
            return _assert(stmt, context, emit)
        case s.Assume() | s.Expect():
            with emit.independently():
                context.check(stmt.condition, emit)
            assume(stmt.condition, context, emit)
        case s.Print():
            for argument in stmt.arguments:
                context.check(argument, emit)
        case s.Reveal():
            _reveal(stmt, context, emit)
        case s.Declare():
            return _declare(stmt, context, emit)
        case s.Assign():
            assign(stmt, context, emit)
        case s.AssignSuchThat():
            such_that(stmt, context, emit)
        case s.DestructurePattern():
            return _destructure(stmt, context, emit)
        case s.Call():
            call(stmt, context, emit)
        case s.Return():
            _return(stmt, context, emit)
        case s.Break():
            _break(stmt, context, emit)
        case s.If():
            _if(stmt, context, emit)
        case s.IfCases():
            _if_cases(stmt, context, emit)
        case s.While() | s.WhileCases() | s.For():
            loops.loop(stmt, context, emit)
        case s.Match():
            _match(stmt, context, emit)
        case s.Calc():
            calculation(stmt, context, emit)
        case s.Forall():
            forall(stmt, context, emit)
        case s.Modify():
            _modify(stmt, context, emit)
        case s.DivideConstructor():
            return divide(stmt.span, context, emit)
    return context


def _assert(stmt: s.Assert, context: Context, emit: Emitter) -> Context:
    with emit.independently():
        context.check(stmt.condition, emit)
    emit.assume(can_calls(stmt.condition, context))
    if stmt.proof is not None:
        with emit.aside():
            block(stmt.proof.statements, context, emit)
            prove(stmt.condition, "assertion violation", context, emit, stmt.place)
    else:
        prove(stmt.condition, "assertion violation", context, emit, stmt.place)
    if stmt.label:
        return hide(stmt.label, stmt.condition, context, emit)
    assume(stmt.condition, context, emit)
    return context


def _reveal(stmt: s.Reveal, context: Context, emit: Emitter) -> None:
    for label in stmt.revealed_labels:
        if label not in context.hidden:
            raise error(f"no assertion or precondition has the label {label!r} here", stmt.span)
        emit.assume(context.hidden[label])
    for function in stmt.functions:
        emit.assume(fuel.reveal(function, context.shared))


def _declare(stmt: s.Declare, context: Context, emit: Emitter) -> Context:
    for variable in stmt.variables:
        local = emit.variable(variable)
        context = context.bind({variable: b.ref(local)})
        known = good(b.ref(local), variable.type, context)
        if is_tracked(variable.type, variable.ghost, context):
            context = track(variable, context, emit)
            known = b.implies(context.assigned[variable], known)
        emit.where[local] = known
        emit.havoc(local)
    return context


def _return(stmt: s.Return, context: Context, emit: Emitter) -> None:
    if isinstance(context.member, Method):
        check_outputs(context.member.outputs, stmt.span, context, emit)
    emit.add(b.return_(span=stmt.span))


def _destructure(stmt: s.DestructurePattern, context: Context, emit: Emitter) -> Context:
    context.check(stmt.value, emit)
    value = emit.save("value", context.term(stmt.value))
    fits, bound = fit(stmt.pattern, value, stmt.value.type, context)
    emit.assert_(fits, "the value does not fit the pattern", stmt.value.span)
    inner = context
    for variable, part in bound.items():
        local = emit.variable(variable)
        emit.assign(local, part)
        inner = inner.bind({variable: b.ref(local)})
    return inner


def _break(stmt: s.Break, context: Context, emit: Emitter) -> None:
    if stmt.goes_on and stmt.label and stmt.label not in context.continues:
        raise error(f"no loop around here has the label {stmt.label!r}", stmt.span)
    named = context.continues if stmt.goes_on else context.breaks
    around = context.rounds if stmt.goes_on else context.loops
    target = named[stmt.label] if stmt.label else around[-stmt.levels]
    emit.goto(target, stmt.span)


# ---------------------------------------------------------------- control


def _if(stmt: s.If, context: Context, emit: Emitter) -> None:
    term = None
    if stmt.condition is not None:
        context.check(stmt.condition, emit)
        if not stmt.binding:
            emit.assume(can_calls(stmt.condition, context))
        term = context.term(stmt.condition)
    with emit.block() as then:
        inner = context
        if stmt.condition is not None and stmt.binding:
            inner = branch(stmt.condition, True, context, emit)
        block(stmt.then.statements, inner, emit)
    end = stmt.span
    with emit.block() as otherwise:
        match stmt.otherwise:
            case None:
                pass
            case s.Block():
                end = stmt.otherwise.span
                block(stmt.otherwise.statements, context, emit)
            case s.If():
                _if(stmt.otherwise, context, emit)
    if term is not None or then or otherwise:
        made = b.if_(term, then, otherwise, span=stmt.span)
        emit.add(replace(made, then_end=stmt.then.span, else_end=end))


def _if_cases(stmt: s.IfCases, context: Context, emit: Emitter) -> None:
    for each in stmt.alternatives:
        context.check(each.condition, emit)
    guards = [context.term(x.condition) for x in stmt.alternatives]
    emit.assert_(
        b.or_(*guards),
        "alternative cases fail to cover all possibilities",
        stmt.span,
    )
    alternatives(stmt.alternatives, context, emit)


def _match(stmt: s.Match, context: Context, emit: Emitter) -> None:
    context.check(stmt.subject, emit)
    subject = emit.save("match", context.term(stmt.subject))
    cases = [(x, *fit(x.pattern, subject, stmt.subject.type, context)) for x in stmt.cases]
    patterns = [x.pattern for x in stmt.cases]
    check_complete(patterns, subject, stmt.subject.type, stmt.span, context, emit)
    _match_cases(cases, context, emit)


Case = tuple[s.MatchCase, Expr, dict[Variable, Expr]]


def _match_cases(cases: Sequence[Case], context: Context, emit: Emitter) -> None:
    if not cases:
        emit.assume(b.bool_(False))
        return
    (case, fits, bound), *rest = cases
    with emit.block() as then:
        inner = context
        for variable, part in bound.items():
            local = emit.variable(variable)
            emit.assign(local, part)
            inner = inner.bind({variable: b.ref(local)})
        block(case.body, inner, emit)
    with emit.block() as otherwise:
        _match_cases(rest, context, emit)
    emit.add(b.if_(fits, then, otherwise, span=case.span))


def _modify(stmt: s.Modify, context: Context, emit: Emitter) -> None:
    for frame in stmt.frames:
        if frame.expression is not None:
            context.check(frame.expression, emit)
    message = "modify statement may violate context's modifies clause"
    inner = restrict(stmt.frames, message, stmt.span, context, emit)
    if stmt.body is not None:
        block(stmt.body.statements, inner, emit)
        return
    frames = None if inner.modifies is None else inner.modifies.frames
    before = havoc_heap(context, emit)
    emit.assume(heaps.unmodified(frames, before, before, context))
