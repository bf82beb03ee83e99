"""``goto {:isolate} A;``, ``return {:isolate};``: what comes after a jump by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ivl.base.source import Span
from ivl.core.attributes import has_attribute
from ivl.flow.cfg import PassiveBlock
from ivl.flow.graphs import ancestors, descendants
from ivl.split.parts import Parts
from ivl.split.paths import ways
from ivl.split.split import Marks, Split


def isolate_jumps(split: Split, marks: Marks) -> Iterator[Split]:
    """The split in which the marked jumps end the path, then one for each marked jump.

    In that one assertions up to the jump are assumed. A return is marked by itself where every
    assertion is. A path to an assertion is in the split of a marked jump that it takes, or in the
    first one.
    """
    cfg = split.cfg
    marked = [block for block in cfg.blocks.values() if _is_marked(block, marks)]
    if not marked:
        yield split
        return
    parts = Parts(cfg, marks)
    labels = {block.label for block in marked}
    everything = cfg.blocks.keys()
    rest = parts.part(everything, everything, cut=labels)
    yield Split(rest, f"{split.name}/remainingAssertions", split.span)
    for block in marked:
        before = ancestors([block.label], cfg.blocks)
        after = descendants(block.label, cfg.blocks) - {block.label}
        name = f"{split.name}/{'return' if block.returns else 'goto'}@{_line(block.jump)}"
        for way, kept in ways(cfg, before | after, block.attributes):
            yield Split(parts.part(kept, after), name + way, block.jump)


def _is_marked(block: PassiveBlock, marks: Marks) -> bool:
    if not block.successors:
        return False
    return has_attribute(block.attributes, "isolate") or (marks.every_assertion and block.returns)


def _line(span: Span) -> int:
    return span.position.line
