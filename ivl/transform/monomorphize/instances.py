"""Which instances of polymorphic declarations a program needs: a least fixpoint."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TypeAlias

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
from ivl.transform.monomorphize.refusal import refuse
from ivl.transform.monomorphize.summary import Binder, Kind, Occurrence, Summary
from ivl.transform.monomorphize.type_parts import depth, parts

GROWTH = 2
"""An axiom is not instantiated where that makes types so much deeper than the program's own."""
HARD_GROWTH = 20
"""Declarations that make types so much deeper call themselves at ever larger types."""
ENOUGH = 20_000
"""No more instances of assumed quantifiers are made than this."""

BinderNode: TypeAlias = Quantifier | Lambda | Implementation
Environment: TypeAlias = Mapping[TypeVariable, Type]


class Declarations:
    """What the use of an instance of a declaration leads to, by symbol."""

    def __init__(self) -> None:
        self.functions: dict[Function, Summary] = {}
        self.datatypes: dict[str, tuple[tuple[TypeVariable, ...], Summary]] = {}
        self.procedures: dict[str, list[tuple[tuple[TypeVariable, ...], Summary]]] = {}
        self.type_constructors: set[str] = set()
        self.to_prove: Mapping[Quantifier, int] = {}
        self.distinguishes = False


class Instances:
    """The instances found; each dict keeps the order in which they were found."""

    def __init__(
        self, declarations: Declarations, skolem_types: tuple[Type, ...], depth_of_program: int
    ) -> None:
        self.declarations = declarations
        self.skolem_types = skolem_types
        self.opaque_types: list[ConstructedType] = []
        self.functions: dict[Function, dict[Types, None]] = {}
        self.types: dict[str, dict[Types, None]] = {}
        self.selects: dict[MapType, dict[Types, None]] = {}
        self.procedures: dict[str, dict[Types, None]] = {}
        self.bindings: dict[tuple[BinderNode, Types], dict[Types, None]] = {}
        self.select_count = 0
        self._seen: set[Type] = set()
        self._active: list[_Active] = []
        self._todo: deque[tuple[Summary, Environment]] = deque()
        self._depth = depth_of_program

    # -------------------------------------------------------------- registering

    def add(self, summary: Summary, environment: Environment) -> None:
        """Register everything in `summary` under `environment`, and what follows from it."""
        self._todo.append((summary, environment))
        while self._todo:
            self._add(*self._todo.popleft())

    def _add(self, summary: Summary, environment: Environment) -> None:
        for kind, symbol, types in summary.occurrences:
            self._occur(kind, symbol, substitute_all(types, environment) if environment else types)
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
                    inside = self.declarations.functions[symbol]
                    self._todo.append((inside, _bind(symbol.type_parameters, types)))
            case Kind.SELECT:
                map_type, *arguments = types
                assert isinstance(map_type, MapType)
                self.register_select(map_type, tuple(arguments))
            case Kind.PROCEDURE:
                assert isinstance(symbol, str)
                known = self.procedures.setdefault(symbol, {})
                if types not in known:
                    known[types] = None
                    for parameters, inside in self.declarations.procedures[symbol]:
                        self._todo.append((inside, _bind(parameters, types)))

    def verify(self, binder: Binder) -> None:
        """Note that a polymorphic implementation is to be verified at all types."""
        self._active.append(_Active(binder, {}))

    def call(self, procedure: str, types: Types) -> None:
        """Note that `procedure` is called at `types`."""
        summary = Summary()
        summary.occurrences[Occurrence(Kind.PROCEDURE, procedure, types)] = None
        self.add(summary, {})

    def register_select(self, map_type: MapType, arguments: Types) -> None:
        """Note that the component of `map_type` at `arguments` is used."""
        known = self.selects.setdefault(map_type, {})
        if arguments not in known:
            known[arguments] = None
            self.select_count += 1
            binding = _bind(map_type.parameters, arguments)
            for type_ in (*map_type.domain, map_type.range):
                self.register(substitute(type_, binding))

    def register(self, type_: Type) -> None:
        """Note that a ground type occurs, with all its parts."""
        if type_ in self._seen:
            return
        self._seen.add(type_)
        if any(True for _ in free_variables(type_)):  # nothing determined a type argument
            raise refuse("unhandled polymorphic features detected")
        size = depth(type_)
        if size > self._depth + HARD_GROWTH:
            raise refuse("expanding type cycle detected")
        for part in parts(type_):
            match part:
                case ConstructedType(name, arguments) if arguments:
                    if not any(True for _ in free_variables(part)):
                        self._register_constructed(name, arguments)
                case MapType(parameters, _, _) if parameters:
                    if part not in self.selects and not any(True for _ in free_variables(part)):
                        self.selects[part] = {}
                        self.select_count += 1
                case _:
                    pass

    def _register_constructed(self, name: str, arguments: Types) -> None:
        if name not in self.declarations.type_constructors:
            return
        known = self.types.setdefault(name, {})
        if arguments in known:
            return
        known[arguments] = None
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
            if active.optional and not self._fits(binder.inside, inner):
                continue
            done[types] = None
            self.add(binder.inside, inner)
            if isinstance(binder.expr, Implementation):
                self.call(binder.expr.name, types)
        return len(done) > before

    def _candidates(self, active: _Active) -> list[Types]:
        expr = active.binder.expr
        if isinstance(expr, Lambda):
            map_type = substitute(expr.type, active.environment)
            assert isinstance(map_type, MapType)
            return list(self.selects.get(map_type, ()))
        if active.patterns is None:
            active.patterns = Patterns(active.binder, active.environment)
            if isinstance(expr, Quantifier):
                active.offset = self.declarations.to_prove.get(expr)
        patterns = active.patterns
        stamp = sum([len(self.instances_of(p)) for p in patterns.all])
        if stamp == active.stamp:
            return []
        active.stamp = stamp
        if isinstance(expr, Implementation):
            opaque: Types = tuple(self.opaque_types)
            if not active.binder.inside.distinguishes and not self.declarations.distinguishes:
                return [opaque[: len(expr.type_parameters)]]
            return patterns.to_prove(self.instances_of, opaque, self.skolem_types)
        if active.offset is None:
            return patterns.to_assume(self.instances_of, self.types)
        fresh = self.skolem_types[active.offset :]
        return patterns.to_prove(self.instances_of, fresh)

    def instances_of(self, pattern: Occurrence) -> list[Types]:
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
            case Kind.PROCEDURE:
                return []

    def _fits(self, summary: Summary, environment: Environment) -> bool:
        """Whether what `summary` makes occur is neither too deep nor too much."""
        if sum([len(found) for found in self.bindings.values()]) > ENOUGH:
            return False
        limit = self._depth + GROWTH
        return all(
            t in self._seen or depth(t) <= limit
            for o in summary.occurrences
            for t in substitute_all(o.types, environment)
        )


class _Active:
    """A binder in an environment, waiting for instances."""

    __slots__ = ("binder", "environment", "offset", "patterns", "stamp")

    def __init__(self, binder: Binder, environment: Environment) -> None:
        self.binder = binder
        self.environment = environment
        self.patterns: Patterns | None = None
        self.offset: int | None = None
        self.stamp = -1

    @property
    def optional(self) -> bool:
        """Whether instances may be left out."""
        return self.offset is None and isinstance(self.binder.expr, Quantifier)


def _bind(parameters: tuple[TypeVariable, ...], types: Types) -> Binding:
    return dict(zip(parameters, types, strict=True))
