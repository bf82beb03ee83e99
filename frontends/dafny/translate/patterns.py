"""Patterns: when a value fits one, and what the variables are then."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate import collections as c
from frontends.dafny.translate import datatypes
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.types import adapt, conjunction
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.parts import peel
from ivl import build as b
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
            return c.equal(value, other, type_, context), {}
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


def missing(patterns: Sequence[e.Pattern], type_: t.Type) -> str:
    """What to say where no case fits."""
    seen = {x.constructor for x in patterns if isinstance(x, e.ConstructorPattern)}
    datatype = peel(type_)
    if isinstance(datatype, t.DatatypeType):
        for constructor in datatype.declaration.constructors:
            if constructor not in seen:
                return f"missing case in case statement: {constructor.name}"
    return "missing case in case statement"
