"""Which type parameters range over the same types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from ivl.core.expressions import Function
from ivl.core.types import ConstructedType, MapType, Type, TypeVariable, free_variables
from ivl.transform.monomorphize.summary import Kind, Summary

Position: TypeAlias = TypeVariable | tuple[str, int]
"""A place for a type: a type parameter, or an argument of a type constructor or procedure."""

MAP = "<>"
PROCEDURE = "procedure "
"""These start the positions of polymorphic maps (all of them) and of procedures."""


class TypeClasses:
    """The finest partition of positions in which a type variable connects all its places.

    If ``f`` is used at ``a`` and at ``Field a``, then ``f``'s parameter and ``a`` are in one
    class; the argument of ``Field`` is in the same one only if something else connects them.
    """

    def __init__(self) -> None:
        self._parent: dict[Position, Position] = {}
        self._seen: set[Type] = set()

    def find(self, position: Position) -> Position:
        """The representative of the class of `position`."""
        root = position
        while root in self._parent:
            root = self._parent[root]
        while position != root:
            self._parent[position], position = root, self._parent[position]
        return root

    def unite(self, name: str, parameters: Iterable[TypeVariable]) -> None:
        """Let each of `parameters` be in one class with the argument of `name` at its place."""
        self._unite([((name, i), p) for i, p in enumerate(parameters)])

    def add_types(self, types: Iterable[Type]) -> None:
        """Let each type variable in `types` be in one class with its place."""
        for type_ in types:
            self._unite(_places(type_, self._seen))

    def add(self, summary: Summary) -> None:
        """Let each type variable in `summary` be in one class with all its places."""
        self._unite(_standing(summary, self._seen))
        for binder in summary.binders:
            self.add(binder.inside)

    def _unite(self, standing: Iterable[tuple[Position, Type]]) -> None:
        for position, type_ in standing:
            if isinstance(type_, TypeVariable):
                one, other = self.find(position), self.find(type_)
                if one != other:
                    self._parent[one] = other

    def growth(self, summary: Summary) -> set[tuple[Position, Position]]:
        """The pairs of classes such that a type with a variable of one stands in the other.

        The signatures of functions that `summary` uses at type variables count.
        """
        seen: set[Type] = set()
        standing = _standing(summary, seen)
        for kind, symbol, types in summary.occurrences:
            if kind is Kind.FUNCTION and any(True for t in types for _ in free_variables(t)):
                assert isinstance(symbol, Function)
                for type_ in (*symbol.parameters, symbol.result):
                    standing += _places(type_, seen)
        found = {
            (self.find(variable), self.find(position))
            for position, type_ in standing
            if not isinstance(type_, TypeVariable)
            for variable in free_variables(type_)
        }
        return found.union(*[self.growth(binder.inside) for binder in summary.binders])


def _standing(summary: Summary, seen: set[Type]) -> list[tuple[Position, Type]]:
    """What stands where in `summary`, but not in its binders; `seen` types are left out."""
    found: list[tuple[Position, Type]] = []
    for kind, symbol, types in summary.occurrences:
        match kind:
            case Kind.TYPE:
                pass
            case Kind.FUNCTION:
                assert isinstance(symbol, Function)
                found.extend(zip(symbol.type_parameters, types, strict=True))
            case Kind.SELECT | Kind.STORE:
                found.extend([((MAP, i), t) for i, t in enumerate(types[1:])])
            case Kind.PROCEDURE:
                found.extend([((f"{PROCEDURE}{symbol}", i), t) for i, t in enumerate(types)])
        for type_ in types:
            found += _places(type_, seen)
    for left, right in summary.equations:
        found += compared(left, right)
    return found


def _places(type_: Type, seen: set[Type]) -> list[tuple[Position, Type]]:
    """What stands where in `type_`."""
    if type_ in seen:
        return []
    found: list[tuple[Position, Type]] = []
    inner: tuple[Type, ...] = ()
    match type_:
        case ConstructedType(name, inner) if inner:
            found = [((name, i), t) for i, t in enumerate(inner)]
        case MapType(parameters, domain, range_):
            found = [((MAP, i), p) for i, p in enumerate(parameters)]
            inner = (*domain, range_)
        case _:
            return []
    seen.add(type_)
    for part in inner:
        found += _places(part, seen)
    return found


def compared(left: Type, right: Type) -> list[tuple[Position, Type]]:
    """What types stand at type variables when values of the two types are compared."""
    match left, right:
        case TypeVariable(), _:
            return [(left, right)]
        case _, TypeVariable():
            return [(right, left)]
        case ConstructedType(name, arguments), ConstructedType(other, others) if name == other:
            return [p for pair in zip(arguments, others, strict=True) for p in compared(*pair)]
        case _:
            return []
