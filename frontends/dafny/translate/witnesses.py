"""Values that are easy to think of where one is to be shown that satisfies a condition."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from frontends.dafny.translate import collections as c
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.datatypes import constructor_function
from frontends.dafny.translate.numbers import base
from frontends.dafny.translate.types import conjunction, is_of
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import known, peel
from frontends.dafny.typed.walk import conjuncts, walk
from ivl import build as b
from ivl.core.expressions import Expr

MOST = 8
"""How many choices of values are tried."""


def guesses(
    variables: Sequence[Variable], condition: e.Expr, context: Context
) -> list[dict[Variable, Expr]]:
    """Choices of values for all of the variables."""
    found = [list(_guess(v, variables, condition, context)) for v in variables]
    choices = itertools.islice(itertools.product(*found), MOST)
    return [dict(zip(variables, choice, strict=True)) for choice in choices]


def exist(variables: Sequence[Variable], condition: e.Expr, context: Context) -> Expr:
    """That some values satisfy a condition, which may be those that are guessed."""
    if is_any(variables, condition, context):
        return b.bool_(True)
    found = list[Expr]()
    for values in guesses(variables, condition, context):
        inner = context.bind(values)
        fits = [is_of(x, v.type, inner) for v, x in values.items()]
        found.append(conjunction(*fits, inner.term(condition)))
    exists = e.Quantifier(
        e.QuantifierKind.EXISTS, tuple(variables), None, condition, type=t.BOOL,
        span=condition.span,
    )  # fmt: skip
    return b.or_(*found, context.term(exists))


def is_any(variables: Sequence[Variable], condition: e.Expr, context: Context) -> bool:
    """Whether a condition holds for any values, of types that have some.

    Type parameters stand for types of the program, all of which have values, unless one says that
    it need not.
    """
    trivial = isinstance(condition, e.Literal) and condition.value is True
    types = [known(v.type) for v in variables]
    inhabited = not context.shared.may_be_empty
    return trivial and inhabited and all(isinstance(x, t.ParameterType) for x in types)


def _guess(
    variable: Variable, variables: Sequence[Variable], condition: e.Expr, context: Context
) -> Iterator[Expr]:
    yield from zeros(variable.type, context)
    for part in conjuncts(condition):
        if isinstance(part, e.Binary):
            for one, other in ((part.left, part.right), (part.right, part.left)):
                if _is(one, variable) and not _mentions(other, variables):
                    yield from _bound(part.operator, one is part.left, other, variable, context)


def _bound(
    operator: Op, on_left: bool, other: e.Expr, variable: Variable, context: Context
) -> Iterator[Expr]:
    """What ``variable operator other`` suggests."""
    number = base(variable.type) == t.INT
    match operator:
        case Op.EQUAL | Op.LESS_EQUAL | Op.GREATER_EQUAL:
            if peel(other.type) == peel(variable.type):
                yield context.term(other)
        case Op.LESS if number:
            yield b.sub(context.term(other), 1) if on_left else b.add(context.term(other), 1)
        case Op.GREATER if number:
            yield b.add(context.term(other), 1) if on_left else b.sub(context.term(other), 1)
        case Op.IN if on_left and isinstance(other, e.SetDisplay | e.SequenceDisplay):
            yield from [context.term(x) for x in other.elements]
        case _:
            return


def zeros(type_: t.Type, context: Context) -> list[Expr]:
    """The simplest values of a type, where that is plain."""
    number = base(type_)
    match number:
        case t.BasicType(t.Basic.BOOL):
            return [b.bool_(False), b.bool_(True)]
        case t.BasicType(t.Basic.INT) | t.BasicType(t.Basic.CHAR):
            return [b.int_(0)]
        case t.BasicType(t.Basic.REAL):
            return [b.real(0)]
        case t.BasicType(t.Basic.ORDINAL):
            return [context.shared.prelude("ORD#FromNat", 0)]
        case t.BitvectorType():
            return [b.bits(0, number.width)]
        case t.SetType() | t.MultisetType() | t.SequenceType() | t.MapType():
            return [c.empty(number, context)]
        case t.ClassType():
            return [context.shared.prelude.constant("null")]
        case t.DatatypeType() if not number.declaration.coinductive:
            return [
                b.apply(constructor_function(x, context.shared))
                for x in number.declaration.constructors
                if not x.parameters
            ]
        case _:
            return []


def _is(expr: e.Expr, variable: Variable) -> bool:
    return isinstance(expr, e.VariableReference) and expr.variable is variable


def _mentions(expr: e.Expr, variables: Sequence[Variable]) -> bool:
    return any(isinstance(x, e.VariableReference) and x.variable in variables for x in walk(expr))
