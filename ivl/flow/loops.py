"""Natural loops of a flow graph."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.base.node import node
from ivl.flow.cfg import Cfg
from ivl.flow.graphs import Blocks, predecessors, reverse_postorder


@node
class Loop:
    """A natural loop: `body` holds the header, `back_edges` the blocks that jump back to it."""

    header: str
    back_edges: tuple[str, ...]
    body: frozenset[str]


def retreating_edges(entry: str, blocks: Blocks) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """The edges that go against a reverse postorder from `entry`, and that order."""
    order = {label: i for i, label in enumerate(reverse_postorder(entry, blocks))}
    edges = [
        (label, successor)
        for label, block in blocks.items()
        for successor in dict.fromkeys(block.successors)
        if order[successor] <= order[label]
    ]
    return edges, order


def find_loops(cfg: Cfg) -> tuple[Loop, ...] | None:
    """The natural loops in textual order of their headers, None if the graph is irreducible.

    Every block of `cfg` must be reachable.
    """
    edges, _ = retreating_edges(cfg.entry, cfg.blocks)
    if not edges:
        return ()
    sources: dict[str, list[str]] = {}
    for source, header in edges:
        sources.setdefault(header, []).append(source)
    before = predecessors(cfg.blocks)
    loops = []
    for header in cfg.blocks:
        if header in sources:
            body = _body(header, sources[header], before)
            if cfg.entry in body and cfg.entry != header:  # a way in that avoids the header
                return None
            loops.append(Loop(header, tuple(sources[header]), body))
    return tuple(loops)


def _body(header: str, sources: list[str], before: Mapping[str, list[str]]) -> frozenset[str]:
    """The blocks from which one of `sources` can be reached without passing through `header`."""
    body = {header}
    stack = list(sources)
    while stack:
        label = stack.pop()
        if label not in body:
            body.add(label)
            stack.extend(before[label])
    return frozenset(body)
