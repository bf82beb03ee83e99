"""Flow graphs of commands, and the passive ones that verification conditions are made from."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Mapping
from typing import TypeAlias

from ivl.base.node import node, value
from ivl.base.source import NOWHERE, Span
from ivl.core.expressions import Attributes, Expr, Variable
from ivl.core.program import GlobalDeclaration, Implementation
from ivl.core.statements import (
    Assert,
    Assume,
    Command,
    Goto,
    Label,
    Obligation,
    Return,
    Statement,
)


@node
class Block:
    """``label: commands goto successors;``; without successors it returns (or has ended).

    `span` is where the block is said to be, `jump` where control leaves it.
    """

    label: str
    commands: tuple[Command, ...]
    successors: tuple[str, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)
    attributes: Attributes = dataclasses.field(default=(), kw_only=True)
    jump: Span = dataclasses.field(default=NOWHERE, kw_only=True)


PassiveCommand: TypeAlias = Assert | Assume


@node
class PassiveBlock:
    """A block of a passive graph: nothing but assumptions and assertions.

    `span` is NOWHERE for a block that a path need not mention: it was made, or does nothing.
    `name`, when not empty, is what a path calls it instead of its label.
    """

    label: str
    commands: tuple[PassiveCommand, ...]
    successors: tuple[str, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)
    jump: Span = dataclasses.field(default=NOWHERE, kw_only=True)
    name: str = dataclasses.field(default="", kw_only=True)


@node
class Cfg:
    """An implementation as a graph of blocks; `blocks` keeps the textual order.

    `locals` are all variables that the blocks use besides the program's and the formals; `where`
    holds the where clauses of those that a pass has added.
    """

    implementation: Implementation
    entry: str
    blocks: Mapping[str, Block]
    locals: tuple[Variable, ...] = ()
    where: Mapping[Variable, Expr] = dataclasses.field(default_factory=dict)


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
    it says nothing everything is.
    """

    implementation: Implementation
    entry: str
    blocks: Mapping[str, PassiveBlock]
    incarnations: Mapping[Variable, Variable]
    labels: Mapping[str, Variable] = dataclasses.field(default_factory=dict)
    revealed: Mapping[Obligation, Revealed] = dataclasses.field(default_factory=dict)


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
        body.append(Goto(block.successors) if block.successors else Return())
    source = cfg.implementation.locals
    where: dict[Variable, Expr | None] = {}
    if isinstance(cfg, PassiveCfg):
        variables = (*[d.variable for d in source], *cfg.incarnations)
    else:
        variables = cfg.locals
        where = {**{d.variable: d.where for d in source}, **cfg.where}
    if next(iter(cfg.blocks)) != cfg.entry:
        body.insert(0, Goto((cfg.entry,)))
    return dataclasses.replace(
        cfg.implementation,
        locals=tuple([GlobalDeclaration(v, where.get(v)) for v in variables]),
        body=tuple(body),
    )
