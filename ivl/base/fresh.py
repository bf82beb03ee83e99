"""Fresh names."""

from __future__ import annotations

from collections.abc import Iterable


class Names:
    """The names taken in one name space; hands out new ones, the same in every run."""

    __slots__ = ("_next", "_taken")

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def fresh(self, name: str) -> str:
        """`name` if it is free, else the first free one of ``name#0``, ``name#1``, ..."""
        if name not in self._taken:
            self._taken.add(name)
            return name
        return self.numbered(f"{name}#")

    def numbered(self, prefix: str) -> str:
        """The first free one of ``prefix0``, ``prefix1``, ..."""
        number = self._next.get(prefix, 0)
        while f"{prefix}{number}" in self._taken:
            number += 1
        self._next[prefix] = number + 1
        self._taken.add(f"{prefix}{number}")
        return f"{prefix}{number}"
