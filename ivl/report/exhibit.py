"""What a page about results can show besides the results."""

from __future__ import annotations

from ivl.base.node import node
from ivl.base.source import Span
from ivl.report.drawing import Drawing


@node
class Exhibit:
    """The flow graph and the conditions of one implementation.

    `drawing` is its flow graph, with loops; `places` are those of the commands of each block.
    `conditions` are the SMT-LIB texts of its verification conditions, each after the name of its
    split; the `background` comes before each of them.
    """

    drawing: Drawing
    places: tuple[tuple[Span, ...], ...]
    conditions: tuple[tuple[str, str], ...]
    background: str
