"""What was found out about each assertion by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivl.base.source import NOWHERE, Span
from ivl.diagnose.prove_splits import Proof
from ivl.diagnose.verdict import UNDECIDED
from ivl.result import AssertionVerdict, Outcome
from ivl.solvers.answer import Outcome as Answered


def assertion_verdicts(proofs: Iterable[Proof]) -> tuple[AssertionVerdict, ...]:
    """The verdict on each assertion of each split that counts.

    Verified is an assertion only if all of its split but the failures that were found is proved.
    Where the search for failures stopped at a limit, what did not fail is not checked.
    """
    return tuple([v for proof in proofs if not proof.parts for v in _verdicts(proof)])


def _verdicts(proof: Proof) -> Iterator[AssertionVerdict]:
    failed = {(path.check.block, path.check.index) for path in proof.findings.failures}
    match proof.findings.last.outcome:
        case Answered.PROVED:
            others = Outcome.VERIFIED
        case Answered.CANDIDATE:
            others = Outcome.NOT_CHECKED
        case undecided:
            others = UNDECIDED[undecided][0]
    for check in proof.checks:
        obligation = check.assertion.obligation
        yield AssertionVerdict(
            obligation.kind.value,
            _somewhere(obligation.span),
            _somewhere(obligation.declared),
            Outcome.FAILED if (check.block, check.index) in failed else others,
            proof.solving,
            proof.split.name,
        )


def _somewhere(span: Span | None) -> Span | None:
    return None if span is None or span is NOWHERE else span
