"""Prove the splits of a passive graph, one after the other, and put together what was found."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from ivl.base.node import EMPTY, node, replace
from ivl.base.source import NOWHERE
from ivl.base.splitting import Splitting
from ivl.core.statements import Obligation
from ivl.diagnose.failing_path import FailingPath
from ivl.diagnose.find_failures import Findings
from ivl.diagnose.verdict import verdict
from ivl.result import SplitCost, SplitResult
from ivl.solvers.answer import Answer, Outcome
from ivl.split.split import Marks, Split
from ivl.vc.condition import Check

if TYPE_CHECKING:
    from ivl.split.weigh import Weighing

GAVE_UP = (Outcome.TIMEOUT, Outcome.OUT_OF_RESOURCE, Outcome.OUT_OF_MEMORY)


@node
class Proof:
    """What came of a split; the seconds are those for its condition and those for the solver.

    If the solver gave up, and the split was split into `parts`, its findings do not count.
    `weighing` is None where nobody asked. `instances` counts those of quantifiers, if asked for.
    """

    split: Split
    findings: Findings
    checks: tuple[Check, ...]
    building: float
    solving: float
    parts: int = 0
    weighing: Weighing | None = None
    instances: Mapping[str, int] = EMPTY


Prove: TypeAlias = Callable[[Split, float | None], Proof]
"""Proves a split in so many seconds."""


def prove_splits(
    splits: Iterable[Split], splitting: Splitting, marks: Marks, prove: Prove, usual: float | None
) -> Iterator[Proof]:
    """A proof of each of `splits`, and of what they are split into because the solver gave up.

    `usual` is the number of seconds for a split unless `splitting` asks to keep going.
    """
    if splitting.keep_going > 1:
        yield from _keep_going(splits, splitting, marks, prove)
        return
    for split in splits:
        proof = prove(split, usual)
        if splitting.weigh:
            from ivl.split.weigh import weigh

            proof = replace(proof, weighing=weigh(split.cfg, splitting.weights))
        yield proof


def _keep_going(
    splits: Iterable[Split], splitting: Splitting, marks: Marks, prove: Prove
) -> Iterator[Proof]:
    from ivl.split.by_cost import split_by_cost
    from ivl.split.weigh import weigh

    above = splitting.above
    waiting = deque(splits)
    while waiting:
        split = waiting.popleft()
        weighing = weigh(split.cfg, splitting.weights)
        seconds = splitting.last_timeout if weighing.last else splitting.timeout
        proof = replace(prove(split, seconds), weighing=weighing)
        if proof.findings.failures or proof.findings.last.outcome not in GAVE_UP:
            yield proof
        elif weighing.last:
            yield replace(proof, findings=_blame(proof))
        else:
            parts = split_by_cost(split, marks, splitting.weights, above, splitting.keep_going)
            above = 0.0  # from now on whatever can be split is
            waiting.extend(parts)
            yield replace(proof, parts=len(parts))


def merge_findings(proofs: Sequence[Proof], once: bool = False) -> Findings:
    """What is known of the whole graph. It is proved only if each of its splits is.

    `once`: an assertion that fails in several splits always fails on the path of the first one.
    """
    found = [proof.findings for proof in proofs if not proof.parts]
    if len(found) == 1:
        return found[0]
    cores = [findings.core for findings in found]
    last = max([findings.last for findings in found], key=_rank)
    failures = [path for findings in found for path in findings.failures]
    if once:
        first: dict[Obligation, FailingPath] = {}
        failures = [first.setdefault(p.check.assertion.obligation, p) for p in failures]
    return Findings(
        tuple(failures),
        replace(last, remembered=all(findings.last.remembered for findings in found)),
        None if None in cores else tuple(sorted({name for core in cores for name in core or ()})),
        tuple([check for findings in found for check in findings.undecided]),
        tuple([diagnosis for findings in found for diagnosis in findings.diagnoses]),
    )


def split_results(proofs: Sequence[Proof], splitting: Splitting) -> tuple[SplitResult, ...]:
    """What to tell of each split, nothing if there is but one and that is all there may be."""
    if len(proofs) < 2 and splitting.keep_going < 2:
        return ()
    return tuple([_split_result(proof) for proof in proofs])


def _split_result(proof: Proof) -> SplitResult:
    cost, weighing = None, proof.weighing
    if weighing is not None:
        cost = SplitCost(weighing.cost, weighing.assertions, weighing.last)
    outcome, _ = verdict(proof.findings, "", NOWHERE)
    span = proof.split.span
    seconds = proof.building + proof.solving
    places = tuple([check.assertion.span for check in proof.checks])
    return SplitResult(
        proof.split.name, span, outcome, len(proof.checks), seconds, proof.parts, cost, places
    )


_RANKS = (
    Outcome.PROVED,
    Outcome.CANDIDATE,
    Outcome.OUT_OF_RESOURCE,
    Outcome.OUT_OF_MEMORY,
    Outcome.TIMEOUT,
    Outcome.UNKNOWN,
    Outcome.SOLVER_ERROR,
)


def _rank(answer: Answer) -> int:
    return _RANKS.index(answer.outcome)


def _blame(proof: Proof) -> Findings:
    """The findings about a split that took too long: its only assertion counts as failed."""
    blocks = tuple(proof.split.cfg.blocks.values())
    (check,) = proof.checks
    return replace(proof.findings, failures=(FailingPath(blocks, check, 0),))
