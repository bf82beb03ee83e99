"""A flow graph as a drawing."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.statements import Assume, Statement
from ivl.core.to_syntax import to_implementation
from ivl.flow.cfg import Cfg, PassiveCfg, as_implementation
from ivl.report.drawing import MOST_BLOCKS, Drawing
from ivl.syntax.dot import blocks_of
from ivl.syntax.printer import print_statement


def drawing_of(cfg: Cfg | PassiveCfg) -> Drawing:
    """The blocks of `cfg` with what they do; of one that is too large, labels alone."""
    if len(cfg.blocks) > MOST_BLOCKS:
        return Drawing(tuple([(label,) for label in cfg.blocks]), ())
    shown = as_implementation(cfg)
    shown = replace(shown, body=tuple([_plain(statement) for statement in shown.body]))
    written = blocks_of(to_implementation(shown).body)
    numbers = {label: n for n, label in enumerate(cfg.blocks)}
    blocks = [
        (f"{label}:", *[line for s in written[label][0] for line in print_statement(s).split("\n")])
        for label in cfg.blocks
    ]
    edges = [(n, numbers[s]) for label, n in numbers.items() for s in cfg.blocks[label].successors]
    return Drawing(tuple(blocks), tuple(dict.fromkeys(edges)))


def _plain(statement: Statement) -> Statement:
    """`statement` without the mark that it came of a condition, which the drawing shows."""
    if not isinstance(statement, Assume):
        return statement
    kept = tuple([a for a in statement.attributes if a.name != "partition"])
    return replace(statement, attributes=kept)
