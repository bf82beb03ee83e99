"""The flow graph of each implementation of a program, step by step."""

from __future__ import annotations

import dataclasses

from ivl.core import program as core
from ivl.core.expressions import Expr, Variable
from ivl.flow.add_contract import add_contract
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Cfg, PassiveCfg
from ivl.flow.check_measures import check_measures
from ivl.flow.coalesce_blocks import coalesce_blocks
from ivl.flow.cut_loops import cut_loops
from ivl.flow.desugar_calls import desugar_calls
from ivl.flow.expand_code import expand_code, mentions_code
from ivl.flow.induct_loops import induct_loops
from ivl.flow.infer_intervals import infer_intervals
from ivl.flow.inline_calls import Callee, bodies, callees, inline_calls
from ivl.flow.make_reducible import make_reducible
from ivl.flow.name_path import name_path
from ivl.flow.passify import passify
from ivl.flow.prune_unreachable import prune_unreachable
from ivl.flow.track_ids import track_ids
from ivl.flow.unroll_loops import unroll_loops
from ivl.flow.where_clauses import where_clauses
from ivl.options import Options
from ivl.selection import induction_depth


class FlowGraphs:
    """The flow graphs of the implementations of `program`, a prepared one, as `options` ask.

    The stages are `written`, `inlined`, `reducible`, `acyclic` and `passive`; each method takes an
    implementation through all stages up to its own.
    """

    def __init__(self, program: core.Program, options: Options) -> None:
        self.options = options
        self.program = program
        self.procedures = {p.name: p for p in program.procedures}
        self.mentions_code = mentions_code(program)
        self.callees = callees(program, self.written) if options.inline != "none" else {}
        self.bodies: dict[str, Callee] = {}
        if options.inline_depth:
            graphs = {i: self.inlined(i) for i in program.implementations}
            self.bodies = bodies(program, graphs.__getitem__, options.inline_depth)

    def written(self, implementation: core.Implementation) -> Cfg:
        """The flow graph of an implementation as it is written, cleaned up."""
        cfg = prune_unreachable(check_measures(build_cfg(implementation)))
        return coalesce_blocks(cfg) if self.options.coalesce_blocks else cfg

    def inlined(self, implementation: core.Implementation) -> Cfg:
        """The flow graph with calls replaced by bodies where that is asked for."""
        return self.inline(self.written(implementation))

    def inline(self, cfg: Cfg) -> Cfg:
        """`cfg` with calls replaced by bodies."""
        options = self.options
        if self.callees and options.inline != "none":
            cfg = prune_unreachable(inline_calls(cfg, self.callees, options.inline))
        if self.bodies:
            inlined = inline_calls(cfg, self.bodies, "spec", options.inline_depth)
            cfg = prune_unreachable(inlined)
        return cfg

    def reducible(self, implementation: core.Implementation) -> Cfg:
        """The flow graph with facts inferred and loops unrolled as is asked for."""
        options = self.options
        cfg = self.inlined(implementation)
        if options.inference is not None:
            axioms = [axiom.condition for axiom in self.program.axioms]
            lookup = self.procedures.__getitem__
            cfg = infer_intervals(make_reducible(cfg), lookup, axioms, options.inference)
        if options.unroll is not None:
            cfg = unroll_loops(cfg, options.unroll, options.sound_unrolling)
        return make_reducible(cfg)

    def acyclic(self, implementation: core.Implementation) -> Cfg:
        """The flow graph without loops, calls and code expressions, and with the contract."""
        lookup = self.procedures.__getitem__
        procedure = self.procedures[implementation.name]
        where = self.where(implementation)
        cfg = self.reducible(implementation)
        depth = induction_depth(implementation, self.options)
        if depth is None:
            cfg = desugar_calls(cut_loops(cfg, lookup), lookup)
        else:
            cfg = induct_loops(desugar_calls(cfg, lookup), depth, lookup)
        cfg = add_contract(cfg, procedure, where)

        def inside(code: Cfg) -> Cfg:
            reducible = make_reducible(self.inline(prune_unreachable(code)))
            return desugar_calls(cut_loops(reducible, lookup), lookup)

        where = {**where, **cfg.where}
        if not self.mentions_code:
            return dataclasses.replace(cfg, where=where)
        return expand_code(cfg, where, inside)

    def passive(self, implementation: core.Implementation) -> PassiveCfg:
        """The flow graph without assignments."""
        cfg, tracked = self.acyclic(implementation), self.options.tracked
        passive = passify(cfg, cfg.where, tracked, self.options.live_variables)
        if not self.options.trace_empty_blocks:
            passive = name_path(passive, self.options.trace_as_boogie)
        return track_ids(passive) if tracked else passive

    def where(self, implementation: core.Implementation) -> dict[Variable, Expr]:
        """The where clauses of all variables of an implementation."""
        procedure = self.procedures[implementation.name]
        return where_clauses(self.program, procedure, implementation)
