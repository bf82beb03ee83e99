"""A plain drawing of a flow graph in layers, for machines without Graphviz.

Blocks are in networkx's topological generations of the graph without its back edges, in each
ordered by where their predecessors are (the barycentre method of Sugiyama, Tagawa and Toda, 1981).
"""

from __future__ import annotations

from html import escape

import networkx as nx

from ivl.report.drawing import Drawing

_CHARACTER, _LINE, _PADDING, _GAP_X, _GAP_Y = 6.1, 12, 8, 24, 36


def svg(drawing: Drawing) -> str:
    """`drawing` as SVG."""
    sizes = [_size(block) for block in drawing.blocks]
    layers = _layers(len(drawing.blocks), drawing.edges)
    widths = [sum(sizes[n][0] + _GAP_X for n in layer) for layer in layers]
    whole = max(widths)
    places: dict[int, tuple[float, float]] = {}
    lanes: dict[int, tuple[float, float]] = {}  # free heights above and below a block's layer
    top = float(_GAP_Y) / 2
    for layer, width in zip(layers, widths, strict=True):
        left = (whole - width + _GAP_X) / 2
        bottom = top + max(sizes[n][1] for n in layer)
        for n in layer:
            places[n] = (left, top)
            lanes[n] = (top - _GAP_Y / 3, bottom + _GAP_Y / 3)
            left += sizes[n][0] + _GAP_X
        top = bottom + _GAP_Y
    parts = [_edge(a, b, places, sizes, lanes, whole) for a, b in drawing.edges]
    parts += [_block(n, drawing.blocks[n], places[n], sizes[n]) for n in places]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole + 40:.0f}" height="{top:.0f}"'
        f' viewBox="0 0 {whole + 40:.0f} {top:.0f}"'
        ' font-family="monospace" font-size="10">' + "".join(parts) + "</svg>"
    )


def _size(lines: tuple[str, ...]) -> tuple[float, float]:
    width = max(map(len, lines), default=1) * _CHARACTER + 2 * _PADDING
    return width, max(1, len(lines)) * _LINE + 2 * _PADDING


def _layers(count: int, edges: tuple[tuple[int, int], ...]) -> list[list[int]]:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from([(a, b) for a, b in edges if a != b])
    kinds = nx.dfs_labeled_edges(graph)
    finished: set[int] = set()
    back = []
    for a, b, kind in kinds:
        if kind == "reverse":
            finished.add(b)
        elif kind == "nontree" and b not in finished:
            back.append((a, b))
    graph.remove_edges_from(back)
    layers: list[list[int]] = []
    rank: dict[int, float] = {}
    for generation in nx.topological_generations(graph):
        above = {n: [rank[p] for p in graph.predecessors(n)] for n in generation}
        order = sorted(generation, key=lambda n: (_mean(above[n]), n))
        rank.update({n: i / max(1, len(order) - 1) for i, n in enumerate(order)})
        layers.append(order)
    return layers


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.5


def _block(
    number: int, lines: tuple[str, ...], place: tuple[float, float], size: tuple[float, float]
) -> str:
    (x, y), (width, height) = place, size
    corners = f"{x:.1f},{y:.1f} {x + width:.1f},{y:.1f} {x + width:.1f},{y + height:.1f}"
    texts = [
        f'<text x="{x + _PADDING:.1f}" y="{y + _PADDING + _LINE * (i + 0.8):.1f}"'
        f' xml:space="preserve">{escape(line)}</text>'
        for i, line in enumerate(lines)
    ]
    return (
        f'<g class="node b{number}"><polygon fill="none" stroke="black"'
        f' points="{corners} {x:.1f},{y + height:.1f}"/>{"".join(texts)}</g>'
    )


def _edge(
    a: int,
    b: int,
    places: dict[int, tuple[float, float]],
    sizes: list[tuple[float, float]],
    lanes: dict[int, tuple[float, float]],
    whole: float,
) -> str:
    """From below `a` to above `b`; a way back goes round the right side."""
    x1, y1 = places[a][0] + sizes[a][0] / 2, places[a][1] + sizes[a][1]
    x2, y2 = places[b][0] + sizes[b][0] / 2, places[b][1]
    if y1 < y2:
        middle = (y1 + y2) / 2
        path = f"M{x1:.1f},{y1:.1f} C{x1:.1f},{middle:.1f} {x2:.1f},{middle:.1f} {x2:.1f},{y2:.1f}"
    else:
        path = (
            f"M{x1:.1f},{y1:.1f} V{lanes[a][1]:.1f} H{whole + 20:.1f} V{lanes[b][0]:.1f}"
            f" H{x2:.1f} V{y2:.1f}"
        )
    tip = f"{x2:.1f},{y2:.1f} {x2 - 3.5:.1f},{y2 - 8:.1f} {x2 + 3.5:.1f},{y2 - 8:.1f}"
    return (
        f'<g class="edge e{a}-{b}"><path fill="none" stroke="black" d="{path}"/>'
        f'<polygon fill="black" stroke="black" points="{tip}"/></g>'
    )
