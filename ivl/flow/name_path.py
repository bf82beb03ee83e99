"""Which blocks a failing path mentions, and as what."""

from __future__ import annotations

from collections.abc import Callable

from ivl.base.node import replace
from ivl.base.source import NOWHERE
from ivl.core.statements import Assume
from ivl.flow.cfg import PassiveBlock, PassiveCfg
from ivl.flow.graphs import predecessors


def name_path(cfg: PassiveCfg, as_boogie: bool = False) -> PassiveCfg:
    """`cfg` with places only for the blocks that a failing path mentions.

    A block that does nothing is left out, unless it is the first. Boogie's paths go on without
    them in earnest (`as_boogie`): a successor that is nowhere in the text takes the name of a
    block that was left out, be it on the path or not, and returns that do nothing or belong to
    an inlined body have no places.
    """
    if not as_boogie:
        first = {cfg.entry, *cfg.blocks[cfg.entry].successors}
        return _map(cfg, lambda b: b if b.label in first else _place(b, bool(b.commands)))
    named = _Names(cfg)
    return _map(cfg, lambda b: named.jump(named.block(b)))


def _map(cfg: PassiveCfg, f: Callable[[PassiveBlock], PassiveBlock]) -> PassiveCfg:
    return replace(cfg, blocks={label: f(b) for label, b in cfg.blocks.items()})


def _place(block: PassiveBlock, kept: bool) -> PassiveBlock:
    return block if kept else replace(block, span=NOWHERE)


class _Names:
    """How Boogie's removal of empty blocks renames the others."""

    def __init__(self, cfg: PassiveCfg) -> None:
        self.entry = cfg.entry
        self.blocks = cfg.blocks
        self.like: dict[str, PassiveBlock] = {}
        order = _postorder(cfg)
        first = self.first(cfg, order)
        entering = predecessors(cfg.blocks)
        successors = {label: dict.fromkeys(b.successors) for label, b in cfg.blocks.items()}
        for label in order:
            block = cfg.blocks[label]
            if block.commands or label == cfg.entry:
                continue
            after = successors[label]
            for predecessor in entering[label]:
                successors[predecessor].pop(label, None)
                successors[predecessor].update(after)
            if len(after) == 1 and block.span is not NOWHERE and block is not first:
                (only,) = after
                if cfg.blocks[only].span is NOWHERE:
                    self.like.setdefault(only, block)
        start = cfg.blocks[cfg.entry]
        if first is not None and all(isinstance(c, Assume) for c in start.commands):
            self.like.setdefault(cfg.entry, first)

    def first(self, cfg: PassiveCfg, order: list[str]) -> PassiveBlock | None:
        """The block that the entry is called by: the only one that follows and does nothing."""
        names: dict[str, PassiveBlock | None] = {}
        for label in order:
            block = cfg.blocks[label]
            names[label] = None
            if block.commands and label != cfg.entry:
                continue
            if block.span is not NOWHERE:
                names[label] = block
            else:
                following = {id(names[s]): names[s] for s in block.successors}
                if len(following) == 1:
                    (names[label],) = following.values()
        return names[cfg.entry]

    def block(self, block: PassiveBlock) -> PassiveBlock:
        other = self.like.get(block.label)
        if other is not None:
            return replace(block, span=other.span, name=other.label)
        return _place(block, bool(block.commands) or block.label == self.entry)

    def jump(self, block: PassiveBlock) -> PassiveBlock:
        """`block`, which returns from nowhere if it was left out, or is in an inlined body."""
        inside = any(self.blocks[s].jump is NOWHERE for s in block.successors)
        if not inside and (block.commands or block.label == self.entry):
            return block
        return replace(block, jump=NOWHERE)


def _postorder(cfg: PassiveCfg) -> list[str]:
    """The labels, successors first; of several successors the last one's come first."""
    order: list[str] = []
    seen, left = {cfg.entry}, set[str]()
    stack = [cfg.entry]
    while stack:
        label = stack[-1]
        if label in left:
            stack.pop()
            order.append(label)
            continue
        left.add(label)
        for successor in cfg.blocks[label].successors:
            if successor not in seen:
                seen.add(successor)
                stack.append(successor)
    return order
