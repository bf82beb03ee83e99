"""Which variables of an implementation have where clauses."""

from __future__ import annotations

from ivl.core.expressions import Expr, Variable, VariableReference
from ivl.core.fold import substitute
from ivl.core.program import Implementation, Procedure, Program


def formals(procedure: Procedure, implementation: Implementation) -> dict[Variable, Expr]:
    """A substitution of the implementation's formals for the procedure's."""
    declared = [d.variable for d in (*procedure.inputs, *procedure.outputs)]
    own = (*implementation.inputs, *implementation.outputs)
    return {v: VariableReference(w) for v, w in zip(declared, own, strict=True)}


def where_clauses(
    program: Program, procedure: Procedure, implementation: Implementation
) -> dict[Variable, Expr]:
    """The where clauses of globals, formals and locals, in this order, by variable."""
    found = {d.variable: d.where for d in program.globals if d.where is not None}
    renaming = formals(procedure, implementation)
    own = (*implementation.inputs, *implementation.outputs)
    for variable, declared in zip(own, (*procedure.inputs, *procedure.outputs), strict=True):
        if declared.where is not None:
            found[variable] = substitute(declared.where, renaming)
    found.update({d.variable: d.where for d in implementation.locals if d.where is not None})
    return found
