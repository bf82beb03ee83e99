"""Which goals were proved without being reached: their proof says nothing about them."""

from __future__ import annotations

from collections.abc import Container

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.core.expressions import Expr, Literal
from ivl.core.map_statements import walk_statements
from ivl.core.program import Implementation, Procedure
from ivl.core.proof_ids import ESTABLISHED, MAINTAINED, proof_id
from ivl.core.statements import Assert, While


def vacuous_goals(
    implementation: Implementation, procedure: Procedure, covered: Container[str]
) -> tuple[Diagnostic, ...]:
    """A warning for each assertion, invariant and postcondition that is not in `covered`.

    `covered` are the names of what the proof needed. A goal that no execution can reach, or only
    under contradictory assumptions, is not among them.
    """
    goals: list[Assert] = []
    for statement in walk_statements(implementation.body):
        if isinstance(statement, Assert):
            goals.append(statement)
        elif isinstance(statement, While):
            goals.extend([i for i in statement.invariants if isinstance(i, Assert)])
    named = [(proof_id(g.attributes), g.span) for g in goals if not _is_true(g.condition)]
    named += [(proof_id(c.attributes), c.span) for c in procedure.ensures if not c.free]
    found = []
    for text, span in named:
        if text is None:
            continue
        names = (text, ESTABLISHED.format(text), MAINTAINED.format(text))
        if not any(name in covered for name in names):
            message = "this is proved vacuously: no execution reaches it"
            found.append(Diagnostic("vacuous.goal", message, span, Severity.WARNING))
    return tuple(found)


def _is_true(condition: Expr) -> bool:
    return isinstance(condition, Literal) and condition.value is True
