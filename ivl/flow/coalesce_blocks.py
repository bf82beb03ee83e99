"""Merge blocks that always follow each other."""

from __future__ import annotations

from collections import Counter

from ivl.base.node import replace
from ivl.core.statements import Command
from ivl.flow.cfg import Block, Cfg


def coalesce_blocks(cfg: Cfg) -> Cfg:
    """``A: x := 1; goto B; B: y := 2; return;`` becomes ``A: x := 1; y := 2; return;``.

    It happens where B is A's only successor and A is B's only predecessor; A keeps its label.
    Every block of `cfg` must be reachable.
    """
    entering = Counter([s for b in cfg.blocks.values() for s in b.successors])
    entering[cfg.entry] += 1
    absorbed = {
        b.successors[0]
        for b in cfg.blocks.values()
        if len(b.successors) == 1 and entering[b.successors[0]] == 1
    }
    merged: dict[str, Block] = {}
    for block in cfg.blocks.values():
        if block.label in absorbed:
            continue
        commands: list[Command] = list(block.commands)
        last = block
        while len(last.successors) == 1 and last.successors[0] in absorbed:
            last = cfg.blocks[last.successors[0]]
            commands.extend(last.commands)
        merged[block.label] = replace(
            last, label=block.label, span=block.span, commands=tuple(commands)
        )
    return replace(cfg, blocks=merged)
