"""The LR driver: runs the tables that ply generated.

It is ply's own algorithm without what this grammar does not need, and several times as fast: a
rule is called with the values of its right-hand side and returns its value. Importing ply itself
would take longer than parsing most programs; only `ivl.syntax.build_tables` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from ivl.syntax.errors import Errors
from ivl.syntax.lexer import SOFT_KEYWORDS, Token

SOFT = frozenset(SOFT_KEYWORDS.values())


class Rows(dict[int, dict[str, int]]):
    """The rows of a table by state, each read from its line when it is first needed: few are.

    A line ``7 ID INT;-2 SEMI`` says ``{"ID": 7, "INT": 7, "SEMI": -2}``.
    """

    def __init__(self, lines: str) -> None:
        super().__init__()
        self._lines = lines.split("\n")

    def __missing__(self, state: int) -> dict[str, int]:
        row: dict[str, int] = {}
        line = self._lines[state]
        for part in line.split(";") if line else ():
            number, *symbols = part.split()
            row.update(dict.fromkeys(symbols, int(number)))
        self[state] = row
        return row


class Tables(NamedTuple):
    """The generated automaton. An action: positive shifts, negative reduces, 0 accepts."""

    rows: Rows
    defaults: list[int]
    """The reduction that a state makes whatever comes, or 0."""
    gotos: Rows
    productions: list[tuple[int, str, str]]
    """Length, head, and the method to call; without one, the first value is passed on."""


def read_tables(rows: str, defaults: str, gotos: str, productions: str) -> Tables:
    """The tables that `ivl.syntax.build_tables` wrote: one text compiles fast, many rows do not."""
    made = []
    for line in productions.split("\n"):
        size, head, method = (*line.split(), "")[:3]
        made.append((int(size), head, method))
    return Tables(Rows(rows), [int(n) for n in defaults.split()], Rows(gotos), made)


class Stream:
    """The tokens with one of lookahead."""

    __slots__ = ("_next", "kind", "value")

    def __init__(self, tokens: Iterator[tuple[str, Token]]) -> None:
        self._next = tokens.__next__
        self.kind, self.value = self._next()

    def advance(self) -> None:
        """Drop the lookahead and read the next token."""
        self.kind, self.value = self._next()


Recover: TypeAlias = Callable[[list[int], list[Any], Stream], None]
"""Reports the error and leaves stacks and stream where parsing can go on, or raises."""


def _first(values: Sequence[Any]) -> Any:
    return values[0]


def run(tables: Tables, rules: object, errors: Errors, stream: Stream, recover: Recover) -> Any:
    """Parse `stream` and return the value of the start symbol."""
    rows, defaults, gotos, _ = tables
    productions = [
        (size, head, getattr(rules, method) if method else _first)
        for size, head, method in tables.productions
    ]
    states, values, state = [0], [], 0
    kind, value, advance = stream.kind, stream.value, stream._next
    while True:
        action = defaults[state] or rows[state].get(kind)
        if action:
            if action > 0:
                states.append(action)
                values.append(value)
                state = action
                errors.last = value
                errors.shifted += 1
                kind, value = advance()
                continue
            size, head, build = productions[action]
            if size == 1:  # most of all
                if build is not _first:
                    values[-1] = build(values[-1:])
                state = states[-1] = gotos[states[-2]][head]
            else:
                if size:
                    right = values[-size:]
                    del values[-size:], states[-size:]
                    values.append(build(right))
                else:
                    values.append(build(()))
                state = gotos[states[-1]][head]
                states.append(state)
        elif action is None:
            if kind in SOFT and "ID" in rows[state]:
                kind = "ID"
                continue
            stream.kind, stream.value = kind, value
            recover(states, values, stream)
            kind, value, state = stream.kind, stream.value, states[-1]
        else:
            return values[-1]
