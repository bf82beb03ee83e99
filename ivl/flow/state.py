"""Expressions and the state that they are about: ``old``, incarnations, what is read."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.core.expressions import Expr, Literal, Old, Variable, VariableKind, VariableReference
from ivl.core.fold import bound_variables, children, map_children, substitute


def substitute_old(expr: Expr, before: Mapping[Variable, Expr]) -> Expr:
    """`expr` with each ``old(e)`` replaced by ``e`` over the values `before`."""

    def rewrite(e: Expr) -> Expr:
        if isinstance(e, Old):
            return substitute(e.operand, before)
        return map_children(e, rewrite)

    return rewrite(expr)


def substitute_state(expr: Expr, state: Mapping[Variable, Expr]) -> Expr:
    """`expr` over the incarnations in `state`; inside ``old`` globals stay as they are."""
    if isinstance(expr, VariableReference):
        return state.get(expr.variable, expr)
    if isinstance(expr, Literal):
        return expr

    def now(e: Expr) -> Expr:
        if isinstance(e, VariableReference):
            return state.get(e.variable, e)
        if isinstance(e, Old):
            return before(e.operand)
        return map_children(e, now)

    def before(e: Expr) -> Expr:
        if isinstance(e, VariableReference):
            return e if e.variable.kind is VariableKind.GLOBAL else state.get(e.variable, e)
        if isinstance(e, Old):
            return before(e.operand)
        return map_children(e, before)

    return now(expr)


def state_variables(expr: Expr) -> set[Variable]:
    """The variables whose present values `expr` reads: not bound ones, not globals in ``old``."""
    found: set[Variable] = set()
    bound: set[Variable] = set()
    stack = [expr]
    before: list[Expr] = []  # what is read in the first state
    while stack:
        e = stack.pop()
        if isinstance(e, VariableReference):
            found.add(e.variable)
        elif isinstance(e, Old):
            before.append(e.operand)
        else:
            bound.update(bound_variables(e))
            stack += children(e)
    while before:
        e = before.pop()
        if isinstance(e, VariableReference):
            if e.variable.kind is not VariableKind.GLOBAL:
                found.add(e.variable)
        else:
            bound.update(bound_variables(e))
            before += children(e)
    return found - bound if bound else found
