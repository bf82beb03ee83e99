"""The type variables that an expression mentions without binding them."""

from __future__ import annotations

from ivl.core.expressions import (
    Apply,
    Expr,
    Lambda,
    Literal,
    Operation,
    Quantifier,
    Select,
    Store,
    VariableReference,
)
from ivl.core.fold import bound_variables, walk
from ivl.core.types import Type, TypeVariable, free_variables


def expression_types(expr: Expr) -> tuple[Type, ...]:
    """The types written at `expr` itself: its own, and those of what it binds or instantiates."""
    match expr:
        case Apply(_, type_arguments, _, type_) | Select(_, type_arguments, _, type_):
            return (*type_arguments, type_)
        case Store(_, type_arguments, _, _):
            return type_arguments
        case VariableReference() | Literal() | Operation():
            return (expr.type,)
        case _:
            return (expr.type, *[v.type for v in bound_variables(expr)])


def free_type_variables(expr: Expr) -> tuple[TypeVariable, ...]:
    """Free type variables of the types in `expr`, in order of first occurrence."""
    bound: set[TypeVariable] = set()
    found: dict[TypeVariable, None] = {}
    seen: set[int] = set()
    for e in walk(expr):
        if isinstance(e, Quantifier | Lambda):
            bound.update(e.type_parameters)
        for type_ in expression_types(e):
            if id(type_) not in seen:
                seen.add(id(type_))
                for variable in free_variables(type_):
                    found.setdefault(variable)
    return tuple([v for v in found if v not in bound])
