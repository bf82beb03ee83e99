"""Which states reach a block, and in which an assertion goes wrong: linear, and forwards."""

from __future__ import annotations

from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveCfg
from ivl.flow.graphs import predecessors, topological_order
from ivl.logic.terms import Term
from ivl.vc.background import Theory
from ivl.vc.condition import VerificationCondition
from ivl.vc.labelling import Labelling


def normal_and_wrong(
    cfg: PassiveCfg, theory: Theory, subsumption: int = 2
) -> VerificationCondition:
    """The condition of `cfg` (Flanagan and Saxe, "Avoiding exponential explosion", POPL 2001).

    Passive commands change nothing, so their outcomes are predicates of one and the same state::

        normal(assume P) = P                    wrong(assume P) = false
        normal(assert P) = P                    wrong(assert P) = !P
        normal(A; B) = normal(A) && normal(B)   wrong(A; B) = wrong(A) || normal(A) && wrong(B)

    and a block is reached where a predecessor ends normally and goes there. The condition is that
    nothing goes wrong. For ``ControlFlow`` see `Labelling`.
    """
    terms = theory.terms
    labelling = Labelling(cfg, theory, subsumption)
    entering = predecessors(cfg.blocks)
    normal: dict[str, Term] = {}
    wrong: list[Term] = []
    for label in topological_order(cfg.entry, cfg.blocks):
        reached = terms.true
        if label != cfg.entry:
            ways = [terms.and_(normal[p], labelling.goes(p, label)) for p in entering[label]]
            reached = terms.or_(ways)
        known = [reached]
        for index, command in enumerate(cfg.blocks[label].commands):
            condition = labelling.translate(command.condition)
            if isinstance(command, Assert):
                fails = labelling.check(label, index, command)
                goal = labelling.goal(command, condition)
                # one term for what came before, shared by all that follows
                known = [terms.and_(known)]
                wrong.append(terms.and_(known[0], fails, terms.not_(goal)))
                if not labelling.subsumed(command):
                    continue
            known.append(condition)
        normal[label] = terms.and_(known)
    return labelling.condition(terms.not_(terms.or_(wrong)))
