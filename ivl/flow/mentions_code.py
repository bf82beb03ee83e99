"""Whether a program has code expressions, which most have not."""

from __future__ import annotations

from ivl.core.expressions import CodeExpression, Expr
from ivl.core.fold import occurrences
from ivl.core.map_statements import statement_expressions
from ivl.core.program import GlobalDeclaration, Program


def mentions_code(program: Program) -> bool:
    """Whether a body, a contract or a where clause of `program` has a code expression."""
    clauses: list[Expr] = []
    for procedure in program.procedures:
        clauses += [c.condition for c in (*procedure.requires, *procedure.ensures)]
        clauses += _where((*procedure.inputs, *procedure.outputs))
    clauses += _where(program.globals)
    for implementation in program.implementations:
        clauses += _where(implementation.locals)
        clauses += statement_expressions(implementation.body, annotations=False)
    return any(occurrences(clauses, (CodeExpression,), annotations=False))


def _where(declarations: tuple[GlobalDeclaration, ...]) -> list[Expr]:
    return [d.where for d in declarations if d.where is not None]
