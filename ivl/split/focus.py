"""``{:focus}``: with the marked place on the path, and without it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ivl.base.node import node, replace
from ivl.core.attributes import is_true
from ivl.flow.cfg import PassiveBlock
from ivl.flow.graphs import ancestors, descendants, topological_order
from ivl.split.parts import Parts
from ivl.split.split import Marks, Split


@node
class _Part:
    """The blocks that are `kept`, and those in which assertions are `assumed`.

    `signs` are the foci that were on the way to it, with a ``+`` if it goes through them.
    """

    kept: Set[str]
    assumed: Set[str]
    signs: tuple[str, ...] = ()


def focus(split: Split, marks: Marks) -> Iterator[Split]:
    """Two splits for each block that an ``{:focus}`` stands in.

    One has all paths around the block; the other has all that go through it, with what stands
    before it assumed. Both are split at the next such block, if they check it. An assertion on a
    path through the block is checked in the second, any other, also one before it, in the first.
    """
    cfg = split.cfg
    order = topological_order(cfg.entry, cfg.blocks)
    marked = [(label, line) for label in order if (line := _line(cfg.blocks[label]))]
    if not marked:
        yield split
        return
    if marks.relax_focus:
        marked.reverse()
    parts = Parts(cfg, marks)
    before = {label: ancestors([label], cfg.blocks) - {label} for label, _ in marked}
    todo = [(_Part(frozenset(cfg.blocks), frozenset()), 0)]
    while todo:
        part, done = todo.pop()
        if done == len(marked):
            name = f"{split.name}/focus[{','.join(part.signs)}]"
            yield Split(parts.part(part.kept, part.kept - part.assumed), name, split.span)
            continue
        label, line = marked[done]
        if label not in part.kept or label in part.assumed:
            todo.append((part, done + 1))
            continue
        through = _Part(
            part.kept & (before[label] | descendants(label, cfg.blocks)),
            part.assumed | before[label],
            (*part.signs, f"+{line}"),
        )
        todo.append((through, done + 1))
        if label != cfg.entry:
            around = descendants(cfg.entry, cfg.blocks, part.kept - {label})
            signs = (*part.signs, f"-{line}")
            todo.append((replace(part, kept=around, signs=signs), done + 1))


def _line(block: PassiveBlock) -> int:
    """The line of the first ``{:focus}`` in `block`, 0 if there is none."""
    marked = (c.span.position.line for c in block.commands if is_true(c.attributes, "focus"))
    return next(marked, 0)
