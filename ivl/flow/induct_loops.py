"""A flow graph with loops becomes acyclic: assertions are proved by k-induction."""

from __future__ import annotations

from collections.abc import Callable

from ivl.base.node import replace
from ivl.core.expressions import FALSE
from ivl.core.program import Procedure
from ivl.core.statements import Assert, Assume, Command, Havoc
from ivl.flow.assigned import assigned_variables
from ivl.flow.cfg import Block, Cfg, fresh_label
from ivl.flow.loops import Loop, find_loops
from ivl.flow.prune_unreachable import prune_unreachable


def induct_loops(cfg: Cfg, depth: int, procedure: Callable[[str], Procedure]) -> Cfg:
    """`cfg` without back edges, after Donaldson, Haller, Kroening and Rümmer (SAS 2011).

    Each loop becomes `depth` copies of its body that check the first rounds, a havoc of what the
    loop assigns, `depth` copies that assume what the body asserts and do not leave the loop, and
    a copy that checks it::

        H_base_1 ... H_base_k     H_step_1_havoc     H_step_1 ... H_step_k     H_step_assertion

    Loop invariants are assertions like any others here. The graph must be reducible, and calls
    have become assertions and assumptions.
    """
    while loops := find_loops(cfg):
        cfg = prune_unreachable(_Induction(cfg, loops[0], procedure).run(depth))
    return cfg


class _Induction:
    """The copies of one loop; `next` is the label that its entries lead to so far."""

    def __init__(self, cfg: Cfg, loop: Loop, procedure: Callable[[str], Procedure]) -> None:
        self.cfg = cfg
        self.loop = loop
        self.body = [block for label, block in cfg.blocks.items() if label in loop.body]
        commands = [c for block in self.body for c in block.commands]
        self.modified = tuple(assigned_variables(commands, procedure))
        self.blocks = dict(cfg.blocks)
        self.next: str | None = None

    def run(self, depth: int) -> Cfg:
        self.copy("_step_assertion")
        for number in range(depth, 0, -1):
            self.copy(f"_step_{number}", assume=True)
        self.havoc()
        for number in range(depth, 0, -1):
            self.copy(f"_base_{number}")
        header, entry = self.loop.header, self.next
        assert entry is not None
        for label, block in self.cfg.blocks.items():
            if label not in self.loop.back_edges and header in block.successors:
                self.blocks[label] = _redirect(block, {header: entry})
        start = entry if self.cfg.entry == header else self.cfg.entry
        return replace(self.cfg, entry=start, blocks=self.blocks)

    def copy(self, suffix: str, assume: bool = False) -> None:
        """Put a copy of the loop before `next`; with `assume` it asserts nothing and is not left.

        Where no jump is left, the execution ends.
        """
        names = {b.label: fresh_label(f"{b.label}{suffix}", self.blocks) for b in self.body}
        for block in self.body:
            commands = block.commands
            if assume:
                commands = tuple([_assumed(c) for c in commands])
            jumps: list[str] = []
            for successor in block.successors:
                if successor == self.loop.header:
                    jumps += [self.next] if self.next is not None else []
                elif successor in names:
                    jumps.append(names[successor])
                elif not assume:
                    jumps.append(successor)
            if not jumps:
                commands = (*commands, Assume(FALSE, span=block.jump))
            self.blocks[names[block.label]] = replace(
                block, label=names[block.label], commands=commands, successors=tuple(jumps)
            )
        self.next = names[self.loop.header]

    def havoc(self) -> None:
        assert self.next is not None
        span = self.cfg.blocks[self.loop.header].span
        label = fresh_label(f"{self.next}_havoc", self.blocks)
        commands = (Havoc(self.modified, span=span),)
        self.blocks[label] = Block(label, commands, (self.next,), span=span)
        self.next = label


def _assumed(command: Command) -> Command:
    if isinstance(command, Assert):
        return Assume(command.condition, span=command.span)
    return command


def _redirect(block: Block, labels: dict[str, str]) -> Block:
    successors = tuple([labels.get(s, s) for s in block.successors])
    return replace(block, successors=successors)
