"""Weakest preconditions block by block, linear in the size of the program."""

from __future__ import annotations

from ivl.core.attributes import int_attribute
from ivl.core.expressions import Expr, Quantifier, VariableReference
from ivl.core.fold import walk
from ivl.core.program import find_attribute
from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveBlock, PassiveCfg
from ivl.flow.graphs import topological_order
from ivl.logic.terms import Term
from ivl.vc.background import Theory
from ivl.vc.condition import Check, VerificationCondition
from ivl.vc.names import CONTROL_FLOW


def block_equations(cfg: PassiveCfg, theory: Theory, subsumption: int = 2) -> VerificationCondition:
    """The condition of `cfg` (Barnett and Leino, PASTE 2005).

    Each block's weakest precondition is one shared term over those of its successors::

        wp(assume P, Q) = P ==> Q          wp(assert P, Q) = P && (P ==> Q)
        wp(goto A, B)   = (ControlFlow(0, this) == A ==> A) && (ControlFlow(0, this) == B ==> B)

    The equations about ``ControlFlow`` (Leino, Millstein and Saxe, "Generating error traces from
    verification-condition counterexamples", 2005, after Boogie) weaken nothing: the function is
    free, so some candidate takes whichever branch fails.
    """
    return _Equations(cfg, theory, subsumption).run()


class _Equations:
    def __init__(self, cfg: PassiveCfg, theory: Theory, subsumption: int) -> None:
        terms = theory.terms
        self.cfg = cfg
        self.terms = terms
        self.translate = theory.translator.copy().expression
        self.subsumption = subsumption
        self.flow = terms.function(CONTROL_FLOW, [terms.INT, terms.INT], terms.INT)
        self.numbers = {label: i for i, label in enumerate(cfg.blocks, 1)}
        self.control = {
            label: terms.apply(self.flow, [terms.int_(0), terms.int_(number)])
            for label, number in self.numbers.items()
        }
        self.checks: dict[int, Check] = {}
        self.next_check = len(self.numbers) + 1

    def run(self) -> VerificationCondition:
        correct: dict[str, Term] = {}
        for label in reversed(topological_order(self.cfg.entry, self.cfg.blocks)):
            correct[label] = self.block(self.cfg.blocks[label], correct)
        return VerificationCondition(
            self.cfg,
            correct[self.cfg.entry],
            self.control,
            {number: label for label, number in self.numbers.items()},
            self.checks,
            {name: self.translate(VariableReference(v)) for name, v in self.cfg.labels.items()},
        )

    def block(self, block: PassiveBlock, correct: dict[str, Term]) -> Term:
        terms = self.terms
        here = self.control[block.label]
        result = terms.and_(
            [
                terms.implies(terms.equal(here, terms.int_(self.numbers[s])), correct[s])
                for s in block.successors
            ]
        )
        assumed: list[Term] = []  # assumptions waiting to go before `result`, last one first
        for index in range(len(block.commands) - 1, -1, -1):
            command = block.commands[index]
            condition = self.translate(command.condition)
            if not isinstance(command, Assert):
                assumed.append(condition)
                continue
            if is_subsumed(command, self.subsumption):
                assumed.append(condition)
            result = self.weaken(assumed, result)
            assumed = []
            number = self.next_check
            self.next_check += 1
            self.checks[number] = Check(command, block.label, index)
            fails = terms.equal(here, terms.int_(-number))
            result = terms.and_(terms.implies(fails, self.goal(command, condition)), result)
        return self.weaken(assumed, result)

    def weaken(self, assumed: list[Term], result: Term) -> Term:
        """`result` under assumptions, which are in reverse order."""
        if not assumed:
            return result
        return self.terms.implies(self.terms.and_(assumed[::-1]), result)

    def goal(self, command: Assert, condition: Term) -> Term:
        """What has to be proved: with ``{:verified_under e}`` only where `e` does not hold."""
        under = find_attribute(command.attributes, "verified_under")
        if under and not isinstance(under[0], str):
            return self.terms.or_(self.translate(under[0]), condition)
        return condition


def is_subsumed(command: Assert, default: int) -> bool:
    """Whether `command` is assumed after it has been checked; `default`: see `ivl.Options`."""
    own = int_attribute(command.attributes, "subsumption")
    level = default if own is None else own
    return level >= 2 or (level == 1 and not _has_quantifier(command.condition))


def _has_quantifier(expr: Expr) -> bool:
    return any(isinstance(e, Quantifier) for e in walk(expr))
