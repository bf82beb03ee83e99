"""Binders as templates with holes: what a lambda or a quantifier depends on, made explicit."""

from __future__ import annotations

from collections.abc import Hashable

from ivl.base.node import node
from ivl.core.alpha import alpha_key
from ivl.core.expressions import (
    Expr,
    Lambda,
    Literal,
    Old,
    Quantifier,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import bound_variables, children, map_children, map_expression, walk
from ivl.core.free_types import expression_types, free_type_variables
from ivl.core.map_statements import attribute_expressions
from ivl.core.types import BOOL, TypeVariable, free_variables


@node
class Template:
    """A binder whose maximal closed parts (`holes`) have been replaced by `parameters`.

    `type_variables` are the free ones of the binder. Two binders that differ in their holes and
    bound names only have equal keys.
    """

    binder: Lambda | Quantifier
    holes: tuple[Expr, ...]
    parameters: tuple[Variable, ...]
    type_variables: tuple[TypeVariable, ...]
    key: tuple[Hashable, ...]


def make_template(binder: Lambda | Quantifier, *, free_variables: bool = False) -> Template:
    """The template of `binder`.

    A hole is a largest subexpression in which nothing occurs that is bound by `binder` or inside
    it, literals among them. ``old`` is first pushed inwards to the globals, so that no hole
    stands below one: ``(lambda x: int :: old(x + a + g))`` has the holes ``a`` and ``old(g)``.
    With `free_variables` the holes are only variables, in ``old`` or not, each variable once.
    """
    binder = _push_old(binder)
    holes: list[Expr] = []
    parameters: list[Variable] = []
    is_closed = _closedness(binder)
    known: dict[tuple[type, Variable], Variable] = {}

    def fill(e: Expr) -> Expr:
        if not is_closed.get(id(e), False):
            return map_children(e, fill)
        key = _variable(e)
        if free_variables and key is None:
            return map_children(e, fill)
        if free_variables and key in known:
            return VariableReference(known[key], span=e.span)
        parameter = Variable(f"l#{len(holes)}", e.type, VariableKind.BOUND, span=e.span)
        holes.append(e)
        parameters.append(parameter)
        if key is not None:
            known[key] = parameter
        return VariableReference(parameter, span=e.span)

    filled = map_children(binder, fill)
    assert isinstance(filled, Lambda | Quantifier)
    free = free_type_variables(filled)
    closed = Lambda(free, tuple(parameters), (), filled, BOOL)
    return Template(filled, tuple(holes), tuple(parameters), free, alpha_key(closed))


def _variable(e: Expr) -> tuple[type, Variable] | None:
    """The variable that `e` is, as it is now or in ``old``."""
    inner = e.operand if isinstance(e, Old) else e
    return (type(e), inner.variable) if isinstance(inner, VariableReference) else None


def _closedness(binder: Lambda | Quantifier) -> dict[int, bool]:
    """For each node below `binder`, by identity: whether it may be a hole."""
    bound = {v for e in walk(binder) for v in bound_variables(e)}
    bound_types = {
        t for e in walk(binder) if isinstance(e, Lambda | Quantifier) for t in e.type_parameters
    }
    result: dict[int, bool] = {}
    for e in walk(binder):
        if isinstance(e, Lambda | Quantifier):
            for p in attribute_expressions(e.attributes):
                if isinstance(p, Literal):
                    result[id(p)] = False  # {:weight 5} is read, not evaluated

    def visit(e: Expr) -> bool:
        known = result.get(id(e))
        if known is None:
            known = not bound_variables(e)
            if isinstance(e, VariableReference):
                known = e.variable not in bound
            if known and bound_types:
                known = not any(
                    t in bound_types for type_ in expression_types(e) for t in free_variables(type_)
                )
            inside = [visit(child) for child in children(e)]
            known = result[id(e)] = known and all(inside)
        return known

    visit(binder)
    return result


def _push_old(binder: Lambda | Quantifier) -> Lambda | Quantifier:
    """``old`` around global variables only: ``old(g + a)`` becomes ``old(g) + a``."""
    if not any(isinstance(e, Old) for e in walk(binder)):
        return binder

    def push(e: Expr) -> Expr:
        return map_expression(e.operand, in_old) if isinstance(e, Old) else map_children(e, push)

    def in_old(e: Expr) -> Expr:
        match e:
            case VariableReference(variable) if variable.kind is VariableKind.GLOBAL:
                return Old(e, span=e.span)
            case Old(operand):
                return operand
            case _:
                return e

    result = map_children(binder, push)
    assert isinstance(result, Lambda | Quantifier)
    return result
