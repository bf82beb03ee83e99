"""What declarations and commands assume."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ivl.core.attributes import has_attribute
from ivl.core.expressions import Expr
from ivl.core.program import GlobalDeclaration
from ivl.core.statements import Assume, Command
from ivl.flow.soften import SOFT
from ivl.interpreter.evaluator import Evaluator
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import CannotTell


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


def require_assumed(before: Iterable[Command], scope: Scope, evaluator: Evaluator) -> None:
    """Raises CannotTell if something assumed `before` an invariant that fails does not hold.

    The proof of an invariant may not rely on it, but an execution in this order would end there.
    """
    for command in before:
        if isinstance(command, Assume) and not evaluator.holds(command.condition, scope):
            raise CannotTell("what the loop assumes before it does not hold", command.span)
