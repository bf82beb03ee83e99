"""Elaboration of expressions: which function elaborates which node."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.base.node import replace
from ivl.core.expressions import (
    Expr,
    Literal,
    Old,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.types import BOOL, INT, REAL, RMODE, STRING, BitvectorType, FloatType
from ivl.resolve import applications, binders, operators
from ivl.resolve.context import Context, Handler, State
from ivl.resolve.literals import ROUNDING_MODES, LiteralError, float_value, real_value
from ivl.resolve.operators import shown
from ivl.resolve.types import resolve_type
from ivl.resolve.unify import unify
from ivl.syntax import ast

IN_TRIGGERS: Mapping[str, str] = {
    "==": "equality is not allowed in triggers",
    **dict.fromkeys(["<", "<=", ">", ">="], "arithmetic comparisons are not allowed in triggers"),
    **dict.fromkeys(
        ["&&", "||", "==>", "<==", "<==>", "!"], "boolean operators are not allowed in triggers"
    ),
}


def _bool(c: Context, node: ast.BoolLiteral) -> Expr:
    return Literal(node.value, BOOL, span=node.span)


def _int(c: Context, node: ast.IntLiteral) -> Expr:
    return Literal(node.value, INT, span=node.span)


def _real(c: Context, node: ast.RealLiteral) -> Expr:
    return Literal(real_value(node.text), REAL, span=node.span)


def _bitvector(c: Context, node: ast.BitvectorLiteral) -> Expr:
    return Literal(node.value, BitvectorType(node.width), span=node.span)


def _float(c: Context, node: ast.FloatLiteral) -> Expr:
    try:
        found, significand, exponent = float_value(node.text)
    except LiteralError as error:
        c.resolve_error("float-literal", node.span, str(error))
        return c.failed(node)
    return Literal(found, FloatType(significand, exponent), span=node.span)


def _string(c: Context, node: ast.StringLiteral) -> Expr:
    return Literal(node.value, STRING, span=node.span)


def _rounding_mode(c: Context, node: ast.RoundingModeLiteral) -> Expr:
    return Literal(ROUNDING_MODES[node.text], RMODE, span=node.span)


def find_variable(c: Context, name: str, node: ast.Identifier | ast.Name) -> Variable | None:
    """The variable that a name stands for here; reports when there is none."""
    variable = c.scope.find(name)
    if variable is None:
        c.resolve_error("undeclared", node.span, f"undeclared identifier: {name}")
    elif c.state is State.NONE and variable.kind is VariableKind.GLOBAL:
        c.resolve_error(
            "global-variable",
            node.span,
            f"cannot refer to a global variable in this context: {name}",
        )
    return variable


def _identifier(c: Context, node: ast.Identifier) -> Expr:
    variable = find_variable(c, node.name, node)
    if variable is None:
        return c.failed(node)
    return VariableReference(variable, span=node.span)


def _old(c: Context, node: ast.Old) -> Expr:
    if c.state is not State.TWO:
        c.resolve_error("old", node.span, "old expressions allowed only in two-state contexts")
    return Old(c.expression(node.operand), span=node.span)


def _unary(c: Context, node: ast.Unary) -> Expr:
    if c.in_trigger and node.operator in IN_TRIGGERS:
        c.resolve_error("trigger", node.span, IN_TRIGGERS[node.operator])
    before = len(c.type_errors)
    operand = c.expression(node.operand)
    if len(c.type_errors) != before:
        return c.failed(node)
    return operators.unary(c, node, operand)


def _binary(c: Context, node: ast.Binary) -> Expr:
    if c.in_trigger and node.operator in IN_TRIGGERS:
        c.resolve_error("trigger", node.span, IN_TRIGGERS[node.operator])
    before = len(c.type_errors)
    if node.operator == "<==":
        right = c.expression(node.right)
        left = c.expression(node.left)
        left, right = right, left
    else:
        left = c.expression(node.left)
        right = c.expression(node.right)
    if len(c.type_errors) != before and node.operator != "++":
        return c.failed(node)
    return operators.binary(c, node, left, right)


def _conditional(c: Context, node: ast.Conditional) -> Expr:
    before = len(c.type_errors)
    condition = c.expression(node.condition)
    then = c.expression(node.then)
    otherwise = c.expression(node.otherwise)
    if len(c.type_errors) != before:
        return c.failed(node)
    return operators.conditional(c, node, condition, then, otherwise)


def _conversion(c: Context, node: ast.Conversion) -> Expr:
    before = len(c.type_errors)
    operand = c.expression(node.operand)
    if len(c.type_errors) != before:
        return c.failed(node)
    return operators.conversion(c, node, operand)


def _coercion(c: Context, node: ast.Coercion) -> Expr:
    if isinstance(node.type, ast.TypeName) and node.type.name.isdigit():
        c.resolve_error("bit-range", node.span, "bitvector bounds in illegal position")
        return c.failed(node)
    type_ = resolve_type(c, node.type)
    before = len(c.type_errors)
    operand = c.expression(node.operand)
    if len(c.type_errors) != before:
        return c.failed(node)
    if not unify(type_, operand.type):
        c.operator_error(
            node, "operand", node.span, f"{shown(operand.type)} cannot be coerced to {shown(type_)}"
        )
        return c.failed(node)
    return replace(operand, span=node.span)


def _extract(c: Context, node: ast.Extract) -> Expr:
    return operators.extract(c, node, c.expression(node.operand))


HANDLERS: Mapping[type, Handler] = {
    ast.BoolLiteral: _bool,
    ast.IntLiteral: _int,
    ast.RealLiteral: _real,
    ast.BitvectorLiteral: _bitvector,
    ast.FloatLiteral: _float,
    ast.StringLiteral: _string,
    ast.RoundingModeLiteral: _rounding_mode,
    ast.Identifier: _identifier,
    ast.Apply: applications.apply,
    ast.Unary: _unary,
    ast.Binary: _binary,
    ast.Conditional: _conditional,
    ast.Old: _old,
    ast.Conversion: _conversion,
    ast.Coercion: _coercion,
    ast.Extract: _extract,
    ast.Select: applications.select,
    ast.Store: applications.store,
    ast.FieldAccess: applications.field_access,
    ast.FieldUpdate: applications.field_update,
    ast.IsConstructor: applications.is_constructor,
    ast.Quantifier: binders.quantifier,
    ast.Let: binders.let,
    ast.CodeExpression: binders.code_expression,
}
