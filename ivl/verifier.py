"""The pipeline, from a program to its verdicts."""

from __future__ import annotations

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
from ivl.diagnose.verdict import verdict
from ivl.flow.add_contract import add_contract
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Cfg, PassiveCfg
from ivl.flow.check_measures import check_measure_places, check_measures
from ivl.flow.coalesce_blocks import coalesce_blocks
from ivl.flow.cut_loops import cut_loops
from ivl.flow.desugar_calls import desugar_calls
from ivl.flow.expand_code import expand_code
from ivl.flow.infer_intervals import infer_intervals
from ivl.flow.inline_calls import callees, inline_calls
from ivl.flow.make_reducible import make_reducible
from ivl.flow.passify import passify
from ivl.flow.prune_unreachable import prune_unreachable
from ivl.flow.unroll_loops import unroll_loops
from ivl.flow.where_clauses import where_clauses
from ivl.library.load import with_libraries
from ivl.logic.terms import Terms
from ivl.options import Options
from ivl.resolve.resolver import ResolveOptions, resolve
from ivl.result import Outcome, Result
from ivl.selection import display_name, options_for, select
from ivl.solvers.dispatch import limits_of
from ivl.solvers.pool import SessionPool
from ivl.syntax import ast
from ivl.transform.passes import prepare
from ivl.vc.background import Theory, translate_background
from ivl.vc.condition import VerificationCondition
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
        self.program = prepare(program)
        self.procedures = {p.name: p for p in self.program.procedures}
        inlining = options.inline != "none"
        self.callees = callees(self.program, self.written) if inlining else {}
        self.selected = select(self.program, options)
        self.terms = Terms()
        self.theory: Theory = translate_background(self.program, self.terms)
        self.preparation = time.perf_counter() - started
        self.sessions = SessionPool(self.terms, self.theory.background)

    def close(self) -> None:
        """End the sessions with the solver."""
        self.sessions.close()

    def passive(self, implementation: core.Implementation) -> PassiveCfg:
        """The passive flow graph of an implementation, with its contract."""
        cfg = self.acyclic(implementation)
        return passify(cfg, {**self.where(implementation), **cfg.where})

    def where(self, implementation: core.Implementation) -> dict[Variable, Expr]:
        """The where clauses of all variables of an implementation."""
        procedure = self.procedures[implementation.name]
        return where_clauses(self.program, procedure, implementation)

    def written(self, implementation: core.Implementation) -> Cfg:
        """The flow graph of an implementation as it is written, cleaned up."""
        return coalesce_blocks(prune_unreachable(check_measures(build_cfg(implementation))))

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
        if not self.callees:
            return cfg
        return prune_unreachable(inline_calls(cfg, self.callees, self.options.inline))

    def acyclic(self, implementation: core.Implementation) -> Cfg:
        """The flow graph without loops, calls and code expressions, and with the contract."""
        lookup = self.procedures.__getitem__
        procedure = self.procedures[implementation.name]
        where = self.where(implementation)
        cfg = cut_loops(self.flow_graph(implementation), lookup)
        cfg = desugar_calls(add_contract(cfg, procedure, where), lookup)

        def inside(code: Cfg) -> Cfg:
            reducible = make_reducible(self.inlined(prune_unreachable(code)))
            return desugar_calls(cut_loops(reducible, lookup), lookup)

        return expand_code(cfg, {**where, **cfg.where}, inside)

    def condition(self, implementation: core.Implementation) -> VerificationCondition:
        """The verification condition of an implementation."""
        shape = SHAPES[self.options.shape]
        with self.terms.lock:
            return shape(self.passive(implementation), self.theory, self.options.subsumption)

    def verify(self, implementation: core.Implementation) -> Result:
        """The verdict on one implementation."""
        started = time.perf_counter()
        name = display_name(implementation)
        condition = self.condition(implementation)
        built = time.perf_counter()
        outcome = Outcome.VERIFIED
        found: tuple[Diagnostic, ...] = ()
        if condition.checks:
            options = options_for(implementation, self.options)
            with self.sessions.session(options) as session:
                findings = find_failures(
                    condition, self.terms, session, limits_of(options), options.error_limit
                )
            outcome, found = verdict(findings, name, implementation.span)
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
            timings={"condition": built - started, "solve": ended - built},
        )
