"""What the variables, functions and types of a prepared program were when it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from ivl.base.node import node
from ivl.base.source import NOWHERE, Span
from ivl.core.attributes import text_attribute
from ivl.core.expressions import Apply, Expr, Function, Select, Store, Variable
from ivl.core.fold import walk
from ivl.core.map_statements import program_expressions, walk_statements
from ivl.core.match_types import Binding, match_type
from ivl.core.program import Condition, Datatype, Implementation, Program
from ivl.core.statements import Assert, Call, While
from ivl.core.types import ConstructedType, MapType, Type, free_variables, substitute

if TYPE_CHECKING:
    from ivl.interpreter.run import Interpreter


@node
class SourceVariable:
    """A variable as the program names it; the type is None where it is not known."""

    name: str
    type: Type | None


class Sources:
    """Relates `prepared`, what `source` became before its verification, to `source`.

    What passes made does not exist in the source: its variables and functions are hidden.
    """

    def __init__(self, source: Program, prepared: Program) -> None:
        self.source = source
        self.prepared = prepared
        self._locals: dict[Implementation, dict[Variable, SourceVariable]] = {}
        self._owners: dict[Variable, Implementation] = {}

    @cached_property
    def datatypes(self) -> Mapping[str, Datatype]:
        """The datatypes of the source, by name."""
        return {d.name: d for d in self.source.datatypes}

    @cached_property
    def prepared_datatypes(self) -> Mapping[str, Datatype]:
        """The datatypes of the prepared program, by name."""
        return {d.name: d for d in self.prepared.datatypes}

    @cached_property
    def globals(self) -> Mapping[Variable, SourceVariable]:
        """The global variables and the constants of the prepared program."""
        written = {v.name: v.type for v in _global_variables(self.source)}
        return {
            v: SourceVariable(v.name, written[v.name])
            for v in _global_variables(self.prepared)
            if v.name in written
        }

    @cached_property
    def _functions(self) -> Mapping[Function | Span, Function]:
        return _by_identity_and_place([d.function for d in self.source.functions])

    @cached_property
    def _implementations(self) -> Mapping[Span | str, Implementation]:
        found: dict[Span | str, Implementation] = {}
        for implementation in self.source.implementations:
            found.setdefault(implementation.name, implementation)
            if implementation.span is not NOWHERE:
                found[implementation.span] = implementation
        return found

    @cached_property
    def selects(self) -> Mapping[str, Function]:
        """The functions that select from maps with axioms, by the names of these maps' types."""
        return self._accesses("select")

    @cached_property
    def stores(self) -> Mapping[str, Function]:
        """The functions that update maps with axioms, by the names of these maps' types."""
        return self._accesses("store")

    def _accesses(self, kind: str) -> Mapping[str, Function]:
        named = {d.function.name: d.function for d in self.prepared.functions}
        found = {t.name: named.get(f"{t.name}_{kind}") for t in self.prepared.types}
        return {name: function for name, function in found.items() if function is not None}

    def is_map(self, type_: Type) -> bool:
        """Whether `type_` is that of maps, be they arrays or values with axioms."""
        return isinstance(type_, MapType) or (
            isinstance(type_, ConstructedType) and type_.name in self.selects
        )

    def selection(self, expr: Expr) -> tuple[Expr, tuple[Expr, ...]] | None:
        """The map and the indexes of an expression that selects from a map."""
        match expr:
            case Select(map_, _, indexes):
                return map_, indexes
            case Apply(function, _, (map_, *indexes)) if _is_of(function, map_, self.selects):
                return map_, tuple(indexes)
            case _:
                return None

    def update(self, expr: Expr) -> tuple[Expr, tuple[Expr, ...], Expr] | None:
        """The map, the indexes and the new element of an expression that updates a map."""
        match expr:
            case Store(map_, _, indexes, value):
                return map_, indexes, value
            case Apply(function, _, (map_, *indexes, value)) if _is_of(function, map_, self.stores):
                return map_, tuple(indexes), value
            case _:
                return None

    @cached_property
    def conditions(self) -> Mapping[Span, Expr]:
        """What is asserted in the source, and the clauses of contracts, by their places."""
        found: list[Assert | Condition] = []
        for procedure in self.source.procedures:
            found += [*procedure.requires, *procedure.ensures]
        for implementation in self.source.implementations:
            for s in walk_statements(implementation.body):
                stated = s.invariants if isinstance(s, While) else (s,)
                found += [a for a in stated if isinstance(a, Assert)]
        return {c.span: c.condition for c in found if c.span is not NOWHERE}

    @cached_property
    def calls(self) -> Mapping[Span, Call]:
        """The calls in the source, by their places."""
        bodies = [i.body for i in self.source.implementations]
        statements = [s for body in bodies for s in walk_statements(body)]
        return {s.span: s for s in statements if isinstance(s, Call) and s.span is not NOWHERE}

    @cached_property
    def type_arguments(self) -> Mapping[str, tuple[Type, ...]]:
        """For which types the fields of maps that had type parameters are, by their names."""
        from ivl.transform.monomorphize.instance_names import instance_name  # only after failures

        found: dict[str, tuple[Type, ...]] = {}
        for expr in program_expressions(self.source):
            for e in walk(expr):
                if isinstance(e, Select | Store) and e.type_arguments:
                    found[instance_name("at", e.type_arguments)] = tuple(
                        [_unknown(t) for t in e.type_arguments]
                    )
        return found | {instance_name("at", types): types for types in self._index_types}

    @cached_property
    def _index_types(self) -> Mapping[tuple[Type, ...], None]:
        """For which types maps with type parameters can have an index of a type that is written."""
        types = written_types(self.source)
        indexes = [t for t in types if isinstance(t, ConstructedType) and not _is_open(t)]
        found: dict[tuple[Type, ...], None] = {}
        for map_ in types:
            parameters = map_.parameters if isinstance(map_, MapType) else ()
            patterns = map_.domain if isinstance(map_, MapType) and parameters else ()
            for pattern, index in product(patterns, indexes):
                binding: Binding = {}
                if match_type(pattern, index, parameters, binding) and (
                    len(binding) == len(parameters)
                ):
                    found[tuple([binding[p] for p in parameters])] = None
        return found

    def instance_types(self, instance: Function, function: Function) -> tuple[Type, ...] | None:
        """For which types `instance` is `function`, as far as these occur in the program."""
        from ivl.transform.monomorphize.instance_names import instance_name  # only after failures

        for types in self._applied_types.get(len(function.type_parameters), ()):
            if instance_name(function.name, types) == instance.name:
                return types
        return None

    @cached_property
    def _applied_types(self) -> Mapping[int, Iterable[tuple[Type, ...]]]:
        """The type arguments that occur, by their number."""
        found: dict[int, dict[tuple[Type, ...], None]] = {0: {(): None}}
        for expr in program_expressions(self.source):
            for e in walk(expr):
                if isinstance(e, Select | Store | Apply) and not any(
                    map(_is_open, e.type_arguments)
                ):
                    found.setdefault(len(e.type_arguments), {})[e.type_arguments] = None
        for types in self._index_types:
            found.setdefault(len(types), {})[types] = None
        return found

    @cached_property
    def interpreter(self) -> Interpreter:
        """What runs the source."""
        from ivl.interpreter.run import Interpreter  # only when something fails

        return Interpreter(self.source)

    def function(self, function: Function) -> Function | None:
        """The function that `function` is an instance of."""
        return self._functions.get(function) or self._functions.get(function.span)

    def variables(
        self, implementation: Implementation, copies: Mapping[Variable, Variable]
    ) -> dict[Variable, SourceVariable]:
        """The variables that `implementation` can see, globals and constants first.

        `copies` are those of inlined bodies, which get names such as ``P.x``.
        """
        found = {**self.globals, **self.locals(implementation)}
        if copies and not self._owners:
            for other in self.prepared.implementations:
                self._owners |= dict.fromkeys(self.locals(other), other)
        for copy, original in copies.items():
            owner = self._owners.get(original)
            if owner is not None:
                shown = self.locals(owner)[original]
                name = self._name(owner)
                found[copy] = SourceVariable(f"{name}.{shown.name}", shown.type)
        return found

    def locals(self, implementation: Implementation) -> dict[Variable, SourceVariable]:
        """The formals and locals of `implementation`."""
        known = self._locals.get(implementation)
        if known is None:
            own = _own(implementation)
            source = self.implementation(implementation)
            if source is None:
                known = {v: SourceVariable(v.name, None) for v in own}
            else:
                written = {v.name: v.type for v in _own(source)}
                known = {
                    v: SourceVariable(v.name, written[v.name]) for v in own if v.name in written
                }
            self._locals[implementation] = known
        return known

    def implementation(self, implementation: Implementation) -> Implementation | None:
        """The implementation in the source that has become `implementation`."""
        if implementation.span is not NOWHERE:
            return self._implementations.get(implementation.span)
        return self._implementations.get(self._name(implementation))

    def _name(self, implementation: Implementation) -> str:
        return text_attribute(implementation.attributes, "verboseName") or implementation.name

    # -------------------------------------------------------------- types

    @cached_property
    def _constructors(self) -> Mapping[Function | Span, Function]:
        return _by_identity_and_place([c for d in self.source.datatypes for c in d.constructors])

    def constructor(
        self, constructor: Function, type_: ConstructedType, source: Type | None
    ) -> Function | None:
        """The constructor, if possible of `source`, of which that of `type_` is an instance."""
        if isinstance(source, ConstructedType):
            written = self.datatypes.get(source.name)
            prepared = self.prepared_datatypes.get(type_.name)
            if written is None or prepared is None:
                return None
            if len(written.constructors) != len(prepared.constructors):
                return None
            return written.constructors[prepared.constructors.index(constructor)]
        return self._constructors.get(constructor) or self._constructors.get(constructor.span)

    def is_component(self, type_: Type, source: Type | None) -> bool:
        """Whether `type_` is the product of maps that a polymorphic map has become."""
        return (
            isinstance(source, MapType)
            and bool(source.parameters)
            and isinstance(type_, ConstructedType)
            and type_.name in self.prepared_datatypes
        )

    def field(self, source: Type | None, field: str) -> Type | None:
        """The type of a field of a value of type `source`."""
        if not isinstance(source, ConstructedType) or source.name not in self.datatypes:
            return None
        for constructor in self.datatypes[source.name].constructors:
            if field in constructor.names:
                return parameter_types(constructor, source)[constructor.names.index(field)]
        return None


def written_types(program: Program) -> Mapping[Type, None]:
    """The types of all variables and functions, and those that they are made of."""
    stack: list[Type] = [v.type for v in _global_variables(program)]
    for declaration in program.functions:
        stack += (*declaration.function.parameters, declaration.function.result)
    for implementation in program.implementations:
        stack += [v.type for v in _own(implementation)]
    found: dict[Type, None] = {}
    while stack:
        type_ = stack.pop()
        if type_ not in found:
            found[type_] = None
            match type_:
                case ConstructedType(_, arguments):
                    stack += arguments
                case MapType(_, domain, range_):
                    stack += (*domain, range_)
                case _:
                    pass
    return found


def _is_of(function: Function, map_: Expr, known: Mapping[str, Function]) -> bool:
    return isinstance(map_.type, ConstructedType) and known.get(map_.type.name) is function


def map_domain(source: Type | None, count: int) -> tuple[Type | None, ...]:
    """The types of the `count` arguments of a map; where they have parameters, their heads."""
    if not isinstance(source, MapType) or len(source.domain) != count:
        return (None,) * count
    return tuple([_head(t) for t in source.domain])


def map_range(source: Type | None) -> Type | None:
    """The type of what is in a map, None if it depends on where in the map it is."""
    if not isinstance(source, MapType) or _is_open(source.range):
        return None
    return source.range


def _head(type_: Type) -> Type | None:
    if not _is_open(type_):
        return type_
    return ConstructedType(type_.name) if isinstance(type_, ConstructedType) else None


def _is_open(type_: Type) -> bool:
    return any(True for _ in free_variables(type_))


def parameter_types(constructor: Function, type_: ConstructedType) -> tuple[Type, ...]:
    """The types of a constructor's fields in values of `type_`."""
    binding = dict(zip(constructor.type_parameters, type_.arguments, strict=True))
    return tuple([substitute(t, binding) for t in constructor.parameters])


def _unknown(type_: Type) -> Type:
    """`type_` with types of which nothing is known for its variables."""
    return substitute(type_, {v: ConstructedType(v.name) for v in free_variables(type_)})


def _by_identity_and_place(functions: Iterable[Function]) -> Mapping[Function | Span, Function]:
    """Instances of a function stand where it stands."""
    found: dict[Function | Span, Function] = {}
    for function in functions:
        found[function] = function
        if function.span is not NOWHERE:
            found[function.span] = function
    return found


def _global_variables(program: Program) -> list[Variable]:
    return [*[d.variable for d in program.globals], *[d.variable for d in program.constants]]


def _own(implementation: Implementation) -> list[Variable]:
    declared = [d.variable for d in implementation.locals]
    return [*implementation.inputs, *implementation.outputs, *declared]
