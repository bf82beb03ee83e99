"""Houdini: which of a set of candidate clauses hold together (Flanagan and Leino, FME 2001)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivl.base.deep import deep
from ivl.base.node import node, replace
from ivl.core.expressions import Literal, Variable
from ivl.core.fold import free_variables, substitute
from ivl.core.map_statements import map_program
from ivl.core.program import Implementation, Program
from ivl.core.types import BOOL
from ivl.diagnose.explain import explain_failure
from ivl.diagnose.find_failures import Findings, find_failures
from ivl.flow.call_graph import callees_first
from ivl.infer.candidates import candidate_of, existential_constants, fixed_constants
from ivl.infer.refutations import Refutation
from ivl.options import Options
from ivl.selection import display_name, options_for
from ivl.solvers.answer import Outcome
from ivl.solvers.dispatch import limits_of
from ivl.vc.condition import VerificationCondition
from ivl.verifier import Verifier


@node
class Inferred:
    """What is inferred: each existential constant's value, in textual order.

    `program` is the program with the values in the constants' places; what it proves is proved by
    verifying it like any other. `refutations` say for each constant that is false why it is.
    """

    assignment: Mapping[Variable, bool]
    program: Program
    refutations: Mapping[Variable, Refutation]


def infer_contracts(
    program: Program,
    options: Options = Options(),  # noqa: B008  # immutable
    explain: bool = False,
) -> Inferred:
    """The largest set of candidates ``b ==> e`` that all implementations establish together.

    ``b`` is a constant declared ``{:existential true}``. All candidates start out true. One is
    refuted when it fails in some implementation in which the remaining ones are assumed; then
    those that relied on it are checked again. Assertions that are no candidates are not at stake
    here. A candidate that the solver can neither prove nor refute is dropped, and a constant
    of which an axiom speaks keeps its value. With `explain` it is found out which candidates
    refuted before a refuted one had relied on, at the cost of more queries.
    """
    return deep(lambda: _infer(program, options, explain))


def _infer(program: Program, options: Options, explain: bool) -> Inferred:
    constants = existential_constants(program)
    fixed = fixed_constants(program)
    everything = replace(options, include=(), exclude=())
    verifier = Verifier(program, everything)
    try:
        names = {c.name for c in constants if c not in fixed}
        refuted = _Houdini(verifier, names, explain).run()
    finally:
        verifier.close()
    assignment = {c: c.name not in refuted for c in constants}
    values = {c: Literal(v, BOOL) for c, v in assignment.items() if c not in fixed}
    inferred = map_program(program, lambda e: substitute(e, values))
    refutations = {c: refuted[c.name] for c in constants if c.name in refuted}
    return Inferred(assignment, inferred, refutations)


class _Houdini:
    """The search; constants are known by name, since passes may have made others of them."""

    def __init__(self, verifier: Verifier, names: set[str], explain: bool) -> None:
        self.verifier = verifier
        self.explain = explain
        self.refutations: dict[Variable, Refutation] = {}
        prepared = verifier.program.constants
        self.values = {c.variable: True for c in prepared if c.variable.name in names}
        self.conditions: dict[Implementation, VerificationCondition] = {}
        self.mentioned: dict[Implementation, set[Variable]] = {}

    def run(self) -> dict[str, Refutation]:
        """Why each constant that is refuted is, by its name."""
        if not self.values:
            return {}
        order = callees_first(tuple(self.verifier.selected))
        waiting = dict.fromkeys(order)
        while waiting:
            implementation = next(iter(waiting))
            del waiting[implementation]
            refuted = self.refute(implementation)
            if refuted:
                waiting.update(
                    dict.fromkeys(
                        [i for i in order if i is not implementation and self.uses(i, refuted)]
                    )
                )
        return {v.name: refutation for v, refutation in self.refutations.items()}

    def condition(self, implementation: Implementation) -> VerificationCondition:
        """The condition of an implementation, made once."""
        found = self.conditions.get(implementation)
        if found is None:
            found = self.verifier.condition(implementation)
            self.conditions[implementation] = found
        return found

    def uses(self, implementation: Implementation, constants: set[Variable]) -> bool:
        """Whether the condition of an implementation mentions any of `constants`."""
        return not self.mentions(implementation).isdisjoint(constants)

    def mentions(self, implementation: Implementation) -> set[Variable]:
        """The constants that the condition of an implementation mentions."""
        found = self.mentioned.get(implementation)
        if found is None:
            blocks = self.condition(implementation).cfg.blocks.values()
            found = self.mentioned[implementation] = {
                v
                for block in blocks
                for command in block.commands
                for v in free_variables(command.condition)
                if v in self.values
            }
        return found

    def refute(self, implementation: Implementation) -> set[Variable]:
        """Refute candidates until none fails in this implementation. Those refuted."""
        condition = self.condition(implementation)
        at_stake = self.at_stake(condition)
        refuted: set[Variable] = set()
        while not at_stake <= refuted:
            findings = self.check(implementation, condition)
            failing = {
                candidate_of(path.check.assertion.condition, self.values)
                for path in findings.failures
            }
            now = (at_stake - refuted) & failing
            if not now and findings.last.outcome is Outcome.PROVED:
                break
            now = now or at_stake - refuted  # the solver gave up: nothing stands by it
            for constant in sorted(now, key=lambda v: v.name):
                self.refutations[constant] = self.why(implementation, constant, findings)
            self.values.update(dict.fromkeys(now, False))
            refuted |= now
        return refuted

    def why(
        self, implementation: Implementation, constant: Variable, findings: Findings
    ) -> Refutation:
        """Why `constant`, which is not refuted yet, is refuted now."""
        known = self.mentions(implementation)
        assumed = [v.name for v in self.values if v in known and self.values[v] and v != constant]
        own = [
            path
            for path in findings.failures
            if candidate_of(path.check.assertion.condition, self.values) == constant
        ]
        return Refutation(
            constant,
            display_name(implementation),
            explain_failure(own[0]) if own else None,
            findings.last.reason,
            tuple(assumed),
            self.relied_on(implementation, constant) if self.explain and own else (),
        )

    def relied_on(self, implementation: Implementation, constant: Variable) -> tuple[str, ...]:
        """Constants refuted before with which `constant` would stand here: none can be left out."""
        known = self.mentions(implementation)
        needed = [v for v in self.refutations if v in known and not self.values[v]]
        if not needed or not self.stands(implementation, constant, needed):
            return ()
        for candidate in tuple(needed):
            others = [v for v in needed if v is not candidate]
            if self.stands(implementation, constant, others):
                needed = others
        return tuple([v.name for v in needed])

    def stands(
        self, implementation: Implementation, constant: Variable, restored: Iterable[Variable]
    ) -> bool:
        """Whether no candidate of `constant` fails if those of `restored` are assumed, too."""
        before = dict(self.values)
        self.values.update(dict.fromkeys(restored, True))
        try:
            findings = self.check(implementation, self.condition(implementation))
        finally:
            self.values = before
        failing = [
            candidate_of(path.check.assertion.condition, self.values) for path in findings.failures
        ]
        return findings.last.outcome is Outcome.PROVED and constant not in failing

    def check(self, implementation: Implementation, condition: VerificationCondition) -> Findings:
        """All checks that fail under the present values."""
        verifier = self.verifier
        terms, variable = verifier.terms, verifier.theory.translator.variable
        options = options_for(implementation, verifier.options)
        with verifier.sessions.session(options) as session:
            session.push()
            with terms.lock:
                literals = [
                    variable(constant) if holds else terms.not_(variable(constant))
                    for constant, holds in self.values.items()
                ]
                assignment = terms.and_(literals)
            session.assume(assignment)
            findings = find_failures(condition, terms, session, limits_of(options), 0)
            session.pop()
        return findings

    def at_stake(self, condition: VerificationCondition) -> set[Variable]:
        """The constants, not refuted yet, whose candidates this condition checks."""
        found = {
            candidate_of(check.assertion.condition, self.values)
            for check in condition.checks.values()
        }
        return {v for v in found if v is not None and self.values[v]}
