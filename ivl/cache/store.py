"""A folder of entries that several processes read and write at a time.

An entry is a file, written under another name and then renamed: so it is whole or not there. What
is there may still be damaged, by a disk or by hand: an entry that does not say what it is about,
or whose checksum is wrong, counts as not there and is removed.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator

from ivl.base.node import node
from ivl.cache.entry import Kind, decode, encode, kind_of

MIB = 1 << 20
DEFAULT_MIB = 512
"""How much a cache may hold."""

_SHARE_KEPT = 0.9
"""What remains when a cache that has become too large is cleaned up."""
_ROUNDS = 32
"""How often a cache is looked through, about, while as much is written as it may hold."""
_ABANDONED_SECONDS = 3600
_FRESH_SECONDS = 86400
"""How old an entry's time may be when it is used: it is not touched each time."""
_TEMPORARY = ".part"


@node
class Stored:
    """An entry's file, its size in bytes and when it was last used (seconds since the epoch)."""

    path: str
    key: str
    size: int
    used: float


class Store:
    """The entries in `folder`, at most so many MiB of them. No method raises OSError.

    `warn` is told, once, why nothing can be written.
    """

    def __init__(
        self, folder: str, mib: int = DEFAULT_MIB, warn: Callable[[str], None] = lambda _: None
    ) -> None:
        self.folder = folder
        self.limit = mib * MIB
        self._warn = warn
        self._written = 0
        self._broken = False

    def read(self, kind: Kind, key: str) -> bytes | None:
        """What is known about `key`, None if that is nothing, or nothing to rely on."""
        path = self._path(key)
        try:
            with open(path, "rb") as file:
                entry = file.read()
                age = time.time() - os.fstat(file.fileno()).st_mtime
        except (OSError, MemoryError):
            return None
        content = decode(kind, key, entry)
        with contextlib.suppress(OSError):
            if content is None:
                os.unlink(path)
            elif age > _FRESH_SECONDS:
                os.utime(path)
        return content

    def write(self, kind: Kind, key: str, content: bytes) -> None:
        """`content` is what is known about `key`."""
        if self._broken:
            return
        entry = encode(kind, key, content)
        path = self._path(key)
        part = f"{path}.{os.getpid()}.{time.monotonic_ns()}{_TEMPORARY}"
        try:
            try:
                file = _create(part)
            except FileNotFoundError:
                os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
                file = _create(part)
            try:
                with open(file, "wb") as stream:
                    stream.write(entry)
                os.replace(part, path)
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(part)
                raise
        except OSError as error:
            self._broken = True
            self._warn(f"nothing is written to the cache {self.folder}: {error.strerror}")
            return
        self._written += len(entry)

    def remove(self, key: str) -> None:
        """Forget what is known about `key`."""
        with contextlib.suppress(OSError):
            os.unlink(self._path(key))

    def entries(self) -> Iterator[Stored]:
        """All entries, in no particular order."""
        for file in self._files():
            if not file.path.endswith(_TEMPORARY):
                yield file

    def kind(self, stored: Stored) -> Kind | None:
        """The kind of an entry, None if it is damaged."""
        try:
            with open(stored.path, "rb") as file:
                entry = file.read()
        except OSError:
            return None
        kind = kind_of(entry)
        return kind if kind is not None and decode(kind, stored.key, entry) is not None else None

    def clear(self) -> int:
        """Remove all entries. How many there were."""
        removed = 0
        for file in self._files():
            with contextlib.suppress(OSError):
                os.unlink(file.path)
                removed += not file.path.endswith(_TEMPORARY)
        with contextlib.suppress(OSError):
            for name in os.listdir(self.folder):
                if _is_shard(name):
                    with contextlib.suppress(OSError):  # another process writes to it
                        os.rmdir(os.path.join(self.folder, name))
        return removed

    def close(self) -> None:
        """Remove what is too much: not each time, since that takes looking at all of it."""
        written, self._written = self._written, 0
        chance = written * _ROUNDS / max(1, self.limit)
        if written and chance >= int.from_bytes(os.urandom(2), "big") / (1 << 16):
            self.shrink()

    def shrink(self) -> None:
        """Remove the entries that were not used for longest, until what remains is small enough."""
        now, total, kept = time.time(), 0, []
        for file in self._files():
            if not file.path.endswith(_TEMPORARY):
                total += file.size
                kept.append(file)
            elif now - file.used > _ABANDONED_SECONDS:
                with contextlib.suppress(OSError):
                    os.unlink(file.path)
        if total <= self.limit:
            return
        kept.sort(key=lambda file: file.used)
        for file in kept:
            if total <= _SHARE_KEPT * self.limit:
                return
            with contextlib.suppress(OSError):
                os.unlink(file.path)
            total -= file.size

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, key[:2], key[2:])

    def _files(self) -> Iterator[Stored]:
        try:
            shards = [name for name in os.listdir(self.folder) if _is_shard(name)]
        except OSError:
            return
        for shard in shards:
            try:
                found = list(os.scandir(os.path.join(self.folder, shard)))
            except OSError:
                continue
            for file in found:
                with contextlib.suppress(OSError):  # another process removed it
                    facts = file.stat(follow_symlinks=False)
                    yield Stored(file.path, shard + file.name, facts.st_size, facts.st_mtime)


def _is_shard(name: str) -> bool:
    return len(name) == 2 and all(c in "0123456789abcdef" for c in name)


def _create(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600)
