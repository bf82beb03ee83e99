"""What functions and constants have been chosen to be."""

from __future__ import annotations

from typing import TypeAlias

from ivl.base.node import record
from ivl.base.values import UNKNOWN, FunctionTable, Value
from ivl.core.types import Type
from ivl.interpreter.data import Datum

Key: TypeAlias = tuple[tuple[Type, ...], tuple[Datum, ...]]
"""Type arguments and arguments, by which a result is found again."""


@record
class Table:
    """What a function has been chosen to be: `entries`, and elsewhere `defaults`, by types."""

    entries: dict[Key, Datum]
    defaults: dict[tuple[Type, ...], Datum]


def table_of(given: FunctionTable | Table, is_function: bool) -> Table:
    """A table of its own for what is `given` of a function, or a constant."""
    if isinstance(given, Table):
        return Table(dict(given.entries), dict(given.defaults))
    entries: dict[Key, Datum] = {
        ((), a): v for a, v in given.entries if v != UNKNOWN and UNKNOWN not in a
    }
    defaults: dict[tuple[Type, ...], Datum] = {}
    if given.default != UNKNOWN and is_function:
        defaults[()] = given.default
    return Table(entries, defaults)


def function_table(name: str, table: Table) -> FunctionTable | None:
    """`table` as far as it is made of values; None for functions with type parameters."""
    if any(types for types, _ in table.entries):
        return None
    entries: list[tuple[tuple[Value, ...], Value]] = []
    for (_, arguments), found in table.entries.items():
        values = [a for a in arguments if isinstance(a, Value)]
        if isinstance(found, Value) and len(values) == len(arguments):
            entries.append((tuple(values), found))
    default = table.defaults.get((), UNKNOWN)
    return FunctionTable(name, tuple(entries), default) if isinstance(default, Value) else None
