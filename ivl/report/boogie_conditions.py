"""Conditions in the words that Boogie chooses for them."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import Expr, Operation, Operator
from ivl.core.fold import map_expression, walk
from ivl.core.map_statements import map_program, program_expressions
from ivl.core.program import Implementation, Program
from ivl.core.statements import Assume, Statement
from ivl.core.types import BOOL, FloatType

_NEGATIONS = {
    Operator.EQUAL: (Operator.NOT_EQUAL, False),
    Operator.NOT_EQUAL: (Operator.EQUAL, False),
    Operator.LESS: (Operator.LESS_EQUAL, True),
    Operator.LESS_EQUAL: (Operator.LESS, True),
    Operator.GREATER: (Operator.GREATER_EQUAL, True),
    Operator.GREATER_EQUAL: (Operator.GREATER, True),
}
"""What denies a comparison, and whether of exchanged operands."""


def push_negations(implementation: Implementation) -> Implementation:
    """An implementation in blocks, where conditions of branches are not negated comparisons."""
    return replace(implementation, body=tuple([_pushed(s) for s in implementation.body]))


def _pushed(statement: Statement) -> Statement:
    match statement:
        case Assume(Operation(Operator.NOT, (Operation() as compared,)), attributes):
            negation = _NEGATIONS.get(compared.operator)
            if (
                negation is None
                or isinstance(compared.arguments[0].type, FloatType)
                or not any(a.name == "partition" for a in attributes)
            ):
                return statement
            operator, exchanged = negation
            left, right = compared.arguments
            arguments = (right, left) if exchanged else (left, right)
            return replace(
                statement, condition=replace(compared, operator=operator, arguments=arguments)
            )
        case _:
            return statement


def with_equivalences(program: Program) -> Program:
    """`program` with ``<==>`` where ``==`` and ``!=`` compare truth values."""

    def written(expr: Expr) -> Expr:
        if not (isinstance(expr, Operation) and _compares_truth(expr)):
            return expr
        left, right = expr.arguments
        if expr.operator is Operator.NOT_EQUAL:
            right = Operation(Operator.NOT, (right,), BOOL, span=right.span)
        return replace(expr, operator=Operator.IFF, arguments=(left, right))

    return map_program(program, lambda expr: map_expression(expr, written))


def equivalences(program: Program) -> set[Span]:
    """Where ``==`` and ``!=`` compare truth values in a program as it was resolved."""
    return {
        e.span
        for outermost in program_expressions(program)
        for e in walk(outermost)
        if isinstance(e, Operation) and _compares_truth(e)
    }


def _compares_truth(expr: Operation) -> bool:
    compares = expr.operator in (Operator.EQUAL, Operator.NOT_EQUAL)
    return compares and expr.arguments[0].type == BOOL
