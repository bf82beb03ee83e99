"""``x, y: T``: which parameters of a function are names and which are types."""

from __future__ import annotations

from typing import TypeGuard

from ivl.syntax import ast
from ivl.syntax.errors import Errors

BUILT_IN = frozenset({"int", "real", "bool"})


def is_identifier(kind: ast.Type) -> TypeGuard[ast.TypeName]:
    """Whether what was read as a type could as well be a name."""
    return isinstance(kind, ast.TypeName) and not kind.arguments and kind.name not in BUILT_IN


def function_parameters(
    parameters: list[ast.FunctionParameter], errors: Errors
) -> tuple[ast.FunctionParameter, ...]:
    """Give ``x`` in ``x, y: T`` its name and type; before this, ``x`` was read as a type."""
    if all(parameter.name is None for parameter in parameters):
        return tuple(parameters)
    result: list[ast.FunctionParameter] = []
    kind: ast.Type | None = None
    for parameter in reversed(parameters):
        if parameter.name is not None:
            kind = parameter.type
            result.append(parameter)
        elif kind is None:
            errors.always("the type of the last parameter is unspecified", parameter.span)
            break
        elif is_identifier(parameter.type):
            name = ast.Name(parameter.type.name, span=parameter.span)
            result.append(
                ast.FunctionParameter(name, kind, parameter.attributes, span=parameter.span)
            )
        else:
            errors.always("expecting an identifier as parameter name", parameter.span)
    return tuple(reversed(result))
