"""Execution of procedures, command by command."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeAlias

from ivl.base.node import node, replace
from ivl.base.source import NOWHERE, Span
from ivl.base.values import Value
from ivl.core.attributes import has_attribute
from ivl.core.expressions import Attributes, Expr, Variable, VariableKind
from ivl.core.program import (
    Condition,
    Implementation,
    Procedure,
    Program,
    find_attribute,
)
from ivl.core.statements import (
    Assert,
    Assign,
    Assume,
    Call,
    ChangeScope,
    Command,
    Havoc,
    HideReveal,
    Measure,
    Obligation,
    ObligationKind,
)
from ivl.core.types import STRING, ConstructedType, Type, TypeVariable
from ivl.core.value_text import CUT
from ivl.flow.cfg import Block
from ivl.flow.probes import is_false
from ivl.interpreter.assumptions import assumed_next, clauses, is_soft, require_assumed
from ivl.interpreter.choices import Chance, Choice, ChoiceKind, Chooser
from ivl.interpreter.data import Datum
from ivl.interpreter.evaluator import Evaluator
from ivl.interpreter.graph import Graph, LoopHead, graph_of
from ivl.interpreter.repair import Repair
from ivl.interpreter.scope import Scope
from ivl.interpreter.steer import can_hold
from ivl.interpreter.stops import Blocked, CannotTell, Failed, Failure
from ivl.interpreter.trace import Event, EventKind, datum_text, shown

TRIES = 80
"""So often values are changed until what is assumed of them holds."""

ByContract: TypeAlias = Callable[[Call], bool]
"""Which calls give what the contract allows, instead of executing a body."""
Cut: TypeAlias = Callable[[str, Block], bool]
"""Which loops of a procedure go on from any state that their invariant allows, for one round."""

CarryOn: TypeAlias = Callable[[Assert, Obligation], bool]
"""Which assertions may fail without the end of the execution; behind ``false`` there is none."""


@node
class Frame:
    """One execution of one body."""

    procedure: Procedure
    implementation: Implementation
    graph: Graph
    scope: Scope
    depth: int


class Machine:
    """Executes procedures of a program."""

    def __init__(
        self,
        program: Program,
        evaluator: Evaluator,
        chooser: Chooser,
        chance: Chance,
        by_contract: ByContract = lambda _: False,
        cut: Cut = lambda *_: False,
        carry_on: CarryOn = lambda *_: False,
        graphs: dict[Implementation, Graph] | None = None,
    ) -> None:
        self.program = program
        self.evaluator = evaluator
        self.chooser = chooser
        self.chance = chance
        self.by_contract = by_contract
        self.cut = cut
        self.carry_on = carry_on
        self.procedures = {p.name: p for p in program.procedures}
        self.bodies: dict[str, list[Implementation]] = {}
        for implementation in program.implementations:
            self.bodies.setdefault(implementation.name, []).append(implementation)
        self.graphs: dict[Implementation, Graph] = {} if graphs is None else graphs
        self.globals: dict[Variable, Datum] = {}
        self.events: list[Event] = []
        self.chosen: list[tuple[Choice, Value]] = []
        """What has been chosen, in this order."""

    # -------------------------------------------------------- procedures

    def run(self, procedure: Procedure, implementation: Implementation) -> tuple[Datum, ...]:
        """The results of an execution from a state that its precondition allows.

        Raises Failed, Blocked, CannotTell, OutOfSteps.
        """
        types: dict[TypeVariable, Type] = {
            p: ConstructedType(p.name) for p in procedure.type_parameters
        }
        scope = Scope({}, self.globals, self.globals, types)
        conditions = [
            *clauses(self.program.globals),
            *clauses(procedure.inputs),
            *[c.condition for c in procedure.requires],
        ]
        variables = [
            *[d.variable for d in self.program.globals],
            *[d.variable for d in procedure.inputs],
        ]
        self.choose(variables, ChoiceKind.START, conditions, scope, procedure.span, procedure.name)
        arguments = tuple([scope.values[d.variable] for d in procedure.inputs])
        chosen = [scope.type(p) for p in procedure.type_parameters]
        return self.body(procedure, implementation, chosen, arguments, 0)

    def body(
        self,
        procedure: Procedure,
        implementation: Implementation,
        types: Sequence[Type],
        arguments: tuple[Datum, ...],
        depth: int,
    ) -> tuple[Datum, ...]:
        """Execute a body, for whose `arguments` the precondition holds. Its results."""
        graph = self.graphs.get(implementation)
        if graph is None:
            lookup = self.procedures.__getitem__
            graph = self.graphs[implementation] = graph_of(self.program, implementation, lookup)
        binding = dict(zip(procedure.type_parameters, types, strict=True))
        binding |= dict(zip(implementation.type_parameters, types, strict=True))
        values = dict(zip(implementation.inputs, arguments, strict=True))
        scope = Scope(values, self.globals, dict(self.globals), binding)
        frame = Frame(procedure, implementation, graph, scope, depth)
        shown = [*[d.variable for d in self.program.globals], *implementation.inputs]
        self.note(
            frame,
            EventKind.START,
            implementation.span,
            shown if depth == 0 else shown[len(self.program.globals) :],
        )
        own = [*implementation.outputs, *[d.variable for d in implementation.locals]]
        conditions = [graph.where[v] for v in own if v in graph.where]
        self.choose(own, ChoiceKind.LOCAL, conditions, scope, implementation.span, procedure.name)
        last = self._blocks(frame)
        inner = self._contract_scope(procedure, arguments, binding, scope.old)
        inner.values |= dict(
            zip(
                [d.variable for d in procedure.outputs],
                [scope.values[v] for v in implementation.outputs],
                strict=True,
            )
        )
        for clause in procedure.ensures:
            self._promised(clause, inner, last, frame)
        return tuple([scope.values[v] for v in implementation.outputs])

    def _promised(self, clause: Condition, scope: Scope, last: Block, frame: Frame) -> None:
        if clause.free:
            if has_attribute(clause.attributes, "always_assume"):
                self.assume(clause.condition, scope, clause.span)
            return
        obligation = Obligation(
            ObligationKind.POSTCONDITION, last.jump, clause.span, clause.message, clause.origin
        )
        check = Assert(clause.condition, obligation, clause.attributes, span=clause.span)
        self.check(check, obligation, scope, frame)

    def _contract_scope(
        self,
        procedure: Procedure,
        arguments: Iterable[Datum],
        binding: dict[TypeVariable, Type],
        old: dict[Variable, Datum],
    ) -> Scope:
        """The scope of the clauses of a contract."""
        formals = [d.variable for d in procedure.inputs]
        return Scope(dict(zip(formals, arguments, strict=True)), self.globals, old, binding)

    # -------------------------------------------------------- blocks

    def _blocks(self, frame: Frame) -> Block:
        """Execute from the entry on. The last block."""
        cfg = frame.graph.cfg
        block, came_from = cfg.blocks[cfg.entry], ""
        cut: set[str] = set()
        while True:
            self.evaluator.budget.spend()
            loop = frame.graph.loops.get(block.label)
            start = 0
            if loop is not None:
                self._arrive(loop, came_from in loop.back_edges, cut, frame)
                start = len(loop.invariant)
            self._commands(block.commands[start:], frame)
            if not block.successors:
                return block
            label = self._next(block, frame)
            block, came_from = cfg.blocks[label], block.label

    def _arrive(self, loop: LoopHead, again: bool, cut: set[str], frame: Frame) -> None:
        """Come to the head of a loop: its invariant is checked, then all of it is known."""
        kind = ObligationKind.INVARIANT_MAINTAINED if again else ObligationKind.INVARIANT_ENTRY
        scope, label, place = frame.scope, loop.block.label, loop.block.span
        for number, command in enumerate(loop.invariant):
            if isinstance(command, Assert):
                try:
                    self.check(command, replace(command.obligation, kind=kind), scope, frame)
                except Failed:
                    require_assumed(loop.invariant[:number], scope, self.evaluator)
                    raise
        if again and label in cut:
            raise Blocked("the round of the loop ends", place)
        clauses = [frame.graph.where[v] for v in loop.assigned if v in frame.graph.where]
        known = [*clauses, *[c.condition for c in loop.invariant]]
        if self.cut(frame.procedure.name, loop.block):
            cut.add(label)
            self.choose(
                loop.assigned, ChoiceKind.LOOP, known, scope, place, frame.procedure.name, frame
            )
            return
        cut.discard(label)
        for condition in known:
            self.assume(condition, scope, place)

    def _next(self, block: Block, frame: Frame) -> str:
        """Where control goes: to a block whose first assumptions hold."""
        if len(block.successors) == 1:
            return block.successors[0]
        blocks = frame.graph.cfg.blocks
        open_ = [s for s in block.successors if self._is_open(blocks[s], frame)]
        if not open_:
            raise Blocked("no branch can be taken", block.jump)
        if len(open_) == 1:
            return open_[0]
        name = frame.procedure.name
        choice = Choice(ChoiceKind.BRANCH, block.label, STRING, name, block.jump, tuple(open_))
        label = self._pick(choice)
        if label not in open_:
            raise Blocked(f"control cannot go to {label}", block.jump)
        self.note(frame, EventKind.BRANCH, block.jump, (), text=label)
        return label

    def _is_open(self, block: Block, frame: Frame) -> bool:
        if block.label in frame.graph.loops:
            return True
        for command in block.commands:
            if not isinstance(command, Assume):
                return True
            try:
                if not (is_soft(command) or self.evaluator.holds(command.condition, frame.scope)):
                    return False
            except CannotTell:
                return True
        return True

    # -------------------------------------------------------- commands

    def _commands(self, commands: Sequence[Command], frame: Frame) -> None:
        scope, evaluator = frame.scope, self.evaluator
        for number, command in enumerate(commands):
            evaluator.budget.spend()
            match command:
                case Assign(variables, values):
                    new = [evaluator.value(v, scope) for v in values]
                    before = [self._value(v, scope) for v in variables]
                    for variable, value in zip(variables, new, strict=True):
                        self._set(variable, value, scope)
                    self.note(frame, EventKind.ASSIGN, command.span, variables, before)
                case Assert(_, obligation):
                    self.check(command, obligation, scope, frame)
                case Assume(condition):
                    if not is_soft(command):
                        self.assume(condition, scope, command.span)
                case Havoc(variables):
                    clauses = [frame.graph.where[v] for v in variables if v in frame.graph.where]
                    hints = assumed_next(commands[number + 1 :])
                    place, name = command.span, frame.procedure.name
                    self.choose(
                        variables, ChoiceKind.HAVOC, clauses, scope, place, name, frame, hints
                    )
                case Call():
                    self._call(command, frame)
                case Measure() | HideReveal() | ChangeScope():
                    pass
            self._remarks(command, frame)

    def check(self, command: Assert, obligation: Obligation, scope: Scope, frame: Frame) -> None:
        """Evaluate an assertion. Raises Failed if it does not hold."""
        try:
            holds = self.evaluator.holds(command.condition, scope)
            holds = holds or self._is_excused(command.attributes, scope)
        except CannotTell as stop:
            raise CannotTell(stop.reason, command.span) from None
        if not holds and (is_false(command.condition) or not self.carry_on(command, obligation)):
            failure = Failure(obligation, command.condition, frame.implementation.name, scope)
            raise Failed(failure, command.span if obligation.span is NOWHERE else obligation.span)

    def _is_excused(self, attributes: Attributes, scope: Scope) -> bool:
        """Whether an assertion need not hold: ``{:verified_under e}`` says so."""
        under = find_attribute(attributes, "verified_under")
        if not under or isinstance(under[0], str):
            return False
        return self.evaluator.holds(under[0], scope)

    def assume(self, condition: Expr, scope: Scope, span: Span) -> None:
        """Raises Blocked if an assumption does not hold."""
        if not self._can_hold(condition, scope, span):
            raise Blocked("an assumption does not hold", span)

    # -------------------------------------------------------- calls

    def _call(self, call: Call, frame: Frame) -> None:
        scope = frame.scope
        callee = self.procedures[call.procedure]
        types = [scope.type(t) for t in call.type_arguments]
        binding = dict(zip(callee.type_parameters, types, strict=True))
        arguments = tuple([self.evaluator.value(a, scope) for a in call.arguments])
        old = dict(self.globals)
        inner = self._contract_scope(callee, arguments, binding, old)
        bodies = self.bodies.get(callee.name, [])
        executed = bool(bodies) and not self.by_contract(call)
        for clause in callee.requires:
            if clause.free or call.free:
                if executed or has_attribute(clause.attributes, "always_assume"):
                    self.assume(clause.condition, inner, call.span)
                continue
            obligation = Obligation(
                ObligationKind.PRECONDITION, call.span, clause.span, clause.message, clause.origin
            )
            if not self._is_excused(call.attributes, scope):
                check = Assert(clause.condition, obligation, clause.attributes, span=call.span)
                self.check(check, obligation, inner, frame)
        outputs = [d.variable for d in callee.outputs]
        promised = clauses(callee.outputs)
        promised += clauses([d for d in self.program.globals if d.variable in callee.modifies])
        promised += [c.condition for c in callee.ensures]
        if executed:
            for condition in (*clauses(callee.inputs), *clauses(self.program.globals)):
                self.assume(condition, inner, call.span)
            body = self._body(bodies, call, frame)
            results = self.body(callee, body, types, arguments, frame.depth + 1)
            inner.values |= dict(zip(outputs, results, strict=True))
            for condition in promised:
                self.assume(condition, inner, call.span)
        else:
            variables = [*callee.modifies, *outputs]
            name = frame.procedure.name
            self.choose(variables, ChoiceKind.RESULT, promised, inner, call.span, name)
        given = [(r, o) for r, o in zip(call.results, outputs, strict=True) if r is not None]
        before = [self._value(r, scope) for r, _ in given]
        for result, output in given:
            self._set(result, inner.values[output], scope)
        changed = [g for g in callee.modifies if self.globals[g] is not old[g]]
        self.note(
            frame,
            EventKind.CALL,
            call.span,
            [*[r for r, _ in given], *changed],
            [*before, *[old[g] for g in changed]],
            text=callee.name,
        )

    def _body(self, bodies: list[Implementation], call: Call, frame: Frame) -> Implementation:
        if len(bodies) == 1:
            return bodies[0]
        options = tuple(map(str, range(len(bodies))))
        choice = Choice(
            ChoiceKind.BODY, call.procedure, STRING, frame.procedure.name, call.span, options
        )
        return bodies[int(self._pick(choice))]

    def _pick(self, choice: Choice) -> str:
        """One of the options."""
        chosen = self.chooser(choice)
        picked = chosen if isinstance(chosen, str) else self.chance.random.choice(choice.options)
        self.chosen.append((choice, picked))
        return picked

    # -------------------------------------------------------- choices

    def choose(
        self,
        variables: Sequence[Variable],
        kind: ChoiceKind,
        conditions: Sequence[Expr],
        scope: Scope,
        span: Span,
        procedure: str,
        frame: Frame | None = None,
        hints: Sequence[Expr] = (),
    ) -> None:
        """Values for `variables` such that `conditions` hold, and if possible `hints`.

        Raises Blocked if none are found.
        """
        free, choices = list[Variable](), list[Choice]()
        before = [self._value(v, scope) for v in variables] if frame is not None else []
        for variable in variables:
            type_ = scope.type(variable.type)
            self.evaluator.domains.use(type_)
            choices.append(Choice(kind, variable.name, type_, procedure, span))
            value: Datum | None = self.chooser(choices[-1])
            if value is None:
                free.append(variable)
                value = self.chance.value(type_)
            self._set(variable, value, scope)
        if not self._satisfy([*conditions, *hints], free, scope, span):
            for condition in conditions:
                self.assume(condition, scope, span)
        found = [(c.type, self._value(v, scope)) for c, v in zip(choices, variables, strict=True)]
        self.evaluator.came_up += [(type_, value) for type_, value in found if value is not None]
        values = [shown(value) for _, value in found]
        self.chosen += zip(choices, values, strict=True)
        if frame is not None:
            self.note(frame, EventKind.HAVOC, span, variables, before)

    def _satisfy(
        self, conditions: Sequence[Expr], free: Collection[Variable], scope: Scope, span: Span
    ) -> bool:
        """Change free variables until all conditions hold; false if that does not succeed."""
        if not conditions:
            return True
        repair = Repair(self.evaluator, self.chance, free, scope)
        for attempt in range(TRIES if free else 1):
            self.evaluator.budget.spend()
            if attempt == TRIES // 2:
                for variable in free:
                    self._set(
                        variable, self.chance.domains.default(scope.type(variable.type)), scope
                    )
            failing = next((c for c in conditions if not self._can_hold(c, scope, span)), None)
            if failing is None:
                return True
            if free:
                repair.repair(failing)
        return False

    def _can_hold(self, condition: Expr, scope: Scope, span: Span) -> bool:
        try:
            return can_hold(condition, scope, self.evaluator, self.chance.random)
        except CannotTell as stop:
            raise CannotTell(stop.reason, span) from None

    def _value(self, variable: Variable, scope: Scope) -> Datum | None:
        is_global = variable.kind is VariableKind.GLOBAL
        return (scope.globals if is_global else scope.values).get(variable)

    def _set(self, variable: Variable, value: Datum, scope: Scope) -> None:
        is_global = variable.kind is VariableKind.GLOBAL
        (scope.globals if is_global else scope.values)[variable] = value

    # -------------------------------------------------------- the trace

    def note(
        self,
        frame: Frame,
        kind: EventKind,
        span: Span,
        variables: Sequence[Variable],
        before: Sequence[Datum | None] = (),
        text: str = "",
    ) -> None:
        """Remember what has happened."""
        now = [self._value(v, frame.scope) for v in variables]
        changes = tuple(zip(variables, before or [None] * len(variables), now, strict=True))
        name = frame.procedure.name
        self.events.append(Event(kind, name, frame.depth, changes, text, span=span))

    def _remarks(self, command: Command, frame: Frame) -> None:
        """What ``{:print}`` and ``{:captureState}`` ask for."""
        if not isinstance(command, Assert | Assume | Assign) or not command.attributes:
            return
        for attribute in command.attributes:
            if attribute.name == "captureState":
                text = "".join([p for p in attribute.parameters if isinstance(p, str)])
                self.note(frame, EventKind.STATE, command.span, (), text=text)
            if attribute.name == "print":
                texts = [
                    p if isinstance(p, str) else self._shown(p, frame.scope)
                    for p in attribute.parameters
                ]
                self.note(frame, EventKind.PRINT, command.span, (), text="".join(texts))

    def _shown(self, expr: Expr, scope: Scope) -> str:
        try:
            return datum_text(self.evaluator.value(expr, scope))
        except CannotTell:
            return CUT
