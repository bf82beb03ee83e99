"""One entry as bytes: what it is about, what it says, and a checksum over both."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from ivl.base.digest import DIGEST_BYTES, Digest

Kind: TypeAlias = Literal["proof", "body", "failure", "program", "index"]
"""A condition that a solver proved, an implementation, what is wrong with it, a whole program, and
which of its declarations mention which."""

KINDS: tuple[Kind, ...] = get_args(Kind)
FORMAT = b"ivl-cache-2"
"""Entries of another format are not read."""


def encode(kind: Kind, key: str, content: bytes) -> bytes:
    """The entry that says `content` about `key`."""
    body = b"%s %s %s\n%s" % (FORMAT, kind.encode(), key.encode(), content)
    return body + Digest(body).value()


def decode(kind: Kind, key: str, entry: bytes) -> bytes | None:
    """What an entry says about `key`; None if it is damaged, or about something else."""
    body, checksum = entry[:-DIGEST_BYTES], entry[-DIGEST_BYTES:]
    head = b"%s %s %s\n" % (FORMAT, kind.encode(), key.encode())
    if not body.startswith(head) or Digest(body).value() != checksum:
        return None
    return body[len(head) :]


def kind_of(entry: bytes) -> Kind | None:
    """The kind that an entry claims to have."""
    parts = entry[:64].split(b" ", 2)
    if len(parts) != 3 or parts[0] != FORMAT:
        return None
    return next((kind for kind in KINDS if kind.encode() == parts[1]), None)
