"""Types are founded on others: no class is above itself, no type a subset of itself.

Each inductive datatype must have a value that can be made first.
"""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.errors import error
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    ClassDeclaration,
    DatatypeDeclaration,
    NewtypeDeclaration,
    SubsetTypeDeclaration,
    TypeDeclaration,
)
from frontends.dafny.typed.parts import constrained, known, parts, substitute, substitution


def check_foundations(declarations: Sequence[TypeDeclaration]) -> None:
    """Check that no type is defined in terms of itself, and that datatypes have values.

    Raises ProgramError.
    """
    done = set[TypeDeclaration]()
    for declaration in declarations:
        _check(declaration, done, set())
    _check_grounded([x for x in declarations if isinstance(x, DatatypeDeclaration)])


def _check(
    declaration: TypeDeclaration, done: set[TypeDeclaration], active: set[TypeDeclaration]
) -> None:
    if declaration in done:
        return
    if declaration in active:
        raise error(f"type {declaration.name!r} is defined in terms of itself", declaration.span)
    active.add(declaration)
    for below in _foundations(declaration):
        _check(below, done, active)
    active.discard(declaration)
    done.add(declaration)


def _foundations(declaration: TypeDeclaration) -> list[TypeDeclaration]:
    match declaration:
        case ClassDeclaration():
            return [parent.declaration for parent in declaration.parents]
        case SubsetTypeDeclaration() | NewtypeDeclaration():
            found, pending = list[TypeDeclaration](), [declaration.base]
            while pending:
                type_ = known(pending.pop())
                if isinstance(type_, t.SubsetType | t.NewtypeType):
                    found.append(type_.declaration)
                pending.extend(parts(type_))
            return found
        case _:
            return []


# ---------------------------------------------------------------- values


def _check_grounded(own: list[DatatypeDeclaration]) -> None:
    """Check that each inductive datatype has a value that is made of values made before it."""
    pending = [x for x in own if not x.coinductive]
    while pending:
        open_ = set(pending)
        left = [x for x in pending if not _is_grounded(x, open_)]
        if len(left) == len(pending):
            name = left[0].name
            raise error(f"{name!r} has no values: each is made of others", left[0].span)
        pending = left


def _is_grounded(declaration: DatatypeDeclaration, pending: set[DatatypeDeclaration]) -> bool:
    return any(
        all(_has_value(v.type, pending) for v in constructor.parameters)
        for constructor in declaration.constructors
    )


def _has_value(
    type_: t.Type, pending: set[DatatypeDeclaration], inside: tuple[DatatypeDeclaration, ...] = ()
) -> bool:
    """Whether there is a value of a type before there are any of `pending`.

    `inside` are datatypes of which a value is being looked for.
    """
    type_ = known(type_)
    match type_:
        case t.DatatypeType(declaration=declaration):
            if declaration in inside:
                return declaration.coinductive
            types = substitution(declaration.type_parameters, type_.arguments)
            within = (*inside, declaration)
            return declaration not in pending and any(
                all(
                    _has_value(substitute(v.type, types), pending, within)
                    for v in constructor.parameters
                )
                for constructor in declaration.constructors
            )
        case t.SubsetType():
            return _has_value(constrained(type_), pending, inside)
        case t.FunctionType():
            return _has_value(type_.result, pending, inside)
        case _:
            return True
