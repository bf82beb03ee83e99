"""Assumptions that a proof may not rely on."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.attributes import has_attribute, int_attribute
from ivl.core.expressions import (
    Attribute,
    Literal,
    Operation,
    Operator,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.statements import Assume, Command
from ivl.core.types import BOOL, INT
from ivl.flow.cfg import Cfg

SOFT = "soft"


def soften(cfg: Cfg) -> Cfg:
    """`cfg` in which each soft assumption holds only under a Boolean of its own::

        assume {:soft 2} e;   becomes   assume {:soft 2, soft#0} soft#0 ==> e;

    A proof must do without it, since nothing is known of ``soft#0``; among the executions that
    fail those where it holds are preferred.
    """
    if not any(_is_soft(c) for b in cfg.blocks.values() for c in b.commands):
        return cfg
    count = 0

    def softened(command: Command) -> Command:
        nonlocal count
        if not (isinstance(command, Assume) and _is_soft(command)):
            return command
        switch = VariableReference(Variable(f"soft#{count}", BOOL, VariableKind.CONSTANT))
        count += 1
        weight = int_attribute(command.attributes, SOFT) or 1
        others = tuple([a for a in command.attributes if a.name != SOFT])
        mark = Attribute(SOFT, (Literal(weight, INT), switch))
        condition = Operation(Operator.IMPLIES, (switch, command.condition), BOOL)
        return Assume(condition, (*others, mark), span=command.span)

    blocks = {
        label: replace(block, commands=tuple([softened(c) for c in block.commands]))
        for label, block in cfg.blocks.items()
    }
    return replace(cfg, blocks=blocks)


def _is_soft(command: Command) -> bool:
    return (
        isinstance(command, Assume)
        and bool(command.attributes)
        and has_attribute(command.attributes, SOFT)
    )
