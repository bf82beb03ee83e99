"""The parts of types: to look into and to rebuild any of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import TypeParameter, Variance


def known(type_: t.Type) -> t.Type:
    """`type_`, or what it is bound to."""
    while isinstance(type_, t.Inferred) and type_.bound is not None:
        type_ = type_.bound
    return type_


def parts(type_: t.Type) -> tuple[t.Type, ...]:
    """The types of which `type_` is made."""
    match type_:
        case t.SetType() | t.MultisetType() | t.SequenceType():
            return (type_.element,)
        case t.MapType():
            return (type_.domain, type_.range)
        case t.FunctionType():
            return (*type_.parameters, type_.result)
        case t.ClassType() | t.DatatypeType() | t.SubsetType() | t.OpaqueType():
            return type_.arguments
        case _:
            return ()


def head(type_: t.Type) -> Hashable:
    """What distinguishes `type_` from others besides its parts; a class from its nullable twin."""
    match type_:
        case t.SetType() | t.MapType():
            return type(type_), type_.finite
        case t.MultisetType() | t.SequenceType():
            return (type(type_),)
        case t.FunctionType():
            return type(type_), len(type_.parameters), type_.arrow
        case t.ClassType():
            return type_.declaration, type_.nullable
        case t.DatatypeType() | t.SubsetType() | t.OpaqueType():
            return type_.declaration
        case _:
            return type_


def variances(type_: t.Type) -> tuple[Variance, ...]:
    """How subtypes of each of `parts` make subtypes of the type."""
    match type_:
        case t.ClassType():
            return (Variance.INVARIANT,) * len(type_.arguments)
        case t.DatatypeType() | t.SubsetType() | t.OpaqueType():
            return tuple([p.variance for p in type_.declaration.type_parameters])
        case t.FunctionType():
            return (Variance.CONTRAVARIANT,) * len(type_.parameters) + (Variance.COVARIANT,)
        case _:
            return (Variance.COVARIANT,) * len(parts(type_))


def rebuild(type_: t.Type, new: tuple[t.Type, ...]) -> t.Type:
    """A type with the head of `type_` and these parts."""
    match type_:
        case t.SetType():
            return t.SetType(new[0], type_.finite)
        case t.MultisetType():
            return t.MultisetType(new[0])
        case t.SequenceType():
            return t.SequenceType(new[0])
        case t.MapType():
            return t.MapType(new[0], new[1], type_.finite)
        case t.FunctionType():
            return t.FunctionType(new[:-1], new[-1], type_.arrow)
        case t.ClassType():
            return t.ClassType(type_.declaration, new, type_.nullable)
        case t.DatatypeType():
            return t.DatatypeType(type_.declaration, new)
        case t.SubsetType():
            return t.SubsetType(type_.declaration, new)
        case t.OpaqueType():
            return t.OpaqueType(type_.declaration, new)
        case _:
            return type_


def substitute(type_: t.Type, types: Mapping[TypeParameter, t.Type]) -> t.Type:
    """`type_` with type parameters replaced, and without bound `Inferred` types."""
    type_ = known(type_)
    if isinstance(type_, t.ParameterType):
        return types.get(type_.parameter, type_)
    inside = parts(type_)
    return rebuild(type_, tuple([substitute(p, types) for p in inside])) if inside else type_


def substitution(
    parameters: tuple[TypeParameter, ...], arguments: tuple[t.Type, ...]
) -> dict[TypeParameter, t.Type]:
    """What `substitute` takes."""
    return dict(zip(parameters, arguments, strict=True))


def constrained(type_: t.SubsetType) -> t.Type:
    """The type of which a subset type is a subset, one step up."""
    declaration = type_.declaration
    return substitute(declaration.base, substitution(declaration.type_parameters, type_.arguments))


def is_subset(one: t.Type, other: t.Type) -> bool:
    """Whether `one` is declared as a subset of `other`, perhaps in several steps."""
    while isinstance(one, t.SubsetType):
        one = known(constrained(one))
        if one == other:
            return True
    return False


def peel(type_: t.Type) -> t.Type:
    """The type without its constraints, the top of it at least: ``int`` for ``nat``.

    Non-null types become nullable, functions general ones.
    """
    type_ = known(type_)
    match type_:
        case t.SubsetType():
            return peel(constrained(type_))
        case t.ClassType():
            return t.ClassType(type_.declaration, type_.arguments, True)
        case t.FunctionType():
            return t.FunctionType(type_.parameters, type_.result, t.Arrow.GENERAL)
        case _:
            return type_


def numeric_base(type_: t.Type) -> t.Type:
    """What `peel` gives, and of newtypes the built-in type on which they are based."""
    type_ = peel(type_)
    while isinstance(type_, t.NewtypeType):
        type_ = peel(type_.declaration.base)
    return type_


def ancestors(type_: t.ClassType) -> list[t.ClassType]:
    """The class type itself and all traits that it extends."""
    found = [type_]
    types = substitution(type_.declaration.type_parameters, type_.arguments)
    for parent in type_.declaration.parents:
        above = t.ClassType(
            parent.declaration,
            tuple([substitute(a, types) for a in parent.arguments]),
            type_.nullable,
        )
        found.extend(ancestors(above))
    return found
