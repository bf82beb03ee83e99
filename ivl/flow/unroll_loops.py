"""Loops become as many copies of their bodies as are asked for."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.statements import Assert, Assume, Command
from ivl.flow.bound import forbid, stop_search
from ivl.flow.cfg import Block, Cfg
from ivl.flow.graphs import components


def unroll_loops(cfg: Cfg, back_edges: int, sound: bool = False) -> Cfg:
    """`cfg` without loops: each path takes at most `back_edges` back edges of a loop::

        A: s; goto H;                   A#1: s; goto H#1;
        H: assert J; b; goto H, D;      H#1: assert J; b; goto H#0, D#1;
        D: t; return;                   H#0: assert J; assume {:bound} false;
                                        D#1: t; return;

    Labels count the back edges that are left. Behind the last one stands the loop's invariant
    and ``assume false``: what happens there is not looked at; or, with `sound`, ``assert false``:
    no execution may come there. Loops within a loop share its count; the graph need not be
    reducible, a back edge is one that goes against a depth-first search.
    """
    return _Unroller(cfg, back_edges, sound).run()


class _Unroller:
    def __init__(self, cfg: Cfg, back_edges: int, sound: bool) -> None:
        self.cfg = cfg
        self.start = back_edges
        self.sound = sound
        self.back = _back_edges(cfg)
        self.headers = {header for _, header in self.back}
        self.component = components(cfg.blocks)
        self.blocks: dict[str, Block] = {}

    def run(self) -> Cfg:
        entry = self.visit(self.cfg.entry, self.start)
        blocks = dict(reversed(self.blocks.items()))
        return replace(self.cfg, entry=entry, blocks=blocks)

    def visit(self, label: str, left: int) -> str:
        """Make the copy of block `label` with `left` back edges left, and what follows it."""
        copy = f"{label}#{left}"
        if copy in self.blocks:
            return copy
        block = self.cfg.blocks[label]
        if left == 0 and label in self.headers:
            self.blocks[copy] = replace(
                block, label=copy, commands=(*_prefix(block), self.end(block)), successors=()
            )
            return copy
        successors: list[str] = []
        for following in block.successors:
            if (label, following) in self.back:
                # none left: an irreducible loop was entered past this header
                successors.append(self.visit(following, max(left - 1, 0)))
            elif self.component[label] == self.component[following]:
                successors.append(self.visit(following, left))
            else:
                successors.append(self.visit(following, self.start))
        self.blocks[copy] = replace(block, label=copy, successors=tuple(successors))
        return copy

    def end(self, header: Block) -> Command:
        edges = "edge of the loop is" if self.start == 1 else "edges of the loop are"
        bound = f"{self.start} back {edges} unrolled"
        return forbid(header.span, bound) if self.sound else stop_search(header.span, bound)


def _prefix(block: Block) -> tuple[Command, ...]:
    """The loop invariant: the assertions and assumptions that `block` begins with."""
    prefix: list[Command] = []
    for command in block.commands:
        if not isinstance(command, Assert | Assume):
            break
        prefix.append(command)
    return tuple(prefix)


def _back_edges(cfg: Cfg) -> set[tuple[str, str]]:
    """The edges to a block that a depth-first search in textual order has not left yet."""
    found: set[tuple[str, str]] = set()
    active, seen = {cfg.entry}, {cfg.entry}
    stack = [(cfg.entry, iter(cfg.blocks[cfg.entry].successors))]
    while stack:
        label, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            active.discard(label)
            stack.pop()
        elif following in active:
            found.add((label, following))
        elif following not in seen:
            seen.add(following)
            active.add(following)
            stack.append((following, iter(cfg.blocks[following].successors)))
    return found
