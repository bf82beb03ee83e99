"""The shape of a flow graph: what is reachable, in which order.

What one search answers is answered here: importing networkx takes longer than verifying a small
program. What takes an algorithm is left to it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from heapq import heappop, heappush
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
    return descendants(entry, blocks)


def descendants(label: str, blocks: Blocks, within: Container[str] | None = None) -> set[str]:
    """The labels that can be reached from `label`, itself among them, on paths `within` some."""
    found = {label}
    stack = [label]
    while stack:
        for successor in blocks[stack.pop()].successors:
            if successor not in found and (within is None or successor in within):
                found.add(successor)
                stack.append(successor)
    return found


def ancestors(labels: Iterable[str], blocks: Blocks) -> set[str]:
    """The labels from which one of `labels` can be reached, `labels` among them."""
    entering = predecessors(blocks)
    found = set(labels)
    stack = list(found)
    while stack:
        for label in entering[stack.pop()]:
            if label not in found:
                found.add(label)
                stack.append(label)
    return found


def immediate_dominators(entry: str, blocks: Blocks) -> dict[str, str]:
    """For each label but `entry` the last one before it on every path from `entry`.

    All blocks must be reachable from `entry`.
    """
    straight = path(entry, blocks)
    if straight is not None:
        return dict(zip(straight[1:], straight, strict=False))
    import networkx as nx

    found = nx.immediate_dominators(graph_of(blocks.values()), entry)
    return {label: dominator for label, dominator in found.items() if label != entry}


def topological_order(entry: str, blocks: Blocks) -> list[str]:
    """The labels of an acyclic graph, jumps going forward; the textual order as far as it can be.

    All blocks must be reachable from `entry`.
    """
    straight = path(entry, blocks)
    if straight is not None:
        return straight
    labels = list(blocks)
    position = {label: i for i, label in enumerate(labels)}
    missing = {label: len(sources) for label, sources in predecessors(blocks).items()}
    ready, order = [position[entry]], []
    while ready:
        label = labels[heappop(ready)]
        order.append(label)
        for successor in dict.fromkeys(blocks[label].successors):
            missing[successor] -= 1
            if not missing[successor]:
                heappush(ready, position[successor])
    assert len(order) == len(labels), "the graph has a cycle"
    return order


def reverse_postorder(entry: str, blocks: Blocks) -> list[str]:
    """The labels that can be reached from `entry`, jumps going forward where they can.

    They can but for those that go back to a block on the path of the depth-first search.
    """
    finished: list[str] = []
    seen = {entry}
    stack = [(entry, iter(blocks[entry].successors))]
    while stack:
        label, successors = stack[-1]
        for successor in successors:
            if successor not in seen:
                seen.add(successor)
                stack.append((successor, iter(blocks[successor].successors)))
                break
        else:
            stack.pop()
            finished.append(label)
    return finished[::-1]


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
