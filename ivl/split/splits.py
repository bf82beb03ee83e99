"""The splits of a passive graph: as it is marked, or else by its cost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from ivl.base.splitting import Splitting
from ivl.core.expressions import Attributes
from ivl.flow.cfg import PassiveCfg
from ivl.split.split import Marks, Split

_MARKS = frozenset({"focus", "isolate", "split_here"})


def splits(cfg: PassiveCfg, splitting: Splitting, marks: Marks) -> Iterator[Split]:
    """The splits of `cfg`, made one by one as they are asked for."""
    whole = Split(cfg, span=cfg.implementation.span)
    marked = marks.every_assertion or _has_marks(cfg)
    if not marked and splitting.most < 2:
        return iter((whole,))
    from ivl.split.by_cost import split_by_cost
    from ivl.split.by_marks import split_by_marks

    found = split_by_marks(whole, marks) if marked else iter((whole,))
    if splitting.most < 2:
        return found
    first = list(islice(found, 2))
    if len(first) > 1:
        return chain(first, found)
    weights, above, most = splitting.weights, splitting.above, splitting.most
    return iter(split_by_cost(first[0], marks, weights, above, most))


def _has_marks(cfg: PassiveCfg) -> bool:
    def marked(attributes: Attributes) -> bool:
        return any(a.name in _MARKS for a in attributes)

    return any(
        (block.attributes and marked(block.attributes))
        or any(c.attributes and marked(c.attributes) for c in block.commands)
        for block in cfg.blocks.values()
    )
