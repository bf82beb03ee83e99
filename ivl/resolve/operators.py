"""Typing of the built-in operators, once their operands are elaborated."""

from __future__ import annotations

import re

from ivl.core.expressions import Expr, Extract, Operation, Operator
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    BitvectorType,
    FloatType,
    Type,
    show,
)
from ivl.resolve.context import Context
from ivl.resolve.unify import ERROR, comparable, least_width, prune, unify, zonk
from ivl.syntax import ast

ARITHMETIC = {"+": Operator.ADD, "-": Operator.SUBTRACT, "*": Operator.MULTIPLY}
INTEGRAL = {"div": Operator.INT_DIVIDE, "mod": Operator.MODULO}
COMPARISON = {
    "<": Operator.LESS,
    "<=": Operator.LESS_EQUAL,
    ">": Operator.GREATER,
    ">=": Operator.GREATER_EQUAL,
}
CANONICAL = re.compile(r"\$([0-9]+)\.([0-9]+)")
EQUALITY = {"==": Operator.EQUAL, "!=": Operator.NOT_EQUAL}
LOGICAL = {
    "&&": Operator.AND,
    "||": Operator.OR,
    "==>": Operator.IMPLIES,
    "<==": Operator.IMPLIES,
    "<==>": Operator.IFF,
}


def shown(type_: Type) -> str:
    """A type in a message, with letters for the bound variables of map types."""
    return CANONICAL.sub(_letter, show(zonk(type_)))


def _letter(name: re.Match[str]) -> str:
    height, index = int(name[1]), int(name[2])
    letter = "abcdefghijklmnopqrstuvwxyz"[index % 26]
    return letter if height == 1 and index < 26 else f"{letter}{height}"


def unary(c: Context, node: ast.Unary, operand: Expr) -> Expr:
    """``!e``, ``-e`` over an elaborated operand."""
    type_ = operand.type
    if node.operator == "!":
        if unify(type_, BOOL):
            return Operation(Operator.NOT, (operand,), BOOL, span=node.span)
    else:
        for number in (INT, REAL):
            if unify(type_, number):
                return Operation(Operator.NEGATE, (operand,), number, span=node.span)
    c.operator_error(
        node,
        "operand",
        node.span,
        f"invalid argument type ({shown(type_)}) to unary operator {node.operator}",
    )
    return c.failed(node)


def binary(c: Context, node: ast.Binary, left: Expr, right: Expr) -> Expr:
    """``e op f`` over elaborated operands (those of ``<==`` already swapped)."""
    name = node.operator
    if name == "++":
        return _concatenation(c, node, left, right)
    lefts, rights = left.type, right.type
    if name in LOGICAL:
        if unify(lefts, BOOL) and unify(rights, BOOL):
            return Operation(LOGICAL[name], (left, right), BOOL, span=node.span)
    elif name in EQUALITY:
        if lefts is rights or comparable(lefts, rights):
            return Operation(EQUALITY[name], (left, right), BOOL, span=node.span)
    elif name in COMPARISON:
        if _number(lefts, rights) is not None:
            return Operation(COMPARISON[name], (left, right), BOOL, span=node.span)
    elif name in ARITHMETIC:
        number = _number(lefts, rights)
        if number is not None:
            return Operation(ARITHMETIC[name], (left, right), number, span=node.span)
    elif name in INTEGRAL:
        if unify(lefts, INT) and unify(rights, INT):
            return Operation(INTEGRAL[name], (left, right), INT, span=node.span)
    elif name == "/":
        if _is_int_or_real(lefts) and _is_int_or_real(rights):
            operands = (to_real(left), to_real(right))
            return Operation(Operator.REAL_DIVIDE, operands, REAL, span=node.span)
        float_type = _float(lefts, rights)
        if float_type is not None:
            return Operation(Operator.REAL_DIVIDE, (left, right), float_type, span=node.span)
    elif unify(lefts, REAL) and unify(rights, REAL):
        return Operation(Operator.POWER, (left, right), REAL, span=node.span)
    c.operator_error(
        node,
        "operand",
        node.span,
        f"invalid argument types ({shown(lefts)} and {shown(rights)}) to binary operator {name}",
    )
    return c.failed(node)


def _number(left: Type, right: Type) -> Type | None:
    """The numeric type that both operands have, if they do."""
    if unify(left, INT) and unify(right, INT):
        return INT
    if unify(left, REAL) and unify(right, REAL):
        return REAL
    return _float(left, right)


def _float(left: Type, right: Type) -> Type | None:
    left, right = prune(left), prune(right)
    return left if isinstance(left, FloatType) and left == right else None


def _is_int_or_real(type_: Type) -> bool:
    return unify(type_, INT) or unify(type_, REAL)


def to_real(operand: Expr) -> Expr:
    """An operand of ``/`` as a real."""
    if prune(operand.type) == INT:
        return Operation(Operator.TO_REAL, (operand,), REAL, span=operand.span)
    return operand


def _concatenation(c: Context, node: ast.Binary, left: Expr, right: Expr) -> Expr:
    lefts, rights = left.type, right.type
    if not (_is_bitvector(c, lefts) and _is_bitvector(c, rights)):
        c.type_error(
            "operand",
            node.span,
            f"++ operands need to be bitvectors (got {shown(lefts)}, {shown(rights)})",
        )
        return c.failed(node)
    one, other = prune(lefts), prune(rights)
    type_: Type
    if isinstance(one, BitvectorType) and isinstance(other, BitvectorType):
        type_ = BitvectorType(one.width + other.width)
    else:
        unknown = c.unknown("concat", width=least_width(one) + least_width(other))
        unknown.parts = (one, other)
        type_ = unknown
    return Operation(Operator.CONCATENATE, (left, right), type_, span=node.span)


def _is_bitvector(c: Context, type_: Type) -> bool:
    type_ = prune(type_)
    if isinstance(type_, BitvectorType):
        return True
    return type_ is not ERROR and unify(c.unknown("bits", width=0), type_)


def extract(c: Context, node: ast.Extract, operand: Expr) -> Expr:
    """``e[high:low]`` over an elaborated operand."""
    high, low = node.high, node.low
    if high < low:
        c.type_error(
            "extract",
            node.span,
            "start index in extract must be no bigger than the end index",
        )
        return c.failed(node)
    width = high - low
    type_ = prune(operand.type)
    if not (isinstance(type_, BitvectorType) and type_.width >= width) and not unify(
        c.unknown("extract", width=width), type_
    ):
        c.type_error(
            "extract",
            node.span,
            f"extract operand must be a bitvector of at least {width} bits (got {shown(type_)})",
        )
        return c.failed(node)
    return Extract(operand, high, low, BitvectorType(width), span=node.span)


def conditional(
    c: Context, node: ast.Conditional, condition: Expr, then: Expr, otherwise: Expr
) -> Expr:
    """``if c then e else f`` over elaborated operands."""
    if not unify(condition.type, BOOL):
        c.operator_error(
            node,
            "operand",
            node.span,
            "the first argument to if-then-else should be bool, not " + shown(condition.type),
        )
    elif not unify(then.type, otherwise.type):
        c.operator_error(
            node,
            "operand",
            node.span,
            "branches of if-then-else have incompatible types "
            f"{shown(then.type)} and {shown(otherwise.type)}",
        )
    else:
        operands = (condition, then, otherwise)
        return Operation(Operator.IF_THEN_ELSE, operands, then.type, span=node.span)
    return c.failed(node)


def conversion(c: Context, node: ast.Conversion, operand: Expr) -> Expr:
    """``int(e)``, ``real(e)`` over an elaborated operand."""
    source, target, operator = (
        (REAL, INT, Operator.TO_INT) if node.target == "int" else (INT, REAL, Operator.TO_REAL)
    )
    if not unify(operand.type, source):
        c.operator_error(
            node,
            "operand",
            node.span,
            f"argument type {shown(operand.type)} does not match expected type {shown(source)}",
        )
    return Operation(operator, (operand,), target, span=node.span)
