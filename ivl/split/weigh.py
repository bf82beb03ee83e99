"""How hard a passive graph seems to be, and where best to split it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from ivl.base.node import node, record
from ivl.base.splitting import Weights
from ivl.core.statements import Assert, Assume
from ivl.flow.cfg import PassiveCfg
from ivl.flow.graphs import ancestors, descendants, predecessors, topological_order


@node
class Weighing:
    """The cost of a graph and the number of its assertions.

    `branch` is the block at whose jump it is best split, None if assertions are better shared out;
    then the paths that jump to one in `targets` belong to one part, all others to the other part.
    `blocks` are those that count, in textual order.
    """

    cost: float
    assertions: int
    branch: str | None
    targets: frozenset[str]
    blocks: Mapping[str, WeighedBlock]

    @property
    def last(self) -> bool:
        """Whether it cannot be split any more: one assertion and no branch."""
        return self.assertions == 1 and self.branch is None


@record
class WeighedBlock:
    """A block, with those after it that only follow it, and what is in them.

    `paths` is the number of paths that come to it in the whole graph.
    """

    assertions: int
    assumptions: int
    successors: list[str]
    predecessors: list[str]
    paths: float = 0.0


def weigh(cfg: PassiveCfg, weights: Weights) -> Weighing:
    """The cost of `cfg` and its best split.

    After Leino, Moskal and Schulte, "Verification condition splitting" (2008), as in Boogie.
    """
    return _Scale(cfg, weights).weigh()


class _Scale:
    def __init__(self, cfg: PassiveCfg, weights: Weights) -> None:
        self.cfg = cfg
        self.weights = weights
        self.order = topological_order(cfg.entry, cfg.blocks)
        self.blocks = self.merge()
        self.ordered = [label for label in self.order if label in self.blocks]

    def merge(self) -> dict[str, WeighedBlock]:
        """The blocks, but for those that the only block before them takes in."""
        entering = predecessors(self.cfg.blocks)
        merged: dict[str, WeighedBlock] = {}
        absorbed: set[str] = set()
        for label in reversed(self.order):
            block = self.cfg.blocks[label]
            assertions = sum(isinstance(c, Assert) for c in block.commands)
            assumptions = sum(isinstance(c, Assume) for c in block.commands)
            merged[label] = now = WeighedBlock(
                assertions, assumptions, [*dict.fromkeys(block.successors)], []
            )
            if len(now.successors) == 1:
                (only,) = now.successors
                following = merged[only]
                if len(entering[only]) == 1 and len(following.successors) == 1:
                    now.successors = following.successors
                    now.assertions += following.assertions
                    now.assumptions += following.assumptions
                    absorbed.add(only)
        kept = {label: merged[label] for label in self.cfg.blocks if label not in absorbed}
        for label, weighed in kept.items():
            for successor in weighed.successors:
                kept[successor].predecessors.append(label)
        return kept

    def weigh(self) -> Weighing:
        best: tuple[float, str, frozenset[str]] | None = None
        for score, label, targets in self.candidates():
            if best is None or score < best[0]:
                best = score, label, targets
        everything = self.blocks.keys()
        cost = self.cost(everything, everything) ** 2  # last: `paths` are those of the whole graph
        assertions = sum(b.assertions for b in self.blocks.values())
        if best is None or self.weights.branch * best[0] > cost:
            return Weighing(cost, assertions, None, frozenset(), self.blocks)
        return Weighing(cost, assertions, best[1], best[2], self.blocks)

    def candidates(self) -> Iterator[tuple[float, str, frozenset[str]]]:
        """For each branch its better split: what the parts cost, and where."""
        for label in self.blocks:
            successors = self.cfg.blocks[label].successors
            if len(successors) < 2:
                continue
            first, others = frozenset(successors[:1]), frozenset(successors[1:])
            score, targets = self.both(label, others), others
            other = self.both(label, first)
            if other < score:
                score, targets = other, first
            yield score, label, targets

    def both(self, branch: str, targets: frozenset[str]) -> float:
        """What the two parts cost if the paths from `branch` to `targets` are one of them."""
        inside: set[str] = set()
        for target in targets:
            inside |= descendants(target, self.cfg.blocks)
        through = self.cost(inside | ancestors([branch], self.cfg.blocks), inside)
        others = self.around(branch, targets)
        return through**2 + self.cost(others, others) ** 2

    def around(self, branch: str, targets: frozenset[str]) -> set[str]:
        """The blocks on paths that do not go from `branch` to `targets`."""
        found = {self.cfg.entry}
        stack = [self.cfg.entry]
        while stack:
            label = stack.pop()
            for successor in self.blocks[label].successors:
                cut = label == branch and successor in targets
                if not cut and successor not in found:
                    found.add(successor)
                    stack.append(successor)
        return found

    def cost(self, kept: Set[str], checked: Set[str]) -> float:
        """What the blocks `kept` cost together if assertions count only in those `checked`."""
        weights = self.weights
        total = 0.0
        for label in self.ordered:
            block = self.blocks[label]
            if label not in kept:
                block.paths = 0.0
                continue
            if label == self.cfg.entry:
                block.paths = 1.0
            else:
                entering = [p for p in (self.blocks[b].paths for b in block.predecessors) if p > 0]
                block.paths = sum(entering) * (weights.join if len(entering) > 1 else 1.0)
            if label in checked:
                own = block.assertions + block.assumptions * weights.assumption
            else:
                own = (block.assertions + block.assumptions) * weights.assumption
            total += own * (1 + block.paths * weights.path)
        return total
