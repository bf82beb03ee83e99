"""Candidates: clauses ``b ==> e`` that hold if the existential constant ``b`` can be true."""

from __future__ import annotations

from collections.abc import Container

from ivl.core.attributes import is_true
from ivl.core.expressions import Expr, Operation, Operator, Variable, VariableReference
from ivl.core.fold import free_variables
from ivl.core.program import Program
from ivl.core.types import BOOL


def existential_constants(program: Program) -> list[Variable]:
    """The constants declared ``{:existential true}``, in textual order."""
    return [
        c.variable
        for c in program.constants
        if c.variable.type == BOOL and is_true(c.attributes, "existential")
    ]


def fixed_constants(program: Program) -> set[Variable]:
    """The constants of which an axiom says something: to refute one could contradict it."""
    return {v for axiom in program.axioms for v in free_variables(axiom.condition)}


def candidate_of(condition: Expr, constants: Container[Variable]) -> Variable | None:
    """The first of `constants` that guards `condition`: ``p ==> b ==> e`` is a candidate of b."""
    while isinstance(condition, Operation) and condition.operator is Operator.IMPLIES:
        guard, condition = condition.arguments
        if isinstance(guard, VariableReference) and guard.variable in constants:
            return guard.variable
    return None
