"""Running procedures: what came of it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from random import Random

from ivl.base.counterexample import Binding, FailedPart
from ivl.base.deep import deep
from ivl.base.node import EMPTY, node, replace
from ivl.base.source import NOWHERE, Span
from ivl.base.values import UNKNOWN, Element, FunctionTable, Value
from ivl.core.program import Implementation, Procedure, Program
from ivl.core.statements import Assert, Call, Obligation
from ivl.flow.cfg import Block
from ivl.interpreter.choices import (
    Chance,
    Choice,
    ChoiceKind,
    Chooser,
    ChosenResults,
    literals_of,
    no_choice,
)
from ivl.interpreter.data import Datum
from ivl.interpreter.domains import Domains
from ivl.interpreter.evaluator import Evaluator
from ivl.interpreter.functions import Definitions, Functions
from ivl.interpreter.graph import Graph
from ivl.interpreter.instances import check_on_tables
from ivl.interpreter.machine import ByContract, CarryOn, Cut, Machine
from ivl.interpreter.parts import Blame, reads
from ivl.interpreter.rules import Symbol
from ivl.interpreter.stops import Blocked, Budget, CannotTell, Failed, OutOfSteps, Stop
from ivl.interpreter.tables import Table
from ivl.interpreter.trace import Event, shown
from ivl.resolve.resolver import resolve
from ivl.syntax import ast
from ivl.transform.check_termination import check_termination

MANY = 100
"""With more axioms, or where they speak of all maps, they are checked for all values only if those
that come up do not tell."""
AFTERWARDS = 50_000
"""So many steps may be taken to find out whether the axioms hold after a failure."""
STEPS = 100_000
"""So many steps may a run take, unless something else is asked for."""


class RunOutcome(Enum):
    """What came of a run."""

    COMPLETED = "completed"
    """The procedure came to its end, and nothing failed."""
    FAILED = "failed"
    """An assertion does not hold."""
    BLOCKED = "blocked"
    """Something that is assumed does not hold, so there is no such execution."""
    OUT_OF_STEPS = "out of steps"
    CANNOT_TELL = "cannot tell"
    """Something could not be computed."""


@node
class Run:
    """What came of one run of `procedure`; `reason` and `span` say why it stopped, and where.

    If it failed, `obligation` is the assertion in a body of the procedure `where`, `parts` are to
    blame for it, and `reads` is what it depends on. `inputs` are the values of parameters at the
    start, and of what else was read; `results` those of the outputs in the end. `choices` is all
    that was chosen but functions and constants, of which `tables` says what they are, and `known`
    also those that take or give maps with type parameters. The axioms hold for these; if `partly`,
    they are known to hold for the values that come up, and not for all others.
    """

    outcome: RunOutcome
    procedure: str
    reason: str = ""
    span: Span = NOWHERE
    obligation: Obligation | None = None
    where: str = ""
    parts: tuple[FailedPart, ...] = ()
    reads: tuple[Binding, ...] = ()
    inputs: tuple[Binding, ...] = ()
    results: tuple[Binding, ...] = ()
    events: tuple[Event, ...] = ()
    choices: tuple[tuple[Choice, Value], ...] = ()
    tables: Mapping[Symbol, FunctionTable] = EMPTY
    known: Mapping[Symbol, Table] = EMPTY
    partly: bool = False
    steps: int = 0


def no_contract(call: Call) -> bool:
    """Execute bodies wherever there are some."""
    return False


def all_contracts(call: Call) -> bool:
    """Take calls for what their contracts allow."""
    return True


def no_cut(procedure: str, loop: Block) -> bool:
    """Execute all rounds of loops."""
    return False


def never(check: Assert, obligation: Obligation) -> bool:
    """A failure ends the execution."""
    return False


class Interpreter:
    """Runs procedures of a program, given as text that has been checked."""

    def __init__(self, program: Program) -> None:
        self.program = check_termination(program)
        self.definitions = Definitions(self.program)
        self.literals = literals_of(self.program)
        self.graphs: dict[Implementation, Graph] = {}

    def procedure(self, name: str) -> tuple[Procedure, list[Implementation]]:
        """A procedure and its bodies. Raises KeyError."""
        procedure = self.program.procedure(name)
        return procedure, [i for i in self.program.implementations if i.name == name]

    def run(
        self,
        name: str,
        chooser: Chooser = no_choice,
        *,
        seed: int = 0,
        steps: int = STEPS,
        seconds: float | None = None,
        by_contract: ByContract = no_contract,
        cut: Cut = no_cut,
        carry_on: CarryOn = never,
        body: Implementation | None = None,
        given: Mapping[Symbol, FunctionTable | Table] = EMPTY,
        trusted: bool = False,
        universe: Mapping[str, tuple[Element, ...]] = EMPTY,
    ) -> Run:
        """Run the procedure called `name`. Raises KeyError if there is none with a body.

        It takes so many `steps`, and if they are given `seconds`, and then is out of steps.
        `given` are functions and constants that are known; if they are `trusted` the axioms hold
        for them, and for the elements in `universe`, which uninterpreted types have no others of.
        """
        procedure, bodies = self.procedure(name)
        implementation = body or (bodies[0] if bodies else None)
        if implementation is None:
            raise KeyError(name)
        budget = Budget(steps, seconds)
        domains = Domains(self.program, universe)
        chance = Chance(self.literals, domains, Random(seed))
        functions = Functions(self.definitions, ChosenResults(chooser, chance), given, trusted)
        evaluator = Evaluator(functions, domains, budget)
        if body is None and len(bodies) > 1:
            implementation = chance.random.choice(bodies)
        machine = Machine(
            self.program, evaluator, chooser, chance, by_contract, cut, carry_on, self.graphs
        )
        session = _Session(machine, procedure, implementation, steps)
        return deep(session.run)


class _Session:
    """One run."""

    def __init__(
        self, machine: Machine, procedure: Procedure, implementation: Implementation, steps: int
    ) -> None:
        self.machine = machine
        self.procedure = procedure
        self.implementation = implementation
        self.steps = steps
        self.partly = False

    def run(self) -> Run:
        try:
            results = self.machine.run(self.procedure, self.implementation)
            self._check_axioms()
        except Failed as stop:
            return self._failed(stop)
        except Stop as stop:
            return self._stopped(stop)
        outputs = zip(self.implementation.outputs, results, strict=True)
        found = tuple([Binding(v.name, (), shown(x)) for v, x in outputs])
        return replace(self._ended(RunOutcome.COMPLETED), results=found)

    def _failed(self, stop: Failed) -> Run:
        failure, evaluator = stop.failure, self.machine.evaluator
        run = self._ended(RunOutcome.FAILED, stop)
        evaluator.budget.left = max(evaluator.budget.left, AFTERWARDS)
        try:
            unknown = self._check_axioms()
            blame = Blame(failure.condition, failure.scope, evaluator)
            read = reads(blame.leaf, evaluator)
        except Stop as other:
            return replace(self._stopped(other), events=run.events)
        if unknown:
            reason = "it fails, but whether an axiom holds for what was chosen is not known"
            return replace(run, outcome=RunOutcome.CANNOT_TELL, reason=reason, span=unknown[0])
        return replace(
            run,
            obligation=failure.obligation,
            where=failure.procedure,
            parts=tuple(blame.parts),
            reads=read,
            inputs=self._inputs(),
            known=evaluator.functions.known(),
            partly=self.partly,
        )

    def _check_axioms(self) -> list[Span]:
        """Where the axioms are that may be false. Raises Blocked if one is."""
        evaluator = self.machine.evaluator
        axioms = evaluator.functions.axioms
        if not axioms.needed(evaluator):
            return []
        try:
            holding = not check_on_tables(axioms, evaluator, self.machine.chance.random)
        except CannotTell:
            holding = False
        unknown: list[Span] = []
        if not holding or not (len(axioms.axioms) > MANY or axioms.map_types):
            unknown = axioms.check(evaluator)
            holding &= bool(unknown)
        self.partly = holding
        return [] if holding else unknown

    def _stopped(self, stop: Stop) -> Run:
        match stop:
            case Blocked():
                outcome = RunOutcome.BLOCKED
            case OutOfSteps():
                outcome = RunOutcome.OUT_OF_STEPS
            case _:
                outcome = RunOutcome.CANNOT_TELL
        return self._ended(outcome, stop)

    def _ended(self, outcome: RunOutcome, stop: Stop | None = None) -> Run:
        machine = self.machine
        return Run(
            outcome,
            self.procedure.name,
            "" if stop is None else stop.reason,
            NOWHERE if stop is None else stop.span,
            inputs=self._inputs(),
            events=tuple(machine.events),
            choices=tuple(machine.chosen),
            tables=machine.evaluator.functions.as_tables(),
            known=machine.evaluator.functions.known(),
            partly=self.partly,
            steps=self.steps - machine.evaluator.budget.left,
        )

    def _inputs(self) -> tuple[Binding, ...]:
        """The parameters, and what was read of constants and global variables."""
        evaluator = self.machine.evaluator
        read = {v.name for v in evaluator.read}
        read |= {d.variable.name for d in self.procedure.inputs}
        found = [
            Binding(choice.name, (), value)
            for choice, value in self.machine.chosen
            if choice.kind is ChoiceKind.START and choice.name in read and value != UNKNOWN
        ]
        tables = evaluator.functions.as_tables()
        for variable in evaluator.read:
            table = tables.get(variable)
            if table is not None and table.entries:
                value = table.entries[0][1]
                if not _is_called(value, variable.name):
                    found.append(Binding(variable.name, (), value))
        return tuple(found)


def _is_called(value: Value, name: str) -> bool:
    """Whether `value` has its name from the constant called `name`."""
    return isinstance(value, Element) and value.name == name


def evaluate(program: Program, function: str) -> Datum:
    """The value of a function without arguments. Raises Stop if there is none."""
    interpreter = Interpreter(program)
    domains = Domains(program, EMPTY)
    chance = Chance(interpreter.literals, domains, Random(0))
    functions = Functions(interpreter.definitions, ChosenResults(no_choice, chance))
    evaluator = Evaluator(functions, domains, Budget(STEPS))
    wanted = next(f.function for f in program.functions if f.function.name == function)
    return deep(lambda: functions.apply(wanted, (), (), wanted.result, evaluator))


def given_inputs(inputs: Mapping[str, Datum], chooser: Chooser = no_choice) -> Chooser:
    """A chooser of the values of some variables at the start, and constants; else `chooser`."""

    def choose(choice: Choice) -> Datum | None:
        is_input = choice.kind is ChoiceKind.START or (
            choice.kind is ChoiceKind.FUNCTION and not choice.arguments
        )
        if is_input and choice.name in inputs:
            return inputs[choice.name]
        return chooser(choice)

    return choose


def run(
    program: ast.Program | Program,
    procedure: str,
    *,
    chooser: Chooser = no_choice,
    seed: int = 0,
    steps: int = STEPS,
    inputs: Mapping[str, Datum] = EMPTY,
    contracts: bool = False,
) -> Run:
    """Run a procedure of `program`: bodies, loops and all.

    What the program leaves open is what `chooser` says: a function from `Choice` to a value, or
    None to leave it to chance, of which `seed` is the seed. `inputs` are the values of some global
    variables, parameters and constants by name. With `contracts` calls give what contracts allow
    though there is a body. Raises ProgramError for errors in the program, and KeyError where there
    is no procedure of that name with a body.
    """
    checked = program if isinstance(program, Program) else deep(lambda: resolve(program).program)
    return Interpreter(checked).run(
        procedure,
        given_inputs(inputs, chooser),
        seed=seed,
        steps=steps,
        by_contract=all_contracts if contracts else no_contract,
    )
