"""Which bound variables can have but finitely many values, as far as their condition tells."""

from __future__ import annotations

from collections.abc import Iterable

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import constrained, known, numeric_base, peel
from frontends.dafny.typed.walk import walk

_BELOW = (Op.LESS, Op.LESS_EQUAL)
_ABOVE = (Op.GREATER, Op.GREATER_EQUAL)


def unbounded(
    variables: Iterable[Variable], condition: e.Expr | None, holds: bool = True
) -> list[Variable]:
    """The variables for which no finite bound is found, given that `condition` is true, or not."""
    facts = [] if condition is None else _facts(condition, holds)
    return [v for v in variables if not (_is_finite(v.type) or _is_bounded(v, facts))]


def _facts(condition: e.Expr, holds: bool) -> list[tuple[e.Expr, bool]]:
    """What follows from a condition or its negation, each with whether it is true."""
    match condition:
        case e.Binary(operator=Op.AND) if holds:
            return [*_facts(condition.left, True), *_facts(condition.right, True)]
        case e.Binary(operator=Op.OR) if not holds:
            return [*_facts(condition.left, False), *_facts(condition.right, False)]
        case e.Binary(operator=Op.IMPLIES) if not holds:
            return [*_facts(condition.left, True), *_facts(condition.right, False)]
        case e.Unary(operator=e.UnaryOperator.NOT):
            return _facts(condition.operand, not holds)
        case _:
            return [(condition, holds)]


def _is_finite(type_: t.Type) -> bool:
    """Whether a type has finitely many values; references are counted where they are allocated."""
    type_ = numeric_base(type_)
    match type_:
        case t.BasicType(t.Basic.BOOL | t.Basic.CHAR) | t.BitvectorType() | t.ClassType():
            return True
        case t.DatatypeType():
            return not any(c.parameters for c in type_.declaration.constructors)
        case t.SetType(element=element):
            return _is_finite(element)
        case _:
            return False


def _is_bounded(variable: Variable, facts: list[tuple[e.Expr, bool]]) -> bool:
    below = above = False
    if known(peel(variable.type)) == t.INT:
        below = _is_natural(variable.type)
    for fact, holds in facts:
        if not isinstance(fact, e.Binary):
            continue
        left, right, operator = fact.left, fact.right, fact.operator
        if operator is (Op.EQUAL if holds else Op.NOT_EQUAL):
            if _is(left, variable, right) or _is(right, variable, left):
                return True
        elif operator is (Op.IN if holds else Op.NOT_IN):
            if _mentions(left, variable) and _is_finite_collection(right, variable):
                return True
        elif holds and operator in (*_BELOW, *_ABOVE):
            small, great = (left, right) if operator in _BELOW else (right, left)
            if isinstance(peel(small.type), t.SetType | t.DatatypeType):
                if _is(small, variable, great) and _is_bounding(great):
                    return True
            else:
                above |= _is_term(small, variable) and not _mentions(great, variable)
                below |= _is_term(great, variable) and not _mentions(small, variable)
        elif not holds and operator in (*_BELOW, *_ABOVE):
            small, great = (right, left) if operator in _BELOW else (left, right)
            above |= _is_term(small, variable) and not _mentions(great, variable)
            below |= _is_term(great, variable) and not _mentions(small, variable)
    return below and above and numeric_base(variable.type) == t.INT


def _is_natural(type_: t.Type) -> bool:
    type_ = known(type_)
    while isinstance(type_, t.SubsetType):
        if type_.declaration.name == "nat" and type_.declaration.module is None:
            return True
        type_ = known(constrained(type_))
    return False


def _is(expr: e.Expr, variable: Variable, other: e.Expr) -> bool:
    return (
        isinstance(expr, e.VariableReference)
        and expr.variable is variable
        and not _mentions(other, variable)
    )


def _is_term(expr: e.Expr, variable: Variable) -> bool:
    """Whether an expression grows with a variable without end: ``x``, ``x + 1``, …"""
    match expr:
        case e.VariableReference():
            return expr.variable is variable
        case e.Binary(operator=Op.ADD):
            return _is_term(expr.left, variable) or _is_term(expr.right, variable)
        case e.Binary(operator=Op.SUBTRACT):
            return _is_term(expr.left, variable)
        case e.Conversion():
            return _is_term(expr.operand, variable)
        case _:
            return False


def _is_bounding(great: e.Expr) -> bool:
    type_ = peel(great.type)
    return not isinstance(type_, t.SetType) or type_.finite


def _is_finite_collection(collection: e.Expr, variable: Variable) -> bool:
    type_ = peel(collection.type)
    if isinstance(type_, t.SetType | t.MapType) and not type_.finite:
        return False
    return not _mentions(collection, variable)


def _mentions(expr: e.Expr, variable: Variable) -> bool:
    return any(isinstance(x, e.VariableReference) and x.variable is variable for x in walk(expr))
