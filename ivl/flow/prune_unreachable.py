"""Drop the blocks that no path reaches."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.expressions import Literal
from ivl.core.statements import Assert, Assume
from ivl.flow.cfg import Block, Cfg
from ivl.flow.graphs import reachable


def prune_unreachable(cfg: Cfg, keep_infeasible: bool = False) -> Cfg:
    """`cfg` without unreachable blocks.

    A block with a literal ``assume false`` or ``assert false`` has no successors: Boogie prunes so
    before it looks for loops, which can make a loop go away. With `keep_infeasible` they stay.
    """
    blocks = dict(cfg.blocks)
    if not keep_infeasible:
        blocks = {label: _cut(block) for label, block in blocks.items()}
    reached = reachable(cfg.entry, blocks)
    return replace(
        cfg, blocks={label: block for label, block in blocks.items() if label in reached}
    )


def _cut(block: Block) -> Block:
    if block.successors and any(
        isinstance(c, Assert | Assume)
        and isinstance(c.condition, Literal)
        and c.condition.value is False
        for c in block.commands
    ):
        return replace(block, successors=())
    return block
