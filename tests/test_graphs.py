"""The searches over flow graphs agree with networkx."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from ivl.core.program import Implementation
from ivl.flow.cfg import Block, Cfg
from ivl.flow.graphs import graph_of, reachable, reverse_postorder, topological_order
from ivl.flow.loops import find_loops

NOTHING = Implementation("P", (), (), (), (), ())


@st.composite
def graphs(draw, acyclic=False):
    """A graph as its entry and its blocks, all of which are reachable."""
    count = draw(st.integers(1, 9))
    labels = draw(st.permutations([f"b{i}" for i in range(count)]))
    successors = {label: [] for label in labels}
    for i in range(1, count):
        successors[labels[draw(st.integers(0, i - 1))]].append(labels[i])
    for source, target in draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=10)
    ):
        if source < target or not acyclic:
            successors[labels[source]].append(labels[target])
    order = draw(st.permutations(labels))
    blocks = {label: Block(label, (), tuple(successors[label])) for label in order}
    return labels[0], blocks


@given(graphs(), st.integers(0, 8))
def test_reachable(given_graph, number):
    _, blocks = given_graph
    start = list(blocks)[number % len(blocks)]
    graph = graph_of(blocks.values())
    assert reachable(start, blocks) == nx.descendants(graph, start) | {start}
    assert set(reverse_postorder(start, blocks)) == reachable(start, blocks)


@given(graphs(acyclic=True))
def test_orders_of_acyclic_graphs(given_graph):
    entry, blocks = given_graph
    position = {label: i for i, label in enumerate(blocks)}
    expected = nx.lexicographical_topological_sort(graph_of(blocks.values()), position.__getitem__)
    assert topological_order(entry, blocks) == list(expected)
    place = {label: i for i, label in enumerate(reverse_postorder(entry, blocks))}
    assert all(place[b.label] < place[s] for b in blocks.values() for s in b.successors)


@settings(max_examples=300)
@given(graphs())
def test_natural_loops(given_graph):
    entry, blocks = given_graph
    graph = graph_of(blocks.values())
    dominator = nx.immediate_dominators(graph, entry)

    def dominates(above, label):
        while label != above and label != entry:
            label = dominator[label]
        return label == above

    back = [(u, v) for u, v in graph.edges if dominates(v, u)]
    forward = graph.copy()
    forward.remove_edges_from(back)
    loops = find_loops(Cfg(NOTHING, entry, blocks))
    assert (loops is None) == (not nx.is_directed_acyclic_graph(forward))
    if loops is None:
        return
    assert {(u, loop.header) for loop in loops for u in loop.back_edges} == set(back)
    assert [loop.header for loop in loops] == [b for b in blocks if any(v == b for _, v in back)]
    for loop in loops:
        without = graph.subgraph(set(graph) - {loop.header})
        body = {loop.header}
        for source in loop.back_edges:
            if source != loop.header:
                body |= nx.ancestors(without, source) | {source}
        assert loop.body == body
