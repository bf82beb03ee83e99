"""What the shapes of conditions share: numbers for blocks and checks, and what a check demands."""

from __future__ import annotations

from ivl.core.expressions import VariableReference
from ivl.core.program import find_attribute
from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveCfg
from ivl.flow.subsumption import is_subsumed
from ivl.logic.terms import Term
from ivl.vc.background import Theory
from ivl.vc.condition import Check, VerificationCondition
from ivl.vc.names import CONTROL_FLOW


class Labelling:
    """The function ``ControlFlow`` of one condition, from which a failing path is read.

    A candidate gives its value for each block: the number of the successor taken, or minus the
    number of the check that fails there (Leino, Millstein and Saxe, "Generating error traces from
    verification-condition counterexamples", 2005, after Boogie). The function is free, so asking
    for its values weakens nothing: some candidate takes whichever branch fails.
    """

    def __init__(self, cfg: PassiveCfg, theory: Theory, subsumption: int) -> None:
        terms = theory.terms
        self._cfg = cfg
        self._terms = terms
        self._subsumption = subsumption
        self._translator = theory.translator.extended()
        self.translate = self._translator.expression
        """Translates the expressions of this condition."""
        flow = terms.function(CONTROL_FLOW, [terms.INT, terms.INT], terms.INT)
        self._numbers = {label: i for i, label in enumerate(cfg.blocks, 1)}
        self._control = {
            label: terms.apply(flow, [terms.int_(0), terms.int_(number)])
            for label, number in self._numbers.items()
        }
        self._checks: dict[int, Check] = {}
        self._next_check = len(self._numbers) + 1

    def condition(self, formula: Term) -> VerificationCondition:
        """`formula` with all that is needed to read its candidates."""
        return VerificationCondition(
            self._cfg,
            formula,
            self._control,
            {number: label for label, number in self._numbers.items()},
            self._checks,
            self._translator,
            {name: self.translate(VariableReference(v)) for name, v in self._cfg.labels.items()},
        )

    def goes(self, label: str, successor: str) -> Term:
        """Control leaves block `label` for `successor`."""
        return self._terms.equal(self._control[label], self._terms.int_(self._numbers[successor]))

    def check(self, label: str, index: int, command: Assert) -> Term:
        """The assertion at `index` of block `label` is the one that fails. Once for each."""
        number = self._next_check
        self._next_check += 1
        self._checks[number] = Check(command, label, index)
        return self._terms.equal(self._control[label], self._terms.int_(-number))

    def goal(self, command: Assert, condition: Term) -> Term:
        """What has to be proved: with ``{:verified_under e}`` only where `e` does not hold."""
        under = find_attribute(command.attributes, "verified_under")
        if under and not isinstance(under[0], str):
            return self._terms.or_(self.translate(under[0]), condition)
        return condition

    def subsumed(self, command: Assert) -> bool:
        """Whether `command` is assumed after it has been checked."""
        return is_subsumed(command, self._subsumption)
