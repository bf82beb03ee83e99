"""The values read from candidates agree with each other: paths are evaluated with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

from evaluator import Blocked, Evaluator, Map
from evaluator import Values as EvaluatorValues
from generated_expressions import Features
from generated_programs import generated, procedures, program
from hypothesis import given, settings

import ivl
from ivl.base.deep import deep
from ivl.base.values import UNKNOWN, Bits, Construction, Element, MapValue, Value
from ivl.core.expressions import (
    Expr,
    Operation,
    Operator,
    Quantifier,
    Variable,
    VariableReference,
)
from ivl.core.fold import walk
from ivl.core.statements import Assume
from ivl.core.types import MapType, Type
from ivl.diagnose.candidate import Candidate
from ivl.diagnose.failing_path import FailingPath
from ivl.diagnose.find_failures import find_failures
from ivl.diagnose.interpretation import choices, tables
from ivl.solvers.dispatch import limits_of
from ivl.verifier import Verifier

DIVISIONS = {Operator.INT_DIVIDE, Operator.MODULO, Operator.REAL_DIVIDE, Operator.POWER}


def convert(value: Value, type_: Type) -> object:
    """A value as the evaluator has it. Raises Blocked for one that is not known."""
    match value:
        case Bits(bits):
            return bits
        case Element(_, name):
            return name
        case Construction(constructor, arguments):
            return (constructor, *[convert(a, type_) for a in arguments])
        case MapValue() if isinstance(type_, MapType) and len(type_.domain) == 1:
            (index,) = type_.domain
            result = Map(convert(value.default, type_.range))
            for key, element in value.entries.items():
                result = result.set((convert(key, index),), convert(element, type_.range))
            return result
        case MapValue():
            raise Blocked
        case _:
            if value == UNKNOWN:
                raise Blocked
            return value


class Ground(Evaluator):
    """Evaluates expressions without quantifiers in a candidate."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.program = candidate.sources.prepared
        self.datatypes = {d.name: d for d in self.program.datatypes}
        self.tables = tables(candidate)  # type: ignore[assignment]

    def apply(self, function, arguments, type_):  # type: ignore[no-untyped-def]
        if function.is_constructor:
            return (function.name, *arguments)
        table = self.tables.get(function)
        if table is None:
            raise Blocked
        for known, result in table.entries:
            converted = [convert(k, t) for k, t in zip(known, function.parameters, strict=True)]
            if converted == arguments:
                return convert(result, type_)
        return convert(table.default, type_)

    def field(self, value, type_, field, field_type):  # type: ignore[no-untyped-def]
        """A field that the value does not have may be anything: a solver chooses."""
        having = [c for c in self.datatypes[type_.name].constructors if c.name == value[0]]
        if field not in having[0].names:
            raise Blocked
        return super().field(value, type_, field, field_type)

    def holds(self, expr: Expr) -> bool | None:
        """Whether `expr` holds; None if it is beyond us."""
        if any(
            isinstance(e, Quantifier) or (isinstance(e, Operation) and e.operator in DIVISIONS)
            for e in walk(expr)
        ):
            return None
        references = [e.variable for e in walk(expr) if isinstance(e, VariableReference)]
        try:
            state: EvaluatorValues = {v: self.variable(v) for v in references}
            return bool(self.value(expr, state, {}))
        except Blocked:
            return None

    def variable(self, variable: Variable) -> object:
        return convert(self.candidate.raw_value(VariableReference(variable)), variable.type)


class Tally:
    def __init__(self) -> None:
        self.decided = self.all = 0

    def inspect(
        self, about: Callable[[bool], Candidate], path: FailingPath, complete: bool
    ) -> FailingPath:
        """Check that all that leads to the assertion holds, and that it does not."""
        candidate = about(complete)
        chosen = choices(path, candidate)
        assert chosen[0].executed is None
        ground = Ground(candidate)
        *before, last = [block.commands for block in path.blocks]
        for command in [c for commands in before for c in commands] + [*last[: path.check.index]]:
            if isinstance(command, Assume):
                self.check(ground, command.condition, True)
        self.check(ground, path.check.assertion.condition, False)
        return path

    def check(self, ground: Ground, condition: Expr, expected: bool) -> None:
        self.all += 1
        found = ground.holds(condition)
        if found is not None:
            self.decided += 1
            assert found == expected


def inspect_all(text: str, **options: object) -> Tally:
    tally = Tally()

    def run() -> None:
        chosen = ivl.Options(timeout=5, **options)  # type: ignore[arg-type]
        verifier = Verifier(ivl.check(ivl.parse(text)), chosen)
        for implementation in verifier.selected:
            condition = verifier.condition(implementation)
            with verifier.sessions.session(chosen) as session:
                about = partial(Candidate, condition, verifier.theory, verifier.sources, session)
                find_failures(
                    condition,
                    verifier.terms,
                    session,
                    limits_of(chosen),
                    3,
                    inspect=partial(tally.inspect, about),
                )
        verifier.close()

    deep(run)
    return tally


@settings(max_examples=15, deadline=None, derandomize=True)
@given(generated)
def test_values_agree(text):
    inspect_all(program(text))


def test_most_conditions_are_decided():
    text = "\n".join(procedures(Random(s), f"p{s}_", Features(quantifiers=False)) for s in range(8))
    tally = inspect_all(program(text))
    assert tally.decided > tally.all // 2 > 10
