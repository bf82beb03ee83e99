"""Loops become procedures that call themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from ivl.base.fresh import Names
from ivl.base.node import node, replace
from ivl.base.source import NOWHERE
from ivl.core.attributes import LOOP_OF, has_attribute, is_true, text_attribute
from ivl.core.build_values import int_
from ivl.core.expressions import (
    FALSE,
    Attribute,
    Expr,
    Old,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import free_variables, substitute, walk
from ivl.core.map_statements import map_statement, statement_expressions
from ivl.core.program import GlobalDeclaration, Implementation, Procedure, Program
from ivl.core.statements import Assign, Assume, Call, Command, Havoc
from ivl.flow.assigned import assigned_variables
from ivl.flow.cfg import Block, Cfg, as_implementation, fresh_label
from ivl.flow.loops import find_loops
from ivl.flow.state import substitute_old
from ivl.flow.where_clauses import where_clauses

LIMITS = ("timeLimit", "rlimit", "random_seed", "smt_option")
"""The attributes of an implementation that its loops have as well."""


def extract_loops(
    program: Program,
    graph: Callable[[Implementation], Cfg],
    deterministic: bool = False,
    depth: int = 0,
) -> Program:
    """`program` in which each loop is a procedure, called where the loop's header was::

        H: s; goto B, D;        H: call x := P_loop_H(n, x); goto H_last;
        B: t; goto H;           H_last: s; goto B, D;
        D: u; return;           B: t; assume false; return;
                                D: u; return;

    The new procedure ends after any number of rounds; the caller runs the last one, which leaves
    the loop::

        procedure P_loop_H(in_n: int, in_x: int) returns (out_x: int)
        {
          entry: out_x := in_x; goto H, exit;
          H: s; goto B;
          B: t; goto again;
          again: call out_x := P_loop_H(in_n, out_x); return;
          exit: return;
        }

    With `deterministic` it ends only where a round can leave the loop: it runs this round as far
    as the assumptions that stand where the loop is left, and takes it back.

    Loops have no contracts, and their implementations say where they are from (``{:loop_of "P"}``).
    With `depth` they are declared ``{:inline depth}``. What ``old`` is about is passed on. `graph`
    gives flow graphs, which have to be reducible. No implementation may have type parameters. One
    that is not verified, nor declared ``{:inline}``, keeps its loops.
    """
    names = Names([p.name for p in program.procedures])
    variables = [c.variable for c in program.constants] + [g.variable for g in program.globals]
    taken = [v.name for v in variables]
    procedures = {p.name: p for p in program.procedures}
    implementations: list[Implementation] = []
    for implementation in program.implementations:
        procedure = procedures[implementation.name]
        if _ignored(implementation, procedure):
            implementations.append(implementation)
            continue
        where = where_clauses(program, procedure, implementation)
        extractor = _Extractor(
            graph(implementation), where, procedures, names, taken, deterministic, depth
        )
        implementations += extractor.run()
    return replace(
        program, procedures=tuple(procedures.values()), implementations=tuple(implementations)
    )


def _ignored(implementation: Implementation, procedure: Procedure) -> bool:
    """Whether nobody looks at this body."""
    attributes = (*implementation.attributes, *procedure.attributes)
    verified = is_true(attributes, "verify") or not has_attribute(attributes, "verify")
    return not verified and not has_attribute(attributes, "inline")


@node
class _Loop:
    """A loop's procedure: what becomes of the variables in it, and how it is called.

    `values` are what the caller passes for the inputs, `results` the variables that it gets back;
    `again` calls the procedure from inside.
    """

    procedure: Procedure
    renaming: Mapping[Variable, Variable]
    before: Mapping[Variable, Expr]
    values: tuple[Expr, ...]
    results: tuple[Variable, ...]
    initial: tuple[Command, ...]
    again: Call

    def command(self, command: Command) -> Command:
        """`command` over the variables of the loop's procedure."""
        references: dict[Variable, Expr] = {
            v: VariableReference(w) for v, w in self.renaming.items()
        }

        def inside(e: Expr) -> Expr:
            return substitute(substitute_old(e, self.before), references)

        return cast(Command, map_statement(command, inside, lambda v: self.renaming.get(v, v)))


class _Extractor:
    """The flow graph of an implementation from which loops are taken, the inner ones first."""

    def __init__(
        self,
        cfg: Cfg,
        where: Mapping[Variable, Expr],
        procedures: dict[str, Procedure],
        names: Names,
        taken: Iterable[str],
        deterministic: bool,
        depth: int,
    ) -> None:
        self.cfg = cfg
        self.where = {**where, **cfg.where}
        self.procedures = procedures
        self.names = names
        self.taken = taken
        self.deterministic = deterministic
        self.depth = depth
        self.blocks = dict(cfg.blocks)
        implementation = cfg.implementation
        self.variables = (*implementation.inputs, *implementation.outputs, *cfg.locals)

    def run(self) -> list[Implementation]:
        """The implementation and those of its loops."""
        loops = find_loops(self.cfg)
        assert loops is not None, "make_reducible comes first"
        if not loops:
            return [self.cfg.implementation]
        members = {loop.header: set(loop.body) for loop in loops}
        extracted: list[Implementation] = []
        for header in sorted(members, key=lambda h: len(members[h])):
            inside = [self.explicit(b) for b in self.blocks.values() if b.label in members[header]]
            left = self.left(inside) if self.deterministic else []
            loop = self.interface(header, (*inside, *left))
            self.procedures[loop.procedure.name] = loop.procedure
            extracted.append(self.body(header, loop, inside, left))
            last = self.leave_call(header, loop, members[header])
            for body in members.values():
                if header in body:
                    body.add(last)
        return [as_implementation(replace(self.cfg, blocks=self.blocks)), *extracted]

    def explicit(self, block: Block) -> Block:
        """`block` with where clauses as assumptions, since a loop's procedure has none.

        Its results would have to satisfy them from the start, which the loop's variables need not.
        """
        commands: list[Command] = []
        for command in block.commands:
            commands.append(command)
            if isinstance(command, Havoc):
                own = [v for v in command.variables if v.kind is not VariableKind.GLOBAL]
                clauses = [self.where[v] for v in own if v in self.where]
                commands += [Assume(clause, span=command.span) for clause in clauses]
        return replace(block, commands=tuple(commands))

    def left(self, inside: list[Block]) -> list[Block]:
        """The blocks to which control leaves a loop, as far as they decide whether it does."""
        labels = {b.label for b in inside}
        outside = dict.fromkeys(s for b in inside for s in b.successors if s not in labels)
        return [_guard(self.blocks[label]) for label in outside]

    def leave_call(self, header: str, loop: _Loop, body: set[str]) -> str:
        """Put a call in place of a loop that was extracted. The label of its last round."""
        last = fresh_label(f"{header}_last", self.blocks)
        blocks: dict[str, Block] = {}
        for label, block in self.blocks.items():
            if label in body:
                block = _restrict(block, {s: s for s in block.successors if s != header})
            if label == header:
                name, span = loop.procedure.name, block.span
                call = Call(name, (), loop.values, loop.results, span=span)
                blocks[header] = Block(header, (call,), (last,))
                blocks[last] = replace(block, label=last, span=NOWHERE)
            else:
                blocks[label] = block
        self.blocks = blocks
        return last

    def body(
        self, header: str, loop: _Loop, inside: list[Block], left: list[Block]
    ) -> Implementation:
        """The implementation of a loop's procedure."""
        entry = fresh_label("entry", self.blocks)
        exit_, again = fresh_label("exit", self.blocks), fresh_label("again", self.blocks)
        targets = {b.label: b.label for b in (*inside, *left)} | {header: again}
        starts = (header,) if self.deterministic else (header, exit_)
        copies = [Block(entry, loop.initial, starts)]
        copies += [_restrict(_copy(b, loop), targets) for b in inside]
        copies.append(Block(again, (loop.again,), ()))
        for block in left:
            copy = _copy(block, loop)
            undone = (*copy.commands, *loop.initial, *_restore(loop.procedure.modifies))
            copies.append(replace(copy, commands=undone))
        if not self.deterministic:
            copies.append(Block(exit_, (), ()))
        owner = self.cfg.implementation
        procedure = loop.procedure
        name = text_attribute(owner.attributes, "verboseName") or owner.name
        implementation = Implementation(
            procedure.name,
            (),
            tuple([d.variable for d in procedure.inputs]),
            tuple([d.variable for d in procedure.outputs]),
            (),
            (),
            (Attribute(LOOP_OF, (name,)), *[a for a in owner.attributes if a.name in LIMITS]),
            end=owner.end,
            span=self.blocks[header].span,
        )
        return as_implementation(Cfg(implementation, entry, {b.label: b for b in copies}))

    def interface(self, header: str, blocks: Iterable[Block]) -> _Loop:
        """The procedure of a loop of `blocks`."""
        commands = [c for b in blocks for c in b.commands]
        changed = assigned_variables(commands, self.procedures.__getitem__)
        used, aged = _mentioned(commands)
        used.update(changed)
        names = Names(self.taken)
        own = [v for v in self.variables if v in used]

        def formal(prefix: str, v: Variable, kind: VariableKind) -> Variable:
            return Variable(names.fresh(f"{prefix}{v.name}"), v.type, kind, span=v.span)

        inputs = {v: formal("in_", v, VariableKind.INPUT) for v in own}
        outputs = {v: formal("out_", v, VariableKind.OUTPUT) for v in own if v in changed}
        saved = {g: formal("old_", g, VariableKind.INPUT) for g in aged}
        renaming = {**inputs, **outputs}
        span = self.blocks[header].span
        procedure = Procedure(
            self.names.fresh(f"{self.cfg.implementation.name}_loop_{header}"),
            (),
            tuple([GlobalDeclaration(w, None) for w in (*inputs.values(), *saved.values())]),
            tuple([GlobalDeclaration(w, None) for w in outputs.values()]),
            (),
            (),
            tuple([v for v in changed if v.kind is VariableKind.GLOBAL]),
            attributes=(Attribute("inline", (int_(self.depth),)),) if self.depth else (),
            span=span,
        )
        initial = [
            Assign((w,), (VariableReference(inputs[v]),), span=span) for v, w in outputs.items()
        ]
        passed_on = [renaming[v] for v in inputs]
        return _Loop(
            procedure,
            renaming,
            {g: VariableReference(w) for g, w in saved.items()},
            (*map(VariableReference, inputs), *[Old(VariableReference(g)) for g in saved]),
            tuple(outputs),
            tuple(initial),
            Call(
                procedure.name,
                (),
                tuple(map(VariableReference, (*passed_on, *saved.values()))),
                tuple(outputs.values()),
                span=span,
            ),
        )


def _mentioned(commands: Iterable[Command]) -> tuple[set[Variable], list[Variable]]:
    """The variables that `commands` read, and the globals that they read inside ``old``."""
    used: set[Variable] = set()
    aged: dict[Variable, None] = {}
    for expression in statement_expressions(commands):
        used.update(free_variables(expression))
        for e in walk(expression):
            if isinstance(e, Old):
                aged.update(dict.fromkeys(free_variables(e.operand)))
    return used, [v for v in aged if v.kind is VariableKind.GLOBAL]


def _restrict(block: Block, targets: Mapping[str, str]) -> Block:
    """`block` with its jumps to other blocks than `targets` left out."""
    successors = tuple([targets[s] for s in block.successors if s in targets])
    if successors == block.successors:
        return block
    commands = block.commands
    if not successors:
        commands = (*commands, Assume(FALSE, span=block.jump))
    return replace(block, commands=commands, successors=successors)


def _guard(block: Block) -> Block:
    """The assumptions that `block` begins with."""
    guards: list[Command] = []
    for command in block.commands:
        if not isinstance(command, Assume):
            break
        guards.append(command)
    return replace(block, commands=tuple(guards), successors=())


def _copy(block: Block, loop: _Loop) -> Block:
    commands = tuple([loop.command(c) for c in block.commands])
    return replace(block, commands=commands)


def _restore(variables: tuple[Variable, ...]) -> list[Command]:
    """Assignments that give globals their values from before."""
    return [Assign((g,), (Old(VariableReference(g)),), span=g.span) for g in variables]
