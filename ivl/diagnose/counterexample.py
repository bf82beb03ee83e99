"""The values at each step of a failing path, by the names and types of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ivl.base.counterexample import (
    Access,
    Arguments,
    Binding,
    Counterexample,
    Field,
    Index,
    PrintedText,
    Step,
    StepKind,
)
from ivl.base.node import node, replace
from ivl.base.source import NOWHERE
from ivl.base.values import UNKNOWN, Element, MapValue, Value
from ivl.core.attributes import text_attribute
from ivl.core.expressions import (
    Apply,
    Attributes,
    Expr,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.statements import Assign, Command, Havoc
from ivl.core.types import Type
from ivl.core.value_text import value_text
from ivl.diagnose.candidate import Candidate
from ivl.diagnose.failed_parts import failed_parts
from ivl.diagnose.failing_path import FailingPath
from ivl.diagnose.interpretation import interpretation
from ivl.diagnose.map_values import MapValues
from ivl.diagnose.path_reads import AtField, AtIndex, Place, Reads, at_place
from ivl.diagnose.sources import map_domain, map_range
from ivl.flow.cfg import Executed, PassiveCommand


def read_counterexample(
    path: FailingPath, candidate: Candidate, with_model: bool = False
) -> Counterexample:
    """What `candidate` says of `path`, which it takes.

    Shown are, at the start, the inputs and what else the path reads; then what each assignment
    and havoc makes of variables; in the end what the assertion reads. Of maps those entries are
    shown that are read somewhere on the path.
    """
    trace = _Trace(path, candidate)
    model = interpretation(candidate, trace.states()) if with_model else None
    steps = trace.steps()
    return Counterexample(steps, candidate.complete, model, failed_parts(path, candidate))


@node
class _Moment:
    """Something on the path: `block` is the index of its block in the diagnostic's trace."""

    what: Executed | PassiveCommand
    block: int


_ShownPlace: TypeAlias = tuple[Place, tuple[Access, ...], Type | None]
"""A place, how it is shown, and the type of what is there, as the program has it."""


class _Trace:
    def __init__(self, path: FailingPath, candidate: Candidate) -> None:
        self.candidate = candidate
        self.sources = candidate.sources
        self.failing = path.check.assertion
        cfg = candidate.condition.cfg
        self.inputs = cfg.implementation.inputs
        self.shown = self.sources.variables(cfg.implementation, cfg.copies)
        self.moments = list(_moments(path))
        self.reads = Reads(cfg.incarnations, self.sources, candidate.term)
        held = [m.what.condition for m in self.moments if not isinstance(m.what, Executed)]
        self.reads.add(held)
        self.values = MapValues(candidate, held[:-1])
        self.finally_read = Reads(cfg.incarnations, self.sources, candidate.term)
        self.finally_read.add([self.failing.condition])
        for variable, now, original in self.copies():
            self.reads.add([now])
            self.reads.add_copy(variable, original)
            self.finally_read.add_copy(variable, original)
        self.current: dict[Variable, Expr] = {}
        self.last: dict[tuple[Variable, tuple[Access, ...]], Value] = {}
        candidate.ask(self.interesting())
        self.places = {v: list(self.shown_places(v)) for v in self.reads.places if v in self.shown}

    # -------------------------------------------------------- what is read and changed

    def copies(self) -> Iterator[tuple[Variable, Expr, Variable]]:
        """The variables that become copies of others, with what they become, and of which."""
        incarnations = self.candidate.condition.cfg.incarnations
        for moment in self.moments:
            if isinstance(moment.what, Executed):
                for variable, now in moment.what.changes:
                    if isinstance(now, VariableReference):
                        original = incarnations.get(now.variable, now.variable)
                        if original is not variable:
                            yield variable, now, original

    def at_start(self) -> list[Variable]:
        """The variables that are shown at the start."""
        read = self.reads.variables
        return [v for v in self.shown if v in read or v in self.inputs]

    def interesting(self) -> Iterator[Expr]:
        """Expressions that are likely to be shown, the more important ones first."""
        for places in self.reads.places.values():
            for place in places:
                yield from _indexes(place)
        for application in self.finally_read.applications:
            yield from (application, *application.arguments)
        changes: list[tuple[Variable, Expr]] = [(v, VariableReference(v)) for v in self.at_start()]
        for moment in reversed(self.moments):
            if isinstance(moment.what, Executed):
                changes += moment.what.changes
        for variable, now in changes:
            if variable in self.shown:
                if not self.sources.is_map(variable.type):
                    yield now
                for place in self.reads.places.get(variable, ()):
                    yield at_place(now, place)

    def shown_places(self, variable: Variable) -> Iterator[_ShownPlace]:
        """The places in `variable` that are read, with what their indexes are."""
        known: set[tuple[Access, ...]] = set()
        for place in self.reads.places[variable]:
            shown = self.shown_place(place, variable.type, self.shown[variable].type)
            if shown is not None and shown[1] not in known:
                known.add(shown[1])
                yield shown

    def shown_place(self, place: Place, type_: Type, source: Type | None) -> _ShownPlace | None:
        accesses: list[Access] = []
        for access in place:
            match access:
                case AtField(field, field_type):
                    if not self.sources.is_component(type_, source):
                        accesses.append(Field(field))
                        source = self.sources.field(source, field)
                    type_ = field_type
                case AtIndex(indexes, element_type):
                    domain = map_domain(source, len(indexes))
                    values = [self.values.value(i, s) for i, s in zip(indexes, domain, strict=True)]
                    if UNKNOWN in values:
                        return None
                    accesses.append(Index(tuple(values)))
                    source = map_range(source)
                    type_ = element_type
        if self.sources.is_map(type_) or self.sources.is_component(type_, source):
            return None
        return place, tuple(accesses), source

    # -------------------------------------------------------- steps

    def steps(self) -> tuple[Step, ...]:
        start: list[Binding] = []
        for variable in self.at_start():
            start += self.bindings(variable, VariableReference(variable))
        steps = [Step(StepKind.START, tuple(start))]
        for moment in self.moments:
            match moment.what:
                case Executed(command=command) as executed:
                    self.current |= dict(executed.changes)
                    if command is not None:
                        steps += self.executed(command, executed.changes, moment.block)
                        steps += self.printed(executed.attributes, command, moment.block)
                case command:
                    state = text_attribute(command.attributes, "captureState")
                    if state is not None:
                        place = command.span
                        steps.append(Step(StepKind.STATE, (), state, moment.block, span=place))
                    steps += self.printed(command.attributes, command, moment.block)
        block = self.moments[-1].block
        steps.append(
            Step(StepKind.FAILURE, tuple(self.failure()), "", block, span=self.failing.span)
        )
        return tuple(_merged(steps))

    def executed(
        self, command: Assign | Havoc, changes: Iterable[tuple[Variable, Expr]], block: int
    ) -> Iterator[Step]:
        assigned = isinstance(command, Assign)
        found: list[Binding] = []
        for variable, now in changes:
            read = isinstance(now, VariableReference) and now.variable in self.reads.variables
            if assigned or read:
                found += self.bindings(variable, now)
        kind = StepKind.ASSIGN if assigned else StepKind.HAVOC
        if found:
            yield Step(kind, tuple(found), "", block, span=command.span)

    def bindings(
        self,
        variable: Variable,
        now: Expr,
        old: bool = False,
        again: bool = False,
        whole: bool = False,
    ) -> Iterator[Binding]:
        """What has changed of `variable`, which is `now`; or all of it with `again`.

        Of maps those places are shown that are read, and with `whole` the whole.
        """
        shown = self.shown.get(variable)
        if shown is None:
            return
        found: dict[tuple[Access, ...], Value] = {
            accesses: self.values.value(at_place(now, place), source)
            for place, accesses, source in self.places.get(variable, ())
        }
        if whole or not self.sources.is_map(variable.type) or variable in self.reads.searched:
            value: Value = UNKNOWN
            if not self.sources.is_component(variable.type, shown.type):
                value = self.candidate.value(now, shown.type)
            if not _is_called(value, shown.name):
                found = {(): value, **found}
        for accesses, value in found.items():
            changed = self.last.get((variable, accesses)) != value
            small = not accesses and not isinstance(value, MapValue)
            if value != UNKNOWN and (again or changed or small):
                self.last[variable, accesses] = value
                yield Binding(shown.name, accesses, value, old)

    def printed(self, attributes: Attributes, command: Command, block: int) -> Iterator[Step]:
        for attribute in attributes:
            if attribute.name == "print":
                items = [
                    PrintedText(p) if isinstance(p, str) else self.printed_value(p)
                    for p in attribute.parameters
                ]
                texts = [i.text if isinstance(i, PrintedText) else value_text(i) for i in items]
                yield Step(
                    StepKind.PRINT,
                    (),
                    "".join(texts),
                    block,
                    printed=tuple(items),
                    span=command.span,
                )

    def printed_value(self, expr: Expr) -> Value:
        source = None
        if isinstance(expr, VariableReference):
            incarnations = self.candidate.condition.cfg.incarnations
            shown = self.shown.get(incarnations.get(expr.variable, expr.variable))
            source = shown.type if shown is not None else None
        return self.candidate.value(expr, source)

    def failure(self) -> Iterator[Binding]:
        """What the assertion that fails reads: variables, places and functions."""
        read = self.finally_read.variables
        for variable in self.shown:
            before = VariableReference(variable)
            now = self.current.get(variable, before)
            if isinstance(now, VariableReference) and now.variable in read:
                yield from self.read_in_the_end(variable, now)
            changed = variable in self.current
            if changed and variable in read and variable.kind is VariableKind.GLOBAL:
                yield from self.read_in_the_end(variable, before, True)
        for application in self.finally_read.applications:
            yield from self.application(application)

    def read_in_the_end(
        self, variable: Variable, now: Expr, old: bool = False
    ) -> Iterator[Binding]:
        type_, source = variable.type, self.shown[variable].type
        places = [
            self.shown_place(place, type_, source)
            for place in self.finally_read.places.get(variable, ())
        ]
        wanted = {shown[1] for shown in places if shown is not None}
        whole = variable in self.finally_read.searched | self.finally_read.compared
        for binding in self.bindings(variable, now, old, again=True, whole=whole):
            in_map = self.sources.is_map(type_) and not (whole and not binding.accesses)
            if binding.accesses in wanted or not (binding.accesses or in_map):
                yield binding

    def application(self, application: Apply) -> Iterator[Binding]:
        function = self.sources.function(application.function)
        if function is None or len(function.parameters) != len(application.arguments):
            return  # an encoding of types made types arguments
        types: tuple[Type | None, ...] = function.parameters
        values = tuple(
            [self.candidate.value(a, t) for a, t in zip(application.arguments, types, strict=True)]
        )
        value = self.candidate.value(application, function.result)
        if UNKNOWN not in (*values, value) and not _has_map(values):
            yield Binding(function.name, (Arguments(values),), value)

    # -------------------------------------------------------- captured states

    def states(self) -> Iterator[tuple[str, dict[str, Expr]]]:
        """The name of each captured state and what the variables are there, by name."""
        current: dict[Variable, Expr] = {
            v: VariableReference(v) for v in self.shown if v.kind is not VariableKind.CONSTANT
        }
        names = {v: self.shown[v].name for v in current}
        yield "", {names[v]: now for v, now in current.items()}
        for moment in self.moments:
            match moment.what:
                case Executed(changes=changes):
                    current |= {v: now for v, now in changes if v in current}
                case command:
                    state = text_attribute(command.attributes, "captureState")
                    if state is not None:
                        yield state, {names[v]: now for v, now in current.items()}


def _moments(path: FailingPath) -> Iterator[_Moment]:
    """What happens on `path`, up to the assertion that fails."""
    number = -1
    for block in path.blocks:
        number += block.span is not NOWHERE
        last = block is path.blocks[-1]
        executed = list(block.executed)[::-1]
        for index, command in enumerate(block.commands):
            while executed and executed[-1].index <= index:
                yield _Moment(executed.pop(), number)
            yield _Moment(command, number)
            if last and index == path.check.index:
                return
        for rest in executed[::-1]:
            yield _Moment(rest, number)


def _merged(steps: Iterable[Step]) -> Iterator[Step]:
    """Steps of one statement as one; a call, say, is several."""
    pending: Step | None = None
    for step in steps:
        if (
            pending is not None
            and {pending.kind, step.kind} <= {StepKind.ASSIGN, StepKind.HAVOC}
            and pending.span == step.span is not NOWHERE
        ):
            pending = replace(pending, bindings=(*pending.bindings, *step.bindings))
            continue
        if pending is not None:
            yield pending
        pending = step
    if pending is not None:
        yield pending


def _indexes(place: Place) -> Iterator[Expr]:
    for access in place:
        if isinstance(access, AtIndex):
            yield from access.indexes


def _is_called(value: Value, name: str) -> bool:
    """Whether `value` has its name from the constant called `name`."""
    return isinstance(value, Element) and value.name == name


def _has_map(values: Iterable[Value]) -> bool:
    return any(isinstance(v, MapValue) for v in values)
