"""Runs of the shipped interpreter, executed once more by the interpreter of the tests.

The two share no code. What the shipped one has chosen is played; ways to go, and what its record
leaves open, are chosen at random, again and again, until the run fails at the same place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from evaluator import Blocked, Map
from generated_programs import FUNCTIONS
from interpreter import Failure, Interpreter

from ivl.base.source import Span
from ivl.base.values import UNKNOWN, Bits, Construction, Element, FunctionTable, MapValue, Value
from ivl.core.expressions import Expr, Function, Variable
from ivl.core.program import Program
from ivl.core.statements import Assert
from ivl.core.types import MapType, Type
from ivl.interpreter.choices import ChoiceKind
from ivl.interpreter.run import Run

TRIES = 300
STEPS = 20_000
CHOICES = (ChoiceKind.START, ChoiceKind.LOCAL, ChoiceKind.HAVOC, ChoiceKind.RESULT)


@dataclasses.dataclass(frozen=True)
class Rows:
    """A map with two arguments, as a map to maps: each row has a default of its own."""

    rows: Map

    def get(self, key: Any) -> Any:
        return self.rows.get(key[:1]).get(key[1:])

    def set(self, key: Any, value: Any) -> Rows:
        row = self.rows.get(key[:1]).set(key[1:], value)
        return Rows(self.rows.set(key[:1], row))


@dataclasses.dataclass(frozen=True)
class Record:
    """A run, and what it made of what the language leaves open: functions' names, arguments, value.

    These are called ``->f`` for the field f of another constructor's value, and so on.
    """

    run: Run
    unspecified: tuple[tuple[str, tuple[Value, ...], Value], ...] = ()


class Player(Interpreter):
    """Plays the choices of a run as far as it goes the same way, to the assertion at `wanted`."""

    careful = False

    def __init__(self, program: Program, random: Random, record: Record, wanted: Span) -> None:
        self.recorded = record
        recorded = record.run
        self.wanted = wanted
        self.doubts = random.choice((0.0, 0.1, 1.0))
        kind = ChoiceKind.BRANCH
        self.ways = [str(value) for c, value in recorded.choices if c.kind is kind]
        self.given = {symbol.name: table for symbol, table in recorded.tables.items()}
        self.left = [(c, value) for c, value in recorded.choices if c.kind in CHOICES]
        open_ = {f.function for f in program.functions if f.body is None}
        functions = dict(FUNCTIONS)
        for symbol, table in recorded.tables.items():
            if symbol in open_ and symbol.name not in FUNCTIONS:
                functions[symbol.name] = _Function(self, symbol, table)
        if "positive" in self.given:
            functions["positive"] = self.positive
        super().__init__(program, random, functions, STEPS)

    def positive(self, x: int) -> int:
        """The one function of which an axiom tells: what the record says, where that is so."""
        found = self.given["positive"].apply((x,))
        return found if isinstance(found, int) and found > 0 else abs(x) + 1

    def choose_constants(self) -> None:
        super().choose_constants()
        for constant in self.constants:
            table = self.given.get(constant.name)
            if table is not None and table.entries:
                self.constants[constant] = self.read(table.entries[0][1], constant.type)
        unique = [self.constants[c.variable] for c in self.program.constants if c.unique]
        assert len(set(unique)) == len(unique)

    def havoc(
        self, variables: Sequence[Variable], where: Mapping[Variable, Expr], state: dict[Any, Any]
    ) -> None:
        for variable in variables:
            if not self.left:
                state[variable] = self.choose(variable.type)
                continue
            (choice, value), *self.left = self.left
            if (choice.name, choice.type) != (variable.name, variable.type):
                raise Blocked  # it goes another way
            state[variable] = self.read(value, variable.type)
        before = {g: state[g] for g in self.globals}
        clauses = [where[v] for v in variables if v in where]
        if not all(self.value(c, state, before) for c in clauses):
            raise Blocked

    def way(self, labels: Sequence[str]) -> str:
        """The recorded way, where there is one, and else any; sometimes any all the same.

        The record has no ways to go where but one was open.
        """
        found = self.ways[0] if self.ways else ""
        if labels == ("yes", "no"):
            found = "yes" if found.endswith(("_LoopBody", "_Then")) else "no"
        if self.ways and found in labels and self.random.random() >= self.doubts:
            self.ways.pop(0)
            return found
        return self.random.choice(labels)

    def carries_on(self, failing: Assert) -> bool:
        """What comes behind such an assertion is proved as if it might not hold."""
        declared = any(a.name == "subsumption" for a in failing.attributes)
        return declared and failing.span != self.wanted

    def choose(self, type_: Type, depth: int = 2) -> Any:
        if isinstance(type_, MapType) and not type_.parameters and len(type_.domain) == 2:
            return self.read(MapValue(MapValue(UNKNOWN)), type_)
        return super().choose(type_, depth)

    def field(self, value: Any, type_: Type, field: str, field_type: Type) -> Any:
        """Of other constructors fields are anything, but always the same."""
        constructors = self.datatypes[type_.name].constructors  # type: ignore[union-attr]
        if any(c.name == value[0] and field in c.names for c in constructors):
            return super().field(value, type_, field, field_type)
        key = (field, value)
        if key not in self.tables:
            for name, (argument, *_), found in self.recorded.unspecified:
                if name == f"->{field}" and self.read(argument, type_) == value:
                    self.tables[key] = self.read(found, field_type)
                    break
            else:
                self.tables[key] = self.choose(field_type)
        return self.tables[key]

    def read(self, value: Value, type_: Type) -> Any:
        """A value as these tests have it; anything where nothing is known."""
        match value:
            case _ if value == UNKNOWN:
                return self.choose(type_)
            case Bits(number):
                return number
            case Element(_, name):
                return name
            case Construction(constructor, arguments):
                types = self.fields(type_)[constructor]  # type: ignore[arg-type]
                pairs = zip(arguments, types, strict=True)
                return (constructor, *[self.read(a, t) for a, t in pairs])
            case MapValue() if isinstance(type_, MapType) and not type_.parameters:
                return self.read_map(value, type_)
            case MapValue():
                return self.choose(type_)
            case _:
                return value

    def read_map(self, value: MapValue, type_: MapType) -> Map | Rows:
        """A map with two arguments is a map to maps."""
        first, *rest = type_.domain
        inner = MapType((), tuple(rest), type_.range) if rest else type_.range
        found = Map(self.read(value.default, inner))
        for index, element in value.entries.items():
            found = found.set((self.read(index, first),), self.read(element, inner))
        return Rows(found) if rest else found


class _Function:
    """A function without a body: what the record says, elsewhere anything."""

    def __init__(self, player: Player, function: Function, table: FunctionTable) -> None:
        self.player = player
        self.function = function
        self.table = table

    def __call__(self, *arguments: Any) -> Any:
        player, types = self.player, self.function.parameters
        key = (self.function, *arguments)
        if key not in player.tables:
            value: Value = self.table.default
            for known, result in self.table.entries:
                read = [player.read(a, t) for a, t in zip(known, types, strict=True)]
                if read == list(arguments):
                    value = result
            player.tables[key] = player.read(value, self.function.result)
        return player.tables[key]


def fails_again(program: Program, record: Record, procedure: str, span: Span) -> bool:
    """Whether a run that plays the recorded one fails in `procedure` at `span`."""
    for seed in range(TRIES):
        try:
            Player(program, Random(seed), record, span).run(record.run.procedure)
        except Failure as failure:
            if failure.procedure == procedure and failure.span == span:
                return True
        except Blocked:
            continue
    return False
