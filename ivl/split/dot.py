"""A split as a graph for Graphviz, with what its blocks cost."""

from __future__ import annotations

from ivl.split.weigh import Weighing


def dot(weighing: Weighing) -> str:
    """The blocks that count; those with assertions are boxes.

    Each says how many assertions and assumptions it has, and how many paths come to it.
    """
    numbers = {label: number for number, label in enumerate(weighing.blocks)}
    lines = ["digraph G {"]
    for label, block in weighing.blocks.items():
        own = numbers[label]
        lines += [f"n{own} -> n{numbers[successor]};" for successor in block.successors]
        text = f"{label}:\\n({block.assertions:.1f}+{block.assumptions:.1f})*{block.paths:.1f}"
        shape = ",shape=box" if block.assertions else ""
        lines.append(f'n{own} [label="{text}"{shape}];')
    return "\n".join([*lines, "}", ""])
