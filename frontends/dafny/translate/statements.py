"""Statements."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.translate import fuel, loops
from frontends.dafny.translate.assertions import assume, prove
from frontends.dafny.translate.assignments import assign, such_that
from frontends.dafny.translate.binders import havoc_variables
from frontends.dafny.translate.branches import alternatives, block, branch
from frontends.dafny.translate.calls import call
from frontends.dafny.translate.constructors import divide
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.definite import check_outputs, is_tracked, track
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.patterns import fit, missing
from frontends.dafny.translate.types import good, ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Method, Variable
from frontends.dafny.typed.types import BOOL
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Expr


def statement(stmt: s.Statement, context: Context, emit: Emitter) -> Context:
    """Emit a statement; the context of what comes after it."""
    for label in stmt.labels:
        heap = emit.save(label, context.heap)
        context = replace(context, labels={**context.labels, label: heap})
    breaking = f"break {context.shared.unique('label')}" if stmt.labels else ""
    if breaking:
        targets = {**context.breaks, **dict.fromkeys(stmt.labels, breaking)}
        inner = replace(context, breaks=targets)
        _statement(stmt, inner, emit)
        emit.add_target(breaking)
        return context
    return _statement(stmt, context, emit)


def _statement(stmt: s.Statement, context: Context, emit: Emitter) -> Context:
    match stmt:
        case s.Block():
            block(stmt.statements, context, emit)
        case s.Assert():
            _assert(stmt, context, emit)
        case s.Assume():
            context.check(stmt.condition, emit)
            assume(stmt.condition, context, emit)
        case s.Expect():
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
            _calc(stmt, context, emit)
        case s.Forall():
            _forall(stmt, context, emit)
        case s.Modify():
            _modify(stmt, context, emit)
        case s.DivideConstructor():
            return divide(stmt.span, context, emit)
    return context


def _assert(stmt: s.Assert, context: Context, emit: Emitter) -> None:
    context.check(stmt.condition, emit)
    if stmt.proof is not None:
        with emit.aside():
            block(stmt.proof.statements, context, emit)
            prove(stmt.condition, "assertion violation", context, emit)
    else:
        prove(stmt.condition, "assertion violation", context, emit)
    assume(stmt.condition, context, emit)


def _reveal(stmt: s.Reveal, context: Context, emit: Emitter) -> None:
    if stmt.revealed_labels:
        raise unsupported("a reveal statement with labels", stmt.span)
    for function in stmt.functions:
        emit.assume(fuel.reveal(function, context.shared))


def _declare(stmt: s.Declare, context: Context, emit: Emitter) -> Context:
    for variable in stmt.variables:
        local = emit.local(variable.name, ivl_type(variable.type))
        context = context.bind({variable: b.ref(local)})
        known = good(b.ref(local), variable.type, context)
        if is_tracked(variable.type, variable.ghost):
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
        local = emit.local(variable.name, ivl_type(variable.type))
        emit.assign(local, part)
        inner = inner.bind({variable: b.ref(local)})
    return inner


def _break(stmt: s.Break, context: Context, emit: Emitter) -> None:
    if stmt.goes_on:
        raise unsupported("a continue statement", stmt.span)
    target = context.breaks[stmt.label] if stmt.label else context.loops[-stmt.levels]
    emit.goto(target, stmt.span)


# ---------------------------------------------------------------- control


def _if(stmt: s.If, context: Context, emit: Emitter) -> None:
    term = None
    if stmt.condition is not None:
        context.check(stmt.condition, emit)
        term = context.term(stmt.condition)
    with emit.block() as then:
        inner = context
        if stmt.condition is not None:
            inner = branch(stmt.condition, stmt.binding, context, emit)
        block(stmt.then.statements, inner, emit)
    with emit.block() as otherwise:
        match stmt.otherwise:
            case None:
                pass
            case s.Block():
                block(stmt.otherwise.statements, context, emit)
            case s.If():
                _if(stmt.otherwise, context, emit)
    emit.add(b.if_(term, then, otherwise, span=stmt.span))


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
    emit.assert_(
        b.or_(*[fits for _, fits, _ in cases]),
        missing([x.pattern for x in stmt.cases], stmt.subject.type),
        stmt.span,
    )
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
            local = emit.local(variable.name, ivl_type(variable.type))
            emit.assign(local, part)
            inner = inner.bind({variable: b.ref(local)})
        block(case.body, inner, emit)
    with emit.block() as otherwise:
        _match_cases(rest, context, emit)
    emit.add(b.if_(fits, then, otherwise, span=case.span))


def _calc(stmt: s.Calc, context: Context, emit: Emitter) -> None:
    if stmt.first is None:
        return
    with emit.aside():
        context.check(stmt.first, emit)
    line = stmt.first
    for step in stmt.steps:
        with emit.aside():
            relation = _relation(step.operator, line, step.line, step.prefix)
            if step.operator is e.BinaryOperator.IMPLIES:
                assume(line, context, emit)
            context.check(step.line, emit)
            for hint in step.hint:
                block(hint.statements, context, emit)
            emit.assert_(
                context.proving().term(relation),
                "the calculation step between the previous line and this line might not hold",
                step.line.span,
            )
        line = step.line
    if stmt.conclusion is not None:
        assume(stmt.conclusion, context, emit)


def _relation(
    operator: e.BinaryOperator, left: e.Expr, right: e.Expr, prefix: e.Expr | None
) -> e.Expr:
    if prefix is not None:
        negated = operator is e.BinaryOperator.NOT_EQUAL
        return e.PrefixEqual(prefix, left, right, negated, type=BOOL, span=right.span)
    return e.Binary(operator, left, right, type=BOOL, span=right.span)


# ---------------------------------------------------------------- forall, modify


def _forall(stmt: s.Forall, context: Context, emit: Emitter) -> None:
    if stmt.kind is s.ForallKind.ASSIGN:
        raise unsupported("a forall statement that assigns", stmt.span)
    if stmt.kind is s.ForallKind.CALL:
        raise unsupported("a forall statement that calls a lemma", stmt.span)
    with emit.aside():
        inner = havoc_variables(stmt.variables, context, emit)
        inner.check(stmt.range, emit)
        assume(stmt.range, inner, emit)
        for clause in stmt.ensures:
            with emit.aside():
                inner.check(clause.condition, emit)
        if stmt.body is not None:
            block(stmt.body.statements, inner, emit)
            for clause in stmt.ensures:
                prove(
                    clause.condition,
                    "possible violation of postcondition of forall statement",
                    inner, emit,
                )  # fmt: skip
    for clause in stmt.ensures:
        known = e.Quantifier(
            e.QuantifierKind.FORALL, stmt.variables, stmt.range, clause.condition, type=BOOL,
            span=clause.span,
        )  # fmt: skip
        emit.assume(context.term(known))


def _modify(stmt: s.Modify, context: Context, emit: Emitter) -> None:
    del context, emit
    raise unsupported("a modify statement", stmt.span)
