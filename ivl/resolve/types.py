"""Type expressions: names, arities, synonyms, bound type variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ivl.base.source import Span
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    REGEX,
    RMODE,
    STRING,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    free_variables,
    map_type,
    substitute,
)
from ivl.resolve.context import Context
from ivl.resolve.unify import ERROR
from ivl.syntax import ast

BUILT_IN: dict[str, Type] = {
    "int": INT,
    "real": REAL,
    "bool": BOOL,
    "rmode": RMODE,
    "string": STRING,
    "regex": REGEX,
}
BITVECTOR = re.compile(r"bv([0-9]+)")
FLOAT = re.compile(r"float([0-9]+)e([0-9]+)")


def resolve_type(c: Context, node: ast.Type) -> Type:
    """The type that a type expression denotes, synonyms expanded; reports what is wrong."""
    if isinstance(node, ast.MapType):
        return _map_type(c, node)
    name = node.name
    variable = c.type_variables.get(name)
    if variable is not None:
        if node.arguments:
            c.resolve_error(
                "type-arguments",
                node.span,
                f"type variables must not be applied to arguments: {name}",
            )
        return variable
    built_in = _built_in(name)
    if built_in is not None:
        if node.arguments:
            c.resolve_error(
                "type-arguments", node.span, f"type {name} must not be applied to arguments"
            )
        return built_in
    declaration = c.symbols.types.get(name)
    if declaration is None:
        c.resolve_error("undeclared-type", node.span, f"undeclared type: {name}")
        return ERROR
    if isinstance(declaration, ast.Datatype):
        arity, what = len(declaration.type_parameters), "constructor"
    else:
        arity = len(declaration.parameters)
        what = "constructor" if declaration.body is None else "synonym"
    if len(node.arguments) != arity:
        c.resolve_error(
            "type-arguments",
            node.span,
            f"type {what} received wrong number of arguments: {name}",
        )
        return ERROR
    arguments = tuple([resolve_type(c, t) for t in node.arguments])
    if what == "constructor":
        return c.symbols.one_type(name, arguments, ConstructedType(name, arguments))
    parameters, body = c.symbols.synonyms[name]
    return substitute(body, dict(zip(parameters, arguments, strict=True))) if parameters else body


def _built_in(name: str) -> Type | None:
    found = BUILT_IN.get(name)
    if found is None:
        if (bits := BITVECTOR.fullmatch(name)) is not None:
            return BitvectorType(int(bits[1]))
        if (sizes := FLOAT.fullmatch(name)) is not None:
            return FloatType(int(sizes[1]), int(sizes[2]))
    return found


def _map_type(c: Context, node: ast.MapType) -> Type:
    if not node.type_parameters:
        domain = tuple([resolve_type(c, t) for t in node.domain])
        range_ = resolve_type(c, node.range)
        return c.symbols.one_type("[]", (*domain, range_), MapType((), domain, range_))
    outer = c.type_variables
    c.type_variables = dict(outer)
    parameters = bind_type_variables(c, node.type_parameters)
    domain = tuple([resolve_type(c, t) for t in node.domain])
    range_ = resolve_type(c, node.range)
    check_occurrences(c, parameters, (*domain, range_), node.span, "map arguments")
    c.type_variables = outer
    return map_type(sort_type_parameters(parameters, (*domain, range_)), domain, range_)


def bind_type_variables(c: Context, names: Iterable[ast.Name]) -> tuple[TypeVariable, ...]:
    """Bring type variables into scope, in `c.type_variables`, which the caller copies before.

    All are returned, but one whose name is taken does not come into scope.
    """
    made = []
    for name in names:
        variable = TypeVariable(name.text)
        made.append(variable)
        if BITVECTOR.fullmatch(name.text):
            reserved_name(c, name.text, name.span)
        elif name.text in c.symbols.types:
            c.resolve_error(
                "duplicate-type",
                name.span,
                f"name is already reserved for type constructor: {name.text}",
            )
        elif name.text in c.type_variables:
            c.resolve_error(
                "duplicate-type-variable",
                name.span,
                f"more than one declaration of type variable: {name.text}",
            )
        else:
            c.type_variables[name.text] = variable
    return tuple(made)


def reserved_name(c: Context, name: str, span: Span) -> None:
    """Report that a type is named like a bitvector type."""
    c.resolve_error("reserved-type", span, f"type name: {name} is registered for bitvectors")


def check_occurrences(
    c: Context,
    parameters: Iterable[TypeVariable],
    types: Iterable[Type],
    span: Span,
    what: str,
) -> None:
    """Every type parameter must occur in one of the types."""
    seen = {v for t in types for v in free_variables(t)}
    for variable in parameters:
        if variable not in seen and c.type_variables.get(variable.name) is variable:
            c.resolve_error(
                "unused-type-variable",
                span,
                f"type variable must occur in {what}: {variable.name}",
            )


def sort_type_parameters(
    parameters: Sequence[TypeVariable], types: Iterable[Type]
) -> tuple[TypeVariable, ...]:
    """The parameters in the order in which they occur in the types, then the others."""
    if len(parameters) < 2:
        return tuple(parameters)
    seen = dict.fromkeys([v for t in types for v in free_variables(t) if v in parameters])
    return tuple(dict.fromkeys([*seen, *parameters]))
