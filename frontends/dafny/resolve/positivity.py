"""No datatype holds functions on itself: there would be more of those than it has values.

``datatype D = D(f: D -> bool)`` would let the value ``D(d => !d.f(d))`` contradict itself. As much
as functions hold sets that may be infinite, and the domains of such maps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from frontends.dafny.resolve.errors import error
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    DatatypeDeclaration,
    SubsetTypeDeclaration,
    TypeDeclaration,
    TypeParameter,
)
from frontends.dafny.typed.parts import known, parts
from ivl.base.source import Span

Holder: TypeAlias = DatatypeDeclaration | SubsetTypeDeclaration
"""Declarations of types whose values hold others."""
Use: TypeAlias = tuple[t.Type, bool, Span]
"""What a type holds, whether by functions on it, and where that is written."""


def check_positivity(declarations: Sequence[TypeDeclaration]) -> None:
    """Check that no type holds functions on itself. Raises ProgramError."""
    holders = _reachable(declarations)
    powers = _powers(holders)
    uses = {
        holder: [
            (used.declaration, power, span)
            for used, power, span in _uses(holder, powers)
            if isinstance(used, t.DatatypeType | t.SubsetType)
        ]
        for holder in holders
    }
    above = {holder: [used for used, _, _ in found] for holder, found in uses.items()}
    for holder, found in uses.items():
        for used, power, span in found:
            if power and _leads(used, holder, above):
                raise error(
                    f"using the type being defined ({holder.name!r}) here violates strict "
                    "positivity: it would hold functions on itself, or sets of itself that may be "
                    "infinite, of which there are more than it has values",
                    span,
                )


def _reachable(declarations: Sequence[TypeDeclaration]) -> list[Holder]:
    found = dict[Holder, None]()
    pending = [d for d in declarations if isinstance(d, Holder)]
    while pending:
        holder = pending.pop()
        if holder in found:
            continue
        found[holder] = None
        inside = [type_ for type_, _ in _components(holder)]
        while inside:
            type_ = known(inside.pop())
            if isinstance(type_, t.DatatypeType | t.SubsetType):
                pending.append(type_.declaration)
            inside.extend(parts(type_))
    return list(found)


def _components(holder: Holder) -> list[tuple[t.Type, Span]]:
    if isinstance(holder, DatatypeDeclaration):
        return [(v.type, v.span) for c in holder.constructors for v in c.parameters]
    return [] if holder.variable is None else [(holder.base, holder.span)]


def _powers(holders: Sequence[Holder]) -> frozenset[TypeParameter]:
    """The type parameters on which values of generic types hold functions."""
    powers = frozenset[TypeParameter]()
    while True:
        found = {
            used.parameter
            for holder in holders
            for used, power, _ in _uses(holder, powers)
            if power and isinstance(used, t.ParameterType)
        }
        if found <= powers:
            return powers
        powers |= found


def _uses(holder: Holder, powers: frozenset[TypeParameter]) -> Iterator[Use]:
    """All that values of a type hold. `powers`: see `_powers`."""
    pending: list[Use] = [(type_, False, span) for type_, span in _components(holder)]
    while pending:
        type_, power, span = pending.pop()
        type_ = known(type_)
        yield type_, power, span
        match type_:
            case t.FunctionType():
                pending.extend([(x, True, span) for x in type_.parameters])
                pending.append((type_.result, power, span))
            case t.SetType():
                pending.append((type_.element, power or not type_.finite, span))
            case t.MapType():
                pending.append((type_.domain, power or not type_.finite, span))
                pending.append((type_.range, power, span))
            case t.DatatypeType() | t.SubsetType():
                formals = type_.declaration.type_parameters
                for formal, actual in zip(formals, type_.arguments, strict=True):
                    pending.append((actual, power or formal in powers, span))
            case t.OpaqueType():
                pending.extend([(x, True, span) for x in type_.arguments])
            case t.ClassType():  # references hold nothing
                pass
            case _:
                pending.extend([(x, power, span) for x in parts(type_)])


def _leads(start: Holder, goal: Holder, above: dict[Holder, list[Holder]]) -> bool:
    seen, pending = set[Holder](), [start]
    while pending:
        holder = pending.pop()
        if holder is goal:
            return True
        if holder not in seen:
            seen.add(holder)
            pending.extend(above[holder])
    return False
