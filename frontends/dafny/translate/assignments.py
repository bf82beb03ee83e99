"""Assignments of values, and of values that are described."""

from __future__ import annotations

from frontends.dafny.resolve.assignments import target_type
from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.translate.allocation import new_array, new_object
from frontends.dafny.translate.assertions import assume
from frontends.dafny.translate.choice_checks import EXISTENCE
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.definite import mark_assigned
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.literals import composed, is_written_out, marked
from frontends.dafny.translate.subtypes import require_type
from frontends.dafny.translate.targets import check_distinct, declared_type, locate, store
from frontends.dafny.translate.types import adapt, conjunction, good, is_allocated, is_of
from frontends.dafny.translate.witnesses import exist, guesses, is_any
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.defaults import may_be_empty
from ivl import build as b
from ivl.core.expressions import Expr, VariableReference


def assign(stmt: s.Assign, context: Context, emit: Emitter) -> None:
    """``targets := values``: everything is evaluated before anything is assigned."""
    places = [locate(target, context, emit) for target in stmt.targets]
    values = [
        evaluate(value, target, context, emit)
        for value, target in zip(stmt.values, stmt.targets, strict=True)
    ]
    if len(stmt.targets) > 1:
        values = [None if v is None else emit.save("value", v) for v in values]
        check_distinct(stmt.targets, places, values, context, emit)
    for target, place, value in zip(stmt.targets, places, values, strict=True):
        store(target, place, value, context, emit)


def evaluate(value: s.Value, target: s.Target, context: Context, emit: Emitter) -> Expr | None:
    """The value for a target, None for any."""
    type_ = target_type(target)
    match value:
        case s.ExpressionValue():
            context.check(value.expression, emit)
            term = context.term(value.expression)
            require_type(term, value.expression.type, type_, value.expression.span, context, emit)
            found = adapt(term, value.expression.type, declared_type(target), context.shared)
            if is_written_out(value.expression):
                return marked(found, context.shared)
            if isinstance(value.expression, e.Construct):
                emit.assume(conjunction(*composed(term, context.shared)))
            return found
        case s.HavocValue():
            return None
        case s.NewObject():
            found = new_object(value, context, emit)
        case s.NewArray():
            found = new_array(value, context, emit)
    require_type(found, value.type, type_, value.span, context, emit)
    return adapt(found, value.type, declared_type(target), context.shared)


def such_that(stmt: s.AssignSuchThat, context: Context, emit: Emitter) -> None:
    """``targets :| condition``: any values that satisfy it, of which there have to be some."""
    variables = []
    for target in stmt.targets:
        if not isinstance(target, s.VariableTarget):
            raise unsupported("an assign-such-that statement for a field", target.span)
        variables.append(target.variable)
        mark_assigned(target.variable, context, emit)
    if not stmt.assumed and any(may_be_empty(v.type) for v in variables):
        # before any value of the type is assumed to be there
        emit.assert_(exist(variables, stmt.condition, context), EXISTENCE, stmt.span)
    for variable in variables:
        term = context.variables[variable]
        assert isinstance(term, VariableReference)
        emit.havoc(term.variable)
        emit.assume(is_of(term, variable.type, context))
        emit.assume(is_allocated(term, variable.type, context))
    context.check(stmt.condition, emit)
    if not (stmt.assumed or is_any(variables, stmt.condition, context)):
        exists = e.Quantifier(
            e.QuantifierKind.EXISTS, tuple(variables), None, stmt.condition, type=t.BOOL,
            span=stmt.condition.span,
        )  # fmt: skip
        found = [context.term(stmt.condition)]  # perhaps all values satisfy it
        for values in guesses(variables, stmt.condition, context):
            inner = context.bind(values)
            fits = [good(x, v.type, inner) for v, x in values.items()]
            found.append(conjunction(*fits, inner.term(stmt.condition)))
        emit.assert_(b.or_(*found, context.term(exists)), EXISTENCE, stmt.span)
    assume(stmt.condition, context, emit)
