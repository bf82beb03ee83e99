"""Flow graphs from text to text: every graph prints as IVL that reads back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from textwrap import dedent
from typing import TypeAlias

from text_passes import read

from ivl.base.deep import deep
from ivl.core.expressions import Expr, Variable
from ivl.core.program import Implementation, Procedure, Program
from ivl.core.to_syntax import to_program
from ivl.flow import (
    add_contract,
    build_cfg,
    coalesce_blocks,
    cut_loops,
    desugar_calls,
    make_reducible,
    passify,
    prune_unreachable,
)
from ivl.flow.cfg import Cfg, PassiveCfg, as_implementation
from ivl.flow.where_clauses import where_clauses
from ivl.resolve.resolver import resolve
from ivl.syntax.parser import parse
from ivl.syntax.printer import print_program

Graph: TypeAlias = Cfg | PassiveCfg
Step: TypeAlias = Callable[[Cfg, "Context"], Graph]


class Context:
    """The program around the first implementation of a text."""

    def __init__(self, text: str) -> None:
        self.program = read(text)
        self.implementation: Implementation = self.program.implementations[0]
        self.procedure: Procedure = self.program.procedure(self.implementation.name)

    @property
    def where(self) -> Mapping[Variable, Expr]:
        return where_clauses(self.program, self.procedure, self.implementation)


def prune(cfg: Cfg, _: Context) -> Cfg:
    return prune_unreachable.prune_unreachable(cfg)


def coalesce(cfg: Cfg, _: Context) -> Cfg:
    return coalesce_blocks.coalesce_blocks(cfg)


def reducible(cfg: Cfg, _: Context) -> Cfg:
    return make_reducible.make_reducible(cfg)


def cut(cfg: Cfg, context: Context) -> Cfg:
    return cut_loops.cut_loops(cfg, context.program.procedure)


def contract(cfg: Cfg, context: Context) -> Cfg:
    return add_contract.add_contract(cfg, context.procedure, context.where)


def calls(cfg: Cfg, context: Context) -> Cfg:
    return desugar_calls.desugar_calls(cfg, context.program.procedure)


def passive(cfg: Cfg, context: Context) -> PassiveCfg:
    return passify.passify(cfg, context.where)


def graph(text: str, *steps: Step) -> Graph:
    """The flow graph of the first implementation after some steps; each reads back."""

    def run() -> Graph:
        context = Context(text)
        cfg: Graph = build_cfg.build_cfg(context.implementation)
        written(cfg, context)
        for step in steps:
            assert isinstance(cfg, Cfg)
            cfg = step(cfg, context)
            written(cfg, context)
        return cfg

    return deep(run)


def written(cfg: Graph, context: Context) -> str:
    """The body of `cfg` as text, which the program reads back with."""
    text = print_program(to_program(with_graphs(context.program, {context.implementation: cfg})))
    again = print_program(to_program(resolve(parse(text)).program))
    assert again == text
    start = text.index("{", text.index(f"implementation {context.implementation.name}("))
    body = text[start + 2 : text.index("\n}", start)].split("\n")
    return "\n".join([line for line in body if not line.lstrip().startswith("var ")]).strip("\n")


def with_graphs(
    program: Program, graphs: Mapping[Implementation, Graph], contracts: bool = True
) -> Program:
    """`program` with graphs for bodies; without `contracts` where bodies already have them."""
    procedures = program.procedures
    if not contracts:
        procedures = tuple(
            dataclasses.replace(
                p,
                requires=(),
                ensures=(),
                inputs=tuple(dataclasses.replace(d, where=None) for d in p.inputs),
                outputs=tuple(dataclasses.replace(d, where=None) for d in p.outputs),
            )
            for p in procedures
        )
    implementations = tuple(
        as_implementation(graphs[i]) if i in graphs else i for i in program.implementations
    )
    return dataclasses.replace(program, procedures=procedures, implementations=implementations)


def shows(text: str, expected: str, *steps: Step) -> None:
    """Assert that the steps make `expected` of a body: labels, commands and jumps."""
    context = Context(text)

    def run() -> str:
        cfg: Graph = build_cfg.build_cfg(context.implementation)
        for step in steps:
            assert isinstance(cfg, Cfg)
            cfg = step(cfg, context)
            written(cfg, context)
        return written(cfg, context)

    found = dedent(deep(run))
    assert _squeezed(found) == _squeezed(dedent(expected))


def _squeezed(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
