"""One formula for each path: easy to read, and exponential in the number of branches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveCfg
from ivl.flow.graphs import topological_order
from ivl.logic.terms import Term
from ivl.vc.background import Theory
from ivl.vc.condition import VerificationCondition
from ivl.vc.labelling import Labelling

MOST_PATHS = 10_000


def path_conditions(cfg: PassiveCfg, theory: Theory, subsumption: int = 2) -> VerificationCondition:
    """The condition of `cfg` as Floyd and Hoare would have it: each path by itself is correct.

    The condition of a path ``A, B, ...`` is the weakest precondition of all its commands, with an
    assumption at each jump that it is taken::

        wp(commands of A; assume ControlFlow(0, A) == B; commands of B; ..., true)

    Nothing is shared between paths but expressions. Meant for small programs, for teaching, and
    as a cross-check: a graph with more than 10,000 paths is refused with a ProgramError.
    """
    terms = theory.terms
    count = _count(cfg)
    if count > MOST_PATHS:
        message = (
            f"{cfg.implementation.name} has {count} paths, too many for one condition each:"
            " another shape of condition does not depend on their number"
        )
        raise ProgramError([Diagnostic("unsupported.paths", message, cfg.implementation.span)])
    labelling = Labelling(cfg, theory, subsumption)
    steps = {label: _steps(cfg, label, labelling, terms.true) for label in cfg.blocks}
    correct = []
    for path in _paths(cfg):
        result = terms.true
        for label, following in reversed([*pairwise((*path, ""))]):
            if following:
                result = terms.implies(labelling.goes(label, following), result)
            for fails, goal, assumed in reversed(steps[label]):
                result = terms.implies(assumed, result)
                if fails is not None:
                    result = terms.and_(terms.implies(fails, goal), result)
        correct.append(result)
    return labelling.condition(terms.and_(correct))


def _steps(
    cfg: PassiveCfg, label: str, labelling: Labelling, true: Term
) -> list[tuple[Term | None, Term, Term]]:
    """For each command: that it fails, what it demands, and what is assumed after it."""
    steps: list[tuple[Term | None, Term, Term]] = []
    for index, command in enumerate(cfg.blocks[label].commands):
        condition = labelling.translate(command.condition)
        if isinstance(command, Assert):
            fails = labelling.check(label, index, command)
            after = condition if labelling.subsumed(command) else true
            steps.append((fails, labelling.goal(command, condition), after))
        else:
            steps.append((None, true, condition))
    return steps


def _count(cfg: PassiveCfg) -> int:
    counts: dict[str, int] = {}
    for label in reversed(topological_order(cfg.entry, cfg.blocks)):
        counts[label] = sum(counts[s] for s in cfg.blocks[label].successors) or 1
    return counts[cfg.entry]


def _paths(cfg: PassiveCfg) -> Iterator[tuple[str, ...]]:
    """All paths from the entry to a block without successors, the first successors first."""
    stack: list[tuple[str, ...]] = [(cfg.entry,)]
    while stack:
        path = stack.pop()
        successors = cfg.blocks[path[-1]].successors
        if not successors:
            yield path
        stack.extend([(*path, s) for s in reversed(successors)])
