"""Definite assignment: variables of some types have to be assigned before they are read."""

from __future__ import annotations

from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Field, Variable
from frontends.dafny.typed.defaults import has_default, may_be_empty
from ivl import build as b
from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import Variable as IvlVariable

_RULES = "which is subject to definite-assignment rules, might"


def is_tracked(type_: t.Type, ghost: bool, context: Context) -> bool:
    """Whether a variable of a type has to be assigned before it is read."""
    return may_be_empty(type_) if ghost else not starts(type_, context)


def starts(type_: t.Type, context: Context) -> bool:
    """Whether compiled variables of a type may be left to start with some value of it."""
    return has_default(type_) and not context.shared.switches.assign_always


def track(variable: Variable | Field, context: Context, emit: Emitter) -> Context:
    """The context in which it is known whether a variable has been assigned: not yet."""
    assigned = emit.local(f"assigned#{variable.name}", b.BOOL)
    emit.havoc(assigned)
    return tracked_by(assigned, variable, context)


def tracked_by(assigned: IvlVariable, variable: Variable | Field, context: Context) -> Context:
    """The context in which `assigned` tells whether a variable has been assigned."""
    return replace(context, assigned={**context.assigned, variable: assigned})


def mark_assigned(variable: Variable | Field, context: Context, emit: Emitter) -> None:
    """Remember that a variable has been assigned."""
    if variable in context.assigned:
        emit.assign(context.assigned[variable], b.bool_(True))


def check_assigned(variable: Variable | Field, span: Span, context: Context, emit: Emitter) -> None:
    """Emit that a variable that is read has been assigned."""
    if variable in context.assigned:
        what = "field" if isinstance(variable, Field) else "variable"
        message = f"{what} '{variable.name}', {_RULES} be used before it has been assigned"
        emit.assert_(b.ref(context.assigned[variable]), message, span, subsumes=True)


def check_outputs(
    outputs: tuple[Variable, ...], span: Span, context: Context, emit: Emitter
) -> None:
    """Emit that out-parameters have been assigned where a method returns."""
    for variable in outputs:
        if variable in context.assigned:
            message = (
                f"out-parameter '{variable.name}', {_RULES} not have been defined at this return"
                " point"
            )
            emit.assert_(b.ref(context.assigned[variable]), message, span)


def check_fields(span: Span, context: Context, emit: Emitter) -> None:
    """Emit that fields have been assigned where the first part of a constructor ends."""
    for variable, assigned in context.assigned.items():
        if isinstance(variable, Field):
            message = (
                f"field '{variable.name}', {_RULES} not have been defined at this point in the"
                " constructor body"
            )
            emit.assert_(b.ref(assigned), message, span)
