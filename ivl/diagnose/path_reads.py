"""Which variables, which places in maps and which applications of functions a path reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from ivl.base.node import node
from ivl.core.expressions import (
    Apply,
    Expr,
    FieldAccess,
    FieldUpdate,
    Operation,
    Operator,
    Select,
    Store,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import children
from ivl.core.types import MapType, Type
from ivl.logic.terms import Term

MOST_PLACES = 60
"""Of one variable; and so many applications of functions."""


@node
class AtIndex:
    """``[indexes]``, which has a type."""

    indexes: tuple[Expr, ...]
    type: Type


@node
class AtField:
    """``->field``, which has a type."""

    field: str
    type: Type


Place: TypeAlias = tuple[AtIndex | AtField, ...]
"""Where in a variable's value. It ends with an index, and what is there is no map."""


def at_place(root: Expr, place: Place) -> Expr:
    """The expression for a place in the value of `root`."""
    for access in place:
        match access:
            case AtIndex(indexes, type_):
                root = Select(root, (), indexes, type_)
            case AtField(field, type_):
                root = FieldAccess(root, field, type_)
    return root


class Reads:
    """What some expressions over incarnations read.

    `variables` are the incarnations that occur, `places` what is read of each source variable,
    `searched` the variables whose maps are read at indexes that a quantifier binds, `compared`
    those that are compared as a whole. `term` gives equal results for equal expressions.
    """

    def __init__(
        self, incarnations: Mapping[Variable, Variable], term: Callable[[Expr], Term]
    ) -> None:
        self.variables: set[Variable] = set()
        self.places: dict[Variable, list[Place]] = {}
        self.searched: set[Variable] = set()
        self.compared: set[Variable] = set()
        self.applications: list[Apply] = []
        self._incarnations = incarnations
        self._term = term
        self._known: set[tuple[object, ...]] = set()
        self._seen: dict[int, Expr] = {}  # keeps alive what the keys identify
        self._rigid: dict[int, bool] = {}

    def add(self, exprs: Iterable[Expr]) -> None:
        """Take note of what `exprs` read."""
        stack = list(exprs)[::-1]
        while stack:
            expr = stack.pop()
            if id(expr) in self._seen:
                continue
            self._seen[id(expr)] = expr
            match expr:
                case VariableReference(variable):
                    self.variables.add(variable)
                case Select():
                    self._place(expr, _accesses(expr), expr.type)
                case Store(map_, _, indexes, value):
                    there = (*_accesses(map_), AtIndex(indexes, value.type))
                    self._place(map_, there, value.type)
                case Operation(Operator.EQUAL | Operator.NOT_EQUAL, (left, right)):
                    self.compared |= {
                        self._incarnations.get(e.variable, e.variable)
                        for e in (left, right)
                        if isinstance(e, VariableReference)
                    }
                case Apply() if not expr.function.is_constructor and expr.arguments:
                    self._application(expr)
                case _:
                    pass
            stack.extend(reversed(list(children(expr))))

    def add_copy(self, variable: Variable, original: Variable) -> None:
        """What is read of `original` is read of `variable`, too, which was a copy of it."""
        for place in self.places.get(original, ()):
            places = self.places.setdefault(variable, [])
            if place not in places and len(places) < MOST_PLACES:
                places.append(place)
        for known in (self.searched, self.compared):
            if original in known:
                known.add(variable)

    def _place(self, expr: Expr, accesses: Place, type_: Type) -> None:
        variable = self._root(expr)
        if variable is None or isinstance(type_, MapType):
            return
        if not all(self.is_rigid(i) for a in accesses if isinstance(a, AtIndex) for i in a.indexes):
            self.searched.add(variable)
            return
        places = self.places.setdefault(variable, [])
        key: list[object] = [variable]
        for access in accesses:
            match access:
                case AtField(field):
                    key.append(field)
                case AtIndex(indexes):
                    key.extend(map(self._term, indexes))
        if len(places) < MOST_PLACES and tuple(key) not in self._known:
            self._known.add(tuple(key))
            places.append(accesses)

    def _application(self, expr: Apply) -> None:
        if len(self.applications) >= MOST_PLACES or not self.is_rigid(expr):
            return
        key = ("apply", self._term(expr))
        if key not in self._known:
            self._known.add(key)
            self.applications.append(expr)

    def _root(self, expr: Expr) -> Variable | None:
        """The source variable whose value, or an earlier one, `expr` takes apart."""
        while True:
            match expr:
                case VariableReference(variable):
                    return self._incarnations.get(variable, variable)
                case Select(map_) | Store(map_):
                    expr = map_
                case FieldAccess(operand) | FieldUpdate(operand):
                    expr = operand
                case _:
                    return None

    def is_rigid(self, expr: Expr) -> bool:
        """Whether no variable in `expr` is bound, here or outside: it has one value."""
        known = self._rigid.get(id(expr))
        if known is None:
            match expr:
                case VariableReference(variable):
                    known = variable.kind is not VariableKind.BOUND
                case _:
                    known = all(map(self.is_rigid, children(expr)))
            self._rigid[id(expr)] = known
        return known


def _accesses(expr: Expr) -> Place:
    """How `expr` takes its root apart; updates on the way change no place."""
    found: list[AtIndex | AtField] = []
    while True:
        match expr:
            case Select(map_, _, indexes, type_):
                found.append(AtIndex(indexes, type_))
                expr = map_
            case FieldAccess(operand, field, type_):
                found.append(AtField(field, type_))
                expr = operand
            case Store(map_):
                expr = map_
            case FieldUpdate(operand):
                expr = operand
            case _:
                return tuple(found[::-1])
