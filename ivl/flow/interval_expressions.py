"""What intervals of variables say about expressions, and conditions about the variables."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from ivl.core.attributes import is_true
from ivl.core.expressions import (
    Apply,
    Expr,
    Literal,
    Operation,
    Operator,
    Variable,
    VariableReference,
)
from ivl.core.types import BOOL, INT, REAL, Type
from ivl.flow import interval
from ivl.flow.interval import FALSE, TOP, TRUE, Bound, Interval

State: TypeAlias = Mapping[Variable, Interval]
"""A variable that is not there may have any value."""

FLIPPED = {
    Operator.GREATER: Operator.LESS,
    Operator.GREATER_EQUAL: Operator.LESS_EQUAL,
}
NEGATED = {
    Operator.LESS: Operator.GREATER_EQUAL,
    Operator.LESS_EQUAL: Operator.GREATER,
    Operator.GREATER: Operator.LESS_EQUAL,
    Operator.GREATER_EQUAL: Operator.LESS,
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.IFF: Operator.NOT_EQUAL,
}


def has_interval(type_: Type) -> bool:
    """Whether values of a type are described: integers, reals and Booleans."""
    return type_ in (INT, REAL, BOOL)


# ---------------------------------------------------------------------- evaluation


def evaluate(expr: Expr, state: State) -> Interval:
    """An interval that contains the value of `expr` in every state that `state` describes."""
    if not has_interval(expr.type):
        return TOP
    match expr:
        case Literal(bool(truth)):
            return TRUE if truth else FALSE
        case Literal(int(number)) | Literal(Fraction() as number):
            return Interval(number, number)
        case VariableReference(variable):
            return state.get(variable, TOP)
        case Operation(operator, arguments):
            return _operation(operator, arguments, state)
        case Apply(function, _, (argument,)) if is_true(function.attributes, "identity"):
            return evaluate(argument, state) if argument.type == expr.type else TOP
        case _:
            return TOP


def _operation(operator: Operator, arguments: tuple[Expr, ...], state: State) -> Interval:
    if not all(has_interval(a.type) for a in arguments):
        return TOP
    values = [evaluate(a, state) for a in arguments]
    if operator is Operator.IF_THEN_ELSE:
        condition, then, otherwise = values
        if condition == TRUE:
            return then
        return otherwise if condition == FALSE else interval.join(then, otherwise)
    if len(values) == 1:
        return _unary(operator, values[0], arguments[0])
    a, b = values
    match operator:
        case Operator.ADD:
            return interval.add(a, b)
        case Operator.SUBTRACT:
            return interval.subtract(a, b)
        case Operator.MULTIPLY:
            return interval.multiply(a, b)
        case Operator.INT_DIVIDE:
            return interval.divide(a, b)
        case Operator.MODULO:
            return interval.modulo(a, b)
        case Operator.REAL_DIVIDE:
            return interval.divide_real(a, b)
        case Operator.LESS:
            return interval.less(a, b)
        case Operator.GREATER:
            return interval.less(b, a)
        case Operator.LESS_EQUAL:
            return interval.not_(interval.less(b, a))
        case Operator.GREATER_EQUAL:
            return interval.not_(interval.less(a, b))
        case Operator.EQUAL | Operator.IFF:
            return interval.equal(a, b)
        case Operator.NOT_EQUAL:
            return interval.not_(interval.equal(a, b))
        case Operator.AND:
            return FALSE if FALSE in values else TRUE if a == b == TRUE else TOP
        case Operator.OR:
            return TRUE if TRUE in values else FALSE if a == b == FALSE else TOP
        case Operator.IMPLIES:
            return TRUE if a == FALSE or b == TRUE else b if a == TRUE else TOP
        case _:
            return TOP


def _unary(operator: Operator, operand: Interval, argument: Expr) -> Interval:
    match operator:
        case Operator.NOT:
            return interval.not_(operand)
        case Operator.NEGATE:
            return interval.negate(operand)
        case Operator.TO_REAL:
            return operand
        case Operator.TO_INT:
            return interval.floor(operand) if argument.type == REAL else operand
        case _:
            return TOP


# ---------------------------------------------------------------------- conditions


def constrain(state: State | None, condition: Expr, holds: bool = True) -> State | None:
    """`state` where `condition` is known to hold (or not to); None when no state is left."""
    if state is None:
        return None
    match condition:
        case Operation(Operator.NOT, (operand,)):
            return constrain(state, operand, not holds)
        case Operation(Operator.AND | Operator.OR as operator, (left, right)):
            if (operator is Operator.AND) == holds:
                return constrain(constrain(state, left, holds), right, holds)
            return join_states(constrain(state, left, holds), constrain(state, right, holds))
        case Operation(Operator.IMPLIES, (left, right)):
            if holds:
                return join_states(constrain(state, left, False), constrain(state, right))
            return constrain(constrain(state, left), right, False)
        case Operation(operator, (left, right)) if operator in NEGATED:
            if has_interval(left.type) and has_interval(right.type):
                return _compare(state, operator if holds else NEGATED[operator], left, right)
            return state
        case _:
            return _refine(state, condition, TRUE if holds else FALSE)


def _compare(state: State, operator: Operator, left: Expr, right: Expr) -> State | None:
    """`state` where the comparison holds."""
    if operator in FLIPPED:
        operator, left, right = FLIPPED[operator], right, left
    a, b = evaluate(left, state), evaluate(right, state)
    if operator in (Operator.EQUAL, Operator.IFF):
        both = interval.meet(a, b)
        if both is None:
            return None
        return _refine(_refine(state, left, both), right, both)
    if operator is Operator.NOT_EQUAL:
        smaller, other = _without(a, b, left), _without(b, a, right)
        if smaller is None or other is None:
            return None
        return _refine(_refine(state, left, smaller), right, other)
    step = 1 if operator is Operator.LESS and left.type == right.type == INT else 0
    refined = _refine(state, left, Interval(None, _moved(b.high, -step)))
    if operator is Operator.LESS and interval.less(a, b) == FALSE:
        return None
    return _refine(refined, right, Interval(_moved(a.low, step), None))


def _moved(bound: Bound, by: int) -> Bound:
    return None if bound is None else bound + by


def _without(a: Interval, b: Interval, expr: Expr) -> Interval | None:
    """What is left of `a` without the only number in `b`; the empty interval is None."""
    number = b.constant
    if number is None:
        return a
    if a.constant == number:
        return None
    if expr.type == REAL:
        return a
    if a.low == number:
        return Interval(number + 1, a.high)
    return Interval(a.low, number - 1) if a.high == number else a


def _refine(state: State | None, expr: Expr, value: Interval) -> State | None:
    """`state` where the value of `expr` lies in `value`."""
    if state is None or value == TOP or not has_interval(expr.type):
        return state
    match expr:
        case VariableReference(variable):
            known = state.get(variable, TOP)
            both = interval.meet(known, _rounded(value, expr.type))
            if both is None:
                return None
            return state if both == known else {**state, variable: both}
        case Operation(Operator.NEGATE, (operand,)):
            return _refine(state, operand, interval.negate(value))
        case Operation(Operator.ADD, (left, right)):
            a, b = evaluate(left, state), evaluate(right, state)
            refined = _refine(state, left, interval.subtract(value, b))
            return _refine(refined, right, interval.subtract(value, a))
        case Operation(Operator.SUBTRACT, (left, right)):
            a, b = evaluate(left, state), evaluate(right, state)
            refined = _refine(state, left, interval.add(value, b))
            return _refine(refined, right, interval.subtract(a, value))
        case _:
            return None if interval.meet(evaluate(expr, state), value) is None else state


def _rounded(value: Interval, type_: Type) -> Interval:
    """The integers in an interval whose bounds may be fractions."""
    if type_ != INT:
        return value
    low = None if value.low is None else -(-value.low // 1)
    return Interval(low, None if value.high is None else value.high // 1)


# ---------------------------------------------------------------------- states


def join_states(a: State | None, b: State | None) -> State | None:
    """What holds in both: None is the state that is never reached."""
    if a is None or b is None:
        return b if a is None else a
    joined = {v: interval.join(i, b[v]) for v, i in a.items() if v in b}
    return {v: i for v, i in joined.items() if i != TOP}


def is_below(a: State | None, b: State | None) -> bool:
    """Whether every state that `a` describes is one of `b`'s."""
    if a is None or b is None:
        return a is None
    return all(v in a and interval.contains(i, a[v]) for v, i in b.items())
