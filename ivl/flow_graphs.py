"""The flow graph of each implementation of a program, step by step.

What few options ask for is imported only then.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivl.base.node import replace
from ivl.base.splitting import Splitting
from ivl.core import program as core
from ivl.core.expressions import Expr, Variable
from ivl.flow.add_contract import add_contract
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Cfg, PassiveCfg
from ivl.flow.check_measures import check_measures
from ivl.flow.coalesce_blocks import coalesce_blocks
from ivl.flow.cut_loops import cut_loops
from ivl.flow.desugar_calls import desugar_calls
from ivl.flow.inline_calls import Callee, bodies, callees, inline_calls
from ivl.flow.make_reducible import make_reducible
from ivl.flow.mentions_code import mentions_code
from ivl.flow.name_path import name_path
from ivl.flow.passify import passify
from ivl.flow.prune_unreachable import prune_unreachable
from ivl.flow.soften import soften
from ivl.flow.where_clauses import where_clauses
from ivl.options import Options
from ivl.selection import induction_depth, is_selective, splitting_for
from ivl.split.split import Marks, Split
from ivl.split.splits import splits


def with_loops_extracted(program: core.Program, options: Options) -> tuple[core.Program, Options]:
    """`program`, a prepared one, with a procedure for each loop if `options` ask for that.

    Also what is left to do of `options`: what is inferred is inferred before, calls are inlined
    later. Unrolling leaves no loops.
    """
    if not options.extract_loops or options.unroll is not None:
        return program, options
    from ivl.flow.extract_loops import extract_loops

    graphs = FlowGraphs(program, replace(options, inline="none", inline_depth=0))
    program = extract_loops(
        program, graphs.reducible, options.deterministic_loops, options.inline_loops
    )
    return program, replace(options, coalesce_blocks=False, inference=None)


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
        keep = self.options.keep_infeasible
        cfg = soften(prune_unreachable(check_measures(build_cfg(implementation)), keep))
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
            from ivl.flow.infer_intervals import infer_intervals

            axioms = [axiom.condition for axiom in self.program.axioms]
            lookup = self.procedures.__getitem__
            cfg = infer_intervals(make_reducible(cfg), lookup, axioms, options.inference)
        if options.unroll is not None:
            from ivl.flow.unroll_loops import unroll_loops

            cfg = unroll_loops(cfg, options.unroll, options.sound_unrolling)
        return make_reducible(cfg)

    def acyclic(self, implementation: core.Implementation) -> Cfg:
        """The flow graph without loops, calls and code expressions, and with the contract."""
        lookup = self.procedures.__getitem__
        procedure = self.procedures[implementation.name]
        where = self.where(implementation)
        cfg = self.reducible(implementation)
        depth = induction_depth(implementation, self.options)
        free = self.options.assume_free_invariants
        if depth is None:
            cfg = desugar_calls(cut_loops(cfg, lookup, free), lookup)
        else:
            from ivl.flow.induct_loops import induct_loops

            cfg = induct_loops(desugar_calls(cfg, lookup), depth, lookup)
        cfg = add_contract(cfg, procedure, where)

        def inside(code: Cfg) -> Cfg:
            reducible = make_reducible(self.inline(soften(prune_unreachable(code))))
            return desugar_calls(cut_loops(reducible, lookup, free), lookup)

        where = {**where, **cfg.where}
        if not self.mentions_code:
            return replace(cfg, where=where)
        from ivl.flow.expand_code import expand_code

        return expand_code(cfg, where, inside)

    def passive(self, implementation: core.Implementation) -> PassiveCfg:
        """The flow graph without assignments."""
        cfg, tracked = self.acyclic(implementation), self.options.tracked
        passive = passify(cfg, cfg.where, tracked, self.options.live_variables)
        if not self.options.trace_empty_blocks:
            passive = name_path(passive, self.options.trace_as_boogie)
        if is_selective(implementation, self.procedures[implementation.name]):
            from ivl.split.select_checks import select_checks

            passive = select_checks(passive, self.marks(implementation))
        return passive

    def splitting(self, implementation: core.Implementation) -> Splitting:
        """How the passive graph is split."""
        procedure = self.procedures[implementation.name]
        return splitting_for(implementation, procedure, self.options)

    def marks(self, implementation: core.Implementation) -> Marks:
        """How it is split at the places that the program marks."""
        chosen, options = self.splitting(implementation), self.options
        return Marks(
            chosen.every_assertion,
            chosen.relax_focus,
            options.subsumption,
            merge_blocks=options.trace_as_boogie,
        )

    def splits(self, implementation: core.Implementation, passive: PassiveCfg) -> Iterator[Split]:
        """What is proved one by one to prove `passive`, the graph of `implementation`."""
        return splits(passive, self.splitting(implementation), self.marks(implementation))

    def where(self, implementation: core.Implementation) -> dict[Variable, Expr]:
        """The where clauses of all variables of an implementation."""
        procedure = self.procedures[implementation.name]
        return where_clauses(self.program, procedure, implementation)
