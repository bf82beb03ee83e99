"""``{:isolate "paths"}``: the ways through the jumps marked ``{:allow_split}``, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ivl.core.attributes import is_true
from ivl.core.expressions import Attributes
from ivl.flow.cfg import PassiveCfg
from ivl.flow.graphs import ancestors, descendants, topological_order


def ways(
    cfg: PassiveCfg, within: Set[str], attributes: Attributes
) -> Iterator[tuple[str, Set[str]]]:
    """All of `within` as one way, or with ``{:isolate "paths"}`` each way by itself.

    A way is a set of blocks with a name. It takes one target of each marked jump that it comes to;
    each path `within` is on one of the ways.
    """
    if not any(a.name == "isolate" and "paths" in a.parameters for a in attributes):
        yield "", within
        return
    order = topological_order(cfg.entry, cfg.blocks)
    marked = [
        label
        for label in order
        if label in within and is_true(cfg.blocks[label].attributes, "allow_split")
    ]
    todo: list[tuple[Set[str], tuple[int, ...], int]] = [(within, (), 0)]
    while todo:
        kept, lines, done = todo.pop()
        if done == len(marked):
            yield f"/path[{','.join(map(str, sorted(lines)))}]" if marked else "", kept
            continue
        label = marked[done]
        targets = [s for s in cfg.blocks[label].successors if s in kept]
        if label not in kept or len(targets) < 2:
            todo.append((kept, lines, done + 1))
            continue
        before = ancestors([label], cfg.blocks)
        for target in reversed(targets):
            through = kept & (before | descendants(target, cfg.blocks))
            line = cfg.blocks[target].span.position.line
            todo.append((through, (*lines, line), done + 1))
        if label != cfg.entry:
            around = descendants(cfg.entry, cfg.blocks, kept - {label})
            todo.append((around, lines, done + 1))
