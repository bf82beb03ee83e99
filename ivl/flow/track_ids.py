"""Each part of a proof that has a name gets a label without which it says nothing."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.expressions import (
    Expr,
    Operation,
    Operator,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.proof_ids import proof_id
from ivl.core.statements import Assert
from ivl.core.types import BOOL
from ivl.flow.cfg import PassiveCfg, PassiveCommand


def track_ids(cfg: PassiveCfg) -> PassiveCfg:
    """`cfg` in which what is called ``{:id "x"}`` holds only under a label, a Boolean constant::

        assume {:id "x"} e;   becomes   assume {:id "x"} x ==> e;
        assert {:id "x"} e;   becomes   assert {:id "x"} x && e;

    Under all labels it is what it was. What a proof needed are the labels in its unsatisfiable
    core: an assumption that was used, an assertion that could be reached.
    """
    labels: dict[str, Variable] = {}

    def tracked(command: PassiveCommand) -> PassiveCommand:
        text = proof_id(command.attributes)
        if text is None:
            return command
        label = labels.get(text)
        if label is None:
            label = labels[text] = Variable(f"{{:id}} {text}", BOOL, VariableKind.CONSTANT)
        operator = Operator.AND if isinstance(command, Assert) else Operator.IMPLIES
        parts: tuple[Expr, ...] = (VariableReference(label), command.condition)
        condition = Operation(operator, parts, BOOL, span=command.condition.span)
        return replace(command, condition=condition)

    blocks = {
        name: replace(block, commands=tuple([tracked(c) for c in block.commands]))
        for name, block in cfg.blocks.items()
    }
    return replace(cfg, blocks=blocks, labels=labels)
