"""Proving again what a cache says was proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from ivl.base.node import node
from ivl.cache.proofs import question_of
from ivl.cache.store import Store, Stored
from ivl.solvers.answer import Limits, Outcome
from ivl.solvers.manner import ask_again


class Finding(Enum):
    """What came of a second look at an entry."""

    PROVED = "proved again"
    UNPROVED = "not proved again"
    REFUTED = "refuted"
    OUTDATED = "outdated"
    DAMAGED = "damaged"


@node
class Audited:
    """What came of looking at an entry; `reason` says more."""

    stored: Stored
    finding: Finding
    reason: str = ""


def audit(store: Store, entries: Sequence[Stored], seconds: float) -> Iterator[Audited]:
    """Ask solvers again what these entries say that they proved, for so many `seconds` each.

    What is not proved again is removed. Entries of other kinds than ``proof`` follow from proofs;
    whether they are damaged is all that is looked at.
    """
    for stored in entries:
        found = _audit(store, stored, seconds)
        if found is None:
            continue
        if found.finding is not Finding.PROVED:
            store.remove(stored.key)
        yield found


def _audit(store: Store, stored: Stored, seconds: float) -> Audited | None:
    kind = store.kind(stored)
    if kind is not None and kind != "proof":
        return None
    content = store.read("proof", stored.key)
    question = None if content is None else question_of(content)
    if question is None or question.digest() != stored.key:
        return Audited(stored, Finding.DAMAGED, "it does not say what was proved")
    answer = ask_again(question, Limits(seconds))
    if answer is None:
        return Audited(stored, Finding.OUTDATED, "its solver has changed or gone")
    if answer.outcome is Outcome.PROVED:
        return Audited(stored, Finding.PROVED)
    refuted = answer.outcome is Outcome.CANDIDATE and answer.complete
    finding = Finding.REFUTED if refuted else Finding.UNPROVED
    return Audited(stored, finding, f"{answer.outcome.value} {answer.reason}".strip())
