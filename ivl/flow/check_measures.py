"""Measures of loops become assertions that they decrease."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.fresh import Names
from ivl.base.node import replace
from ivl.core.expressions import Variable, VariableKind, VariableReference
from ivl.core.lexicographic import decreases, not_negative
from ivl.core.map_statements import walk_statements
from ivl.core.program import Program
from ivl.core.statements import Assert, Assign, Command, Measure, Obligation, ObligationKind
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Block, Cfg, fresh_label
from ivl.flow.graphs import graph_of, reachable


def check_measures(cfg: Cfg) -> Cfg:
    """`cfg` with the claims of its loops' measures as assertions.

    Before::

        H: assert J; measure e; s; goto H, D;

    After::

        H: assert J; assert e >= 0; m := e; s; goto H#H, D;
        H#H: assert e < m; goto H;

    The first assertion is one more invariant, the last one stands wherever control goes back.
    """
    measured = [b for b in cfg.blocks.values() if any(isinstance(c, Measure) for c in b.commands)]
    if not measured:
        return cfg
    back_edges = _back_edges(cfg)
    names = Names(v.name for v in cfg.locals)
    blocks = dict(cfg.blocks)
    new: list[Variable] = []
    for header in measured:
        saved: list[Variable] = []
        commands: list[Command] = []
        for command in blocks[header.label].commands:
            if not isinstance(command, Measure):
                commands.append(command)
                continue
            measure = command.expressions
            for condition in not_negative(measure):
                obligation = Obligation(ObligationKind.ASSERT, condition.span)
                commands.append(Assert(condition, obligation, span=condition.span))
            saved = [
                Variable(names.numbered("measure#"), e.type, VariableKind.LOCAL, span=e.span)
                for e in measure
            ]
            commands.append(Assign(tuple(saved), measure, span=command.span))
            decreasing = decreases(measure, [VariableReference(v) for v in saved])
        blocks[header.label] = replace(blocks[header.label], commands=tuple(commands))
        new += saved
        for source in back_edges.get(header.label, ()):
            span = cfg.blocks[source].span
            obligation = Obligation(ObligationKind.MEASURE, span)
            _append(blocks, source, header.label, Assert(decreasing, obligation, span=span))
    return replace(cfg, blocks=blocks, locals=(*cfg.locals, *new))


def _append(blocks: dict[str, Block], source: str, header: str, check: Assert) -> None:
    """Put `check` where block `source` jumps back to `header`, and nowhere else."""
    block = blocks[source]
    if len(block.successors) == 1:
        blocks[source] = replace(block, commands=(*block.commands, check))
        return
    between = fresh_label(f"{source}#{header}", blocks)
    successors = tuple([between if s == header else s for s in block.successors])
    blocks[source] = replace(block, successors=successors)
    blocks[between] = Block(between, (check,), (header,), span=block.span, jump=block.jump)


def check_measure_places(program: Program) -> None:
    """Refuse measures, as commands, that are not at the head of a loop, or are too many there.

    Raises ProgramError, with kinds ``type.measure``.
    """
    problems: list[Diagnostic] = []
    for implementation in program.implementations:
        if any(isinstance(s, Measure) for s in walk_statements(implementation.body)):
            problems += _misplaced(build_cfg(implementation))
    if problems:
        raise ProgramError(problems)


def _misplaced(cfg: Cfg) -> list[Diagnostic]:
    heads = _back_edges(cfg)
    headers: list[Diagnostic] = []
    others: list[Diagnostic] = []
    for block in cfg.blocks.values():
        measures = [c for c in block.commands if isinstance(c, Measure)]
        if block.label not in heads:
            message = "Measure command must not occur outside a loop head"
            others += [Diagnostic("type.measure", message, m.span) for m in measures]
            continue
        if len(measures) > 1:
            message = "Loop head may contain at most one measure command in a sequential procedure"
            headers.append(Diagnostic("type.measure", message, block.span))
        assigned = False
        for command in block.commands:
            if assigned and isinstance(command, Measure):
                message = "Assignment must come after the measure command in loop head"
                headers.append(Diagnostic("type.measure", message, command.span))
            assigned |= isinstance(command, Assign)
    return headers + others


def _back_edges(cfg: Cfg) -> dict[str, list[str]]:
    """For each block that dominates blocks which jump to it, those blocks."""
    import networkx as nx

    labels = reachable(cfg.entry, cfg.blocks)
    graph = graph_of([b for b in cfg.blocks.values() if b.label in labels])
    dominator = nx.immediate_dominators(graph, cfg.entry)
    found: dict[str, list[str]] = {}
    for source, target in graph.edges:
        above: str | None = source
        while above is not None and above != target:
            above = dominator[above] if above != cfg.entry else None
        if above == target:
            found.setdefault(target, []).append(source)
    return found
