"""Which implementations call which."""

from __future__ import annotations

import networkx as nx

from ivl.core.map_statements import walk_statements
from ivl.core.program import Implementation
from ivl.core.statements import Call


def callees_first(implementations: tuple[Implementation, ...]) -> list[Implementation]:
    """`implementations` with callees before their callers, recursive ones as they are written."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(implementations)))
    bodies: dict[str, list[int]] = {}
    for number, implementation in enumerate(implementations):
        bodies.setdefault(implementation.name, []).append(number)
    for number, implementation in enumerate(implementations):
        for statement in walk_statements(implementation.body):
            if isinstance(statement, Call):
                for callee in bodies.get(statement.procedure, ()):
                    graph.add_edge(callee, number)
    condensed = nx.condensation(graph)
    members = {c: sorted(condensed.nodes[c]["members"]) for c in condensed}
    order = nx.lexicographical_topological_sort(condensed, key=members.__getitem__)
    return [implementations[number] for c in order for number in members[c]]
