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

    def now(e: Expr) -> Expr:
        match e:
            case VariableReference(variable):
                return state.get(variable, e)
            case Literal():
                return e
            case Old(operand):
                return before(operand)
            case _:
                return map_children(e, now)

    def before(e: Expr) -> Expr:
        match e:
            case VariableReference(variable):
                return e if variable.kind is VariableKind.GLOBAL else state.get(variable, e)
            case Literal():
                return e
            case Old(operand):
                return before(operand)
            case _:
                return map_children(e, before)

    return now(expr)


def state_variables(expr: Expr) -> set[Variable]:
    """The variables whose present values `expr` reads: not bound ones, not globals in ``old``."""
    found: set[Variable] = set()
    bound: set[Variable] = set()
    stack = [(expr, False)]
    while stack:
        e, old = stack.pop()
        match e:
            case VariableReference(variable):
                if not (old and variable.kind is VariableKind.GLOBAL):
                    found.add(variable)
            case Old(operand):
                stack.append((operand, True))
            case _:
                bound.update(bound_variables(e))
                stack.extend([(child, old) for child in children(e)])
    return found - bound
