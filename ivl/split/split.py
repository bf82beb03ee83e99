"""What a split is, and what may be chosen about splitting."""

from __future__ import annotations

from ivl.base.node import node, value
from ivl.base.source import Span
from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveCfg

UNCHECKED = "unchecked"
"""The attribute of an assertion that has become an assumption without being checked anywhere."""


@node
class Split:
    """A part of a passive graph that is proved by itself.

    It has some of the blocks and jumps, and some assertions are assumptions in it. All splits of a
    graph together are as good as the graph: for each path from the entry to an assertion there is
    a split with that path in which the assertion is one.

    `name` tells splits of one graph apart, such as ``/assert@12``; it is empty for the whole graph.
    `span` is the place that it is about, None where there is none.
    """

    cfg: PassiveCfg
    name: str = ""
    span: Span | None = None

    def assertions(self) -> int:
        """How many assertions it has."""
        return sum(isinstance(c, Assert) for b in self.cfg.blocks.values() for c in b.commands)


@value
class Marks:
    """How to split at the places that a program marks.

    `every_assertion`: as if each assertion and each return were marked ``{:isolate}``.
    `relax_focus`: the last focus first, which makes fewer splits. `subsumption` says which
    assertions are known where they are not checked: see `ivl.Options`. `merge_blocks`: blocks that
    always follow each other in a split become one, so that failing paths mention fewer of them.
    """

    every_assertion: bool = False
    relax_focus: bool = False
    subsumption: int = 2
    merge_blocks: bool = False
