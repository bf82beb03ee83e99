"""What was proved before, by a digest of all that the proof depends on."""

from __future__ import annotations

from typing import Protocol


class Proofs(Protocol):
    """A memory of questions to solvers that were answered with a proof.

    It may forget; it must never say that it knows a digest that was not handed to `remember`.
    Several threads may use it at a time.
    """

    def known(self, digest: str) -> bool:
        """Whether the question with this digest has been answered with a proof."""

    def remember(self, digest: str) -> None:
        """The question with this digest has been answered with a proof."""


class ProofsInMemory:
    """Proofs of this process."""

    def __init__(self) -> None:
        self._digests: set[str] = set()

    def __len__(self) -> int:
        return len(self._digests)

    def known(self, digest: str) -> bool:
        """See `Proofs`."""
        return digest in self._digests

    def remember(self, digest: str) -> None:
        """See `Proofs`."""
        self._digests.add(digest)


class Transcript:
    """The digest of what was said, less what was said in scopes that are closed.

    `setting` is what the answers depend on besides. That a text is in the digest as it was sent
    makes the digest say all that a proof depends on: the declarations, the axioms, the contracts
    of callees and whatever else a verification condition is made of, and nothing more.
    """

    def __init__(self, *setting: str) -> None:
        import hashlib  # slow to import

        start = hashlib.sha256()
        for text in setting:
            start.update(f"{len(text)} {text}".encode())
        self._scopes = [start]

    def push(self) -> None:
        """Open a scope."""
        self._scopes.append(self._scopes[-1].copy())

    def pop(self) -> None:
        """Close the innermost scope."""
        self._scopes.pop()

    def say(self, text: str) -> None:
        """Something is said in the innermost scope."""
        self._scopes[-1].update(text.encode("utf-8", "surrogatepass"))

    def digest(self) -> str:
        """The digest of what holds now."""
        return self._scopes[-1].hexdigest()
