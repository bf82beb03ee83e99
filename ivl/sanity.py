"""Does a program assume what cannot be? If so, what is proved of it means little.

Asked are: do the axioms contradict each other? Is there a call that meets each procedure's
preconditions, and one that returns with its postconditions? Does some execution get behind each
assumption, loop invariant, call and branch of each body?
"""

from __future__ import annotations

from collections.abc import Iterator

from ivl.base.deep import deep
from ivl.base.diagnostic import Diagnostic, Related, Severity
from ivl.base.node import replace
from ivl.core import program as core
from ivl.core.expressions import FALSE, Attribute, Attributes, VariableReference
from ivl.core.program import Implementation, Procedure
from ivl.core.statements import Assert, Assume, Call, Command, Obligation, ObligationKind
from ivl.diagnose.contradictions import contradictions, involved
from ivl.diagnose.find_failures import find_failures
from ivl.flow.cfg import Block, Cfg
from ivl.flow.desugar_calls import desugar_call
from ivl.flow.passify import passify
from ivl.flow.probes import is_false
from ivl.flow.where_clauses import where_clauses
from ivl.options import Options
from ivl.solvers.answer import Outcome as Answered
from ivl.solvers.dispatch import limits_of
from ivl.verifier import Verifier

AXIOMS = "the axioms contradict each other: whatever is proved with them means nothing"
PRECONDITIONS = "no call meets these preconditions: they contradict each other or the axioms"
POSTCONDITIONS = "no call returns: these postconditions contradict each other or what is known"


def sanity(program: core.Program, options: Options, seconds: float | None) -> list[Diagnostic]:
    """Warnings about what `program` assumes, each with the places that contradict each other.

    A question that the solver does not answer in so many `seconds` has no warning, so that no
    warning does not mean that all is well. Each warning is proved. It is about the procedures and
    implementations that `options` choose.
    """
    asked = replace(
        options,
        dependence=True,
        counterexamples=False,
        iterations=1,
        jobs=1,
        log="",
        proofs=None,
        prune=False,
        timeout=seconds,
    )

    def found() -> list[Diagnostic]:
        questions = _Questions(program, asked)
        try:
            return list(questions.warnings())
        finally:
            questions.verifier.close()

    return deep(found)


class _Questions:
    def __init__(self, program: core.Program, options: Options) -> None:
        self.options = options
        self.verifier = Verifier(program, options)
        self.program = self.verifier.program

    def warnings(self) -> Iterator[Diagnostic]:
        parts = self.verifier.parts
        needed = self.refute(_graph(_nobody("axioms"), ()))
        if needed is not None:
            places = involved(parts, needed)
            span = places[0].span if places else None
            yield Diagnostic("sanity.axioms", AXIOMS, span, Severity.WARNING, places[1:])
            return
        unmet = set()
        for procedure in self.program.procedures:
            for warning in self.contract(procedure):
                unmet.add(procedure.name)
                yield warning
        for implementation in self.verifier.selected:
            if implementation.name not in unmet:
                cfg = self.verifier.graphs.acyclic(implementation)
                yield from contradictions(cfg, parts, self.refute)

    def contract(self, procedure: Procedure) -> Iterator[Diagnostic]:
        """What is wrong with a procedure's contract by itself: one warning at most."""
        clauses = (*procedure.requires, *procedure.ensures)
        if self.verifier.graphs.mentions_code or any(is_false(c.condition) for c in clauses):
            return
        caller = _nobody(procedure.name, procedure)
        where = where_clauses(self.program, procedure, caller)
        start = [Assume(clause) for clause in where.values()]
        arguments = tuple([VariableReference(v) for v in caller.inputs])
        call = Call(procedure.name, (), arguments, caller.outputs, _ids(procedure))
        commands, fresh = desugar_call(call, procedure)
        last = max([i for i, c in enumerate(commands, 1) if isinstance(c, Assert)], default=0)
        questions = (
            ("precondition", PRECONDITIONS, procedure.requires, commands[:last]),
            ("postcondition", POSTCONDITIONS, procedure.ensures, commands),
        )
        for kind, message, clauses, asked in questions:
            if not clauses:
                continue
            graph = _graph(caller, (*start, *[_assumed(c) for c in asked]))
            needed = self.refute(replace(graph, locals=tuple(fresh), where=where))
            if needed is not None:
                yield self.about(f"sanity.{kind}", message, clauses, needed)
                return

    def about(
        self, kind: str, message: str, clauses: tuple[core.Condition, ...], needed: tuple[str, ...]
    ) -> Diagnostic:
        """A warning at the first of `clauses` that takes part in the contradiction."""
        places = involved(self.verifier.parts, needed)
        own = [clause.span for clause in clauses]
        first = next((place.span for place in places if place.span in own), own[0])
        others: tuple[Related, ...] = tuple([p for p in places if p.span != first])
        return Diagnostic(kind, message, first, Severity.WARNING, others)

    def refute(self, cfg: Cfg) -> tuple[str, ...] | None:
        """See `ivl.diagnose.contradictions.Refute`."""
        verifier = self.verifier
        with verifier.terms.lock:
            condition = verifier.shaped(passify(cfg, cfg.where, True))
        limits = limits_of(self.options)
        with verifier.sessions.session(self.options) as session:
            findings = find_failures(condition, verifier.terms, session, limits, 1, True)
        if findings.last.outcome is not Answered.PROVED:
            return None
        return findings.core or ()


def _nobody(name: str, procedure: Procedure | None = None) -> Implementation:
    """An implementation without a body, with the formals of `procedure`."""
    if procedure is None:
        return Implementation(name, (), (), (), (), ())
    inputs = tuple([d.variable for d in procedure.inputs])
    outputs = tuple([d.variable for d in procedure.outputs])
    return Implementation(name, (), inputs, outputs, (), (), span=procedure.span)


def _graph(implementation: Implementation, commands: tuple[Command, ...]) -> Cfg:
    """One block, at whose end nothing may come."""
    span = implementation.span
    never = Assert(FALSE, Obligation(ObligationKind.ASSERT, span), span=span)
    return Cfg(implementation, "start", {"start": Block("start", (*commands, never), ())})


def _ids(procedure: Procedure) -> Attributes:
    """Names for a call, so that the clauses are named in it."""
    return (Attribute("id", (f"call {procedure.name}",)),)


def _assumed(command: Command) -> Command:
    if isinstance(command, Assert):
        return Assume(command.condition, command.attributes, span=command.span)
    return command
