"""What declarations and commands assume."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ivl.core.attributes import has_attribute
from ivl.core.expressions import Expr
from ivl.core.program import GlobalDeclaration
from ivl.core.statements import Assume, Command
from ivl.flow.soften import SOFT


def clauses(declarations: Iterable[GlobalDeclaration]) -> list[Expr]:
    """The where clauses of declarations."""
    return [d.where for d in declarations if d.where is not None]


def assumed_next(commands: Sequence[Command]) -> list[Expr]:
    """The assumptions at the beginning of `commands`."""
    found: list[Expr] = []
    for command in commands:
        if not isinstance(command, Assume):
            break
        if not is_soft(command):
            found.append(command.condition)
    return found


def is_soft(command: Assume) -> bool:
    """Whether an assumption is only a wish."""
    return bool(command.attributes) and has_attribute(command.attributes, SOFT)
