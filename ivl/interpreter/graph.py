"""The flow graph that is executed, with its loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivl.base.node import node
from ivl.core.expressions import Expr, Variable
from ivl.core.program import Implementation, Procedure, Program
from ivl.core.statements import Assert, Assume
from ivl.flow.assigned import assigned_variables
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Block, Cfg
from ivl.flow.check_measures import check_measures
from ivl.flow.loops import find_loops
from ivl.flow.make_reducible import make_reducible
from ivl.flow.prune_unreachable import prune_unreachable
from ivl.flow.where_clauses import where_clauses


@node
class LoopHead:
    """The head of a loop: its invariant, the blocks that jump back, what the loop assigns."""

    block: Block
    invariant: tuple[Assert | Assume, ...]
    back_edges: frozenset[str]
    assigned: tuple[Variable, ...]


@node
class Graph:
    """A body as it is executed. `where` are the where clauses of all variables."""

    cfg: Cfg
    loops: Mapping[str, LoopHead]
    where: Mapping[Variable, Expr]


def graph_of(
    program: Program, implementation: Implementation, lookup: Callable[[str], Procedure]
) -> Graph:
    """The graph of `implementation`: the one in which loops are cut when it is verified."""
    cfg = make_reducible(prune_unreachable(check_measures(build_cfg(implementation))))
    loops = find_loops(cfg)
    assert loops is not None
    heads: dict[str, LoopHead] = {}
    for loop in loops:
        block = cfg.blocks[loop.header]
        count = 0
        while count < len(block.commands) and isinstance(block.commands[count], Assert | Assume):
            count += 1
        invariant = [c for c in block.commands[:count] if isinstance(c, Assert | Assume)]
        inside = [
            c for label in cfg.blocks if label in loop.body for c in cfg.blocks[label].commands
        ]
        assigned = tuple(assigned_variables(inside, lookup))
        back = frozenset(loop.back_edges)
        heads[loop.header] = LoopHead(block, tuple(invariant), back, assigned)
    where = where_clauses(program, lookup(implementation.name), implementation)
    return Graph(cfg, heads, where)
