"""Smoke tests: is there code that no execution reaches, however it is meant?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ivl.base.node import node, replace
from ivl.base.source import Span
from ivl.core.attributes import has_attribute
from ivl.core.expressions import FALSE, Expr, Literal, Operation, Operator
from ivl.core.statements import Assert, Assume, Command, Obligation, ObligationKind
from ivl.flow.cfg import Block, Cfg
from ivl.flow.graphs import predecessors

EXPECTED = "PossiblyUnreachable"


@node
class Probe:
    """A part of a graph that ends, at `span`, in ``assert false``, its only assertion.

    The `last` block of the part is as it was up to its command number `index`.
    """

    cfg: Cfg
    span: Span
    last: str
    index: int


def probes(cfg: Cfg) -> Iterator[Probe]:
    """For each end of `cfg`, which is acyclic and without calls, a way to see if it is reached.

    If the ``assert false`` can be proved, no execution comes there. An end is a return, what
    stands before an ``assume false``, and a block after which paths join. Where the text says
    ``assert false`` nobody expects to come, nor where it says ``{:PossiblyUnreachable}``.
    """
    entering = predecessors(cfg.blocks)
    seen = {cfg.entry}
    stack = [cfg.entry]
    while stack:
        block = cfg.blocks[stack.pop()]
        kept, ends, goes_on = _reach(block)
        joins = all(len(entering[s]) > 1 for s in block.successors)
        expected = any(has_attribute(c.attributes, EXPECTED) for c in kept if isinstance(c, Assert))
        if (ends or (goes_on and joins)) and not expected:
            yield probe_at(cfg, block, kept, entering)
        if goes_on:
            following = [s for s in reversed(block.successors) if s not in seen]
            seen.update(following)
            stack.extend(following)


def _reach(block: Block) -> tuple[tuple[Command, ...], bool, bool]:
    """The commands before the first that is literally false; whether it ends, or goes on, there."""
    for index, command in enumerate(block.commands):
        if isinstance(command, Assert | Assume) and is_false(command.condition):
            return block.commands[:index], isinstance(command, Assume), False
    return block.commands, not block.successors, bool(block.successors)


def is_false(expr: Expr, value: bool = False) -> bool:
    """Whether `expr` is literally false; literally true, if that is the `value`."""
    match expr:
        case Literal(bool(literal)):
            return literal is value
        case Operation(Operator.NOT, (operand,)):
            return is_false(operand, not value)
        case _:
            return False


def probe_at(
    cfg: Cfg, last: Block, kept: tuple[Command, ...], entering: Mapping[str, Sequence[str]]
) -> Probe:
    """The paths to the end of `kept` in `last`; what is asserted on them is known to hold."""
    on_the_way = {last.label}
    stack = [last.label]
    while stack:
        for label in entering[stack.pop()]:
            if label not in on_the_way:
                on_the_way.add(label)
                stack.append(label)
    span = next((c.span for c in reversed(kept) if c.span.source.name), last.span)
    never = Assert(FALSE, Obligation(ObligationKind.ASSERT, span), span=span)
    blocks: dict[str, Block] = {}
    for label, block in cfg.blocks.items():
        if block is last:
            commands = (*[_assumed(c) for c in kept], never)
            blocks[label] = replace(block, commands=commands, successors=())
        elif label in on_the_way:
            commands = tuple([_assumed(c) for c in block.commands])
            successors = tuple([s for s in block.successors if s in on_the_way])
            blocks[label] = replace(block, commands=commands, successors=successors)
    return Probe(replace(cfg, blocks=blocks), span, last.label, len(kept))


def _assumed(command: Command) -> Command:
    if isinstance(command, Assert):
        return Assume(command.condition, command.attributes, span=command.span)
    return command
