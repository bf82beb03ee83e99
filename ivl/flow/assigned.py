"""Which variables commands assign."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ivl.core.expressions import Variable
from ivl.core.program import Procedure
from ivl.core.statements import Assign, Call, Command, Havoc


def assigned_variables(
    commands: Iterable[Command], procedure: Callable[[str], Procedure]
) -> dict[Variable, None]:
    """The variables that `commands` may change, in order of first mention (an ordered set)."""
    found: dict[Variable, None] = {}
    for command in commands:
        match command:
            case Assign(variables) | Havoc(variables):
                found.update(dict.fromkeys(variables))
            case Call(name, results=results):
                found.update(dict.fromkeys([r for r in results if r is not None]))
                found.update(dict.fromkeys(procedure(name).modifies))
            case _:
                pass
    return found
