"""Invariants by abstract interpretation: between which constants do variables stay?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from heapq import heappop, heappush

from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import (
    FALSE,
    Attribute,
    Expr,
    Literal,
    Operation,
    Operator,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import substitute, walk
from ivl.core.program import Procedure
from ivl.core.statements import (
    Assert,
    Assign,
    Assume,
    Command,
    Havoc,
    Obligation,
    ObligationKind,
)
from ivl.core.types import BOOL, INT
from ivl.flow import interval
from ivl.flow.cfg import Block, Cfg
from ivl.flow.desugar_calls import desugar_calls
from ivl.flow.interval import TOP, Interval
from ivl.flow.interval_expressions import (
    State,
    constrain,
    evaluate,
    is_below,
    join_states,
)
from ivl.flow.loops import retreating_edges
from ivl.flow.where_clauses import formals
from ivl.options import Inference

INFERRED = (Attribute("inferred"),)


def infer_intervals(
    cfg: Cfg,
    procedure: Callable[[str], Procedure],
    axioms: Iterable[Expr],
    inference: Inference = Inference(),  # noqa: B008  # immutable
) -> Cfg:
    """`cfg` with ``assume {:inferred} 0 <= i && i <= 9;`` at the start of each loop head.

    The analysis knows constant bounds of integers and reals, and values of Booleans (Cousot and
    Cousot, ISOP 1976). It begins with what `axioms` and preconditions say; calls do what their
    contracts say. Loop heads are widened to the numbers that the text compares with. An assertion
    counts as passed behind it: the first one to fail in a run fails where all that was inferred
    before it holds.
    """
    desugared = desugar_calls(cfg, procedure)
    before = _Analysis(desugared, _start(cfg, procedure, axioms), inference.delay).run()
    known = set(cfg.locals) | set(cfg.implementation.inputs) | set(cfg.implementation.outputs)

    def facts(state: State | None, span: Span) -> list[Command]:
        return [_command(c, span, inference.check) for c in _facts(state, known, inference)]

    blocks: dict[str, Block] = {}
    heads = _heads(cfg)
    for label, block in cfg.blocks.items():
        commands: list[Command] = [*block.commands]
        if inference.everywhere or label in heads:
            commands[:0] = facts(before[label], block.span)
        if inference.everywhere:
            after = execute(before[label], desugared.blocks[label].commands)
            commands += facts(after, block.jump)
        blocks[label] = replace(block, commands=tuple(commands))
    return replace(cfg, blocks=blocks)


def _start(cfg: Cfg, procedure: Callable[[str], Procedure], axioms: Iterable[Expr]) -> State | None:
    state: State | None = {}
    for axiom in axioms:
        state = constrain(state, axiom)
    own = procedure(cfg.implementation.name)
    renaming = formals(own, cfg.implementation)
    for clause in own.requires:
        state = constrain(state, substitute(clause.condition, renaming))
    return state


def _heads(cfg: Cfg) -> set[str]:
    edges, _ = retreating_edges(cfg.entry, cfg.blocks)
    return {header for _, header in edges}


# ---------------------------------------------------------------------- the fixpoint


class _Analysis:
    def __init__(self, cfg: Cfg, start: State | None, delay: int) -> None:
        self.cfg = cfg
        self.start = start
        self.delay = delay
        self.heads = _heads(cfg)
        self.thresholds = _thresholds(cfg)

    def run(self) -> Mapping[str, State | None]:
        """A state for the start of each block; None where control never comes."""
        _, order = retreating_edges(self.cfg.entry, self.cfg.blocks)
        before: dict[str, State | None] = dict.fromkeys(self.cfg.blocks)
        before[self.cfg.entry] = self.start
        visits = dict.fromkeys(self.cfg.blocks, 0)
        waiting = [(0, self.cfg.entry)]
        queued = {self.cfg.entry}
        while waiting:
            label = heappop(waiting)[1]
            queued.remove(label)
            after = execute(before[label], self.cfg.blocks[label].commands)
            for successor in self.cfg.blocks[label].successors:
                old = before[successor]
                if is_below(after, old):
                    continue
                new = join_states(old, after)
                if successor in self.heads:
                    visits[successor] += 1
                    if visits[successor] > self.delay:
                        new = self.widen(old, new)
                before[successor] = new
                if successor not in queued:
                    queued.add(successor)
                    heappush(waiting, (order[successor], successor))
        return before

    def widen(self, old: State | None, new: State | None) -> State | None:
        """A state above both; a chain of such states is finite."""
        if old is None or new is None:
            return new
        widened = {v: interval.widen(old[v], i, self.thresholds) for v, i in new.items()}
        return {v: i for v, i in widened.items() if i != TOP}


def execute(state: State | None, commands: Iterable[Command]) -> State | None:
    """The state after `commands`, none of which is a call."""
    for command in commands:
        if state is None:
            return None
        match command:
            case Assert(condition) | Assume(condition):
                state = constrain(state, condition)
            case Assign(variables, values):
                now = [evaluate(value, state) for value in values]
                state = _assign(state, dict(zip(variables, now, strict=True)))
            case Havoc(variables):
                state = _assign(state, dict.fromkeys(variables, TOP))
            case _:
                pass
    return state


def _assign(state: State, values: Mapping[Variable, Interval]) -> State:
    changed = {**state, **values}
    for variable, i in values.items():
        if i == TOP:
            del changed[variable]
    return changed


def _thresholds(cfg: Cfg) -> list[int]:
    """Where widening stops: at the integer literals of the text and next to them."""
    found = {-1, 0, 1}
    for block in cfg.blocks.values():
        for command in block.commands:
            match command:
                case Assert(condition) | Assume(condition):
                    roots: tuple[Expr, ...] = (condition,)
                case Assign(_, values):
                    roots = values
                case _:
                    continue
            for root in roots:
                for e in walk(root, annotations=False):
                    if isinstance(e, Literal) and e.type == INT and isinstance(e.value, int):
                        found.update((e.value - 1, e.value, e.value + 1))
    return sorted(found)


# ---------------------------------------------------------------------- the facts


def _facts(state: State | None, known: set[Variable], inference: Inference) -> list[Expr]:
    """What `state` says, as conditions; constants keep their values, so heads leave them out."""
    if state is None:
        return [FALSE]
    conjuncts: list[Expr] = []
    for variable, i in state.items():
        constant = variable.kind is VariableKind.CONSTANT and inference.everywhere
        if constant or variable.kind is VariableKind.GLOBAL or variable in known:
            conjuncts += bounds(variable, i)
    return conjuncts


def bounds(variable: Variable, i: Interval) -> list[Expr]:
    """``low <= x``, ``x <= high``, as far as there are bounds."""
    reference = VariableReference(variable)
    if variable.type == BOOL:
        if i.constant is None:
            return []
        negated = Operation(Operator.NOT, (reference,), BOOL)
        return [reference if i.constant == 1 else negated]

    def number(bound: int | Fraction) -> Expr:
        magnitude = Literal(
            abs(int(bound)) if variable.type == INT else abs(Fraction(bound)), variable.type
        )
        if bound >= 0:
            return magnitude
        return Operation(Operator.NEGATE, (magnitude,), variable.type)

    if i.constant is not None:
        return [Operation(Operator.EQUAL, (reference, number(i.constant)), BOOL)]
    found: list[Expr] = []
    if i.low is not None:
        found.append(Operation(Operator.LESS_EQUAL, (number(i.low), reference), BOOL))
    if i.high is not None:
        found.append(Operation(Operator.LESS_EQUAL, (reference, number(i.high)), BOOL))
    return found


def _command(fact: Expr, span: Span, check: bool) -> Command:
    if not check:
        return Assume(fact, INFERRED, span=span)
    message = "an inferred invariant could not be proved"
    obligation = Obligation(ObligationKind.ASSERT, span, message=message)
    return Assert(fact, obligation, INFERRED, span=span)
