"""``assert {:isolate} e;``: an assertion by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ivl.core.attributes import has_attribute
from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveCommand
from ivl.flow.graphs import ancestors
from ivl.split.parts import Parts
from ivl.split.paths import ways
from ivl.split.split import Marks, Split


def isolated_assertions(split: Split, marks: Marks) -> Iterator[Split]:
    """A split for each marked assertion: all paths that lead to it, and no other assertion."""
    cfg = split.cfg
    parts = Parts(cfg, marks)
    for block in cfg.blocks.values():
        for index, command in enumerate(block.commands):
            if not _is_marked(command, marks):
                continue
            before = ancestors([block.label], cfg.blocks)
            last = (*parts.assumed(block)[:index], command)
            name = f"{split.name}/assert@{command.span.position.line}"
            for way, kept in ways(cfg, before, command.attributes):
                part = parts.part(kept, instead={block.label: last})
                yield Split(part, name + way, command.span)


def without_isolated(split: Split, marks: Marks) -> Split:
    """`split` with the marked assertions assumed."""
    parts = Parts(split.cfg, marks)
    blocks = split.cfg.blocks
    instead = {
        label: tuple([parts.assume(c) if _is_marked(c, marks) else c for c in block.commands])
        for label, block in blocks.items()
        if any(_is_marked(c, marks) for c in block.commands)
    }
    if not instead:
        return split
    part = parts.part(blocks.keys(), blocks.keys(), instead)
    return Split(part, split.name, split.span)


def _is_marked(command: PassiveCommand, marks: Marks) -> bool:
    if not isinstance(command, Assert):
        return False
    return marks.every_assertion or has_attribute(command.attributes, "isolate")
