"""Applications with type parameters: functions, maps, datatype fields and constructor tests."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.source import Span
from ivl.core.expressions import (
    Apply,
    Expr,
    FieldAccess,
    FieldUpdate,
    IsConstructor,
    Select,
    Store,
)
from ivl.core.types import (
    BOOL,
    ConstructedType,
    MapType,
    Type,
    TypeVariable,
    substitute,
)
from ivl.resolve.context import Context
from ivl.resolve.operators import shown
from ivl.resolve.scopes import DatatypeSignature
from ivl.resolve.unify import Unknown, match_types, prune, unify
from ivl.syntax import ast


def instantiate(
    c: Context,
    node: object,
    parameters: tuple[TypeVariable, ...],
    formals: Sequence[Type],
    actuals: Sequence[Expr],
    where: str,
) -> dict[TypeVariable, Type]:
    """Type parameters' instances that make the formal types those of the actual arguments."""
    binding: dict[TypeVariable, Type] = {}
    for index, (formal, actual) in enumerate(zip(formals, actuals, strict=True)):
        type_ = actual.type
        if formal is type_ and not parameters:
            continue
        if not match_types(formal, type_, parameters, binding, c.unknown):
            c.operator_error(
                node,
                "argument",
                actual.span,
                f"invalid type for argument {index} in {where}: "
                f"{shown(type_)} (expected: {shown(formal)})",
                index,
            )
    return binding


def type_arguments(
    c: Context, parameters: tuple[TypeVariable, ...], binding: dict[TypeVariable, Type]
) -> tuple[Type, ...]:
    """The instances of all parameters; those that are not determined yet become unknowns."""
    for variable in parameters:
        if variable not in binding:
            binding[variable] = c.unknown(variable.name)
    return tuple([binding[v] for v in parameters])


def apply(c: Context, node: ast.Apply) -> Expr:
    """``f(e, ...)``."""
    function = c.function(node.function, node.span)
    before = len(c.type_errors)
    arguments = tuple([c.expression(e) for e in node.arguments])
    if function is None:
        return c.failed(node)
    formals = function.parameters
    if len(formals) != len(arguments):
        c.type_error(
            "arity",
            node.span,
            f"wrong number of arguments to function: {function.name} "
            f"({len(arguments)} instead of {len(formals)})",
        )
        return c.failed(node)
    if len(c.type_errors) != before:
        return c.failed(node)
    parameters = function.type_parameters
    result = function.result
    instances: tuple[Type, ...] = ()
    binding = instantiate(
        c, node, parameters, formals, arguments, f"application of {function.name}"
    )
    if parameters:
        instances = type_arguments(c, parameters, binding)
        result = substitute(result, binding)
    return Apply(function, instances, arguments, result, span=node.span)


def select_type(
    c: Context, node: object, map_: Expr, indexes: tuple[Expr, ...], span: Span, where: str
) -> tuple[tuple[Type, ...], Type] | None:
    """The type arguments and the value type of ``map_[indexes]``; None after an error."""
    type_ = prune(map_.type)
    if isinstance(type_, MapType) or (isinstance(type_, Unknown) and type_.arity >= 0):
        arity = len(type_.domain) if isinstance(type_, MapType) else type_.arity
        if arity != len(indexes):
            c.operator_error(
                node,
                "arity",
                span,
                f"wrong number of arguments in {where}: {len(indexes)} instead of {arity}",
            )
            return None
    elif not unify(type_, c.unknown("map", arity=len(indexes))):
        c.operator_error(
            node, "operand", map_.span, f"{where} applied to a non-map of type {shown(type_)}"
        )
        return None
    type_ = prune(type_)
    if isinstance(type_, Unknown):  # what kind of map it is will turn out later
        value = c.unknown("result")
        type_.uses.append((tuple([e.type for e in indexes]), value))
        return (), value
    assert isinstance(type_, MapType)
    parameters = type_.parameters
    binding = instantiate(c, node, parameters, type_.domain, indexes, where)
    instances = type_arguments(c, parameters, binding)
    return instances, substitute(type_.range, binding) if parameters else type_.range


def select(c: Context, node: ast.Select) -> Expr:
    """``m[i, ...]``."""
    before = len(c.type_errors)
    map_ = c.expression(node.map)
    indexes = tuple([c.expression(e) for e in node.indexes])
    if len(c.type_errors) != before:
        return c.failed(node)
    found = select_type(c, node, map_, indexes, node.span, "map select")
    if found is None:
        return c.failed(node)
    instances, type_ = found
    return Select(map_, instances, indexes, type_, span=node.span)


def store(c: Context, node: ast.Store) -> Expr:
    """``m[i, ... := v]``."""
    before = len(c.type_errors)
    map_ = c.expression(node.map)
    indexes = tuple([c.expression(e) for e in node.indexes])
    value = c.expression(node.value)
    if len(c.type_errors) != before:
        return c.failed(node)
    found = select_type(c, node, map_, indexes, node.span, "map store")
    if found is None:
        return c.failed(node)
    instances, type_ = found
    if not unify(type_, value.type):
        c.operator_error(
            node,
            "operand",
            value.span,
            "right-hand side in map store with wrong type: "
            f"{shown(value.type)} (expected: {shown(type_)})",
        )
        return c.failed(node)
    return Store(map_, instances, indexes, value, span=node.span)


def _datatype(
    c: Context, node: object, type_: Type, span: Span, what: str
) -> tuple[DatatypeSignature, ConstructedType] | None:
    type_ = prune(type_)
    if isinstance(type_, ConstructedType):
        datatype = c.symbols.datatypes.get(type_.name)
        if datatype is not None:
            return datatype, type_
    c.operator_error(
        node,
        "datatype",
        span,
        f"{what} must be applied to a datatype, {shown(type_)} is not a datatype",
    )
    return None


def field_type(c: Context, node: object, type_: Type, field: ast.Name) -> Type | None:
    """The type of a field of a value of type `type_`; None after an error."""
    found = _datatype(c, node, type_, field.span, "field-access")
    if found is None:
        return None
    datatype, instance = found
    if field.text not in datatype.fields:
        c.operator_error(
            node,
            "field",
            field.span,
            f"datatype {shown(instance)} does not have a field with name {field.text}",
        )
        return None
    declared, binding = datatype.field_type(field.text, instance.arguments)
    return substitute(declared, binding) if binding else declared


def field_access(c: Context, node: ast.FieldAccess) -> Expr:
    """``e->f``."""
    before = len(c.type_errors)
    operand = c.expression(node.operand)
    if len(c.type_errors) != before:
        return c.failed(node)
    type_ = field_type(c, node, operand.type, node.field)
    if type_ is None:
        return c.failed(node)
    return FieldAccess(operand, node.field.text, type_, span=node.span)


def field_update(c: Context, node: ast.FieldUpdate) -> Expr:
    """``e->(f := v)``."""
    before = len(c.type_errors)
    operand = c.expression(node.operand)
    value = c.expression(node.value)
    if len(c.type_errors) != before:
        return c.failed(node)
    type_ = field_type(c, node, operand.type, node.field)
    if type_ is None:
        return c.failed(node)
    if not unify(value.type, type_):
        c.operator_error(
            node,
            "operand",
            node.field.span,
            "right-hand side in field update with wrong type: "
            f"{shown(value.type)} (expected: {shown(type_)})",
        )
        return c.failed(node)
    return FieldUpdate(operand, node.field.text, value, span=node.span)


def is_constructor(c: Context, node: ast.IsConstructor) -> Expr:
    """``e is C``."""
    before = len(c.type_errors)
    operand = c.expression(node.operand)
    if len(c.type_errors) != before:
        return c.failed(node)
    found = _datatype(c, node, operand.type, node.constructor.span, "is-constructor")
    if found is None:
        return c.failed(node)
    datatype, instance = found
    constructor = datatype.constructors.get(node.constructor.text)
    if constructor is None:
        c.operator_error(
            node,
            "constructor",
            node.constructor.span,
            f"datatype {shown(instance)} does not have a constructor with name "
            f"{node.constructor.text}",
        )
        return c.failed(node)
    return IsConstructor(operand, constructor, BOOL, span=node.span)
