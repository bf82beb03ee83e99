"""Names for solvers that do not depend on the names in the program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ivl.logic.names import spell

if TYPE_CHECKING:
    from random import Random

_PIECES = re.compile(
    r'[^\s()"|:][^\s()"|]*'
    r"|[\s()]+"
    r'|"(?:[^"]|"")*"'  # a string literal
    r"|:(?:qid|skolemid) (?:\|[^|]*\||[^\s()]+)"
    r"|\|[^|]*\|"
    r'|:[^\s()"|]*'
    r"|."
)
_WORD = re.compile(r'"(?:[^"]|"")*"|\|[^|]*\||[^\s()"|]+')
_LIKE_NEW = re.compile(r"(?<![^\s()|])\$[0-9]")
_NUMBERED = re.compile(r"\$([0-9]+)(?![0-9])")


class Renaming:
    """Symbols as ``$0``, ``$1`` ... in the order of their declarations, in texts of SMT-LIB.

    Bound variables are ``?0``, ``?1`` ... in the order of their occurrence in a command. Texts that
    differ in names alone become equal; and since different names stay different, a text means the
    same before and after. With a `seed` the numbers are drawn at random, hence the names differ
    from seed to seed.

    A name is known from its declaration on; a pop forgets it, so that what follows does not depend
    on what was declared in scopes that are closed.
    """

    def __init__(self, seed: int | None = None) -> None:
        self._random: Random | None = None
        if seed is not None:
            from random import Random  # slow to import

            self._random = Random(seed)
        self._names: dict[str, str] = {}
        self._originals: dict[str, str] = {}
        self._scopes: list[int] = []

    def push(self) -> None:
        """Open a scope."""
        self._scopes.append(len(self._names))

    def pop(self) -> None:
        """Close the innermost scope."""
        size = self._scopes.pop()
        while len(self._names) > size:
            del self._originals[self._names.popitem()[1]]

    def declare(self, name: str) -> None:
        """A symbol, or a sort, called `name` in the program is about to be declared."""
        symbol = spell(name)
        if symbol not in self._names:
            new = self._draw()
            self._names[symbol] = new
            self._originals[new] = symbol

    def _draw(self) -> str:
        if self._random is None:
            return f"${len(self._names)}"
        while True:
            new = f"${self._random.randrange(10**9)}"
            if new not in self._originals:
                return new

    def rename(self, text: str) -> str:
        """`text`, a command, with the new names."""
        return "".join(map(_Command(self._names).__getitem__, _PIECES.findall(text)))

    def normal(self, text: str) -> str:
        """A text that is the same for commands that differ in names alone, and for no others.

        Names of the solver's that look like new ones could be taken for them, but for the original.
        """
        renamed = self.rename(text)
        return f"{renamed}{text}" if _LIKE_NEW.search(text) else renamed

    def restore(self, text: str) -> str:
        """`text`, a reply, with the names of the program."""
        if "$" not in text:
            return text
        return _WORD.sub(self._restore, text)

    def _restore(self, match: re.Match[str]) -> str:
        old = match[0]
        if old[0] == '"' or "$" not in old:
            return old
        whole = self._originals.get(old)
        if whole is not None:
            return whole
        inner = _NUMBERED.sub(self._original, old.strip("|"))  # T!val!0, and the like
        return f"|{inner}|" if old[0] == "|" or not _WORD.fullmatch(inner) else inner

    def _original(self, match: re.Match[str]) -> str:
        return self._originals.get(match[0], match[0]).strip("|")


class _Command(dict[str, str]):
    """What becomes of each piece of a command: looked up once, however often it occurs."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._locals = 0

    def __missing__(self, old: str) -> str:
        new = self._names.get(old, old)
        if new is old:
            if old[0] == "?" or old.startswith("|?"):
                new = self._local("?")
            elif old.startswith((":qid ", ":skolemid ")):
                keyword, _, _ = old.partition(" ")
                new = f"{keyword} {self._local('%q')}"
        self[old] = new
        return new

    def _local(self, prefix: str) -> str:
        self._locals += 1
        return f"{prefix}{self._locals - 1}"
