"""``{:selective_checking}``: nothing is checked but what comes after a marked place."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.attributes import is_true
from ivl.core.expressions import Attribute
from ivl.core.statements import Assert, Assume
from ivl.flow.cfg import PassiveBlock, PassiveCfg, PassiveCommand
from ivl.flow.graphs import descendants
from ivl.split.parts import Parts
from ivl.split.split import UNCHECKED, Marks


def select_checks(cfg: PassiveCfg, marks: Marks) -> PassiveCfg:
    """`cfg` with only those assertions that a ``{:start_checking_here}`` comes before.

    The others are assumed. That proves less, and what it leaves out is marked.
    """
    selected: set[str] = set()
    for label, block in cfg.blocks.items():
        if label not in selected and any(_starts(c) for c in block.commands):
            selected |= descendants(label, cfg.blocks) - {label}
    parts = Parts(cfg, marks)

    def commands(block: PassiveBlock) -> tuple[PassiveCommand, ...]:
        checked = block.label in selected
        result = []
        for command in block.commands:
            checked = checked or _starts(command)
            if isinstance(command, Assert) and not checked:
                now = parts.assume(command)
                assert isinstance(now, Assume)
                unchecked = (*now.attributes, Attribute(UNCHECKED))
                command = replace(now, attributes=unchecked)
            result.append(command)
        return tuple(result)

    return replace(
        cfg,
        blocks={label: replace(b, commands=commands(b)) for label, b in cfg.blocks.items()},
    )


def _starts(command: PassiveCommand) -> bool:
    return is_true(command.attributes, "start_checking_here")
