"""Natural loops of a flow graph, by networkx's dominators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivl.base.node import node
from ivl.flow.cfg import Cfg
from ivl.flow.graphs import graph_of, path

if TYPE_CHECKING:
    import networkx as nx


@node
class Loop:
    """A natural loop: `body` holds the header, `back_edges` the blocks that jump back to it."""

    header: str
    back_edges: tuple[str, ...]
    body: frozenset[str]


def retreating_edges(graph: nx.DiGraph, entry: str) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """The edges that go against a reverse postorder from `entry`, and that order."""
    import networkx as nx

    order = {n: i for i, n in enumerate(reversed(list(nx.dfs_postorder_nodes(graph, entry))))}
    return [(u, v) for u, v in graph.edges if order[v] <= order[u]], order


def find_loops(cfg: Cfg) -> tuple[Loop, ...] | None:
    """The natural loops in textual order of their headers, None if the graph is irreducible.

    Every block of `cfg` must be reachable.
    """
    if path(cfg.entry, cfg.blocks) is not None:
        return ()
    import networkx as nx

    graph = graph_of(cfg.blocks.values())
    edges, order = retreating_edges(graph, cfg.entry)
    if not edges:
        return ()
    dominator = nx.immediate_dominators(graph, cfg.entry)
    sources: dict[str, list[str]] = {}
    for source, header in edges:
        above = source
        while order[above] > order[header]:
            above = dominator[above]
        if above != header:
            return None
        sources.setdefault(header, []).append(source)
    return tuple(
        Loop(label, tuple(sources[label]), _body(graph, label, sources[label]))
        for label in cfg.blocks
        if label in sources
    )


def _body(graph: nx.DiGraph, header: str, sources: list[str]) -> frozenset[str]:
    body = {header}
    stack = list(sources)
    while stack:
        label = stack.pop()
        if label not in body:
            body.add(label)
            stack.extend(graph.predecessors(label))
    return frozenset(body)
