"""The pipeline, from a program to its verdicts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from ivl.base.deep import deep
from ivl.base.diagnostic import Diagnostic
from ivl.base.node import node
from ivl.core import program as core
from ivl.core.expressions import Expr, Variable
from ivl.diagnose.explain import explain_failure
from ivl.diagnose.failing_path import failing_path
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
from ivl.logic.terms import Terms
from ivl.options import Options
from ivl.resolve.resolver import ResolveOptions, resolve
from ivl.result import Outcome, Result
from ivl.selection import display_name, options_for, select
from ivl.solvers.answer import Outcome as Answered
from ivl.solvers.answer import Session
from ivl.solvers.dispatch import limits_of, open_session
from ivl.syntax import ast
from ivl.transform.passes import prepare
from ivl.vc.background import Theory, translate_background
from ivl.vc.condition import VerificationCondition
from ivl.vc.shapes import SHAPES

OUTCOMES = {
    Answered.UNKNOWN: (Outcome.UNKNOWN, "solver.unknown", "is inconclusive"),
    Answered.TIMEOUT: (Outcome.TIMEOUT, "solver.timeout", "timed out"),
    Answered.OUT_OF_RESOURCE: (
        Outcome.OUT_OF_RESOURCE, "solver.out-of-resource", "ran out of resource",
    ),
    Answered.OUT_OF_MEMORY: (Outcome.OUT_OF_MEMORY, "solver.out-of-memory", "ran out of memory"),
    Answered.SOLVER_ERROR: (Outcome.SOLVER_ERROR, "solver.error", "failed"),
}  # fmt: skip


@node
class Progress:
    """The implementation called `name` is about to be verified; `done` of `total` are."""

    name: str
    done: int
    total: int


def check(program: ast.Program, options: Options = Options()) -> core.Program:  # noqa: B008
    """Resolve and type-check a program. Raises ProgramError with all that is wrong."""
    return deep(
        lambda: resolve(program, ResolveOptions(infer_modifies=options.infer_modifies)).program
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
    try:
        for done, implementation in enumerate(verifier.selected):
            if progress is not None:
                name = display_name(implementation)
                progress(Progress(name, done, len(verifier.selected)))
            yield deep(lambda i=implementation: verifier.verify(i))  # type: ignore[misc]
    finally:
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
        self._session: Session | None = None
        self._session_options = options

    def close(self) -> None:
        """End the session with the solver."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def session(self, options: Options) -> Session:
        """A session for `options`: the same one as long as the solver's settings are the same."""
        if self._session is not None and options != self._session_options:
            self.close()
        if self._session is None:
            self._session = open_session(self.terms, self.theory.background, options)
            self._session_options = options
        return self._session

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
            outcome, found = self.decide(implementation, condition, self.session(options), options)
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

    def decide(
        self,
        implementation: core.Implementation,
        condition: VerificationCondition,
        session: Session,
        options: Options,
    ) -> tuple[Outcome, tuple[Diagnostic, ...]]:
        """Ask the solver for one failing assertion after another, until there is none."""
        terms = self.terms
        found: list[Diagnostic] = []
        session.push()
        session.assume(terms.not_(condition.formula))
        while True:
            answer = session.check(limits_of(options))
            if answer.outcome is Answered.PROVED:
                break
            path = None
            if answer.outcome is Answered.CANDIDATE:
                path = failing_path(condition, session.values)
            if path is None:
                if not found:
                    outcome, kind, happened = OUTCOMES.get(
                        answer.outcome, OUTCOMES[Answered.UNKNOWN]
                    )
                    reason = f": {answer.reason}" if answer.reason else ""
                    message = f"verification of {display_name(implementation)} {happened}{reason}"
                    session.pop()
                    return outcome, (Diagnostic(kind, message, implementation.span),)
                break
            found.append(explain_failure(path))
            if len(found) == options.error_limit:
                break
            with terms.lock:
                fails = terms.equal(condition.control[path.check.block], terms.int_(-path.number))
                again = terms.not_(fails)
            session.assume(again)
        session.pop()
        found.sort(key=_position)
        return (Outcome.FAILED if found else Outcome.VERIFIED), tuple(found)


def _position(diagnostic: Diagnostic) -> tuple[int, int]:
    if diagnostic.span is None:
        return (0, 0)
    position = diagnostic.span.position
    return (position.line, position.column)
