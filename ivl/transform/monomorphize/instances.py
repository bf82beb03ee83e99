"""Which instances of polymorphic declarations a program needs: a least fixpoint."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from typing import TypeAlias

from ivl.base.fresh import Names
from ivl.core.expressions import Function, Lambda, Quantifier
from ivl.core.match_types import Binding
from ivl.core.program import Implementation
from ivl.core.types import (
    ConstructedType,
    MapType,
    Type,
    TypeVariable,
    free_variables,
    substitute,
    substitute_all,
)
from ivl.transform.monomorphize.binding import Patterns, Types
from ivl.transform.monomorphize.exactness import Exactness
from ivl.transform.monomorphize.refusal import refuse
from ivl.transform.monomorphize.summary import Binder, Kind, Occurrence, Summary
from ivl.transform.monomorphize.type_classes import MAP, Position, TypeClasses, compared
from ivl.transform.monomorphize.type_parts import depth, parts

GROWTH = 2
"""An axiom is not instantiated where that makes types so much deeper than the program's own."""
HARD_GROWTH = 20
"""Declarations that make types so much deeper call themselves at ever larger types."""
ENOUGH = 20_000
"""No more instances of assumed quantifiers are made than this."""
TOO_MANY = 10_000
"""If more instances of other quantifiers and implementations are needed, there is no end to it."""
IMPLEMENTATION = -1
"""The rank of the fresh types that implementations are verified at."""

_HOLE = ConstructedType("_")
"""Stands for a fresh type."""

BinderNode: TypeAlias = Quantifier | Lambda | Implementation
Environment: TypeAlias = Mapping[TypeVariable, Type]


class Declarations:
    """What the use of an instance of a declaration leads to, by symbol, and other facts.

    `to_prove` and `exact` are the quantifiers that hold if they hold at enough types, and those
    that must be instantiated at all types; all others are assumed, so anything will do.
    """

    def __init__(self) -> None:
        self.functions: dict[Function, Summary] = {}
        self.datatypes: dict[str, tuple[tuple[TypeVariable, ...], Summary]] = {}
        self.procedures: dict[str, list[tuple[tuple[TypeVariable, ...], Summary]]] = {}
        self.type_constructors: set[str] = set()
        self.to_prove: Mapping[Quantifier, int] = {}
        self.exact: set[Quantifier] = set()
        self.distinguishes = False
        self.classes = TypeClasses()
        self.exactness: Exactness


class Instances:
    """The instances found; each dict keeps the order in which they were found.

    `ranges` has the types that stand at the positions of each class, `unions` a type for each
    class that stands for all others. `lost` tells whether an assumption could not be used there.
    """

    def __init__(self, declarations: Declarations, names: Names, depth_of_program: int) -> None:
        self.declarations = declarations
        self.functions: dict[Function, dict[Types, None]] = {}
        self.types: dict[str, dict[Types, None]] = {}
        self.selects: dict[MapType, dict[Types, None]] = {}
        self.procedures: dict[str, dict[Types, None]] = {}
        self.bindings: dict[tuple[BinderNode, Types], dict[Types, None]] = {}
        self.ranges: dict[Position, dict[Type, None]] = {}
        self.unions: dict[Position, ConstructedType] = {}
        self.lost = False
        self._classes = declarations.classes
        self._names = names
        self._depth = depth_of_program
        self._fresh: dict[tuple[int, int], ConstructedType] = {}
        self._ranks: dict[Type, int] = {}
        self._unions: set[Type] = set()
        self._assumed = 0
        self._required = 0
        self._seen: set[Type] = set()
        self._active: list[_Active] = []
        self._stores: dict[Types, None] = {}
        self._todo: deque[tuple[Summary, Environment]] = deque()

    # -------------------------------------------------------------- registering

    def add(self, summary: Summary, environment: Environment) -> None:
        """Register everything in `summary` under `environment`, and what follows from it."""
        self._todo.append((summary, environment))
        while self._todo:
            self._add(*self._todo.popleft())

    def _add(self, summary: Summary, environment: Environment) -> None:
        for kind, symbol, types in summary.occurrences:
            self._occur(kind, symbol, substitute_all(types, environment) if environment else types)
        for left, right in summary.equations:
            for position, type_ in compared(left, right):
                self._stand((position,), (substitute(type_, environment),))
        for binder in summary.binders:
            self._active.append(_Active(binder, environment))

    def _occur(self, kind: Kind, symbol: Function | str | None, types: Types) -> None:
        for type_ in types:
            self.register(type_)
        match kind:
            case Kind.TYPE:
                pass
            case Kind.FUNCTION:
                assert isinstance(symbol, Function)
                known = self.functions.setdefault(symbol, {})
                if types not in known:
                    known[types] = None
                    self._stand(symbol.type_parameters, types)
                    inside = self.declarations.functions[symbol]
                    self._todo.append((inside, _bind(symbol.type_parameters, types)))
            case Kind.SELECT | Kind.STORE:
                map_type, *arguments = types
                assert isinstance(map_type, MapType)
                self._select(map_type, tuple(arguments))
                if kind is Kind.STORE:
                    self._stores[types] = None
            case Kind.PROCEDURE:
                assert isinstance(symbol, str)
                known = self.procedures.setdefault(symbol, {})
                if types not in known:
                    known[types] = None
                    for parameters, inside in self.declarations.procedures[symbol]:
                        self._todo.append((inside, _bind(parameters, types)))

    def verify(self, binder: Binder) -> None:
        """Note that a polymorphic implementation is to be verified at all types."""
        for index, parameter in enumerate(binder.expr.type_parameters):
            self._fresh_type(IMPLEMENTATION, index, parameter.name)
        self._active.append(_Active(binder, {}))

    def _select(self, map_type: MapType, arguments: Types) -> None:
        known = self.selects.setdefault(map_type, {})
        if arguments not in known:
            known[arguments] = None
            self._stand([(MAP, i) for i in range(len(arguments))], arguments)
            binding = _bind(map_type.parameters, arguments)
            for type_ in (*map_type.domain, map_type.range):
                self.register(substitute(type_, binding))

    def _stand(self, positions: Iterable[Position], types: Types) -> None:
        for position, type_ in zip(positions, types, strict=True):
            if type_ not in self._unions:
                self.ranges.setdefault(self._classes.find(position), {})[type_] = None

    def register(self, type_: Type) -> None:
        """Note that a ground type occurs, with all its parts."""
        if type_ in self._seen:
            return
        self._seen.add(type_)
        if any(True for _ in free_variables(type_)):  # nothing determined a type argument
            raise refuse("unhandled polymorphic features detected")
        if depth(type_) > self._depth + HARD_GROWTH:
            raise refuse("expanding type cycle detected")
        for part in parts(type_):
            match part:
                case ConstructedType(name, arguments) if arguments:
                    if not any(True for _ in free_variables(part)):
                        self._register_constructed(name, arguments)
                case MapType(parameters, _, _) if parameters:
                    if not any(True for _ in free_variables(part)):
                        self.selects.setdefault(part, {})
                case _:
                    pass

    def _register_constructed(self, name: str, arguments: Types) -> None:
        if name not in self.declarations.type_constructors:
            return
        known = self.types.setdefault(name, {})
        if arguments in known:
            return
        known[arguments] = None
        self._stand([(name, i) for i in range(len(arguments))], arguments)
        if name in self.declarations.datatypes:
            parameters, inside = self.declarations.datatypes[name]
            self._todo.append((inside, _bind(parameters, arguments)))

    # -------------------------------------------------------------- the fixpoint

    def close(self) -> None:
        """Instantiate quantifiers and lambdas until nothing new turns up."""
        changed = True
        while changed:
            changed = False
            index = 0
            while index < len(self._active):
                changed = self._instantiate(self._active[index]) or changed
                index += 1

    def _instantiate(self, active: _Active) -> bool:
        binder, environment = active.binder, active.environment
        done = self.bindings.setdefault((binder.expr, tuple(environment.values())), {})
        before = len(done)
        for types in self._candidates(active):
            if types in done:
                continue
            inner = {**environment, **_bind(binder.expr.type_parameters, types)}
            if active.patterns is not None and not self._fits(binder.inside, inner):
                continue
            done[types] = None
            if active.patterns is None:
                self._required += 1
                self._check_size(self._required)
            else:
                self._assumed += 1
            if isinstance(binder.expr, Implementation):
                self._occur(Kind.PROCEDURE, binder.expr.name, types)
            self.add(binder.inside, inner)
        return len(done) > before

    def _check_size(self, count: int) -> None:
        if count > TOO_MANY:
            raise refuse("expanding type cycle detected")

    def _candidates(self, active: _Active) -> Iterable[Types]:
        binder = active.binder
        expr = binder.expr
        if isinstance(expr, Lambda):
            map_type = substitute(expr.type, active.environment)
            assert isinstance(map_type, MapType)
            return self._usable(binder, list(self.selects.get(map_type, ())))
        parameters = expr.type_parameters
        ranges = [self.ranges.get(self._classes.find(p), ()) for p in parameters]
        stamp = len(self._unions) + sum([len(r) for r in ranges])
        if isinstance(expr, Quantifier) and self._is_assumed(expr):
            if active.patterns is None:
                active.patterns = Patterns(binder, active.environment)
            patterns = active.patterns
            stamp += sum([len(self._instances_of(p)) for t in patterns.triggers for p in t])
            if active.is_stale(stamp):
                found = patterns.candidates(self._instances_of, self._types_of, self.types)
                return self._usable(binder, found)
        elif active.is_stale(stamp):
            if isinstance(expr, Implementation):
                return self._enough(parameters, IMPLEMENTATION)
            rank = self.declarations.to_prove.get(expr)
            return self._all(parameters) if rank is None else self._enough(parameters, rank)
        return ()

    def _is_assumed(self, expr: Quantifier) -> bool:
        return expr not in self.declarations.exact and expr not in self.declarations.to_prove

    def _instances_of(self, pattern: Occurrence) -> list[Types]:
        """The types at which the symbol of `pattern` occurs."""
        match pattern.kind:
            case Kind.FUNCTION:
                assert isinstance(pattern.symbol, Function)
                return list(self.functions.get(pattern.symbol, ()))
            case Kind.TYPE if isinstance(pattern.symbol, str):
                return list(self.types.get(pattern.symbol, ()))
            case Kind.TYPE:
                return [(m,) for m in self.selects]
            case Kind.SELECT:
                return [(m, *arguments) for m, found in self.selects.items() for arguments in found]
            case Kind.STORE:
                return list(self._stores)
            case Kind.PROCEDURE:
                return []

    def _types_of(self, parameter: TypeVariable) -> list[Type]:
        root = self._classes.find(parameter)
        union = self.unions.get(root)
        return [*self.ranges.get(root, ()), *([] if union is None else [union])]

    def _usable(self, binder: Binder, candidates: Iterable[Types]) -> Iterable[Types]:
        """Those of `candidates` at which `binder` means what it means at all their members."""
        if not self._unions:
            return candidates
        exactness = self.declarations.exactness
        found: list[Types] = []
        for types in candidates:
            usable = all(
                not self.has_union((t,)) or exactness.of(p, binder)
                for p, t in zip(binder.expr.type_parameters, types, strict=True)
            )
            if usable:
                found.append(types)
            else:
                self.lost = True
        return found

    def has_union(self, types: Types) -> bool:
        """Whether one of `types` is a union, or has one inside."""
        return any(part in self._unions for t in types for part in parts(t))

    def _fits(self, summary: Summary, environment: Environment) -> bool:
        """Whether what `summary` makes occur is neither too deep nor too much."""
        if self._assumed > ENOUGH:
            return False
        limit = self._depth + GROWTH
        return all(
            t in self._seen or depth(t) <= limit
            for o in summary.occurrences
            for t in substitute_all(o.types, environment)
        )

    # -------------------------------------------------------------- all types

    def _all(self, parameters: tuple[TypeVariable, ...]) -> Iterable[Types]:
        """All types: those that `parameters` range over, and the unions of the others."""
        for parameter in parameters:
            root = self._classes.find(parameter)
            if root not in self.unions:
                self.unions[root] = ConstructedType(self._names.fresh("other"))
                self._unions.add(self.unions[root])
        choices = [self._types_of(p) for p in parameters]
        self._check_size(prod([len(c) for c in choices]))
        return product(*choices)

    def _enough(self, parameters: tuple[TypeVariable, ...], rank: int) -> Iterator[Types]:
        """Types of which one violates a property if any type does.

        A type that violates it is known, or it may be renamed to a fresh one, or parts of it may,
        if something else has been, or stands for all others: equal ones to the same. Where
        nothing tells types apart, even known ones may be renamed. `rank` tells whose fresh types
        these are; others with a lower rank are known.
        """
        known = self.declarations.distinguishes
        choices: list[list[Type]] = []
        for parameter in parameters:
            types = list(self.ranges.get(self._classes.find(parameter), ())) if known else []
            if len(parameters) == 1:  # no type is a part of itself
                types = [t for t in types if not self._has_rank(t, rank)]
            choices.append(list({self._with_holes(t, rank): None for t in (*types, _HOLE)}))
        self._check_size(prod([len(c) for c in choices]))
        for pattern in product(*choices):
            holes = sum([part is _HOLE for t in pattern for part in parts(t)])
            for numbers in _partitions(holes) if known else [tuple(range(holes))]:
                fresh = iter([self._fresh_type(rank, n) for n in numbers])
                yield tuple([_fill(t, fresh) for t in pattern])

    def _has_rank(self, type_: Type, rank: int) -> bool:
        return any(self._ranks.get(part) == rank for part in parts(type_))

    def _with_holes(self, type_: Type, rank: int) -> Type:
        if type_ in self._unions or self._ranks.get(type_, rank - 1) >= rank:
            return _HOLE
        if isinstance(type_, ConstructedType) and type_.arguments:
            arguments = tuple([self._with_holes(t, rank) for t in type_.arguments])
            return ConstructedType(type_.name, arguments)
        return type_

    def _fresh_type(self, rank: int, number: int, name: str = "") -> ConstructedType:
        known = self._fresh.get((rank, number))
        if known is None:
            new = self._names.fresh(name) if name else self._names.numbered("any#")
            known = self._fresh[rank, number] = ConstructedType(new)
            self._ranks[known] = rank
        return known

    def opaque_types(self, count: int) -> Types:
        """The types at which an implementation with `count` type parameters keeps its name.

        Fewer than `count` where no implementation has as many.
        """
        found = [self._fresh.get((IMPLEMENTATION, i)) for i in range(count)]
        return tuple([type_ for type_ in found if type_ is not None])

    def new_types(self) -> list[ConstructedType]:
        """The types that stand for types that the program does not name."""
        return [*self._fresh.values(), *self.unions.values()]


class _Active:
    """A binder in an environment, waiting for instances."""

    __slots__ = ("binder", "environment", "patterns", "stamp")

    def __init__(self, binder: Binder, environment: Environment) -> None:
        self.binder = binder
        self.environment = environment
        self.patterns: Patterns | None = None
        self.stamp = -1

    def is_stale(self, stamp: int) -> bool:
        """Whether `stamp` is new; note it."""
        if stamp == self.stamp:
            return False
        self.stamp = stamp
        return True


def _fill(type_: Type, fresh: Iterator[Type]) -> Type:
    """`type_` with its holes filled with `fresh` types."""
    if type_ is _HOLE:
        return next(fresh)
    if isinstance(type_, ConstructedType) and type_.arguments:
        return ConstructedType(type_.name, tuple([_fill(t, fresh) for t in type_.arguments]))
    return type_


def _partitions(count: int) -> list[tuple[int, ...]]:
    """All partitions of `count` things: the number of the class of each."""
    found: list[tuple[int, ...]] = [()]
    for _ in range(count):
        found = [(*p, n) for p in found for n in range(max(p, default=-1) + 2)]
    return found


def _bind(parameters: tuple[TypeVariable, ...], types: Types) -> Binding:
    return dict(zip(parameters, types, strict=True))
