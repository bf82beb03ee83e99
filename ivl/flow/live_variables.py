"""Which variables may still be read before they are assigned."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.core.expressions import Expr, Variable
from ivl.core.map_statements import attribute_expressions
from ivl.core.statements import Assert, Assign, Assume, Havoc
from ivl.flow.cfg import Block, Cfg
from ivl.flow.graphs import topological_order
from ivl.flow.state import state_variables


def live_variables(cfg: Cfg, where: Mapping[Variable, Expr]) -> dict[str, frozenset[Variable]]:
    """The variables that are live at the start of each block of `cfg`, which is acyclic."""
    live: dict[str, frozenset[Variable]] = {}
    for label in reversed(topological_order(cfg.entry, cfg.blocks)):
        block = cfg.blocks[label]
        after = [live[s] for s in block.successors]
        live[label] = _before(block, after, where)
    return live


def _before(
    block: Block, after: list[frozenset[Variable]], where: Mapping[Variable, Expr]
) -> frozenset[Variable]:
    if not block.commands and len(after) == 1:
        return after[0]
    live = set[Variable]().union(*after)
    for command in reversed(block.commands):
        match command:
            case Assert() | Assume():
                for read in (command.condition, *attribute_expressions(command.attributes)):
                    live |= state_variables(read)
            case Assign(variables, values):
                live.difference_update(variables)
                for value in values:
                    live |= state_variables(value)
            case Havoc(variables):
                for variable in variables:
                    if variable in where:
                        live |= state_variables(where[variable])
                live.difference_update(variables)
            case _:
                pass
    return frozenset(live)
