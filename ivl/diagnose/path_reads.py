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
    Function,
    Operation,
    Operator,
    Select,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import children
from ivl.core.types import ConstructedType, Type
from ivl.diagnose.sources import Sources
from ivl.logic.terms import Term

MOST_PLACES = 60
"""Of one variable; and so many applications of functions."""


@node
class AtIndex:
    """``[indexes]``, which has a type; `select` is what selects from a map with axioms."""

    indexes: tuple[Expr, ...]
    type: Type
    select: Function | None = None


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
            case AtIndex(indexes, type_, Function() as select):
                root = Apply(select, (), (root, *indexes), type_)
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
        self,
        incarnations: Mapping[Variable, Variable],
        sources: Sources,
        term: Callable[[Expr], Term],
    ) -> None:
        self.variables: set[Variable] = set()
        self.places: dict[Variable, list[Place]] = {}
        self.searched: set[Variable] = set()
        self.compared: set[Variable] = set()
        self.applications: list[Apply] = []
        self._incarnations = incarnations
        self._sources = sources
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
            if self._sources.selection(expr) is not None:
                self._place(expr, self._accesses(expr), expr.type)
            elif (update := self._sources.update(expr)) is not None:
                map_, indexes, value = update
                there = (*self._accesses(map_), self._at(map_, indexes, value.type))
                self._place(map_, there, value.type)
            else:
                self._note(expr)
            stack.extend(reversed(list(children(expr))))

    def _note(self, expr: Expr) -> None:
        match expr:
            case VariableReference(variable):
                self.variables.add(variable)
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
        if variable is None or self._sources.is_map(type_):
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
        while not isinstance(expr, VariableReference):
            inner = self._access(expr)
            if inner is None:
                return None
            expr, _ = inner
        return self._incarnations.get(expr.variable, expr.variable)

    def _accesses(self, expr: Expr) -> Place:
        """How `expr` takes its root apart; updates on the way change no place."""
        found: list[AtIndex | AtField] = []
        while (inner := self._access(expr)) is not None:
            expr, access = inner
            if access is not None:
                found.append(access)
        return tuple(found[::-1])

    def _access(self, expr: Expr) -> tuple[Expr, AtIndex | AtField | None] | None:
        """What `expr` is a part of, and which, or what it is an update of."""
        if (selection := self._sources.selection(expr)) is not None:
            map_, indexes = selection
            return map_, self._at(map_, indexes, expr.type)
        if (update := self._sources.update(expr)) is not None:
            return update[0], None
        match expr:
            case FieldAccess(operand, field, type_):
                return operand, AtField(field, type_)
            case FieldUpdate(operand):
                return operand, None
            case _:
                return None

    def _at(self, map_: Expr, indexes: tuple[Expr, ...], type_: Type) -> AtIndex:
        select = None
        if isinstance(map_.type, ConstructedType):
            select = self._sources.selects[map_.type.name]
        return AtIndex(indexes, type_, select)

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
