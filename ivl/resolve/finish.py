"""After inference: replace unknown types in an expression by what they turned out to be."""

from __future__ import annotations

from ivl.core.expressions import Apply, Expr, Select, Store
from ivl.core.fold import map_expression, walk
from ivl.core.instantiate import substitute_types
from ivl.core.types import MapType, Type, TypeVariable
from ivl.resolve.context import Context
from ivl.resolve.operators import shown
from ivl.resolve.unify import Unknown, default, match_types, unknowns, zonk


def finish(c: Context, *expressions: Expr) -> tuple[Expr, ...]:
    """The expressions with all types known; warns where a type had to be chosen.

    To be called when everything that may determine a type has been seen.
    """
    if not c.unknowns:
        return expressions
    made, c.unknowns = c.unknowns, []
    if c.type_errors or c.resolve_errors:
        return expressions
    if any(u.solution is None for u in made):
        for expression in expressions:
            _choose(c, expression)
    for unknown in made:
        for left in unknowns(unknown):
            default(left)
    known: dict[TypeVariable, Type] = {u: zonk(u) for u in made}
    done = tuple([substitute_types(e, known) for e in expressions])
    if any(u.arity >= 0 and u.uses for u in made):
        done = tuple([map_expression(e, _map_arguments) for e in done])
    return done


def _choose(c: Context, expression: Expr) -> None:
    """Choose the type arguments that nothing determines, as Boogie does."""
    for e in walk(expression):
        match e:
            case Apply(function, type_arguments):
                variables = function.type_parameters
            case Select(map_, type_arguments) | Store(map_, type_arguments):
                type_ = zonk(map_.type)
                variables = type_.parameters if isinstance(type_, MapType) else ()
            case _:
                continue
        for variable, argument in zip(variables, type_arguments, strict=False):
            found = unknowns(argument)
            for unknown in found:
                default(unknown)
            if found:
                c.warning(
                    "ambiguous",
                    e.span,
                    f"type parameter {shown(variable)} is ambiguous, "
                    f"instantiating to {shown(argument)}",
                )


def _map_arguments(e: Expr) -> Expr:
    """Type arguments of a selection whose map was found to be polymorphic afterwards."""
    if isinstance(e, Select | Store) and not e.type_arguments:
        type_ = e.map.type
        if isinstance(type_, MapType) and type_.parameters:
            binding: dict[TypeVariable, Type] = {}
            formals = (*type_.domain, type_.range)
            value = e.type if isinstance(e, Select) else e.value.type
            actuals = (*[i.type for i in e.indexes], value)
            for formal, actual in zip(formals, actuals, strict=True):
                match_types(formal, actual, type_.parameters, binding, Unknown)
            arguments = tuple([zonk(binding[v]) for v in type_.parameters])
            if isinstance(e, Select):
                return Select(e.map, arguments, e.indexes, e.type, span=e.span)
            return Store(e.map, arguments, e.indexes, e.value, span=e.span)
    return e
