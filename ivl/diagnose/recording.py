"""The choices that a candidate makes on its path, as an interpreter of the source asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from ivl.base.node import node
from ivl.base.source import Span
from ivl.base.values import UNKNOWN, Construction, Element, MapValue, Value
from ivl.core.expressions import Expr, Function, Variable, VariableReference
from ivl.core.fold import free_variables
from ivl.core.statements import Havoc
from ivl.core.types import ConstructedType, MapType, Type, substitute
from ivl.core.types import free_variables as type_variables
from ivl.diagnose.candidate import Candidate
from ivl.diagnose.failing_path import FailingPath
from ivl.diagnose.sources import SourceVariable
from ivl.interpreter.data import Datum, Origin, PolymorphicMap, instance
from ivl.interpreter.domains import Domains
from ivl.interpreter.rules import Symbol
from ivl.interpreter.tables import Table
from ivl.logic import model

_OUTPUT = "call1formal#"
"""What the name of the variable starts with that stands for an output of a callee."""

Values: TypeAlias = Mapping[tuple[str, Type], Datum | None]
"""The values of variables by their names and types: a name may hide another one's.

Such a value is None where any will do, and UNKNOWN where it matters.
"""


@node
class Recording:
    """The values at the `start`, and by each havoc at a place, in order.

    `labels` are those of the blocks on the path, `tables` what functions and constants are, as far
    as they are those of the source. The candidate is `complete` if the solver vouches for it, and
    `universe` are then the elements of the uninterpreted types.
    """

    start: Values
    havocs: Mapping[Span, tuple[Values, ...]]
    labels: tuple[str, ...]
    tables: Mapping[Symbol, Table]
    universe: Mapping[str, tuple[Element, ...]]
    complete: bool


def record(path: FailingPath, candidate: Candidate) -> Recording:
    """What `candidate` chooses on `path`."""
    return _Recorder(path, candidate).record()


class _Recorder:
    def __init__(self, path: FailingPath, candidate: Candidate) -> None:
        self.path = path
        self.candidate = candidate
        self.sources = candidate.sources
        self.origins: dict[tuple[Type, model.Value], Origin] = {}
        self.decoder = candidate.decoder_of(self.product)
        cfg = candidate.condition.cfg
        self.shown = self.sources.variables(cfg.implementation, cfg.copies)
        self.copies = cfg.copies
        conditions = [c.condition for block in path.blocks for c in block.commands]
        self.mentioned = {v for condition in conditions for v in free_variables(condition)}

    def record(self) -> Recording:
        candidate = self.candidate
        candidate.model()
        start = [(v, self.shown[v], VariableReference(v)) for v in self.shown]
        changes = [c for b in self.path.blocks for x in b.executed for c in x.changes]
        candidate.ask([*[e for _, _, e in start], *[e for _, e in changes]])
        havocs: dict[Span, list[Values]] = {}
        for block in self.path.blocks:
            for executed in block.executed:
                if block is self.path.blocks[-1] and executed.index > self.path.check.index:
                    break
                if isinstance(executed.command, Havoc):
                    span = executed.command.span
                    changed = [(v, self.variable(span, v), e) for v, e in executed.changes]
                    havocs.setdefault(span, []).append(self.values(changed))
        return Recording(
            self.values(start),
            {span: tuple(found) for span, found in havocs.items()},
            tuple([b.label for b in self.path.blocks]),
            self.tables(),
            self.universe(),
            candidate.complete,
        )

    def value(self, expr: Expr, shown: SourceVariable) -> Datum | None:
        """The value of a variable, None where it is not known; nothing in it is unknown."""
        if shown.type is None:
            return None
        return self.decode(self.candidate.model_value(expr), expr.type, shown.type)

    def decode(self, found: model.Value | None, type_: Type, source: Type) -> Datum | None:
        """A value of `type_`, None where it is not known."""
        value = self.decoder.decode(found, type_, source)
        return value if is_known(value) else None

    def product(self, found: model.Value, type_: Type, source: Type) -> Value:
        """A map with type parameters, which was made a datatype with a field for some types."""
        assert isinstance(source, MapType) and isinstance(type_, ConstructedType)
        assert isinstance(found, model.Construction)
        constructor = self.sources.prepared_datatypes[type_.name].constructors[0]
        if len(found.arguments) != len(constructor.parameters):
            return UNKNOWN  # the solver names a value that it does not tell
        parts: dict[tuple[Type, ...], Datum] = {}
        fields = zip(constructor.names, constructor.parameters, found.arguments, strict=True)
        for name, field, part in fields:
            if name == "rest":
                continue
            types = self.sources.type_arguments.get(name)
            if types is None or len(types) != len(source.parameters):
                return UNKNOWN
            value = self.decode(part, field, instance(source, types))
            if value is None:
                return UNKNOWN
            parts[types] = value
        origin = self.origin(source, found.arguments[-1])
        return PolymorphicMap(origin, parts)  # type: ignore[return-value]  # for those that ask

    def origin(self, type_: MapType, rest: model.Value) -> Origin:
        """What maps are for other types: the same where the solver says so."""
        if (type_, rest) not in self.origins:
            domains = Domains(self.sources.source, self.universe())
            made = Origin(lambda types: domains.default(instance(type_, types)))
            self.origins[type_, rest] = made
        return self.origins[type_, rest]

    def values(self, variables: Iterable[tuple[Variable, SourceVariable | None, Expr]]) -> Values:
        """What is known of variables, each with what it is in the source and its value."""
        found: dict[tuple[str, Type], Datum | None] = {}
        for variable, shown, expr in variables:
            if shown is not None:
                value = self.value(expr, shown)
                if value is None and not self.mentioned.isdisjoint(free_variables(expr)):
                    value = UNKNOWN
                found[shown.name, self.executed_type(variable, shown, expr)] = value
        return found

    def executed_type(self, variable: Variable, shown: SourceVariable, expr: Expr) -> Type:
        """The type that a variable has in an execution, in which there are no type variables."""
        parameters = [] if shown.type is None else [*type_variables(shown.type)]
        if shown.type is None or (parameters and variable in self.copies):
            return expr.type
        return substitute(shown.type, {p: ConstructedType(p.name) for p in parameters})

    def variable(self, span: Span, variable: Variable) -> SourceVariable | None:
        """A variable as the source has it that gets a value at `span`."""
        if variable.name.startswith(_OUTPUT) and variable not in self.shown:
            return self.output(span, variable.name.removeprefix(_OUTPUT))
        return self.shown.get(variable)

    def output(self, span: Span, name: str) -> SourceVariable | None:
        """An output of the procedure that is called at `span`."""
        call = self.sources.calls.get(span)
        if call is None:
            return None
        callee = self.sources.source.procedure(call.procedure)
        binding = dict(zip(callee.type_parameters, call.type_arguments, strict=True))
        for declaration in callee.outputs:
            if declaration.variable.name == name:
                return SourceVariable(name, substitute(declaration.variable.type, binding))
        return None

    def tables(self) -> dict[Symbol, Table]:
        """The functions and constants of the source, as far as they are known."""
        sources, said = self.sources, self.candidate.model()
        found: dict[Symbol, Table] = {}
        symbols = self.candidate.condition.translator.symbols()
        for name in said.names if said is not None else ():
            symbol = symbols.get(name)
            if isinstance(symbol, Function):
                function = sources.function(symbol)
                types = None if function is None else sources.instance_types(symbol, function)
                if function is not None and types is not None:
                    table = self.table(name, symbol, function, types)
                    whole = found.setdefault(function, Table({}, {}))
                    whole.entries.update(table.entries)
                    whole.defaults.update(table.defaults)
        constants = {c.variable.name: c.variable for c in sources.source.constants}
        for variable, shown in sources.globals.items():
            if shown.name in constants:
                value = self.value(VariableReference(variable), shown)
                if value is not None:
                    found[constants[shown.name]] = Table({((), ()): value}, {})
        return found

    def table(
        self, name: str, prepared: Function, source: Function, types: tuple[Type, ...]
    ) -> Table:
        """What is known of a function for some types."""
        binding = dict(zip(source.type_parameters, types, strict=True))
        parameters = [substitute(p, binding) for p in source.parameters]
        range_ = substitute(source.result, binding)
        said, decode = self.candidate.model(), self.decode
        assert said is not None
        found = Table({}, {})
        if not prepared.parameters:
            result = decode(said.constant(name), prepared.result, range_)
            if result is not None:
                found.entries[types, ()] = result
            return found
        table = said.table(name)
        if table is None:
            return found
        both = list(zip(prepared.parameters, parameters, strict=True))
        complete = True
        for arguments, result_ in table.entries:
            values = [decode(a, t, s) for a, (t, s) in zip(arguments, both, strict=True)]
            known = tuple([v for v in values if v is not None])
            result = decode(result_, prepared.result, range_)
            if result is not None and len(known) == len(values):
                found.entries[types, known] = result
            else:
                complete = False
        if table.default is not None and complete:
            default = decode(table.default, prepared.result, range_)
            if default is not None:
                found.defaults[types] = default
        return found

    def universe(self) -> dict[str, tuple[Element, ...]]:
        said = self.candidate.model()
        if said is None:
            return {}
        names = {t.name for t in self.sources.source.types if not t.arity}
        return {
            name: tuple([self.candidate.element(name, text) for text in elements])
            for name, elements in said.universes.items()
            if name in names
        }


def is_known(value: Value) -> bool:
    """Whether nothing in `value` is unknown."""
    match value:
        case Construction(_, arguments):
            return all(map(is_known, arguments))
        case MapValue():
            inside = (value.default, *value.entries, *value.entries.values())
            return all(map(is_known, inside))
        case _:
            return value != UNKNOWN
