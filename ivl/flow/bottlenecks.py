"""The places that every execution passes on its way to some other place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ivl.base.node import node, replace
from ivl.core.expressions import TRUE
from ivl.core.statements import Assert, Assume, Command
from ivl.flow.cfg import Block, Cfg
from ivl.flow.graphs import immediate_dominators
from ivl.flow.probes import Probe, is_false, probe_at


@node
class Bottleneck:
    """Behind the first `index` commands of a block, the last of which is an assumption.

    The index is 0 where paths join; then there is no `command`.
    """

    label: str
    index: int
    command: Assume | None


def without_assertions(cfg: Cfg) -> Cfg:
    """`cfg` in which assertions say nothing, unless they are literally false."""

    def changed(command: Command) -> Command:
        if isinstance(command, Assert) and not is_false(command.condition):
            return replace(command, condition=TRUE)
        return command

    blocks = {
        label: replace(block, commands=tuple([changed(c) for c in block.commands]))
        for label, block in cfg.blocks.items()
    }
    return replace(cfg, blocks=blocks)


def bottlenecks(cfg: Cfg, probe: Probe, entering: Mapping[str, Sequence[str]]) -> list[Bottleneck]:
    """Those on the way to the end of `probe`, a probe of `cfg`, in the order of executions."""
    dominator = immediate_dominators(cfg.entry, cfg.blocks)
    chain = [probe.last]
    while chain[-1] != cfg.entry:
        chain.append(dominator[chain[-1]])
    found = []
    for label in reversed(chain):
        if len(entering[label]) > 1:
            found.append(Bottleneck(label, 0, None))
        commands = cfg.blocks[label].commands
        limit = probe.index if label == probe.last else len(commands)
        for index, command in enumerate(commands[:limit], 1):
            if isinstance(command, Assume):
                found.append(Bottleneck(label, index, command))
    return found


def probe_behind(cfg: Cfg, bottleneck: Bottleneck, entering: Mapping[str, Sequence[str]]) -> Probe:
    """What can be asked to see whether an execution passes `bottleneck`."""
    block: Block = cfg.blocks[bottleneck.label]
    return probe_at(cfg, block, block.commands[: bottleneck.index], entering)
