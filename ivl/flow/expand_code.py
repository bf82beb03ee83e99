"""Code expressions become formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from ivl.base.node import replace
from ivl.base.source import NOWHERE
from ivl.core.expressions import (
    TRUE,
    CodeExpression,
    Expr,
    Let,
    Old,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import free_variables, map_children, substitute
from ivl.core.map_statements import map_code_expression
from ivl.core.statements import Assert, Assign, Assume, Command, Obligation, ObligationKind
from ivl.core.types import BOOL
from ivl.flow.cfg import Block, Cfg, PassiveBlock, PassiveCfg
from ivl.flow.graphs import predecessors, topological_order
from ivl.flow.passify import passify


def expand_code(cfg: Cfg, where: Mapping[Variable, Expr], acyclic: Callable[[Cfg], Cfg]) -> Cfg:
    """`cfg`, which has no calls, with the weakest preconditions of code expressions in their place.

    What has to be proved is that all executions hold their assertions and return true; what is
    known is that some execution returns true, or violates an assertion::

        assert |{ var x: T; A: c; return e; }|;     assert (forall x: T :: wp(c, e));
        assume |{ var x: T; A: c; return e; }|;     assume !(forall x: T :: wp(c, !e));

    The left side of an implication and the operand of a negation change sides. `acyclic` takes
    loops and calls out of a graph. `where` are the where clauses of all variables; the result
    has them, too, also without code expressions.
    """
    expander = _Expander({}, acyclic)
    clauses = {v: expander.formula(clause, False, cfg) for v, clause in where.items()}
    expander.where = clauses
    return replace(expander.graph(cfg), where=clauses)


class _Expander:
    def __init__(self, where: Mapping[Variable, Expr], acyclic: Callable[[Cfg], Cfg]) -> None:
        self.where = where
        self.acyclic = acyclic

    def graph(self, cfg: Cfg) -> Cfg:
        def block(b: Block) -> Block:
            commands = tuple([self.command(c, cfg) for c in b.commands])
            if all(new is old for new, old in zip(commands, b.commands, strict=True)):
                return b
            return replace(b, commands=commands)

        blocks = {label: block(b) for label, b in cfg.blocks.items()}
        return replace(cfg, blocks=blocks)

    def command(self, command: Command, cfg: Cfg) -> Command:
        match command:
            case Assert(condition):
                new = self.formula(condition, True, cfg)
            case Assume(condition):
                new = self.formula(condition, False, cfg)
            case Assign(variables, values, attributes):
                now = tuple([self.formula(v, False, cfg) for v in values])
                if all(new is old for new, old in zip(now, values, strict=True)):
                    return command
                return Assign(variables, now, attributes, span=command.span)
            case _:
                return command
        return command if new is condition else replace(command, condition=new)

    def formula(self, expr: Expr, goal: bool, cfg: Cfg) -> Expr:
        """`expr` expanded where it is to be proved (`goal`) or known."""
        done: dict[tuple[int, bool], Expr] = {}

        def rewrite(e: Expr, goal: bool) -> Expr:
            result = done.get((id(e), goal))
            if result is None:
                result = done[id(e), goal] = expand(e, goal)
            return result

        def expand(e: Expr, goal: bool) -> Expr:
            match e:
                case CodeExpression():
                    return self.code(e, goal, cfg)
                case Operation(Operator.NOT | Operator.IMPLIES as operator, (first, *rest), type_):
                    arguments = (rewrite(first, not goal), *[rewrite(a, goal) for a in rest])
                    if all(a is b for a, b in zip(arguments, e.arguments, strict=True)):
                        return e
                    return Operation(operator, arguments, type_, span=e.span)
                case _:
                    return map_children(e, lambda child: rewrite(child, goal))

        return rewrite(expr, goal)

    def code(self, code: CodeExpression, goal: bool, cfg: Cfg) -> Expr:
        before: dict[Variable, Variable] = {}
        code = _name_old_globals(code, before)
        blocks: dict[str, Block] = {}
        for block in code.blocks:
            commands = cast(tuple[Command, ...], block.statements)
            if block.value is not None:
                result = block.value if goal else _not(block.value)
                obligation = Obligation(ObligationKind.ASSERT, block.value.span)
                commands = (*commands, Assert(result, obligation, span=block.value.span))
            blocks[block.label] = Block(block.label, commands, block.successors, span=block.span)
        entry = code.blocks[0].label
        graph = replace(cfg, entry=entry, blocks=blocks, locals=code.locals)
        graph = self.graph(self.acyclic(graph))
        passive = passify(graph, {**graph.where, **self.where})
        formula = _weakest_precondition(passive)
        own = {*graph.locals, *passive.incarnations}
        bound = {
            v: Variable(v.name, v.type, VariableKind.BOUND, span=v.span)
            for v in free_variables(formula)
            if v in own
        }
        formula = substitute(formula, {v: VariableReference(w) for v, w in bound.items()})
        if bound:
            formula = Quantifier(
                QuantifierKind.FORALL, (), tuple(bound.values()), (), (), formula, span=code.span
            )
        if not goal:
            formula = _not(formula)
        if before:
            values = tuple([Old(VariableReference(g)) for g in before])
            formula = Let(tuple(before.values()), values, formula, span=code.span)
        return formula


def _name_old_globals(code: CodeExpression, names: dict[Variable, Variable]) -> CodeExpression:
    """`code` without ``old``: globals under it get names of their own, noted in `names`."""

    def now(e: Expr) -> Expr:
        return then(e.operand) if isinstance(e, Old) else inside(e, now)

    def then(e: Expr) -> Expr:
        match e:
            case VariableReference(variable) if variable.kind is VariableKind.GLOBAL:
                if variable not in names:
                    names[variable] = Variable(
                        f"old#{variable.name}", variable.type, VariableKind.BOUND
                    )
                return VariableReference(names[variable], span=e.span)
            case Old(operand):
                return then(operand)
            case _:
                return inside(e, then)

    def inside(e: Expr, rewrite: Callable[[Expr], Expr]) -> Expr:
        return map_children(e, rewrite)

    return map_code_expression(code, now)


def _weakest_precondition(cfg: PassiveCfg) -> Expr:
    """What makes all executions of `cfg` hold their assertions; joins are named by ``let``."""
    entering = predecessors(cfg.blocks)
    joins: list[tuple[Variable, Expr]] = []
    correct: dict[str, Expr] = {}
    for label in reversed(topological_order(cfg.entry, cfg.blocks)):
        block = cfg.blocks[label]
        after = [correct[s] for s in dict.fromkeys(block.successors)]
        formula = _block(block, after)
        if len(entering[label]) > 1:
            name = Variable(f"{label}_correct", BOOL, VariableKind.BOUND)
            joins.append((name, formula))
            formula = VariableReference(name)
        correct[label] = formula
    result = correct[cfg.entry]
    for name, formula in reversed(joins):
        result = Let((name,), (formula,), result)
    return result


def _block(block: PassiveBlock, after: list[Expr]) -> Expr:
    result = after[0] if after else TRUE
    for other in after[1:]:
        result = Operation(Operator.AND, (result, other), BOOL)
    for command in reversed(block.commands):
        condition = command.condition
        if result is not TRUE:
            result = Operation(Operator.IMPLIES, (condition, result), BOOL)
        if isinstance(command, Assert):
            result = (
                condition if result is TRUE else Operation(Operator.AND, (condition, result), BOOL)
            )
    return result


def _not(formula: Expr) -> Expr:
    return Operation(Operator.NOT, (formula,), BOOL, span=NOWHERE)
