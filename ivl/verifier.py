"""The pipeline, from a program to its verdicts."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from ivl.base.deep import declare_deep, deep, deep_stacks, deep_thread
from ivl.base.node import EMPTY, node, replace
from ivl.core import program as core
from ivl.core.proof_ids import proof_id
from ivl.diagnose.announce import announcements
from ivl.diagnose.assertion_verdicts import assertion_verdicts
from ivl.diagnose.bounds import bounds
from ivl.diagnose.find_failures import Findings, find_failures
from ivl.diagnose.inspection import inspection
from ivl.diagnose.prove_splits import Proof, merge_findings, prove_splits, split_results
from ivl.diagnose.solver_warnings import solver_warnings
from ivl.diagnose.sources import Sources
from ivl.diagnose.verdict import verdict
from ivl.flow.cfg import Cfg, PassiveCfg
from ivl.flow.check_measures import check_measure_places
from ivl.flow.passify import passify
from ivl.flow_graphs import FlowGraphs, with_loops_extracted
from ivl.library.load import with_libraries
from ivl.logic.terms import Terms
from ivl.options import Options
from ivl.resolve.resolver import ResolveOptions, resolve
from ivl.result import Outcome, ProofPart, Result, SmokeTest
from ivl.rounds import in_rounds
from ivl.selection import display_name, options_for, select
from ivl.solvers.answer import Answer
from ivl.solvers.answer import Outcome as Answered
from ivl.solvers.dispatch import limits_of
from ivl.solvers.pool import SessionPool
from ivl.split.split import Split
from ivl.syntax import ast
from ivl.transform.passes import prepare
from ivl.vc.background import Theory, translate_background
from ivl.vc.condition import VerificationCondition
from ivl.vc.pools import instantiate_pools
from ivl.vc.prune import Pruner
from ivl.vc.shapes import SHAPES

if TYPE_CHECKING:
    from ivl.base.source import Span
    from ivl.diagnose.dependence import Part


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
    known: Callable[[core.Implementation], Result | None] = lambda _: None,
) -> Iterator[Result]:
    """Verify the implementations of `program`, yielding each result as it is known.

    What is `known` before is not verified again. Raises ProgramError, before the first result, for
    errors of the program.
    """
    checked = check(program, options) if isinstance(program, ast.Program) else program
    started = itertools.count()

    def announce(implementation: core.Implementation) -> None:
        if progress is not None:
            name = display_name(implementation)
            progress(Progress(name, next(started), len(verifier.selected)))

    with deep_thread() as call:
        verifier = call(lambda: in_rounds(options, lambda chosen: Verifier(checked, chosen)))
        if options.jobs == 1:
            try:
                for implementation in verifier.selected:
                    announce(implementation)
                    result = known(implementation)
                    yield result or call(partial(verifier.verify, implementation))
            finally:
                verifier.close()
            return
    from concurrent.futures import ThreadPoolExecutor  # slow to import

    def run(implementation: core.Implementation) -> Result:
        announce(implementation)
        return known(implementation) or verifier.verify(implementation)

    with ThreadPoolExecutor(options.jobs, "ivl-verify", declare_deep) as pool:
        try:
            with deep_stacks():
                results = pool.map(run, verifier.selected)
            yield from results
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            verifier.close()


class Verifier:
    """A prepared program with its background, and a session with a solver when one is needed."""

    def __init__(self, program: core.Program, options: Options) -> None:
        started = time.perf_counter()
        self.options = options
        limit = options.run_timeout
        self.end = None if limit is None else time.monotonic() + limit
        check_measure_places(program)
        if options.vacuity or options.dependence:
            from ivl.transform.add_ids import add_ids

            program = add_ids(program, everything=options.dependence)
        prepared = prepare(program, options)
        self.program, remaining = with_loops_extracted(prepared, options)
        self.sources = Sources(program, self.program)
        self.graphs = FlowGraphs(self.program, remaining)
        self.selected = select(self.program, options)
        self.terms = Terms()
        self.pruner = Pruner(self.program) if options.prune else None
        common = None if self.pruner is None else self.pruner.common
        used = self.program if self.selected else core.Program()
        self.theory: Theory = translate_background(
            used, self.terms, options.tracked, common, options.preamble
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
        if self.options.tracked:
            from ivl.flow.track_ids import track_ids

            passive = track_ids(passive)
        instantiated = instantiate_pools(passive, self.program, self.options.keep_quantifiers)
        condition = SHAPES[self.options.shape](instantiated, self.theory, self.options.subsumption)
        if self.pruner is None:
            return condition
        axioms = tuple([self.theory.axioms[i] for i in self.pruner.axioms(passive)])
        return replace(condition, axioms=axioms)

    def unreachable(self, implementation: core.Implementation) -> tuple[SmokeTest, ...]:
        """Is there code in a verified implementation that no execution reaches?"""
        from ivl.diagnose.unreachable import unreachable_code

        options = replace(self.options, timeout=self.options.smoke or None)

        def prove(cfg: Cfg) -> Answer:
            with self.terms.lock:
                passive = passify(cfg, {**self.graphs.where(implementation), **cfg.where})
                condition = self.shaped(passive)
            limits = replace(limits_of(options), seconds=self.remaining(options.timeout))
            with self.sessions.session(options) as session:
                return find_failures(condition, self.terms, session, limits, 1).last

        return unreachable_code(self.graphs.acyclic(implementation), prove)

    def dependence(self, passive: PassiveCfg, needed: tuple[str, ...]) -> tuple[ProofPart, ...]:
        """What a proof could need, and whether it did."""
        from ivl.diagnose.dependence import dependence

        axioms = [text for a in self.program.axioms if (text := proof_id(a.attributes))]
        return dependence(self.parts, passive, axioms, needed)

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        """The parts of the program that have names, by these."""
        from ivl.diagnose.dependence import parts_of

        return parts_of(self.sources.source)

    @cached_property
    def quantifier_places(self) -> Mapping[str, Span]:
        """Where the quantifiers are, by their names."""
        from ivl.diagnose.instances import quantifier_places

        return quantifier_places(self.program)

    def remaining(self, seconds: float | None) -> float | None:
        """`seconds`, or what is left of the time for the whole run."""
        if self.end is None:
            return seconds
        left = max(0.0, self.end - time.monotonic())
        return left if seconds is None else min(left, seconds)

    def prove(self, split: Split, options: Options, seconds: float | None) -> Proof:
        """What the solver finds about one split in so many seconds."""
        started = time.perf_counter()
        with self.terms.lock:
            condition = self.shaped(split.cfg)
        built = time.perf_counter()
        if not condition.checks:
            findings = Findings((), Answer(Answered.PROVED), () if options.tracked else None)
            return Proof(split, findings, (), built - started, 0.0)
        limits = replace(limits_of(options), seconds=self.remaining(seconds))
        if limits.seconds == 0.0:
            late = Answer(Answered.TIMEOUT, "the time for the whole run is over")
            return Proof(split, Findings((), late), (), built - started, 0.0)
        with self.sessions.session(options) as session:
            if options.quantifier_names == "all":
                session.label(f"{split.cfg.implementation.name}{split.name}")
            inspect = inspection(condition, self.theory, self.sources, session, options)
            findings = find_failures(
                condition,
                self.terms,
                session,
                limits,
                options.error_limit,
                options.tracked,
                inspect,
            )
            timed_out = findings.last.outcome is Answered.TIMEOUT and not findings.failures
            if timed_out and options.timeout_share is not None:
                from ivl.diagnose.blame import blame

                share = options.timeout_share
                findings = blame(condition, self.terms, session, limits, share, inspect)
            instances = session.instances() if options.profile_quantifiers else EMPTY
        checks = tuple(condition.checks.values())
        solving = time.perf_counter() - built
        return Proof(split, findings, checks, built - started, solving, instances=instances)

    def verify(self, implementation: core.Implementation) -> Result:
        """The verdict on one implementation."""
        started = time.perf_counter()
        name = display_name(implementation)
        graphs, options = self.graphs, options_for(implementation, self.options)
        passive = graphs.passive(implementation)
        proofs = [
            *prove_splits(
                graphs.splits(implementation, passive),
                graphs.splitting(implementation),
                graphs.marks(implementation),
                lambda split, seconds: self.prove(split, options, seconds),
                options.timeout,
            )
        ]
        findings = merge_findings(proofs, once=options.trace_as_boogie)
        outcome, found = verdict(findings, name, implementation.span)
        covered = findings.core
        if self.options.vacuity and covered is not None:
            from ivl.diagnose.vacuous import vacuous_goals

            procedure = graphs.procedures[implementation.name]
            found = (*found, *vacuous_goals(implementation, procedure, covered))
        parts = None
        if self.options.dependence and outcome is Outcome.VERIFIED and covered is not None:
            parts = self.dependence(passive, covered)
        smoke_tests: tuple[SmokeTest, ...] = ()
        if self.options.smoke is not None and outcome is Outcome.VERIFIED:
            smoke_tests = self.unreachable(implementation)
            found = (*found, *[t.warning for t in smoke_tests if t.warning is not None])
        if outcome is Outcome.VERIFIED:
            found = (*found, *announcements(implementation))
        found = (*found, *bounds(passive), *solver_warnings(proofs, implementation))
        if options.profile_quantifiers:
            from ivl.diagnose.instances import most_instantiated

            counts = [proof.instances for proof in proofs]
            found = (*found, *most_instantiated(implementation, counts, self.quantifier_places))
        ended = time.perf_counter()
        remembered = [proof.findings.last.remembered for proof in proofs if proof.checks]
        building = ended - started - sum([proof.solving for proof in proofs])
        return Result(
            implementation,
            name,
            outcome,
            found,
            assertions=sum([len(proof.checks) for proof in proofs if not proof.parts]),
            obligations=tuple([c.assertion.span for p in proofs for c in p.checks if not p.parts]),
            started=time.time() - (ended - started),
            seconds=ended - started,
            solver_seconds=ended - started - building,
            covered=covered if self.options.coverage else None,
            parts=parts,
            remembered=bool(remembered) and all(remembered) and outcome is Outcome.VERIFIED,
            verdicts=assertion_verdicts(proofs),
            splits=split_results(proofs, graphs.splitting(implementation)),
            diagnoses=findings.diagnoses,
            smoke_tests=smoke_tests,
            timings={"condition": building, "solve": ended - started - building},
        )
