"""Digests of texts, for what is found again by its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b
else:
    try:
        from _blake2 import blake2b  # that of hashlib, which takes ten times as long to import
    except ImportError:
        from hashlib import blake2b

DIGEST_BYTES = 32


class Digest:
    """A digest of texts and bytes."""

    __slots__ = ("_state",)

    def __init__(self, *parts: str | bytes) -> None:
        """Of these parts; where one ends and the next begins makes a difference."""
        self._state = blake2b(digest_size=DIGEST_BYTES)
        for part in parts:
            data = _bytes(part)
            self._state.update(b"%d " % len(data))
            self._state.update(data)

    def update(self, part: str | bytes) -> None:
        """This comes next, as if it were one with what comes before and after it."""
        self._state.update(_bytes(part))

    def copy(self) -> Digest:
        """One that goes on for itself."""
        made = Digest()
        made._state = self._state.copy()
        return made

    def text(self) -> str:
        """The digest so far in hexadecimal digits."""
        return self._state.hexdigest()

    def value(self) -> bytes:
        """The digest so far."""
        return self._state.digest()


def _bytes(part: str | bytes) -> bytes:
    return part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
