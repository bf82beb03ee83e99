"""The shape of a flow graph: what is reachable, in which order. networkx does the work.

A graph without branches needs none of it, and importing networkx takes longer than verifying a
small program; so a mere path is answered at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from ivl.flow.cfg import Block, PassiveBlock

if TYPE_CHECKING:
    import networkx as nx

Blocks: TypeAlias = Mapping[str, Block] | Mapping[str, PassiveBlock]


def graph_of(blocks: Iterable[Block | PassiveBlock]) -> nx.DiGraph:
    """The labels and jumps of `blocks` as a networkx graph, in their order."""
    import networkx as nx

    graph = nx.DiGraph()
    for block in blocks:
        graph.add_node(block.label)
        for successor in block.successors:
            graph.add_edge(block.label, successor)
    return graph


def path(entry: str, blocks: Blocks) -> list[str] | None:
    """The labels from `entry` on, if no block on the way branches or comes again."""
    labels = [entry]
    while True:
        successors = blocks[labels[-1]].successors
        if not successors:
            return labels
        if len(successors) > 1 or len(labels) == len(blocks):
            return None
        labels.append(successors[0])


def reachable(entry: str, blocks: Blocks) -> set[str]:
    """The labels that can be reached from `entry`, itself among them."""
    straight = path(entry, blocks)
    if straight is not None:
        return set(straight)
    import networkx as nx

    found: set[str] = nx.descendants(graph_of(blocks.values()), entry)
    return found | {entry}


def topological_order(entry: str, blocks: Blocks) -> list[str]:
    """The labels of an acyclic graph, jumps going forward; the textual order as far as it can be.

    All blocks must be reachable from `entry`.
    """
    straight = path(entry, blocks)
    if straight is not None:
        return straight
    import networkx as nx

    position = {label: i for i, label in enumerate(blocks)}
    graph = graph_of(blocks.values())
    return list(nx.lexicographical_topological_sort(graph, position.__getitem__))


def predecessors(blocks: Blocks) -> dict[str, list[str]]:
    """For each label the labels of the blocks that jump to it, each once."""
    found: dict[str, list[str]] = {label: [] for label in blocks}
    for block in blocks.values():
        for successor in dict.fromkeys(block.successors):
            found[successor].append(block.label)
    return found


def components(blocks: Blocks) -> dict[str, int]:
    """A number for each label, the same for those that can reach each other."""
    import networkx as nx

    found = nx.strongly_connected_components(graph_of(blocks.values()))
    return {label: number for number, members in enumerate(found) for label in members}
