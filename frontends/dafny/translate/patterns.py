"""Patterns: when a value fits one, and what the variables are then."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate import datatypes
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.equality import equal
from frontends.dafny.translate.types import adapt, conjunction
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.parts import peel
from ivl import build as b
from ivl.base.source import Span
from ivl.core.expressions import Expr


def fit(
    pattern: e.Pattern, value: Expr, type_: t.Type, context: Context
) -> tuple[Expr, dict[Variable, Expr]]:
    """The condition under which `value` fits, and what the variables of the pattern are then."""
    match pattern:
        case e.VariablePattern():
            variable = pattern.variable
            return b.bool_(True), {variable: adapt(value, type_, variable.type, context.shared)}
        case e.LiteralPattern():
            other = context.term(pattern.value)
            return equal(value, other, type_, context), {}
        case e.ConstructorPattern():
            constructor = pattern.constructor
            conditions = list[Expr]()
            if len(constructor.datatype.constructors) > 1:
                conditions.append(datatypes.is_made_by(value, constructor, context.shared))
            bound = dict[Variable, Expr]()
            for i, inner in enumerate(pattern.arguments):
                declared, actual = datatypes.parameter_types(constructor, i, pattern.type)
                part = datatypes.argument(value, constructor, i, context.shared)
                part = adapt(part, declared, actual, context.shared)
                condition, more = fit(inner, part, actual, context)
                conditions.append(condition)
                bound.update(more)
            return conjunction(*conditions), bound


MISSING = "missing case in case statement"


def check_complete(
    patterns: Sequence[e.Pattern], subject: Expr, type_: t.Type, span: Span, context: Context,
    emit: Emitter,
) -> None:  # fmt: skip
    """Emit that some pattern fits, and before that what is missing by itself."""
    _check_constructors(patterns, subject, type_, span, context, emit)
    found = [fit(pattern, subject, type_, context)[0] for pattern in patterns]
    if found:
        emit.assert_(b.or_(*found), MISSING, span)


def _check_constructors(
    patterns: Sequence[e.Pattern], subject: Expr, type_: t.Type, span: Span, context: Context,
    emit: Emitter,
) -> None:  # fmt: skip
    """Emit that the value has none of the constructors of which no pattern is.

    The same for the arguments of the constructors of which some are.
    """
    datatype, shared = peel(type_), context.shared
    if not isinstance(datatype, t.DatatypeType):
        return
    if any(isinstance(x, e.VariablePattern) for x in patterns):
        return
    constructed = [x for x in patterns if isinstance(x, e.ConstructorPattern)]
    for constructor in reversed(datatype.declaration.constructors):
        made = datatypes.is_made_by(subject, constructor, shared)
        rows = [x.arguments for x in constructed if x.constructor is constructor]
        if not rows:
            emit.assert_(b.not_(made), f"{MISSING}: {constructor.name}", span)
            continue
        for i, column in enumerate(zip(*rows, strict=True)):
            declared, actual = datatypes.parameter_types(constructor, i, type_)
            part = datatypes.argument(subject, constructor, i, shared)
            part = adapt(part, declared, actual, shared)
            with emit.when(made):
                _check_constructors(column, part, actual, column[0].span, context, emit)
