"""Structured statements to a flow graph, with Boogie's labels and positions."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.node import node, record
from ivl.base.source import NOWHERE, Span
from ivl.core.expressions import Attribute, Attributes, Expr, Operation, Operator
from ivl.core.program import Implementation
from ivl.core.statements import (
    Assume,
    Break,
    Command,
    Goto,
    If,
    Label,
    Measure,
    Return,
    Statement,
    While,
)
from ivl.core.types import BOOL
from ivl.flow.cfg import Block, Cfg

PARTITION = (Attribute("partition"),)


def build_cfg(implementation: Implementation) -> Cfg:
    """The flow graph of `implementation`.

    ``if (c) { x := 1; }`` becomes ``anon0: goto anon2_Then, anon2_Else;``
    ``anon2_Then: assume c; x := 1; goto anon1;`` and so on. Labels are numbered as Boogie numbers
    them: first the blocks that the text has, in its order, then the blocks made for branches.
    """
    return _Builder(implementation).build()


@record
class _BigBlock:
    """A label, simple commands, and the structured statement or jump that ends them."""

    span: Span
    label: str
    commands: list[Command]
    end: If | While | Break | Goto | Return | None = None
    parts: Sequence[_Section] = ()
    successor: _BigBlock | None = None
    anonymous: bool = False


@node
class _Section:
    """A braced list of big blocks; `prefix` goes before the first one's commands."""

    blocks: list[_BigBlock]
    end: Span
    prefix: list[Command]


class _Builder:
    def __init__(self, implementation: Implementation) -> None:
        self.implementation = implementation
        self.prefix = "anon"
        self.count = 0
        self.blocks: dict[str, Block] = {}
        self.enclosing: tuple[_BigBlock, ...] = ()
        self.loop_heads: dict[_BigBlock, str] = {}

    def build(self) -> Cfg:
        body = self.section(self.implementation.body, self.implementation.end)
        self.choose_prefix(body)
        self.name_anonymous(body)
        self.assign_successors(body, None)
        self.emit_section(body, "")
        entry = body.blocks[0].label
        variables = tuple([d.variable for d in self.implementation.locals])
        return Cfg(self.implementation, entry, self.blocks, variables)

    def fresh(self) -> str:
        self.count += 1
        return f"{self.prefix}{self.count - 1}"

    # -------------------------------------------------------- grouping

    def section(self, statements: tuple[Statement, ...], end: Span) -> _Section:
        blocks: list[_BigBlock] = []
        current: _BigBlock | None = None
        for statement in statements:
            if isinstance(statement, Label):
                current = _BigBlock(statement.span, statement.name, [])
                blocks.append(current)
                continue
            if current is None:
                current = _BigBlock(statement.span, "", [], anonymous=True)
                blocks.append(current)
            match statement:
                case If() | While() | Break() | Goto() | Return():
                    current.end = statement
                    current.parts = self.parts(statement)
                    current = None
                case _:
                    current.commands.append(statement)
        if not blocks:
            blocks.append(_BigBlock(end, "", [], anonymous=True))
        return _Section(blocks, end, [])

    def parts(self, statement: Statement) -> list[_Section]:
        """The sections inside a structured statement; an else-if chain is one list."""
        if isinstance(statement, While):
            body = self.section(statement.body, statement.body_end)
            if isinstance(body.blocks[-1].end, While):
                # a target for a break out of the inner loop
                body.blocks.append(_BigBlock(NOWHERE, "", [], anonymous=True))
            return [body]
        parts: list[_Section] = []
        while isinstance(statement, If):
            parts.append(self.section(statement.then, statement.then_end))
            if statement.otherwise is None:
                break
            if not statement.else_if:
                parts.append(self.section(statement.otherwise, statement.else_end))
                break
            statement = statement.otherwise[0]
        return parts

    def choose_prefix(self, section: _Section) -> None:
        """A prefix for made-up labels that no label of the text starts with."""
        for block in section.blocks:
            if block.label.startswith(self.prefix):
                clash = block.label[len(self.prefix) :].startswith("0")
                self.prefix += "1" if clash else "0"
        for block in section.blocks:
            for part in block.parts:
                self.choose_prefix(part)

    def name_anonymous(self, section: _Section) -> None:
        for block in section.blocks:
            block.label = block.label or self.fresh()
            for part in block.parts:
                self.name_anonymous(part)

    def assign_successors(self, section: _Section, following: _BigBlock | None) -> None:
        for block in reversed(section.blocks):
            block.successor = following
            for part in block.parts:
                self.assign_successors(part, block if isinstance(block.end, While) else following)
            following = block

    # -------------------------------------------------------- blocks

    def emit(
        self,
        span: Span,
        label: str,
        commands: list[Command],
        successors: tuple[str, ...],
        jump: Span,
        attributes: Attributes = (),
        returns: bool = False,
    ) -> None:
        self.blocks[label] = Block(
            label,
            tuple(commands),
            successors,
            span=span,
            attributes=attributes,
            jump=jump,
            returns=returns,
        )

    def emit_section(self, section: _Section, loop_head: str) -> None:
        """Blocks of `section`, which continues at `loop_head` or else at its successor."""
        last = section.blocks[-1]
        commands = section.prefix
        enclosing = self.enclosing
        for block in section.blocks:
            commands = [*commands, *block.commands]
            after = loop_head if loop_head and block is last else _label(block.successor)
            following = (after,) if after else ()
            match block.end:
                case None:
                    self.emit(block.span, block.label, commands, following, section.end)
                case Goto(labels, attributes) as jump:
                    unique = tuple(dict.fromkeys(labels))
                    self.emit(block.span, block.label, commands, unique, jump.span, attributes)
                case Return(attributes) as jump:
                    self.emit(block.span, block.label, commands, (), jump.span, attributes, True)
                case Break(label) as jump:
                    target = _break_enclosure(enclosing, label).successor
                    # a successor that encloses the break is a loop, which goes round again
                    after = self.loop_heads[target] if target in enclosing else _label(target)
                    successors = (after,) if after else ()
                    self.emit(block.span, block.label, commands, successors, jump.span)
                case While() as loop:
                    self.enclosing = (*enclosing, block)
                    self.emit_while(block, loop, commands, following)
                case If() as branch:
                    self.enclosing = (*enclosing, block)
                    tail = loop_head if block is last else ""
                    self.emit_if(block, branch, commands, following, tail)
            self.enclosing = enclosing
            commands = []

    def emit_while(
        self,
        block: _BigBlock,
        loop: While,
        commands: list[Command],
        following: tuple[str, ...],
    ) -> None:
        name = self.fresh()
        head, body, done = f"{name}_LoopHead", f"{name}_LoopBody", f"{name}_LoopDone"
        self.loop_heads[block] = head
        (section,) = block.parts
        inside = _guard(loop.guard, loop.span, True)
        body, squeezed = _squeeze(section, inside, body)
        self.emit(block.span, block.label, commands, (head,), loop.span)
        start: list[Command] = list(loop.invariants)
        if loop.measure:
            start.append(Measure(loop.measure, span=loop.measure_span))
        self.emit(loop.span, head, start, (done, body), loop.span)
        if not squeezed:
            self.emit(loop.span, body, inside, (section.blocks[0].label,), loop.span)
        self.emit_section(section, head)
        self.emit(loop.span, done, _guard(loop.guard, loop.span, False), following, loop.span)

    def emit_if(
        self,
        block: _BigBlock,
        branch: If,
        commands: list[Command],
        following: tuple[str, ...],
        loop_head: str,
    ) -> None:
        label, span = block.label, block.span
        parts = iter(block.parts)
        while True:
            name = self.fresh()
            section = next(parts)
            yes, no = (_guard(branch.guard, branch.span, side) for side in (True, False))
            then, squeezed = _squeeze(section, yes, f"{name}_Then")
            otherwise, squeezed_else, else_section = f"{name}_Else", False, None
            if branch.otherwise is not None and not branch.else_if:
                else_section = next(parts)
                otherwise, squeezed_else = _squeeze(else_section, no, otherwise)
            jumps = (then, otherwise)
            self.emit(span, label, commands, jumps, branch.span, branch.attributes)
            if not squeezed:
                self.emit(branch.span, then, yes, (section.blocks[0].label,), branch.span)
            self.emit_section(section, loop_head)
            if else_section is not None:
                if not squeezed_else:
                    first = else_section.blocks[0].label
                    self.emit(branch.span, otherwise, no, (first,), branch.span)
                self.emit_section(else_section, loop_head)
                return
            if not branch.otherwise:
                self.emit(branch.span, otherwise, no, following, branch.span)
                return
            label, commands = otherwise, no
            (inner,) = branch.otherwise
            assert isinstance(inner, If)
            branch, span = inner, inner.span


def _label(block: _BigBlock | None) -> str:
    return block.label if block is not None else ""


def _guard(guard: Expr | None, span: Span, holds: bool) -> list[Command]:
    if guard is None:
        return []
    condition = guard if holds else Operation(Operator.NOT, (guard,), BOOL, span=span)
    return [Assume(condition, PARTITION, span=span)]


def _squeeze(section: _Section, prefix: list[Command], label: str) -> tuple[str, bool]:
    """Put `prefix` into the section's first block if nothing else can jump there.

    The label of the block to jump to, and whether `prefix` is taken care of.
    """
    first = section.blocks[0]
    if first.anonymous:
        section.prefix.extend(prefix)
        first.label = label
        return label, True
    return (label, False) if prefix else (first.label, True)


def _break_enclosure(enclosing: tuple[_BigBlock, ...], label: str | None) -> _BigBlock:
    for block in reversed(enclosing):
        if isinstance(block.end, While) if label is None else block.label == label:
            return block
    raise AssertionError("the resolver has checked that breaks have a target")
