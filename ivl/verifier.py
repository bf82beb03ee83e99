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
from ivl.diagnose.bounds import bounds
from ivl.diagnose.find_failures import find_failures
from ivl.diagnose.unreachable import unreachable_code
from ivl.diagnose.vacuous import vacuous_goals
from ivl.diagnose.verdict import verdict
from ivl.flow.cfg import Cfg, PassiveCfg
from ivl.flow.check_measures import check_measure_places
from ivl.flow.passify import passify
from ivl.flow_graphs import FlowGraphs
from ivl.library.load import with_libraries
from ivl.logic.terms import Terms
from ivl.options import Options
from ivl.resolve.resolver import ResolveOptions, resolve
from ivl.result import Outcome, Result
from ivl.selection import display_name, options_for, select
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
        self.graphs = FlowGraphs(self.program, options)
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

    def condition(self, implementation: core.Implementation) -> VerificationCondition:
        """The verification condition of an implementation."""
        with self.terms.lock:
            return self.shaped(self.graphs.passive(implementation))

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
                passive = passify(cfg, {**self.graphs.where(implementation), **cfg.where})
                condition = self.shaped(passive)
            with self.sessions.session(options) as session:
                found = find_failures(condition, self.terms, session, limits_of(options), 1)
            return found.last.outcome is Answered.PROVED

        return unreachable_code(self.graphs.acyclic(implementation), proved)

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
            procedure = self.graphs.procedures[implementation.name]
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
