"""Flow graphs as SVG: by Graphviz where its command is installed, else in layers of our own.

Each block is a group of the class ``node bN``, each edge one of the class ``edge eN-M``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ivl.base.node import node

MOST_BLOCKS = 300
"""Graphs with more blocks are not drawn: nobody can read them."""
MOST_LINES = 14
MOST_COLUMNS = 48
_SECONDS = 30


@node
class Drawing:
    """What to draw: the lines of each block, the first of them its label, and who follows whom."""

    blocks: tuple[tuple[str, ...], ...]
    edges: tuple[tuple[int, int], ...]


def draw(drawings: Sequence[Drawing]) -> list[str]:
    """An ``<svg>`` for each of `drawings`, empty for one that is too large."""
    small = [_cropped(d) for d in drawings if 0 < len(d.blocks) <= MOST_BLOCKS]
    drawn = iter(_by_graphviz(small) or [_in_layers(d) for d in small])
    return [next(drawn) if 0 < len(d.blocks) <= MOST_BLOCKS else "" for d in drawings]


def _cropped(drawing: Drawing) -> Drawing:
    return Drawing(tuple([_few_lines(lines) for lines in drawing.blocks]), drawing.edges)


def _few_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    if len(lines) > MOST_LINES:
        lines = (*lines[: MOST_LINES - 1], f"… {len(lines) - MOST_LINES + 1} more lines")
    short = [s if len(s) <= MOST_COLUMNS else s[: MOST_COLUMNS - 1] + "…" for s in lines]
    return tuple([_printable(s) for s in short])


def _printable(text: str) -> str:
    """`text` with what XML does not allow replaced."""
    return re.sub(r"[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", text)


def _in_layers(drawing: Drawing) -> str:
    from ivl.report.layers import svg

    return svg(drawing)


def _by_graphviz(drawings: Sequence[Drawing]) -> list[str]:
    """What ``dot`` makes of all of them at once; nothing if that does not work."""
    import subprocess

    if not drawings:
        return []
    text = "\n".join([_dot(drawing) for drawing in drawings])
    try:
        done = subprocess.run(
            ["dot", "-Tsvg"], input=text, capture_output=True, encoding="utf-8", timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    found = re.findall(r"<svg\b.*?</svg>", done.stdout, re.DOTALL)
    if done.returncode or len(found) != len(drawings):
        return []
    return [re.sub(r'\sid="[^"]*"|<title>.*?</title>', "", svg, flags=re.DOTALL) for svg in found]


def _dot(drawing: Drawing) -> str:
    lines = [
        "digraph {",
        '  graph [bgcolor="transparent"];',
        '  node [shape=box, fontname="monospace", fontsize=10];',
    ]
    for number, block in enumerate(drawing.blocks):
        label = "".join([f"{_escaped(line)}\\l" for line in block])
        lines.append(f'  n{number} [label="{label}", class="b{number}"];')
    lines += [f'  n{a} -> n{b} [class="e{a}-{b}"];' for a, b in drawing.edges]
    return "\n".join([*lines, "}"])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
