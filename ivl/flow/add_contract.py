"""A body gets its procedure's contract: assumptions at the entry, checks at the exit."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.base.node import replace
from ivl.core.expressions import Expr, Variable
from ivl.core.fold import substitute
from ivl.core.program import Procedure
from ivl.core.proof_ids import only_id
from ivl.core.statements import Assert, Assume, Command
from ivl.flow.cfg import Block, Cfg
from ivl.flow.clauses import check_postcondition
from ivl.flow.where_clauses import formals

ENTRY = "PreconditionGeneratedEntry"
EXIT = "GeneratedUnifiedExit"


def add_contract(cfg: Cfg, procedure: Procedure, where: Mapping[Variable, Expr]) -> Cfg:
    """`cfg` with a new entry block that assumes, and one exit block that asserts.

    The entry assumes the where clauses of all variables and the preconditions, free or not. All
    returns lead to one exit, so that each postcondition is one obligation however many paths
    reach it; it is assumed after it has been checked, as every assertion is. Free postconditions
    are not checked.
    """
    renaming = formals(procedure, cfg.implementation)
    entry: list[Command] = [
        Assume(clause, span=variable.span) for variable, clause in where.items()
    ]
    entry += [
        Assume(substitute(c.condition, renaming), only_id(c.attributes), span=c.span)
        for c in procedure.requires
    ]
    exit_: list[Command] = []
    for clause in procedure.ensures:
        exit_.extend(check_postcondition(clause, lambda e: substitute(e, renaming)))
    blocks = {ENTRY: Block(ENTRY, tuple(entry), (cfg.entry,))}
    returns = [b for b in cfg.blocks.values() if not b.successors]
    for block in cfg.blocks.values():
        if block.successors or not exit_:
            blocks[block.label] = block
        elif len(returns) == 1:
            commands = (*block.commands, *[_at(c, block) for c in exit_])
            blocks[block.label] = replace(block, commands=commands)
        else:
            blocks[block.label] = replace(block, successors=(EXIT,))
    if len(returns) > 1 and exit_:
        blocks[EXIT] = Block(EXIT, tuple(exit_), (), jump=cfg.implementation.end)
    return replace(cfg, entry=ENTRY, blocks=blocks)


def _at(command: Command, block: Block) -> Command:
    """`command` as reported at the return that ends `block`."""
    if not isinstance(command, Assert):
        return command
    obligation = replace(command.obligation, span=block.jump)
    return replace(command, obligation=obligation)
