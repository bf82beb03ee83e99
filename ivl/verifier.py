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
from ivl.diagnose.find_failures import find_failures
from ivl.diagnose.verdict import verdict
from ivl.flow.add_contract import add_contract
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Cfg, PassiveCfg
from ivl.flow.coalesce_blocks import coalesce_blocks
from ivl.flow.cut_loops import cut_loops
from ivl.flow.desugar_calls import desugar_calls
from ivl.flow.make_reducible import make_reducible
from ivl.flow.passify import passify
from ivl.flow.prune_unreachable import prune_unreachable
from ivl.flow.refuse import refuse
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
        self.program = prepare(program)
        self.procedures = {p.name: p for p in self.program.procedures}
        self.implemented = frozenset(i.name for i in self.program.implementations)
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
        return passify(self.acyclic(implementation), self.where(implementation))

    def where(self, implementation: core.Implementation) -> dict[Variable, Expr]:
        """The where clauses of all variables of an implementation."""
        procedure = self.procedures[implementation.name]
        return where_clauses(self.program, procedure, implementation)

    def flow_graph(self, implementation: core.Implementation) -> Cfg:
        """The flow graph of an implementation as it is written, cleaned up."""
        return make_reducible(coalesce_blocks(prune_unreachable(build_cfg(implementation))))

    def acyclic(self, implementation: core.Implementation) -> Cfg:
        """The flow graph without loops and calls, and with the contract."""
        lookup = self.procedures.__getitem__
        cfg = cut_loops(self.flow_graph(implementation), lookup)
        procedure = self.procedures[implementation.name]
        return desugar_calls(add_contract(cfg, procedure, self.where(implementation)), lookup)

    def condition(self, implementation: core.Implementation) -> VerificationCondition:
        """The verification condition of an implementation."""
        shape = SHAPES[self.options.shape]
        with self.terms.lock:
            return shape(self.passive(implementation), self.theory, self.options.subsumption)

    def verify(self, implementation: core.Implementation) -> Result:
        """The verdict on one implementation."""
        started = time.perf_counter()
        name = display_name(implementation)
        refused = refuse(implementation, self.procedures.__getitem__, self.implemented)
        if refused is not None:
            return Result(implementation, name, Outcome.NOT_CHECKED, (refused,))
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
