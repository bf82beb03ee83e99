"""The engine of the printer: text is made from pieces, without recursion, at any depth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, TypeAlias

from ivl.base.node import EMPTY, value


class Mark(Enum):
    """Where a group of pieces may be broken into lines, and where it ends."""

    BREAK = 0
    END = 1


@value
class Group:
    """The start of pieces that stand in one line if they are short, else one below the other.

    A group with the `key` of the group around it is part of that one: ``a && b && c`` is one.
    """

    key: str = ""


Pieces: TypeAlias = "list[Piece]"
Piece: TypeAlias = "str | tuple[Callable[[Any, int], Pieces], Any, int] | Group | Mark"
"""Text, or a function that gives the pieces of a node at a binding strength or indentation, or a
place where a line may be broken."""

Rewrite: TypeAlias = Callable[[Pieces], Pieces]
"""What is written of a node, given what would be."""

BREAK, END = Mark.BREAK, Mark.END
DEEPEST_INDENT = 80
DEEPEST_GROUP = 30
LONGEST_LINE = 80


@value
class _After:
    """Where the text of a node ends."""

    node: object


def text_of(
    pieces: Iterable[Piece],
    wrap: bool = False,
    instead: Mapping[Any, Rewrite] = EMPTY,
    places: dict[Any, tuple[int, int]] | None = None,
) -> str:
    """All pieces taken apart and put together.

    With `wrap`, groups of more than 80 characters are broken into lines. `instead` says what is
    written of some nodes. `places` receives the offsets at which each node's
    text starts and ends where it is first written, or would if no group were broken.
    """
    out: _Wrapped | _Plain = _Wrapped() if wrap else _Plain()
    write = out.write
    length = 0
    pending: list[Piece | _After] = [*pieces]
    pending.reverse()
    while pending:
        piece = pending.pop()
        if isinstance(piece, str):
            write(piece)
            length += len(piece)
        elif isinstance(piece, tuple):
            render, node, number = piece
            parts = render(node, number)
            if instead and node in instead:
                parts = [*instead[node](parts)]
            if places is not None and node not in places:
                places[node] = (length, length)
                pending.append(_After(node))
            parts.reverse()
            pending += parts
        elif isinstance(piece, _After):
            assert places is not None
            places[piece.node] = (places[piece.node][0], length)
        else:
            out.mark(piece)
    return out.text()


class _Plain:
    """Text in which no line is broken."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.write = self.parts.append

    def mark(self, mark: Group | Mark) -> None:
        """Nothing is to be done about groups."""

    def text(self) -> str:
        return "".join(self.parts)


class _Wrapped:
    """Text in which the groups that are open are lists of lines."""

    def __init__(self) -> None:
        self.parts: list[str] = [""]
        self.line = 0  # the part that ends the last line which the layout itself has ended
        self.groups: list[tuple[str, list[list[str]]]] = []
        self.opened: list[bool] = []  # for each group that has not ended, whether it is in `groups`
        self.flat = 0  # the number of open groups that are too deep to be broken

    def write(self, text: str) -> None:
        if self.groups:
            self.groups[-1][1][-1].append(text)
        else:
            if "\n" in text:
                self.line = len(self.parts)
            self.parts.append(text)

    def mark(self, mark: Group | Mark) -> None:
        if isinstance(mark, Group):
            if self.flat or len(self.groups) >= DEEPEST_GROUP:
                self.flat += 1
                return
            joins = bool(self.groups and mark.key and self.groups[-1][0] == mark.key)
            self.opened.append(not joins)
            if not joins:
                self.groups.append((mark.key, []))
            self.groups[-1][1].append([])
        elif self.flat:
            self.flat -= mark is END
        elif mark is BREAK:
            self.groups[-1][1].append([])
        elif self.opened.pop():
            self._close()

    def _close(self) -> None:
        _, lines = self.groups.pop()
        texts = [part for line in lines for part in "".join(line).split("\n") if part]
        out = self.groups[-1][1][-1] if self.groups else self.parts
        if sum(map(len, texts)) <= LONGEST_LINE:
            out.append("".join(texts))
        else:
            margin = " " * (2 if self.groups else self._indent() + 2)
            out.append(f"\n{margin}".join(texts))

    def _indent(self) -> int:
        """The indentation of the line that is being written."""
        line = self.parts[self.line].rpartition("\n")[2]
        for part in self.parts[self.line + 1 :]:
            if line.strip(" "):
                break
            line += part
        return len(line) - len(line.lstrip(" "))

    def text(self) -> str:
        return "".join(self.parts)


def separated(
    render: Callable[[Any, int], Pieces], nodes: Iterable[Any], number: int, by: str = ", "
) -> Pieces:
    """The pieces of some nodes with `by` between them."""
    pieces: Pieces = []
    for node in nodes:
        if pieces:
            pieces.append(by)
        pieces.append((render, node, number))
    return pieces


def listed(render: Callable[[Any, int], Pieces], nodes: Iterable[Any], number: int) -> Pieces:
    """The same with commas, as a group that can be broken behind each comma."""
    pieces: Pieces = [Group()]
    for node in nodes:
        if len(pieces) > 1:
            pieces += [", ", BREAK]
        pieces.append((render, node, number))
    return [*pieces, END]


def margin(indent: int) -> str:
    """The start of a line; very deep nesting is not shown, or the text would be quadratic."""
    return " " * min(indent, DEEPEST_INDENT)
