"""A flow graph with loops becomes acyclic: invariants are checked, havocked over and assumed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ivl.base.node import replace
from ivl.core.expressions import FALSE
from ivl.core.program import Procedure
from ivl.core.proof_ids import ASSUMED_IN_BODY, ESTABLISHED, MAINTAINED, only_id, with_id
from ivl.core.statements import Assert, Assume, Command, Havoc, ObligationKind
from ivl.flow.assigned import assigned_variables
from ivl.flow.cfg import Block, Cfg, fresh_label
from ivl.flow.loops import Loop, find_loops

START = "Start"
"""The label of a block before an entry that is a loop's header."""


def cut_loops(cfg: Cfg, procedure: Callable[[str], Procedure], assume_free: bool = False) -> Cfg:
    """`cfg` without back edges (Barnett and Leino, PASTE 2005, section 4).

    The invariant is the header's prefix of assertions and assumptions. Its assertions are copied
    to every predecessor, where they have to hold on entry or be maintained; the header begins
    with a havoc of what the loop assigns and assumes the whole prefix::

        H: assert J; s; goto H, D;      P: ...; assert J; goto H;
                                        H: havoc xs; assume J; s; goto H_back, D;
                                        H_back: assert J; assume false;

    With `assume_free` the prefix's assumptions are copied as well. The graph must be reducible.
    Where the entry is a header, an empty block comes before it.
    """
    loops = find_loops(cfg)
    assert loops is not None, "make_reducible comes first"
    if any(loop.header == cfg.entry for loop in loops):
        start = fresh_label(START, cfg.blocks)
        before = Block(start, (), (cfg.entry,))
        cfg = replace(cfg, entry=start, blocks={start: before, **cfg.blocks})
    blocks = dict(cfg.blocks)
    modified = {
        loop.header: tuple(
            assigned_variables(
                [
                    c
                    for label in cfg.blocks
                    if label in loop.body
                    for c in cfg.blocks[label].commands
                ],
                procedure,
            )
        )
        for loop in loops
    }
    predecessors: dict[str, list[str]] = {loop.header: [] for loop in loops}
    for block in cfg.blocks.values():
        for successor in dict.fromkeys(block.successors):
            if successor in predecessors:
                predecessors[successor].append(block.label)
    prefixes = {loop.header: _prefix(cfg.blocks[loop.header].commands) for loop in loops}
    for loop in loops:
        prefix = prefixes[loop.header]
        copied = [c for c in prefix if assume_free or isinstance(c, Assert)]
        _cut(loop, copied, blocks, predecessors[loop.header])
    for label, prefix in prefixes.items():
        header = blocks[label]
        changed = modified[label]
        havoc = (Havoc(changed, span=header.span),) if changed else ()
        assumed = [_assumed(c) for c in prefix]
        rest = header.commands[len(prefix) :]
        blocks[label] = replace(header, commands=(*havoc, *assumed, *rest))
    return replace(cfg, blocks=blocks)


def _cut(
    loop: Loop,
    prefix: Sequence[Assert | Assume],
    blocks: dict[str, Block],
    predecessors: list[str],
) -> None:
    for label in predecessors:
        back = label in loop.back_edges
        kind = ObligationKind.INVARIANT_MAINTAINED if back else ObligationKind.INVARIANT_ENTRY
        checks: list[Command] = [
            _check(c, kind) if isinstance(c, Assert) else _assumed(c) for c in prefix
        ]
        if back:
            checks.append(Assume(FALSE, span=blocks[label].jump))
        block = blocks[label]
        if len(block.successors) == 1:
            blocks[label] = replace(
                block,
                commands=(*block.commands, *checks),
                successors=() if back else block.successors,
            )
        elif checks:
            between = fresh_label(f"{label}#{loop.header}", blocks)
            blocks[label] = replace(
                block,
                successors=tuple([between if s == loop.header else s for s in block.successors]),
            )
            blocks[between] = Block(
                between,
                tuple(checks),
                () if back else (loop.header,),
                span=blocks[loop.header].span,
                jump=block.jump,
            )


def _prefix(commands: tuple[Command, ...]) -> tuple[Assert | Assume, ...]:
    prefix: list[Assert | Assume] = []
    for command in commands:
        if not isinstance(command, Assert | Assume):
            break
        prefix.append(command)
    return tuple(prefix)


def _check(invariant: Assert, kind: ObligationKind) -> Assert:
    back = kind is ObligationKind.INVARIANT_MAINTAINED
    obligation = replace(invariant.obligation, kind=kind)
    if back and obligation.maintained:
        obligation = replace(obligation, message=obligation.maintained)
    role = MAINTAINED if back else ESTABLISHED
    attributes = with_id(invariant.attributes, role)
    return replace(invariant, obligation=obligation, attributes=attributes)


def _assumed(command: Assert | Assume) -> Assume:
    role = ASSUMED_IN_BODY if isinstance(command, Assert) else "{}"
    return Assume(command.condition, only_id(command.attributes, role), span=command.span)
