"""Assignments and havocs become assumptions about incarnations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivl.base.node import replace
from ivl.core.expressions import (
    Attributes,
    Expr,
    Literal,
    Operation,
    Operator,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import LEAVES
from ivl.core.map_statements import map_attributes
from ivl.core.proof_ids import only_id
from ivl.core.statements import Assert, Assign, Assume, Command, Havoc
from ivl.core.types import BOOL
from ivl.flow.cfg import (
    Cfg,
    Executed,
    PassiveBlock,
    PassiveCfg,
    PassiveCommand,
    fresh_label,
)
from ivl.flow.graphs import predecessors, topological_order
from ivl.flow.live_variables import live_variables
from ivl.flow.revealed import revealed_at
from ivl.flow.state import substitute_state


def passify(
    cfg: Cfg, where: Mapping[Variable, Expr], track: bool = False, live_only: bool = True
) -> PassiveCfg:
    """`cfg`, which is acyclic and without calls, in dynamic single assignment form.

    ``x := x + 1; assert x > 0;`` becomes ``assume x#0 == x + 1; assert x#0 > 0;`` (Flanagan and
    Saxe, POPL 2001; Barnett and Leino, PASTE 2005). After a havoc the where clauses of the
    havocked variables are assumed. Where different incarnations of a live variable meet, the
    paths that meet there equate theirs with a new one. ``old(e)`` is about the first incarnations.
    With `track` each assignment with an ``{:id}`` becomes an assumption, also where its value
    could stand for the variable. Without `live_only` dead variables are equated, too.
    """
    return _Passifier(cfg, where, track, live_only).run()


class _Passifier:
    def __init__(
        self, cfg: Cfg, where: Mapping[Variable, Expr], track: bool, live_only: bool
    ) -> None:
        self.cfg = cfg
        self.where = where
        self.track = track
        self.entering = predecessors(cfg.blocks)
        joins = any(len(labels) > 1 for labels in self.entering.values())
        self.live = live_variables(cfg, where) if live_only and joins else None
        self.counts: dict[str, int] = {}
        self.incarnations: dict[Variable, Variable] = {}
        self.blocks: dict[str, PassiveBlock] = {}

    def run(self) -> PassiveCfg:
        at_end: dict[str, dict[Variable, Expr]] = {}
        for label in topological_order(self.cfg.entry, self.cfg.blocks):
            block = self.cfg.blocks[label]
            state, meeting = self.join(label, self.entering[label], at_end)
            commands, executed = self.block(block.commands, state)
            if meeting:
                executed.insert(0, Executed(0, None, tuple(meeting)))
            self.blocks[label] = PassiveBlock(
                label,
                tuple(commands),
                block.successors,
                span=block.span,
                attributes=block.attributes,
                jump=block.jump,
                returns=block.returns,
                executed=tuple(executed),
            )
            at_end[label] = state
        labels = [*self.cfg.blocks, *[b for b in self.blocks if b not in self.cfg.blocks]]
        blocks = {label: self.blocks[label] for label in labels}
        return PassiveCfg(
            self.cfg.implementation,
            self.cfg.entry,
            blocks,
            self.incarnations,
            revealed=revealed_at(self.cfg),
            copies=self.cfg.copies,
        )

    def fresh(self, variable: Variable) -> Variable:
        number = self.counts.get(variable.name, 0)
        self.counts[variable.name] = number + 1
        incarnation = Variable(
            f"{variable.name}#{number}", variable.type, VariableKind.INCARNATION, span=variable.span
        )
        self.incarnations[incarnation] = variable
        return incarnation

    def join(
        self, label: str, predecessors: list[str], at_end: dict[str, dict[Variable, Expr]]
    ) -> tuple[dict[Variable, Expr], list[tuple[Variable, Expr]]]:
        """The state at the start of block `label`: the last incarnation of each variable.

        Also what in it is new.
        """
        states = [at_end[p] for p in predecessors]
        if not states:
            return {}, []
        if len(states) == 1:
            return dict(states[0]), []
        state: dict[Variable, Expr] = {}
        meeting: list[tuple[Variable, Expr]] = []
        equations: dict[str, list[PassiveCommand]] = {p: [] for p in predecessors}
        for variable in dict.fromkeys([v for s in states for v in s]):
            if self.live is not None and variable not in self.live[label]:
                continue
            values = [s.get(variable) or VariableReference(variable) for s in states]
            if all(_same(values[0], other) for other in values[1:]):
                state[variable] = values[0]
                continue
            merged = VariableReference(self.fresh(variable))
            state[variable] = merged
            meeting.append((variable, merged))
            for predecessor, last in zip(predecessors, values, strict=True):
                equations[predecessor].append(Assume(_equal(merged, last)))
        for predecessor in predecessors:
            if equations[predecessor]:
                self.append(predecessor, label, equations[predecessor])
        return state, meeting

    def append(self, predecessor: str, label: str, equations: list[PassiveCommand]) -> None:
        """`equations` on the edge from `predecessor` to `label`."""
        block = self.blocks[predecessor]
        if len(block.successors) == 1:
            commands = (*block.commands, *equations)
            self.blocks[predecessor] = replace(block, commands=commands)
            return
        # another successor must not see them: they would contradict its own equations
        between = fresh_label(f"{predecessor}#{label}", self.blocks, self.cfg.blocks)
        successors = tuple([between if s == label else s for s in block.successors])
        self.blocks[predecessor] = replace(block, successors=successors)
        self.blocks[between] = PassiveBlock(between, tuple(equations), (label,), jump=block.jump)

    def block(
        self, commands: Iterable[Command], state: dict[Variable, Expr]
    ) -> tuple[list[PassiveCommand], list[Executed]]:
        """What becomes of a block before which `state` holds; `state` becomes that after it."""
        passive: list[PassiveCommand] = []
        executed: list[Executed] = []
        for command in commands:
            match command:
                case Assert() | Assume():
                    passive.append(_now(command, state))
                case Assign(variables, values, attributes):
                    index, said = len(passive), _attributes(attributes, state)
                    name = only_id(attributes) if self.track else ()
                    now = [substitute_state(v, state) for v in values]
                    for variable, expression in zip(variables, now, strict=True):
                        if isinstance(expression, LEAVES) and not name:
                            state[variable] = expression
                            continue
                        incarnation = VariableReference(self.fresh(variable))
                        state[variable] = incarnation
                        equation = _equal(incarnation, expression)
                        passive.append(Assume(equation, name, span=command.span))
                    changes = tuple([(v, state[v]) for v in variables])
                    executed.append(Executed(index, command, changes, said))
                case Havoc(variables):
                    for variable in variables:
                        state[variable] = VariableReference(self.fresh(variable))
                    changes = tuple([(v, state[v]) for v in variables])
                    executed.append(Executed(len(passive), command, changes))
                    passive += [
                        Assume(substitute_state(self.where[v], state), span=command.span)
                        for v in variables
                        if v in self.where
                    ]
                case _:
                    pass  # hiding and revealing say which axioms are relevant, not what is true
        return passive, executed


def _now(command: PassiveCommand, state: Mapping[Variable, Expr]) -> PassiveCommand:
    """`command` over the incarnations in `state`; its attributes may be about variables, too."""
    condition = substitute_state(command.condition, state)
    attributes = _attributes(command.attributes, state)
    if condition is command.condition and attributes is command.attributes:
        return command
    if isinstance(command, Assert):
        return Assert(condition, command.obligation, attributes, span=command.span)
    return Assume(condition, attributes, span=command.span)


def _attributes(attributes: Attributes, state: Mapping[Variable, Expr]) -> Attributes:
    if not attributes:
        return attributes
    return map_attributes(attributes, lambda e: substitute_state(e, state))


def _same(a: Expr, b: Expr) -> bool:
    if isinstance(a, VariableReference) and isinstance(b, VariableReference):
        return a.variable is b.variable
    if isinstance(a, Literal) and isinstance(b, Literal):
        return a.type == b.type and a.value == b.value
    return False


def _equal(left: Expr, right: Expr) -> Expr:
    return Operation(Operator.EQUAL, (left, right), BOOL)
