"""Parts of one passive graph: fewer blocks and jumps, assumptions in place of assertions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from ivl.base.node import EMPTY, replace
from ivl.base.source import NOWHERE
from ivl.core.expressions import TRUE, Literal
from ivl.core.statements import Assert, Assume
from ivl.flow.cfg import Executed, PassiveBlock, PassiveCfg, PassiveCommand
from ivl.flow.graphs import ancestors, descendants
from ivl.flow.subsumption import is_subsumed
from ivl.split.split import Marks

_KEPT = frozenset({"id", "add_to_pool"})
"""The attributes that mean the same on an assumption."""


def is_nontrivial(command: PassiveCommand) -> bool:
    """Whether `command` is an assertion that may fail."""
    if not isinstance(command, Assert):
        return False
    condition = command.condition
    return not (isinstance(condition, Literal) and condition.value is True)


class Parts:
    """Makes parts of `cfg`."""

    def __init__(self, cfg: PassiveCfg, marks: Marks) -> None:
        self.cfg = cfg
        self._marks = marks
        self._assumed: dict[str, tuple[PassiveCommand, ...]] = {}

    def assume(self, command: PassiveCommand) -> PassiveCommand:
        """`command`; an assertion becomes what is known after it has been checked elsewhere.

        It is not marked for splitting any more.
        """
        if not isinstance(command, Assert):
            return command
        if not is_subsumed(command, self._marks.subsumption):
            return Assume(TRUE, span=command.span)
        attributes = tuple([a for a in command.attributes if a.name in _KEPT])
        return Assume(command.condition, attributes, span=command.span)

    def assumed(self, block: PassiveBlock) -> tuple[PassiveCommand, ...]:
        """The commands of `block` without assertions."""
        commands = self._assumed.get(block.label)
        if commands is None:
            if any(isinstance(c, Assert) for c in block.commands):
                commands = tuple([self.assume(c) for c in block.commands])
            else:
                commands = block.commands
            self._assumed[block.label] = commands
        return commands

    def part(
        self,
        kept: Set[str],
        checked: Set[str] = frozenset(),
        instead: Mapping[str, tuple[PassiveCommand, ...]] = EMPTY,
        cut: Set[str] = frozenset(),
    ) -> PassiveCfg:
        """The part with the blocks `kept`; paths end in those that are in `cut`.

        A block in `instead` has the commands there; in other blocks assertions are assumed unless
        they are in `checked`. Blocks that lead to no assertion are left out.
        """
        blocks: dict[str, PassiveBlock] = {}
        for label, block in self.cfg.blocks.items():
            if label not in kept:
                continue
            commands = instead.get(label)
            if commands is None:
                commands = block.commands if label in checked else self.assumed(block)
            successors = [s for s in block.successors if s in kept and label not in cut]
            blocks[label] = _with(block, commands, successors)
        part = _leading_to_assertions(replace(self.cfg, blocks=blocks))
        return _merge_blocks(part) if self._marks.merge_blocks else part


def _with(
    block: PassiveBlock, commands: tuple[PassiveCommand, ...], successors: list[str]
) -> PassiveBlock:
    if commands is block.commands and len(successors) == len(block.successors):
        return block
    return replace(block, commands=commands, successors=tuple(successors))


def _leading_to_assertions(cfg: PassiveCfg) -> PassiveCfg:
    """`cfg` without the blocks after which nothing is asserted that may fail."""
    reached = descendants(cfg.entry, cfg.blocks)
    goals = [
        label for label in reached if any(is_nontrivial(c) for c in cfg.blocks[label].commands)
    ]
    kept = ancestors(goals, cfg.blocks) & reached | {cfg.entry}
    return replace(
        cfg,
        blocks={
            label: _with(block, block.commands, [s for s in block.successors if s in kept])
            for label, block in cfg.blocks.items()
            if label in kept
        },
    )


def _merge_blocks(cfg: PassiveCfg) -> PassiveCfg:
    """`cfg` with a block that is another's only successor, as that is its only predecessor, in it.

    The other keeps its label, and its place if it has one. A common exit stays, so that it is
    known where it was come from.
    """
    entering = Counter([s for b in cfg.blocks.values() for s in b.successors])
    entering[cfg.entry] += 1
    absorbed = {
        s
        for b in cfg.blocks.values()
        for s in b.successors
        if len(b.successors) == 1 and entering[s] == 1 and not _checks_returns(cfg.blocks[s])
    }
    merged: dict[str, PassiveBlock] = {}
    for block in cfg.blocks.values():
        if block.label in absorbed:
            continue
        chain = [block]
        while len(chain[-1].successors) == 1 and chain[-1].successors[0] in absorbed:
            chain.append(cfg.blocks[chain[-1].successors[0]])
        if len(chain) == 1:
            merged[block.label] = block
            continue
        commands: list[PassiveCommand] = []
        executed: list[Executed] = []
        for part in chain:
            executed += [replace(e, index=e.index + len(commands)) for e in part.executed]
            commands += part.commands
        place = next((b for b in chain if b.span is not NOWHERE), block)
        merged[block.label] = replace(
            chain[-1],
            label=block.label,
            commands=tuple(commands),
            span=place.span,
            name=place.name or place.label,
            jump=next((b.jump for b in reversed(chain) if b.jump is not NOWHERE), NOWHERE),
            executed=tuple(executed),
        )
    return replace(cfg, blocks=merged)


def _checks_returns(block: PassiveBlock) -> bool:
    """Whether it is known only from the path where failures in `block` are reported."""
    return any(isinstance(c, Assert) and c.obligation.span is NOWHERE for c in block.commands)
