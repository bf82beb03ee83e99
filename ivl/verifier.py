"""The pipeline, from a program to its verdicts."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from ivl.base.deep import deep
from ivl.base.diagnostic import Diagnostic
from ivl.base.node import node
from ivl.core import program as core
from ivl.core.expressions import Expr, Variable
from ivl.diagnose.bounds import bounds
from ivl.diagnose.find_failures import find_failures
from ivl.diagnose.unreachable import unreachable_code
from ivl.diagnose.vacuous import vacuous_goals
from ivl.diagnose.verdict import verdict
from ivl.flow.add_contract import add_contract
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Cfg, PassiveCfg
from ivl.flow.check_measures import check_measure_places, check_measures
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
from ivl.library.load import with_libraries
from ivl.logic.terms import Terms
from ivl.options import Options
from ivl.resolve.resolver import ResolveOptions, resolve
from ivl.result import Outcome, Result
from ivl.selection import display_name, induction_depth, options_for, select
from ivl.solvers.answer import Outcome as Answered
from ivl.solvers.dispatch import limits_of
from ivl.solvers.pool import SessionPool
from ivl.syntax import ast
from ivl.transform.add_ids import add_ids
from ivl.transform.passes import prepare
from ivl.vc.background import Theory, translate_background
from ivl.vc.condition import VerificationCondition
from ivl.vc.pools import instantiate_pools
from ivl.vc.prune import Pruner
from ivl.vc.shapes import SHAPES


@node
class Progress:
    """The implementation called `name` is about to be verified; `done` of `total` are."""

    name: str
    done: int
    total: int


def check(program: ast.Program, options: Options = Options()) -> core.Program:  # noqa: B008
    """Resolve and type-check a program. Raises ProgramError with all that is wrong."""
    complete = with_libraries(program, options.libraries)
    return deep(
        lambda: resolve(complete, ResolveOptions(infer_modifies=options.infer_modifies)).program
    )


def verify(
    program: ast.Program | core.Program,
    options: Options = Options(),  # noqa: B008  # immutable
    *,
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[Result]:
    """Verify the implementations of `program`, yielding each result as it is known.

    Raises ProgramError, before the first result, for errors of the program.
    """
    checked = check(program, options) if isinstance(program, ast.Program) else program
    verifier = deep(lambda: Verifier(checked, options))
    with ThreadPoolExecutor(options.jobs, "ivl-verify") as pool:
        try:
            started = itertools.count()

            def run(implementation: core.Implementation) -> Result:
                if progress is not None:
                    name = display_name(implementation)
                    progress(Progress(name, next(started), len(verifier.selected)))
                return deep(lambda: verifier.verify(implementation))

            if options.jobs == 1:
                yield from map(run, verifier.selected)
            else:
                yield from pool.map(run, verifier.selected)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            verifier.close()


class Verifier:
    """A prepared program with its background, and a session with a solver when one is needed."""

    def __init__(self, program: core.Program, options: Options) -> None:
        started = time.perf_counter()
        self.options = options
        check_measure_places(program)
        self.program = prepare(add_ids(program) if options.vacuity else program, options)
        self.procedures = {p.name: p for p in self.program.procedures}
        self.mentions_code = mentions_code(self.program)
        inlining = options.inline != "none"
        self.callees = callees(self.program, self.written) if inlining else {}
        self.bodies: dict[str, Callee] = {}
        if options.inline_depth:
            graphs = {i: self.inlined(self.written(i)) for i in self.program.implementations}
            self.bodies = bodies(self.program, graphs.__getitem__, options.inline_depth)
        self.selected = select(self.program, options)
        self.terms = Terms()
        self.pruner = Pruner(self.program) if options.prune else None
        common = None if self.pruner is None else self.pruner.common
        self.theory: Theory = translate_background(
            self.program, self.terms, options.tracked, common
        )
        self.preparation = time.perf_counter() - started
        self.sessions = SessionPool(self.terms, self.theory.background)

    def close(self) -> None:
        """End the sessions with the solver."""
        self.sessions.close()

    def passive(self, implementation: core.Implementation) -> PassiveCfg:
        """The passive flow graph of an implementation, with its contract."""
        cfg, tracked = self.acyclic(implementation), self.options.tracked
        passive = passify(cfg, cfg.where, tracked, self.options.live_variables)
        if not self.options.trace_empty_blocks:
            passive = name_path(passive, self.options.trace_as_boogie)
        return track_ids(passive) if tracked else passive

    def where(self, implementation: core.Implementation) -> dict[Variable, Expr]:
        """The where clauses of all variables of an implementation."""
        procedure = self.procedures[implementation.name]
        return where_clauses(self.program, procedure, implementation)

    def written(self, implementation: core.Implementation) -> Cfg:
        """The flow graph of an implementation as it is written, cleaned up."""
        cfg = prune_unreachable(check_measures(build_cfg(implementation)))
        return coalesce_blocks(cfg) if self.options.coalesce_blocks else cfg

    def flow_graph(self, implementation: core.Implementation) -> Cfg:
        """The flow graph with calls inlined, facts inferred and loops unrolled as is asked for."""
        options = self.options
        cfg = self.inlined(self.written(implementation))
        if options.inference is not None:
            axioms = [axiom.condition for axiom in self.program.axioms]
            lookup = self.procedures.__getitem__
            cfg = infer_intervals(make_reducible(cfg), lookup, axioms, options.inference)
        if options.unroll is not None:
            cfg = unroll_loops(cfg, options.unroll, options.sound_unrolling)
        return make_reducible(cfg)

    def inlined(self, cfg: Cfg) -> Cfg:
        """`cfg` with calls of procedures declared ``{:inline}`` replaced by their bodies."""
        options = self.options
        if self.callees and options.inline != "none":
            cfg = prune_unreachable(inline_calls(cfg, self.callees, options.inline))
        if self.bodies:
            inlined = inline_calls(cfg, self.bodies, "spec", options.inline_depth)
            cfg = prune_unreachable(inlined)
        return cfg

    def acyclic(self, implementation: core.Implementation) -> Cfg:
        """The flow graph without loops, calls and code expressions, and with the contract."""
        lookup = self.procedures.__getitem__
        procedure = self.procedures[implementation.name]
        where = self.where(implementation)
        cfg = self.flow_graph(implementation)
        depth = induction_depth(implementation, self.options)
        if depth is None:
            cfg = desugar_calls(cut_loops(cfg, lookup), lookup)
        else:
            cfg = induct_loops(desugar_calls(cfg, lookup), depth, lookup)
        cfg = add_contract(cfg, procedure, where)

        def inside(code: Cfg) -> Cfg:
            reducible = make_reducible(self.inlined(prune_unreachable(code)))
            return desugar_calls(cut_loops(reducible, lookup), lookup)

        where = {**where, **cfg.where}
        if not self.mentions_code:
            return dataclasses.replace(cfg, where=where)
        return expand_code(cfg, where, inside)

    def condition(self, implementation: core.Implementation) -> VerificationCondition:
        """The verification condition of an implementation."""
        with self.terms.lock:
            return self.shaped(self.passive(implementation))

    def shaped(self, passive: PassiveCfg) -> VerificationCondition:
        """The verification condition of a passive graph, with the axioms that it may need."""
        instantiated = instantiate_pools(passive, self.program, self.options.keep_quantifiers)
        condition = SHAPES[self.options.shape](instantiated, self.theory, self.options.subsumption)
        if self.pruner is None:
            return condition
        axioms = tuple([self.theory.axioms[i] for i in self.pruner.axioms(passive)])
        return dataclasses.replace(condition, axioms=axioms)

    def unreachable(self, implementation: core.Implementation) -> tuple[Diagnostic, ...]:
        """Warnings about code of a verified implementation that no execution reaches."""
        options = dataclasses.replace(self.options, timeout=self.options.smoke or None)

        def proved(cfg: Cfg) -> bool:
            with self.terms.lock:
                passive = passify(cfg, {**self.where(implementation), **cfg.where})
                condition = self.shaped(passive)
            with self.sessions.session(options) as session:
                found = find_failures(condition, self.terms, session, limits_of(options), 1)
            return found.last.outcome is Answered.PROVED

        return unreachable_code(self.acyclic(implementation), proved)

    def verify(self, implementation: core.Implementation) -> Result:
        """The verdict on one implementation."""
        started = time.perf_counter()
        name = display_name(implementation)
        condition = self.condition(implementation)
        built = time.perf_counter()
        outcome = Outcome.VERIFIED
        found: tuple[Diagnostic, ...] = ()
        covered: tuple[str, ...] | None = () if self.options.tracked else None
        if condition.checks:
            options = options_for(implementation, self.options)
            with self.sessions.session(options) as session:
                findings = find_failures(
                    condition,
                    self.terms,
                    session,
                    limits_of(options),
                    options.error_limit,
                    options.tracked,
                )
            outcome, found = verdict(findings, name, implementation.span)
            covered = findings.core
        if self.options.vacuity and covered is not None:
            procedure = self.procedures[implementation.name]
            found = (*found, *vacuous_goals(implementation, procedure, covered))
        if self.options.smoke is not None and outcome is Outcome.VERIFIED:
            found = (*found, *self.unreachable(implementation))
        found = (*found, *bounds(condition.cfg))
        ended = time.perf_counter()
        return Result(
            implementation,
            name,
            outcome,
            found,
            assertions=len(condition.checks),
            seconds=ended - started,
            solver_seconds=ended - built,
            covered=covered if self.options.coverage else None,
            timings={"condition": built - started, "solve": ended - built},
        )
