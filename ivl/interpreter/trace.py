"""What has happened in an execution."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from ivl.base.counterexample import Access, Binding, Index
from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span
from ivl.base.values import UNKNOWN, Construction, MapValue, Value
from ivl.core.expressions import Variable
from ivl.core.value_text import value_text
from ivl.interpreter.data import Datum


class EventKind(Enum):
    """What has happened; the value is a stable id."""

    START = "start"
    """A body begins; changes are the values of its inputs."""
    ASSIGN = "assign"
    HAVOC = "havoc"
    BRANCH = "branch"
    """One of several ways was taken: to the block called `text`."""
    CALL = "call"
    """A call of the procedure called `text` has returned."""
    STATE = "state"
    """``{:captureState}``; `text` is the name."""
    PRINT = "print"
    """``{:print}``; `text` is the output."""


@node
class Event:
    """Something that has happened in `procedure`, at so many calls within each other.

    In `changes` is for each variable what it was, if anything, and what it has become.
    """

    kind: EventKind
    procedure: str
    depth: int
    changes: tuple[tuple[Variable, Datum | None, Datum | None], ...] = ()
    text: str = ""
    span: Span = field(default=NOWHERE, kw_only=True)


def bindings(event: Event, prefix: str = "") -> tuple[Binding, ...]:
    """What has changed, of maps and datatypes only the changed places."""
    found: list[Binding] = []
    for variable, before, now in event.changes:
        name = f"{prefix}{variable.name}"
        found += [Binding(name, accesses, value) for accesses, value in _changed(before, now)]
    return tuple(found)


def _changed(before: Datum | None, now: Datum | None) -> Iterator[tuple[tuple[Access, ...], Value]]:
    if isinstance(before, MapValue) and isinstance(now, MapValue) and before.default == now.default:
        for key in dict.fromkeys([*before.entries, *now.entries]):
            old, new = before.select(key), now.select(key)
            if old != new:
                for accesses, value in _changed(old, new):
                    yield (Index((key,)), *accesses), value
        return
    yield (), shown(now)


def shown(value: Datum | None) -> Value:
    """`value` as far as it can be shown."""
    match value:
        case Construction(name, arguments):
            return Construction(name, tuple([shown(a) for a in arguments]))
        case MapValue(default=default, entries=entries):
            return MapValue(shown(default), {at: shown(v) for at, v in entries.items()})
        case _:
            return value if isinstance(value, Value) else UNKNOWN


def datum_text(value: Datum | None) -> str:
    """`value` as text."""
    return value_text(shown(value))
