"""Calls become what their contracts say."""

from __future__ import annotations

from collections.abc import Callable

from ivl.base.node import replace
from ivl.core.expressions import Expr, Variable, VariableKind, VariableReference
from ivl.core.fold import substitute
from ivl.core.program import Procedure
from ivl.core.proof_ids import ENSURED, call_id
from ivl.core.statements import Assign, Assume, Call, Command, Havoc
from ivl.flow.cfg import Cfg
from ivl.flow.clauses import check_precondition
from ivl.flow.state import substitute_old


def desugar_calls(cfg: Cfg, procedure: Callable[[str], Procedure]) -> Cfg:
    """`cfg` without calls ("This is Boogie 2", section 9.6)::

        call y := P(e);     x' := e; assert Pre[x']; g' := g; havoc g, y';
                            assume where clauses of g, y'; assume Post[x', y', old g := g'];
                            y := y';

    A free call makes no assertion. The where clauses of globals come with their havoc.
    """
    fresh: list[Variable] = []
    blocks = {}
    for label, block in cfg.blocks.items():
        if any(isinstance(c, Call) for c in block.commands):
            commands: list[Command] = []
            for command in block.commands:
                if isinstance(command, Call):
                    made, variables = desugar_call(command, procedure(command.procedure))
                    commands.extend(made)
                    fresh.extend(variables)
                else:
                    commands.append(command)
            block = replace(block, commands=tuple(commands))
        blocks[label] = block
    return replace(cfg, blocks=blocks, locals=(*cfg.locals, *fresh))


def desugar_call(call: Call, callee: Procedure) -> tuple[list[Command], list[Variable]]:
    """What a call stands for, and the variables that it needs."""
    work = _Call(call, callee)
    return work.commands(), work.fresh


class _Call:
    """One call being taken apart; `fresh` are the variables that it needs."""

    def __init__(self, call: Call, callee: Procedure) -> None:
        assert not callee.type_parameters, "monomorphization comes first"
        self.call = call
        self.callee = callee
        self.fresh: list[Variable] = []

    def local(self, name: str, like: Variable) -> Variable:
        variable = Variable(name, like.type, VariableKind.LOCAL, span=self.call.span)
        self.fresh.append(variable)
        return variable

    def commands(self) -> list[Command]:
        call, callee, span = self.call, self.callee, self.call.span
        inputs = [self.local(f"call0formal#{d.variable.name}", d.variable) for d in callee.inputs]
        outputs = [self.local(f"call1formal#{d.variable.name}", d.variable) for d in callee.outputs]
        saved = [self.local(f"call0old#{g.name}", g) for g in callee.modifies]
        declared = [d.variable for d in (*callee.inputs, *callee.outputs)]
        renaming: dict[Variable, Expr] = {
            v: VariableReference(w) for v, w in zip(declared, (*inputs, *outputs), strict=True)
        }
        before: dict[Variable, Expr] = {
            g: VariableReference(s) for g, s in zip(callee.modifies, saved, strict=True)
        }

        def here(condition: Expr) -> Expr:
            return substitute(substitute_old(condition, before), renaming)

        commands: list[Command] = []
        if inputs:
            commands.append(Assign(tuple(inputs), call.arguments, span=span))
        for clause in callee.requires:
            commands.extend(check_precondition(clause, here, call))
        if saved:
            globals_ = tuple([VariableReference(g) for g in callee.modifies])
            commands.append(Assign(tuple(saved), globals_, span=span))
        havocked = (*callee.modifies, *outputs)
        if havocked:
            commands.append(Havoc(havocked, span=span))
        commands += [
            Assume(here(d.where), span=span) for d in callee.outputs if d.where is not None
        ]
        commands += [
            Assume(here(c.condition), call_id(c.attributes, call.attributes, ENSURED), span=span)
            for c in callee.ensures
        ]
        used = [(r, o) for r, o in zip(call.results, outputs, strict=True) if r is not None]
        if used:
            results, values = zip(*used, strict=True)
            references = tuple([VariableReference(v) for v in values])
            commands.append(Assign(results, references, span=span))
        return commands
