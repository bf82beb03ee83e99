"""Which functions are revealed where: the effect of ``hide``, ``reveal``, ``push`` and ``pop``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TypeAlias

from ivl.core.statements import Assert, ChangeScope, Command, HideReveal, Obligation
from ivl.flow.cfg import Cfg, Revealed
from ivl.flow.graphs import predecessors, topological_order

ALL = Revealed()
NONE = Revealed(hidden=True)

_Stack: TypeAlias = tuple[Revealed, ...]
"""The innermost scope is the last one."""


def revealed_by(one: Revealed, other: Revealed) -> Revealed:
    """What at least one of the two reveals."""
    if one.hidden and other.hidden:
        return Revealed(True, one.others | other.others)
    if one.hidden:
        one, other = other, one
    others = one.others - other.others if other.hidden else one.others & other.others
    return Revealed(False, others)


def revealed_at(cfg: Cfg) -> Mapping[Obligation, Revealed]:
    """What is revealed at each assertion of `cfg`, which is acyclic: all that some path reveals.

    Empty when nothing is ever hidden.
    """
    if not any(isinstance(c, HideReveal) for b in cfg.blocks.values() for c in b.commands):
        return {}
    found: dict[Obligation, Revealed] = {}
    at_end: dict[str, _Stack] = {}
    entering = predecessors(cfg.blocks)
    for label in topological_order(cfg.entry, cfg.blocks):
        before = [at_end[p] for p in entering[label]]
        stack: _Stack = reduce(_join, before) if before else (ALL,)
        for command in cfg.blocks[label].commands:
            if isinstance(command, Assert):
                obligation = command.obligation
                found[obligation] = revealed_by(found.get(obligation, NONE), stack[-1])
            stack = _after(command, stack)
        at_end[label] = stack
    return found


def _after(command: Command, stack: _Stack) -> _Stack:
    match command:
        case ChangeScope("push"):
            return (*stack, stack[-1])
        case ChangeScope("pop"):
            return stack[:-1] if len(stack) > 1 else stack
        case HideReveal(mode, None):
            return (*stack[:-1], Revealed(hidden=mode == "hide"))
        case HideReveal(mode, str(function)):
            hidden, others = stack[-1].hidden, stack[-1].others
            usual = (mode == "hide") == hidden
            others = others - {function} if usual else others | {function}
            return (*stack[:-1], Revealed(hidden, others))
        case _:
            return stack


def _join(one: Sequence[Revealed], other: Sequence[Revealed]) -> _Stack:
    """Scope by scope, from the innermost; both have the same depth in a well-nested body."""
    depth = min(len(one), len(other))
    pairs = zip(one[-depth:], other[-depth:], strict=True)
    return tuple([revealed_by(a, b) for a, b in pairs])
