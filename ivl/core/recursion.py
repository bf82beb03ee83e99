"""Which calls are recursive."""

from __future__ import annotations

from ivl.core.map_statements import walk_statements
from ivl.core.program import Program
from ivl.core.statements import Call


def recursive_callees(program: Program, caller: str) -> frozenset[str]:
    """The procedures whose calls, in bodies of `caller`, may lead to a call of `caller` again."""
    callees: dict[str, set[str]] = {}
    for implementation in program.implementations:
        found = callees.setdefault(implementation.name, set())
        for statement in walk_statements(implementation.body):
            if isinstance(statement, Call):
                found.add(statement.procedure)
    callers: dict[str, set[str]] = {}
    for name, called in callees.items():
        for callee in called:
            callers.setdefault(callee, set()).add(name)
    reaching, pending = set[str](), [caller]
    while pending:
        for name in callers.get(pending.pop(), ()):
            if name not in reaching:
                reaching.add(name)
                pending.append(name)
    return frozenset(reaching & callees.get(caller, set()))
