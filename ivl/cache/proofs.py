"""Conditions that a solver proved, as entries of a store.

The key of an entry is the digest of what the solver was asked, up to names, and of how it was set
up; the entry holds the question itself, so that it can be asked again.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from ivl.base.proofs import Transcript

if TYPE_CHECKING:
    from ivl.cache.store import Store

_FASTEST = 1


class StoredProofs:
    """Proofs of this and of earlier runs: see `ivl.base.proofs.Proofs`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # questions differ in their inner scopes: the outermost one, once compressed, serves all
        self._outermost: tuple[str, zlib._Compress, bytes] | None = None

    def known(self, question: Transcript) -> bool:
        """Whether it was proved in a run whose entry can be trusted."""
        return self._store.read("proof", question.digest()) is not None

    def remember(self, question: Transcript) -> None:
        """Write it down."""
        self._store.write("proof", question.digest(), self._content(question))

    def close(self) -> None:
        """See `Store`."""
        self._store.close()

    def _content(self, question: Transcript) -> bytes:
        outermost, *inner = question.texts()
        shared = self._outermost
        if shared is None or shared[0] != outermost:
            started = zlib.compressobj(_FASTEST)
            shared = self._outermost = outermost, started, started.compress(_bytes(outermost))
        _, started, begun = shared
        packer = started.copy()
        packed = begun + packer.compress(_bytes("".join(inner))) + packer.flush()
        facts = (question.setting, (len(outermost), *map(len, inner)))
        return repr(facts).encode() + b"\n" + packed


def question_of(content: bytes) -> Transcript | None:
    """The question in an entry, None if it cannot be read."""
    from ast import literal_eval  # slow to import

    head, _, packed = content.partition(b"\n")
    try:
        setting, sizes = literal_eval(head.decode())
        question = Transcript(setting)
        text, at = zlib.decompress(packed).decode("utf-8", "surrogatepass"), 0
        for number, size in enumerate(sizes):
            if number:
                question.push()
            question.say(text[at : at + size])
            at += size
    except (ValueError, TypeError, SyntaxError, zlib.error):
        return None
    return question


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
