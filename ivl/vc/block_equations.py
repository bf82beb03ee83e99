"""Weakest preconditions block by block, linear in the size of the program."""

from __future__ import annotations

from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveBlock, PassiveCfg
from ivl.flow.graphs import topological_order
from ivl.logic.terms import Term, Terms
from ivl.vc.background import Theory
from ivl.vc.condition import VerificationCondition
from ivl.vc.labelling import Labelling


def block_equations(cfg: PassiveCfg, theory: Theory, subsumption: int = 2) -> VerificationCondition:
    """The condition of `cfg` (Barnett and Leino, PASTE 2005).

    Each block's weakest precondition is one shared term over those of its successors::

        wp(assume P, Q) = P ==> Q          wp(assert P, Q) = P && (P ==> Q)
        wp(goto A, B)   = (ControlFlow(0, this) == A ==> A) && (ControlFlow(0, this) == B ==> B)

    The equations about ``ControlFlow`` are explained in `Labelling`.
    """
    labelling = Labelling(cfg, theory, subsumption)
    correct: dict[str, Term] = {}
    for label in reversed(topological_order(cfg.entry, cfg.blocks)):
        correct[label] = _block(cfg.blocks[label], correct, labelling, theory.terms)
    return labelling.condition(correct[cfg.entry])


def _block(
    block: PassiveBlock, correct: dict[str, Term], labelling: Labelling, terms: Terms
) -> Term:
    result = terms.and_(
        [terms.implies(labelling.goes(block.label, s), correct[s]) for s in block.successors]
    )
    assumed: list[Term] = []  # assumptions waiting to go before `result`, last one first
    for index in range(len(block.commands) - 1, -1, -1):
        command = block.commands[index]
        condition = labelling.translate(command.condition)
        if not isinstance(command, Assert):
            assumed.append(condition)
            continue
        if labelling.subsumed(command):
            assumed.append(condition)
        result = _weaken(assumed, result, terms)
        assumed = []
        fails = labelling.check(block.label, index, command)
        goal = labelling.goal(command, condition)
        result = terms.and_(terms.implies(fails, goal), result)
    return _weaken(assumed, result, terms)


def _weaken(assumed: list[Term], result: Term, terms: Terms) -> Term:
    """`result` under assumptions, which are in reverse order."""
    if not assumed:
        return result
    return terms.implies(terms.and_(assumed[::-1]), result)
