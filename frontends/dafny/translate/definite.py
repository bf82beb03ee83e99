"""Definite assignment: variables of some types have to be assigned before they are read."""

from __future__ import annotations

from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    ClassDeclaration,
    DatatypeDeclaration,
    Field,
    Variable,
    Witness,
)
from frontends.dafny.typed.parts import known, substitute, substitution
from ivl import build as b
from ivl.base.node import replace
from ivl.base.source import Span

_RULES = "which is subject to definite-assignment rules, might"


def is_tracked(type_: t.Type, ghost: bool) -> bool:
    """Whether a variable of a type has to be assigned before it is read."""
    return not ghost and not has_default(type_)


def has_default(type_: t.Type, inside: tuple[DatatypeDeclaration, ...] = ()) -> bool:
    """Whether compiled variables of a type may start with some value of it.

    `inside` are datatypes of which a value is being looked for.
    """
    type_ = known(type_)
    match type_:
        case t.ClassType():
            return type_.nullable
        case t.ParameterType():
            return "0" in type_.parameter.characteristics
        case t.OpaqueType():
            return "0" in type_.declaration.characteristics
        case t.SubsetType() | t.NewtypeType():
            return type_.declaration.witness_kind in (Witness.GUESSED, Witness.GIVEN)
        case t.FunctionType():
            return type_.arrow is not t.Arrow.TOTAL or has_default(type_.result, inside)
        case t.DatatypeType() if type_.declaration in inside:
            return type_.declaration.coinductive
        case t.DatatypeType():
            declaration = type_.declaration
            types = substitution(declaration.type_parameters, type_.arguments)
            for constructor in declaration.constructors:
                parts = [substitute(v.type, types) for v in constructor.parameters]
                found = [has_default(part, (*inside, declaration)) for part in parts]
                if all(found):
                    return True
            return False
        case _:
            return True


def track(variable: Variable | Field, context: Context, emit: Emitter) -> Context:
    """The context in which it is known whether a variable has been assigned: not yet."""
    assigned = emit.local(f"assigned {variable.name}", b.BOOL)
    emit.havoc(assigned)
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
        emit.assert_(b.ref(context.assigned[variable]), message, span)


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


def object_fields(type_: t.ClassType) -> list[tuple[Field, t.Type]]:
    """The fields and constants that a constructor may assign to, with their types in `type_`."""
    found = list[tuple[Field, t.Type]]()
    declaration: ClassDeclaration = type_.declaration
    types = substitution(declaration.type_parameters, type_.arguments)
    for parent in declaration.parents:
        above = t.ClassType(
            parent.declaration, tuple([substitute(a, types) for a in parent.arguments])
        )
        found.extend(object_fields(above))
    for member in declaration.members:
        if isinstance(member, Field) and not member.static and member.initializer is None:
            found.append((member, substitute(member.type, types)))
    return found
