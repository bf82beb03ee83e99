"""Houdini: which of a set of candidate clauses hold together (Flanagan and Leino, FME 2001)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ivl.base.deep import deep
from ivl.base.node import node
from ivl.core.expressions import Literal, Variable
from ivl.core.fold import free_variables, substitute
from ivl.core.map_statements import map_program
from ivl.core.program import Implementation, Program
from ivl.core.types import BOOL
from ivl.diagnose.find_failures import Findings, find_failures
from ivl.flow.call_graph import callees_first
from ivl.infer.candidates import candidate_of, existential_constants, fixed_constants
from ivl.options import Options
from ivl.selection import options_for
from ivl.solvers.answer import Outcome
from ivl.solvers.dispatch import limits_of
from ivl.vc.condition import VerificationCondition
from ivl.verifier import Verifier


@node
class Inferred:
    """What is inferred: each existential constant's value, in textual order.

    `program` is the program with the values in the constants' places; what it proves is proved by
    verifying it like any other.
    """

    assignment: Mapping[Variable, bool]
    program: Program


def infer_contracts(program: Program, options: Options = Options()) -> Inferred:  # noqa: B008
    """The largest set of candidates ``b ==> e`` that all implementations establish together.

    ``b`` is a constant declared ``{:existential true}``. All candidates start out true. One is
    refuted when it fails in some implementation in which the remaining ones are assumed; then
    those that relied on it are checked again. Assertions that are no candidates are not at stake
    here. A candidate that the solver can neither prove nor refute is dropped, and a constant
    of which an axiom speaks keeps its value.
    """
    return deep(lambda: _infer(program, options))


def _infer(program: Program, options: Options) -> Inferred:
    constants = existential_constants(program)
    fixed = fixed_constants(program)
    everything = dataclasses.replace(options, include=(), exclude=())
    verifier = Verifier(program, everything)
    try:
        refuted = _Houdini(verifier, {c.name for c in constants if c not in fixed}).run()
    finally:
        verifier.close()
    assignment = {c: c.name not in refuted for c in constants}
    values = {c: Literal(v, BOOL) for c, v in assignment.items() if c not in fixed}
    return Inferred(assignment, map_program(program, lambda e: substitute(e, values)))


class _Houdini:
    """The search; constants are known by name, since passes may have made others of them."""

    def __init__(self, verifier: Verifier, names: set[str]) -> None:
        self.verifier = verifier
        prepared = verifier.program.constants
        self.values = {c.variable: True for c in prepared if c.variable.name in names}
        self.conditions: dict[Implementation, VerificationCondition] = {}
        self.mentioned: dict[Implementation, set[Variable]] = {}

    def run(self) -> set[str]:
        """The names of the constants that are refuted."""
        if not self.values:
            return set()
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
        return {v.name for v, holds in self.values.items() if not holds}

    def condition(self, implementation: Implementation) -> VerificationCondition:
        """The condition of an implementation, made once."""
        found = self.conditions.get(implementation)
        if found is None:
            found = self.verifier.condition(implementation)
            self.conditions[implementation] = found
        return found

    def uses(self, implementation: Implementation, constants: set[Variable]) -> bool:
        """Whether the condition of an implementation mentions any of `constants`."""
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
        return not found.isdisjoint(constants)

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
            self.values.update(dict.fromkeys(now, False))
            refuted |= now
        return refuted

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
