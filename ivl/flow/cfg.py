"""Flow graphs of commands, and the passive ones that verification conditions are made from."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TypeAlias

from ivl.base.display import as_svg
from ivl.base.node import EMPTY, field, node, replace, value
from ivl.base.source import NOWHERE, Span
from ivl.core.expressions import Attributes, Expr, Variable
from ivl.core.program import GlobalDeclaration, Implementation
from ivl.core.statements import (
    Assert,
    Assign,
    Assume,
    Command,
    Goto,
    Havoc,
    Label,
    Obligation,
    Return,
    Statement,
)


@node
class Block:
    """``label: commands goto successors;``; without successors it returns (or has ended).

    `span` is where the block is said to be, `jump` where control leaves it; the `attributes` are
    the jump's. `returns`: the jump is a return statement.
    """

    label: str
    commands: tuple[Command, ...]
    successors: tuple[str, ...]
    span: Span = field(default=NOWHERE, kw_only=True)
    attributes: Attributes = field(default=(), kw_only=True)
    jump: Span = field(default=NOWHERE, kw_only=True)
    returns: bool = field(default=False, kw_only=True)


PassiveCommand: TypeAlias = Assert | Assume


@node
class Executed:
    """An assignment or havoc, before the command at `index` of its passive block.

    Each variable in `changes` has become an expression over incarnations, over which are the
    `attributes`, too. Where paths meet and their incarnations become one, there is no command.
    """

    index: int
    command: Assign | Havoc | None
    changes: tuple[tuple[Variable, Expr], ...]
    attributes: Attributes = ()


@node
class PassiveBlock:
    """A block of a passive graph: nothing but assumptions and assertions.

    `span` is NOWHERE for a block that a path need not mention: it was made, or does nothing.
    `name`, when not empty, is what a path calls it instead of its label. `attributes` and `returns`
    are those of the jump. `executed` is what the assumptions stand for.
    """

    label: str
    commands: tuple[PassiveCommand, ...]
    successors: tuple[str, ...]
    span: Span = field(default=NOWHERE, kw_only=True)
    attributes: Attributes = field(default=(), kw_only=True)
    jump: Span = field(default=NOWHERE, kw_only=True)
    returns: bool = field(default=False, kw_only=True)
    name: str = field(default="", kw_only=True)
    executed: tuple[Executed, ...] = field(default=(), kw_only=True)


@node
class Cfg:
    """An implementation as a graph of blocks; `blocks` keeps the textual order.

    `locals` are all variables that the blocks use besides the program's and the formals; `where`
    holds the where clauses of those that a pass has added. `copies` are the variables of inlined
    bodies, with those that they are copies of.
    """

    implementation: Implementation
    entry: str
    blocks: Mapping[str, Block]
    locals: tuple[Variable, ...] = ()
    where: Mapping[Variable, Expr] = EMPTY
    copies: Mapping[Variable, Variable] = EMPTY

    _repr_svg_ = as_svg


@value
class Revealed:
    """The functions that are revealed: all but `others`; with `hidden`, none but `others`."""

    hidden: bool = False
    others: frozenset[str] = frozenset()

    def shows(self, function: str) -> bool:
        """Whether `function` is revealed."""
        return self.hidden == (function in self.others)


@node
class PassiveCfg:
    """An acyclic graph without assignments. `incarnations` says what each new variable was.

    `labels`: see `ivl.flow.track_ids`. `revealed` says what is revealed at each assertion; where
    it says nothing everything is. `copies`: see `Cfg`.
    """

    implementation: Implementation
    entry: str
    blocks: Mapping[str, PassiveBlock]
    incarnations: Mapping[Variable, Variable]
    labels: Mapping[str, Variable] = EMPTY
    revealed: Mapping[Obligation, Revealed] = EMPTY
    copies: Mapping[Variable, Variable] = EMPTY

    _repr_svg_ = as_svg


def fresh_label(wanted: str, *taken: Container[str]) -> str:
    """`wanted`, or a variant of it that is in none of `taken`."""
    label, number = wanted, 0
    while any(label in labels for labels in taken):
        number += 1
        label = f"{wanted}#{number}"
    return label


def as_implementation(cfg: Cfg | PassiveCfg) -> Implementation:
    """`cfg` as an implementation whose body is labels, commands and jumps, for printing."""
    body: list[Statement] = []
    for block in cfg.blocks.values():
        body.append(Label(block.label, span=block.span))
        body.extend(block.commands)
        attributes = block.attributes if isinstance(block, Block) else ()
        if block.successors:
            body.append(Goto(block.successors, attributes, span=block.jump))
        else:
            body.append(Return(attributes, span=block.jump))
    source = cfg.implementation.locals
    where: dict[Variable, Expr | None] = {}
    if isinstance(cfg, PassiveCfg):
        variables = (*[d.variable for d in source], *cfg.incarnations)
    else:
        variables = cfg.locals
        where = {**{d.variable: d.where for d in source}, **cfg.where}
    if next(iter(cfg.blocks)) != cfg.entry:
        body.insert(0, Goto((cfg.entry,)))
    return replace(
        cfg.implementation,
        locals=tuple([GlobalDeclaration(v, where.get(v)) for v in variables]),
        body=tuple(body),
    )
