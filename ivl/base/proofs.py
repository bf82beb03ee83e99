"""What was proved before, by a digest of all that the proof depends on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ivl.base.digest import Digest


class Proofs(Protocol):
    """A memory of questions to solvers that were answered with a proof.

    It may forget; it must never say that it knows a question that was not handed to `remember`.
    Several threads may use it at a time.
    """

    def known(self, question: Transcript) -> bool:
        """Whether the question that has been asked so far has been answered with a proof."""

    def remember(self, question: Transcript) -> None:
        """The question that has been asked so far has been answered with a proof."""


class ProofsInMemory:
    """Proofs of this process."""

    def __init__(self) -> None:
        self._digests: set[str] = set()

    def __len__(self) -> int:
        return len(self._digests)

    def known(self, question: Transcript) -> bool:
        """See `Proofs`."""
        return question.digest() in self._digests

    def remember(self, question: Transcript) -> None:
        """See `Proofs`."""
        self._digests.add(question.digest())


class Transcript:
    """What was said, less what was said in scopes that are closed, and the digest of it.

    `setting` is what the answers depend on besides. That a text is in the digest as it was sent
    makes the digest say all that a proof depends on: the declarations, the axioms, the contracts
    of callees and whatever else a verification condition is made of, and nothing more.
    """

    def __init__(self, setting: Sequence[str]) -> None:
        self.setting = tuple(setting)
        self._digests = [Digest(*setting)]
        self._texts: list[list[str]] = [[]]

    def push(self) -> None:
        """Open a scope."""
        self._digests.append(self._digests[-1].copy())
        self._texts.append([])

    def pop(self) -> None:
        """Close the innermost scope."""
        self._digests.pop()
        self._texts.pop()

    def say(self, text: str) -> None:
        """Something is said in the innermost scope."""
        self._digests[-1].update(text)
        self._texts[-1].append(text)

    def digest(self) -> str:
        """The digest of what holds now."""
        return self._digests[-1].text()

    def texts(self) -> tuple[str, ...]:
        """What was said in each of the scopes that are open, the outermost first."""
        return tuple(["".join(texts) for texts in self._texts])
