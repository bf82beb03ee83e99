"""Irreducible flow graphs made reducible by splitting nodes."""

from __future__ import annotations

import dataclasses

import networkx as nx

from ivl.flow.cfg import Block, Cfg, fresh_label, graph_of
from ivl.flow.loops import find_loops
from ivl.flow.prune_unreachable import prune_unreachable


def make_reducible(cfg: Cfg) -> Cfg:
    """`cfg` with copies of blocks such that each loop has one entry.

    In a strongly connected region with several entries one entry is kept as the header; edges
    from outside to the others lead to a copy of the region without the header, from which the
    header is reached as before. The copy is smaller, so this ends (Aho, Sethi and Ullman,
    "Compilers", 10.4, node splitting).
    """
    while find_loops(cfg) is None:
        cfg = prune_unreachable(_split(cfg))
    return cfg


def _split(cfg: Cfg) -> Cfg:
    graph = graph_of(cfg.blocks.values())
    region, header = _region_with_entries(graph, cfg)
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
    return dataclasses.replace(cfg, blocks=blocks)


def _region_with_entries(graph: nx.DiGraph, cfg: Cfg) -> tuple[set[str], str]:
    """An innermost-enough region with several entries, and the entry that comes first."""
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
            first = next(label for label in cfg.blocks if label in entries)
            if len(entries) > 1:
                return component, first
            rest = graph.subgraph(component - {first})
            inside = rest if inside is None else nx.compose(inside, rest)
        assert inside is not None, "an irreducible graph has a region with several entries"
        graph = inside


def _redirect(block: Block, label: str, copies: dict[str, str]) -> Block:
    successors = tuple([copies.get(s, s) for s in block.successors])
    return dataclasses.replace(block, label=label, successors=successors)
