"""Which type parameters range over the same types."""

from __future__ import annotations

from typing import TypeAlias

from ivl.core.types import ConstructedType, MapType, Type, TypeVariable, free_variables
from ivl.transform.monomorphize.summary import Kind, Summary

Position: TypeAlias = TypeVariable | tuple[str, int]
"""A place for a type: a type parameter, or an argument of a type constructor or procedure."""

Edge: TypeAlias = tuple[Position, Position]

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
        self._noted: set[Type] = set()

    def find(self, position: Position) -> Position:
        """The representative of the class of `position`."""
        root = position
        while root in self._parent:
            root = self._parent[root]
        while position != root:
            self._parent[position], position = root, self._parent[position]
        return root

    def unite(self, one: Position, other: Position) -> None:
        """Let two positions be in one class."""
        one, other = self.find(one), self.find(other)
        if one != other:
            self._parent[one] = other

    def place(self, position: Position, type_: Type) -> None:
        """Note that `type_` stands at `position`."""
        if isinstance(type_, TypeVariable):
            self.unite(position, type_)
        else:
            self.note(type_)

    def note(self, type_: Type) -> None:
        """Note that `type_` occurs."""
        match type_:
            case ConstructedType(name, arguments) if arguments:
                if type_ not in self._noted:
                    self._noted.add(type_)
                    for index, argument in enumerate(arguments):
                        self.place((name, index), argument)
            case MapType(parameters, domain, range_):
                if type_ not in self._noted:
                    self._noted.add(type_)
                    for index, parameter in enumerate(parameters):
                        self.unite((MAP, index), parameter)
                    for part in (*domain, range_):
                        self.note(part)
            case _:
                pass

    def add(self, summary: Summary) -> None:
        """Note all that `summary` has, inner binders included."""
        for kind, symbol, types in summary.occurrences:
            match kind:
                case Kind.TYPE:
                    self.note(types[0])
                case Kind.FUNCTION:
                    assert symbol is not None and not isinstance(symbol, str)
                    for parameter, type_ in zip(symbol.type_parameters, types, strict=True):
                        self.place(parameter, type_)
                case Kind.SELECT | Kind.STORE:
                    self.note(types[0])
                    for index, type_ in enumerate(types[1:]):
                        self.place((MAP, index), type_)
                case Kind.PROCEDURE:
                    for index, type_ in enumerate(types):
                        self.place((f"{PROCEDURE}{symbol}", index), type_)
        for left, right in summary.equations:
            self._equate(left, right)
        for binder in summary.binders:
            self.add(binder.inside)

    def growth(self, summary: Summary) -> set[Edge]:
        """The edges between classes where a type with a parameter of one stands at another.

        The signatures of functions and maps that `summary` uses at its type variables count.
        """
        found: set[Edge] = set()
        for kind, symbol, types in summary.occurrences:
            if not any(True for t in types for _ in free_variables(t)):
                continue
            match kind:
                case Kind.TYPE:
                    self._grow(types[0], found)
                case Kind.FUNCTION:
                    assert symbol is not None and not isinstance(symbol, str)
                    for position, type_ in zip(symbol.type_parameters, types, strict=True):
                        self._grow_at(position, type_, found)
                    for type_ in (*symbol.parameters, symbol.result):
                        self._grow(type_, found)
                case Kind.SELECT | Kind.STORE:
                    self._grow(types[0], found)
                    for index, type_ in enumerate(types[1:]):
                        self._grow_at((MAP, index), type_, found)
                case Kind.PROCEDURE:
                    pass
        for left, right in summary.equations:
            for one, two in ((left, right), (right, left)):
                if isinstance(one, TypeVariable):
                    self._grow_at(one, two, found)
        for binder in summary.binders:
            found |= self.growth(binder.inside)
        return found

    def _grow_at(self, position: Position, type_: Type, found: set[Edge]) -> None:
        if not isinstance(type_, TypeVariable):
            for variable in free_variables(type_):
                found.add((self.find(variable), self.find(position)))
            self._grow(type_, found)

    def _grow(self, type_: Type, found: set[Edge]) -> None:
        match type_:
            case ConstructedType(name, arguments):
                for index, argument in enumerate(arguments):
                    self._grow_at((name, index), argument, found)
            case MapType(_, domain, range_):
                for part in (*domain, range_):
                    self._grow(part, found)
            case _:
                pass

    def _equate(self, left: Type, right: Type) -> None:
        match left, right:
            case TypeVariable(), _:
                self.place(left, right)
            case _, TypeVariable():
                self.place(right, left)
            case ConstructedType(name, arguments), ConstructedType(other, others):
                if name == other:
                    for one, two in zip(arguments, others, strict=True):
                        self._equate(one, two)
            case _:
                pass
