"""Drop the blocks that no path reaches."""

from __future__ import annotations

import dataclasses

import networkx as nx

from ivl.core.expressions import Literal
from ivl.core.statements import Assert, Assume
from ivl.flow.cfg import Block, Cfg, graph_of


def prune_unreachable(cfg: Cfg) -> Cfg:
    """`cfg` without unreachable blocks.

    A block with a literal ``assume false`` or ``assert false`` has no successors: Boogie prunes so
    before it looks for loops, which can make a loop go away.
    """
    blocks = [_cut(block) for block in cfg.blocks.values()]
    graph = graph_of(blocks)
    reached = nx.descendants(graph, cfg.entry) | {cfg.entry}
    return dataclasses.replace(cfg, blocks={b.label: b for b in blocks if b.label in reached})


def _cut(block: Block) -> Block:
    if block.successors and any(
        isinstance(c, Assert | Assume)
        and isinstance(c.condition, Literal)
        and c.condition.value is False
        for c in block.commands
    ):
        return dataclasses.replace(block, successors=())
    return block
