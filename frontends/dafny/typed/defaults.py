"""Which variables and fields may be left to start with some value of their types."""

from __future__ import annotations

from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    ClassDeclaration,
    ClassKind,
    DatatypeDeclaration,
    Field,
    Witness,
)
from frontends.dafny.typed.parts import constrained, known, substitute, substitution


def has_default(type_: t.Type, inside: tuple[DatatypeDeclaration, ...] = ()) -> bool:
    """Whether compiled variables of a type may start with some value of it.

    `inside` are datatypes of which a value is being looked for.
    """
    type_ = known(type_)
    match type_:
        case t.ClassType():  # there are empty arrays
            return type_.nullable or type_.declaration.kind is ClassKind.ARRAY
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


def may_be_empty(type_: t.Type, inside: tuple[DatatypeDeclaration, ...] = ()) -> bool:
    """Whether the program says of a type, or of what it needs, by ``witness *`` that it may be.

    `inside` are datatypes of which a value is being looked for.
    """
    type_ = known(type_)
    match type_:
        case t.SubsetType():
            never = type_.declaration.witness_kind is Witness.NONE
            return never or may_be_empty(constrained(type_), inside)
        case t.NewtypeType():
            return type_.declaration.witness_kind is Witness.NONE
        case t.DatatypeType() if type_.declaration not in inside:
            declaration = type_.declaration
            types = substitution(declaration.type_parameters, type_.arguments)
            within = (*inside, declaration)
            empty = [
                any(may_be_empty(substitute(v.type, types), within) for v in constructor.parameters)
                for constructor in declaration.constructors
            ]
            return all(empty)
        case _:
            return False


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
