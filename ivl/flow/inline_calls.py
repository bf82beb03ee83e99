"""Calls of procedures declared ``{:inline n}`` become copies of their bodies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, TypeAlias, cast

from ivl.base.node import node, replace
from ivl.core.attributes import int_attribute
from ivl.core.expressions import (
    CodeBlock,
    CodeExpression,
    Expr,
    Old,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import map_children
from ivl.core.map_statements import map_code_expression, map_statement
from ivl.core.program import Implementation, Procedure, Program
from ivl.core.statements import Assign, Assume, Call, Command, Havoc
from ivl.flow.bound import forbid, stop_search
from ivl.flow.cfg import Block, Cfg, fresh_label
from ivl.flow.clauses import check_postcondition, check_precondition

PastDepth: TypeAlias = Literal["assume", "assert", "spec"]
"""What becomes of a call that would go too deep: see `inline_calls`."""


@node
class Callee:
    """A procedure with the flow graph of its body, which is inlined up to `depth` calls deep.

    A body that is verified by itself is `trusted`: its postconditions are assumed in its copies.
    """

    procedure: Procedure
    cfg: Cfg
    depth: int
    trusted: bool = False


def inline_depths(program: Program) -> dict[str, int]:
    """The n of each procedure declared ``{:inline n}``, by the procedure before its body.

    Where there are several bodies, a call may run any of them, so none is inlined.
    """
    procedures = {p.name: p for p in program.procedures}
    count = Counter(i.name for i in program.implementations)
    found: dict[str, int] = {}
    for implementation in program.implementations:
        name = implementation.name
        for attributes in (procedures[name].attributes, implementation.attributes):
            depth = int_attribute(attributes, "inline")
            if depth is not None and count[name] == 1:
                found.setdefault(name, depth)
    return found


def callees(program: Program, graph: Callable[[Implementation], Cfg]) -> dict[str, Callee]:
    """The procedures that are declared ``{:inline n}``, with the graphs of their bodies."""
    procedures = {p.name: p for p in program.procedures}
    depths = inline_depths(program)
    return {
        i.name: Callee(procedures[i.name], graph(i), depths[i.name])
        for i in program.implementations
        if i.name in depths
    }


def bodies(
    program: Program, graph: Callable[[Implementation], Cfg], depth: int
) -> dict[str, Callee]:
    """All procedures that have one body, as `callees` that are trusted."""
    procedures = {p.name: p for p in program.procedures}
    count = Counter(i.name for i in program.implementations)
    return {
        i.name: Callee(procedures[i.name], graph(i), depth, trusted=True)
        for i in program.implementations
        if count[i.name] == 1
    }


def inline_calls(
    cfg: Cfg, callees: Mapping[str, Callee], past: PastDepth = "assume", most: int | None = None
) -> Cfg:
    """`cfg` with the bodies of the procedures in `callees` in place of calls::

        A: s; call y := P(e); t;        A: s; goto inline$P$0$Entry;
                                        inline$P$0$Entry: x' := e; assert Pre; havoc y', locals';
                                            g' := g; goto inline$P$0$anon0;
                                        inline$P$0$anon0: ... goto inline$P$0$Return;
                                        inline$P$0$Return: assert Post; y := y'; goto A$1;
                                        A$1: t;

    Bodies are inlined in bodies and in code expressions, too. A call of a procedure inside
    as many copies of it as its depth allows becomes ``assume {:bound} false`` (`past` is
    "assume": what is deeper is not looked at), ``assert false`` ("assert": nothing may be deeper),
    or stays ("spec": its contract is used). `most` bounds how deep copies of any procedures may
    be nested.
    """
    return _Inliner(cfg, callees, past, most).run(cfg)


class _Inliner:
    """The names and the depth of what is being inlined in one implementation."""

    def __init__(
        self, cfg: Cfg, callees: Mapping[str, Callee], past: PastDepth, most: int | None
    ) -> None:
        self.callees = callees
        self.past = past
        self.most = most
        self.labels = set(cfg.blocks)
        self.prefix = "inline$"
        taken = {v.name for v in (*cfg.locals, *cfg.implementation.inputs)} | self.labels
        while any(name.startswith(self.prefix) for name in taken):
            self.prefix += "$"
        self.numbers: dict[str, int] = {}
        self.inside: dict[str, int] = {}
        self.locals: list[Variable] = []
        self.copies: dict[Variable, Variable] = {}
        self.where: dict[Variable, Expr] = {}

    def run(self, cfg: Cfg) -> Cfg:
        blocks = {b.label: b for b in self.blocks(cfg.blocks.values())}
        if not self.locals and all(blocks.get(label) is b for label, b in cfg.blocks.items()):
            return cfg
        return replace(
            cfg,
            blocks=blocks,
            locals=(*cfg.locals, *self.locals),
            where={**cfg.where, **self.where},
            copies={**cfg.copies, **self.copies},
        )

    def label(self, wanted: str) -> str:
        label = fresh_label(wanted, self.labels)
        self.labels.add(label)
        return label

    def blocks(self, blocks: Iterable[Block]) -> list[Block]:
        """`blocks` with their calls inlined, each split where it calls."""
        done: list[Block] = []
        for block in blocks:
            label, parts = block.label, 0
            commands: list[Command] = []
            for command in block.commands:
                callee = self.callees.get(command.procedure) if isinstance(command, Call) else None
                if callee is None:
                    commands.append(self.code(command))
                    continue
                assert isinstance(command, Call)
                if self.exhausted(command.procedure, callee):
                    commands.append(self.too_deep(command, callee))
                    continue
                parts += 1
                following = self.label(f"{block.label}${parts}")
                inlined = self.call(command, callee, following)
                done.append(Block(label, tuple(commands), (inlined[0].label,), span=block.span))
                done.extend(inlined)
                label, commands = following, []
            if parts or any(a is not b for a, b in zip(commands, block.commands, strict=True)):
                block = replace(block, label=label, commands=tuple(commands))
            done.append(block)
        return done

    def exhausted(self, name: str, callee: Callee) -> bool:
        """Whether one more copy would be too deep."""
        if self.most is not None and sum(self.inside.values()) >= self.most:
            return True
        return self.inside.get(name, 0) >= callee.depth

    def too_deep(self, call: Call, callee: Callee) -> Command:
        bound = f"{call.procedure} is inlined {callee.depth} deep"
        match self.past:
            case "assume":
                return stop_search(call.span, bound)
            case "assert":
                return forbid(call.span, bound)
            case "spec":
                return call

    def call(self, call: Call, callee: Callee, following: str) -> list[Block]:
        """The blocks of a body, entry first, that go on to `following`; calls in it inlined."""
        name = call.procedure
        number = self.numbers.get(name, 0)
        self.numbers[name] = number + 1
        copy = _Copy(callee, f"{self.prefix}{name}${number}$")
        self.locals.extend(copy.variables)
        self.copies.update(copy.originals)
        self.where.update(copy.where)
        self.inside[name] = self.inside.get(name, 0) + 1
        inlined = self.blocks(self.body(call, callee, copy, following))
        self.inside[name] -= 1
        return inlined

    def body(self, call: Call, callee: Callee, copy: _Copy, following: str) -> list[Block]:
        """A copy of a body between a block that passes arguments and one that passes results."""
        implementation, span = callee.cfg.implementation, callee.cfg.implementation.span
        entry, return_ = self.label(f"{copy.prefix}Entry"), self.label(f"{copy.prefix}Return")
        labels = {label: self.label(f"{copy.prefix}{label}") for label in callee.cfg.blocks}
        first: list[Command] = [
            Assign((copy.variable(v),), (argument,), span=span)
            for v, argument in zip(implementation.inputs, call.arguments, strict=True)
        ]
        for clause in callee.procedure.requires:
            first.extend(check_precondition(clause, copy.expression, call))
        unknown = [copy.variable(v) for v in (*callee.cfg.locals, *implementation.outputs)]
        if unknown:
            first.append(Havoc(tuple(unknown), span=span))
        first += [
            Assign((saved,), (VariableReference(g),), span=span) for g, saved in copy.saved.items()
        ]
        blocks = [Block(entry, tuple(first), (labels[callee.cfg.entry],), span=span)]
        for label, block in callee.cfg.blocks.items():
            successors = tuple([labels[s] for s in block.successors]) or (return_,)
            commands = tuple([copy.command(c) for c in block.commands])
            blocks.append(
                replace(
                    block,
                    label=labels[label],
                    commands=commands,
                    successors=successors,
                    returns=False,
                )
            )
        last: list[Command] = []
        for clause in callee.procedure.ensures:
            if callee.trusted:
                last.append(Assume(copy.expression(clause.condition), span=clause.span))
            else:
                last.extend(check_postcondition(clause, copy.expression))
        last += [
            Assign((result,), (VariableReference(copy.variable(v)),), span=span)
            for v, result in zip(implementation.outputs, call.results, strict=True)
            if result is not None
        ]
        blocks.append(Block(return_, tuple(last), (following,), span=span))
        return blocks

    # -------------------------------------------------------- code expressions

    def code(self, command: Command) -> Command:
        """`command` with the calls in its code expressions inlined."""
        return cast(Command, map_statement(command, self.expression))

    def expression(self, expr: Expr) -> Expr:
        return (
            self.code_expression(expr)
            if isinstance(expr, CodeExpression)
            else map_children(expr, self.expression)
        )

    def code_expression(self, code: CodeExpression) -> CodeExpression:
        labels, locals_ = self.labels, self.locals
        self.labels, self.locals = {b.label for b in code.blocks}, []
        values = {
            b.label: None if b.value is None else self.expression(b.value) for b in code.blocks
        }
        blocks: list[CodeBlock] = []
        changed = False
        for block in code.blocks:
            before = Block(
                block.label, cast(tuple[Command, ...], block.statements), block.successors
            )
            after = self.blocks((before,))
            value = values[block.label]
            changed |= after != [before] or value is not block.value
            blocks += [CodeBlock(b.label, b.commands, b.successors, None) for b in after[:-1]]
            last = after[-1]
            blocks.append(
                CodeBlock(last.label, last.commands, last.successors, value, span=block.span)
            )
        result = CodeExpression((*code.locals, *self.locals), tuple(blocks), span=code.span)
        self.labels, self.locals = labels, locals_
        return result if changed else code


class _Copy:
    """One copy of a body: what its variables are, and what ``old`` is about."""

    def __init__(self, callee: Callee, prefix: str) -> None:
        procedure, implementation = callee.procedure, callee.cfg.implementation
        assert not procedure.type_parameters, "monomorphization comes first"
        self.prefix = prefix
        self.renaming: dict[Variable, Expr] = {}
        self.saved: dict[Variable, Variable] = {}
        self.variables: list[Variable] = []
        self.originals: dict[Variable, Variable] = {}
        self.where: dict[Variable, Expr] = {}
        for variable in (*callee.cfg.locals, *implementation.inputs, *implementation.outputs):
            copy = self.fresh(variable)
            self.renaming[variable] = VariableReference(copy)
            self.originals[copy] = callee.cfg.copies.get(variable, variable)
        declared = [d.variable for d in (*procedure.inputs, *procedure.outputs)]
        own = (*implementation.inputs, *implementation.outputs)
        for variable, same in zip(declared, own, strict=True):
            self.renaming[variable] = self.renaming[same]
        for variable in procedure.modifies:
            self.saved[variable] = self.fresh(variable)
        self.before = {
            **self.renaming,
            **{g: VariableReference(saved) for g, saved in self.saved.items()},
        }
        self.done: tuple[dict[int, Expr], dict[int, Expr]] = ({}, {})
        clauses = {d.variable: d.where for d in (*implementation.locals, *procedure.outputs)}
        clauses.update(callee.cfg.where)
        for variable, clause in clauses.items():
            if clause is not None:
                self.where[self.variable(variable)] = self.expression(clause)

    def fresh(self, like: Variable) -> Variable:
        variable = Variable(
            f"{self.prefix}{like.name}", like.type, VariableKind.LOCAL, span=like.span
        )
        self.variables.append(variable)
        return variable

    def variable(self, variable: Variable) -> Variable:
        """What an assigned variable is in this copy."""
        reference = self.renaming.get(variable)
        return reference.variable if isinstance(reference, VariableReference) else variable

    def command(self, command: Command) -> Command:
        return cast(Command, map_statement(command, self.expression, self.variable))

    def expression(self, expr: Expr) -> Expr:
        """`expr` over the copy's variables; ``old(g)`` is what was saved at the entry."""
        return self.rewrite(expr, self.renaming, False)

    def rewrite(self, expr: Expr, values: Mapping[Variable, Expr], old: bool) -> Expr:
        done = self.done[old].get(id(expr))
        if done is None:
            done = self.done[old][id(expr)] = self._rewrite(expr, values, old)
        return done

    def _rewrite(self, expr: Expr, values: Mapping[Variable, Expr], old: bool) -> Expr:
        def inner(e: Expr) -> Expr:
            return self.rewrite(e, values, old)

        match expr:
            case VariableReference(variable):
                return values.get(variable, expr)
            case Old(operand):
                return self.rewrite(operand, self.before, True)
            case CodeExpression():
                return map_code_expression(expr, inner, self.variable)
            case _:
                return map_children(expr, inner)
