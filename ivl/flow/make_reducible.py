"""Irreducible flow graphs made reducible by splitting nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivl.base.node import replace
from ivl.core.statements import Assert
from ivl.flow.cfg import Block, Cfg, fresh_label
from ivl.flow.graphs import graph_of
from ivl.flow.loops import find_loops
from ivl.flow.prune_unreachable import prune_unreachable

if TYPE_CHECKING:
    import networkx as nx

JOIN_GROWTH = 4
"""How many times larger a graph may become by splitting joins."""


def make_reducible(cfg: Cfg) -> Cfg:
    """`cfg` with copies of blocks such that each loop has one entry.

    A block without an invariant makes a bad header, so each of its predecessors gets its own copy
    first. In a strongly connected region with several entries one is kept as the header; edges
    from outside to the others lead to a copy of the region without the header, from which the
    header is reached as before. The copy is smaller, so this ends (Aho, Sethi and Ullman,
    "Compilers", 10.4, node splitting).
    """
    joins = set(cfg.blocks)  # copies are not split again, or this might never end
    most = JOIN_GROWTH * len(cfg.blocks)
    while find_loops(cfg) is None:
        graph = graph_of(cfg.blocks.values())
        region, header = _region_with_entries(graph, cfg)
        join = next((j for j in _splittable(cfg, graph, region) if j in joins), None)
        if join is None or len(cfg.blocks) + graph.in_degree(join) > most:
            cfg = prune_unreachable(_split_region(cfg, region, header))
        else:
            cfg = _split_join(cfg, join, list(graph.predecessors(join)))
            joins.remove(join)
    return cfg


def _splittable(cfg: Cfg, graph: nx.DiGraph, region: set[str]) -> list[str]:
    """The blocks of `region` that several others jump to although they have no invariant."""
    return [
        label
        for label, block in cfg.blocks.items()
        if label in region
        and label != cfg.entry
        and graph.in_degree(label) > 1
        and not graph.has_edge(label, label)
        and not _has_invariant(block)
    ]


def _split_join(cfg: Cfg, join: str, predecessors: list[str]) -> Cfg:
    """`cfg` with a copy of block `join` for each of its predecessors."""
    blocks = dict(cfg.blocks)
    for number, predecessor in enumerate(predecessors[1:]):
        copy = fresh_label(f"{join}#{number}", blocks)
        blocks[copy] = replace(blocks[join], label=copy)
        blocks[predecessor] = _redirect(blocks[predecessor], predecessor, {join: copy})
    return replace(cfg, blocks=blocks)


def _split_region(cfg: Cfg, region: set[str], header: str) -> Cfg:
    copies = {
        label: fresh_label(f"{label}#0", cfg.blocks)
        for label in cfg.blocks
        if label in region - {header}
    }
    blocks: dict[str, Block] = {}
    for label, block in cfg.blocks.items():
        if label in region:
            blocks[label] = block
        else:
            blocks[label] = _redirect(block, label, copies)
    for label, copy in copies.items():
        blocks[copy] = _redirect(cfg.blocks[label], copy, copies)
    return replace(cfg, blocks=blocks)


def _region_with_entries(graph: nx.DiGraph, cfg: Cfg) -> tuple[set[str], str]:
    """A region with several entries, and the best header: with an invariant, else the first."""
    import networkx as nx

    whole = graph
    while True:
        inside: nx.DiGraph | None = None
        for component in nx.strongly_connected_components(graph):
            if len(component) == 1:
                continue
            entries = {
                v for v in component if any(u not in component for u in whole.predecessors(v))
            }
            if cfg.entry in component:
                entries.add(cfg.entry)
            ordered = [label for label in cfg.blocks if label in entries]
            first = next(filter(lambda e: _has_invariant(cfg.blocks[e]), ordered), ordered[0])
            if len(entries) > 1:
                return component, first
            rest = graph.subgraph(component - {first})
            inside = rest if inside is None else nx.compose(inside, rest)
        assert inside is not None, "an irreducible graph has a region with several entries"
        graph = inside


def _has_invariant(block: Block) -> bool:
    return bool(block.commands) and isinstance(block.commands[0], Assert)


def _redirect(block: Block, label: str, copies: dict[str, str]) -> Block:
    successors = tuple([copies.get(s, s) for s in block.successors])
    return replace(block, label=label, successors=successors)
