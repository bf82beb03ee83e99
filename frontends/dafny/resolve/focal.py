"""Which parts of the contract of an extreme lemma say so much about each depth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from frontends.dafny.resolve.bounds import unbounded
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    DatatypeDeclaration,
    Function,
    FunctionKind,
    Method,
    MethodKind,
)
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import peel
from ivl.base.node import replace

T = TypeVar("T")


def at_depth(call: e.FunctionCall, prefix: Function, depth: e.Expr) -> e.FunctionCall:
    """A call of an extreme predicate as one of its prefix."""
    return replace(call, function=prefix, arguments=(depth, *call.arguments), prefix=None)


class Focal:
    """Puts the depth to what an extreme lemma is about, in monotonic positions of its contract.

    There, and where a quantifier does not need all depths at once, the contract for all depths is
    that of the lemma itself. A position is 1, -1 or 0 (see `resolve.extreme`).
    """

    def __init__(
        self, lemma: Method, predicates: Mapping[Function, Function], depth: e.Expr
    ) -> None:
        self.greatest = lemma.kind is MethodKind.GREATEST_LEMMA
        self.natural = lemma.natural
        self.predicates = predicates
        self.depth = depth
        self.found: set[Function] = set()
        self.equalities: set[DatatypeDeclaration] = set()

    def visit(self, expr: e.Expr, position: int) -> e.Expr:
        """`expr` with depths."""
        if position == 0:
            return expr
        match expr:
            case e.FunctionCall():
                return self._call(expr) if position > 0 else expr
            case e.Binary(Op.EQUAL) if position > 0 and self._is_codata(expr):
                return self._equal(expr, False)
            case e.Binary(Op.NOT_EQUAL) if position < 0 and self._is_codata(expr):
                return self._equal(expr, True)
            case e.Unary(e.UnaryOperator.NOT):
                return replace(expr, operand=self.visit(expr.operand, -position))
            case e.Binary(Op.AND | Op.OR):
                return self._both(expr, position, position)
            case e.Binary(Op.IMPLIES):
                return self._both(expr, -position, position)
            case e.Binary(Op.EXPLIES):
                return self._both(expr, position, -position)
            case e.If() if not expr.binding:
                then = self.visit(expr.then, position)
                return replace(expr, then=then, otherwise=self.visit(expr.otherwise, position))
            case e.Match():
                cases = [replace(c, body=self.visit(c.body, position)) for c in expr.cases]
                return replace(expr, cases=tuple(cases))
            case e.Let():
                return replace(expr, body=self.visit(expr.body, position))
            case e.Quantifier():
                return self._quantifier(expr, position)
            case e.StatementExpression():
                return replace(expr, body=self.visit(expr.body, position))
            case _:
                return expr

    def _both(self, expr: e.Binary, left: int, right: int) -> e.Expr:
        return replace(expr, left=self.visit(expr.left, left), right=self.visit(expr.right, right))

    def _call(self, expr: e.FunctionCall) -> e.Expr:
        kind = FunctionKind.GREATEST_PREDICATE if self.greatest else FunctionKind.LEAST_PREDICATE
        function = expr.function
        if function.kind is not kind or function.natural is not self.natural or expr.prefix:
            return expr
        self.found.add(function)
        return at_depth(expr, self.predicates[function], self.depth)

    def in_body(self, expr: T, below: e.Expr) -> T | e.Expr:
        """What an expression in the body of the lemma, without its parts, says: about `below`.

        That is what bodies mean by the predicates and equalities that the contract is about.
        """
        match expr:
            case e.FunctionCall() if expr.function in self.found and expr.prefix is None:
                return at_depth(expr, self.predicates[expr.function], below)
            case e.Binary(Op.EQUAL | Op.NOT_EQUAL):
                type_ = peel(expr.left.type)
                if isinstance(type_, t.DatatypeType) and type_.declaration in self.equalities:
                    negated = expr.operator is Op.NOT_EQUAL
                    return e.PrefixEqual(
                        below, expr.left, expr.right, negated, type=t.BOOL, span=expr.span
                    )
        return expr

    def _is_codata(self, expr: e.Binary) -> bool:
        type_ = peel(expr.left.type)
        return self.greatest and isinstance(type_, t.DatatypeType) and type_.declaration.coinductive

    def _equal(self, expr: e.Binary, negated: bool) -> e.Expr:
        type_ = peel(expr.left.type)
        assert isinstance(type_, t.DatatypeType)
        self.equalities.add(type_.declaration)
        return e.PrefixEqual(
            self.depth, expr.left, expr.right, negated, type=t.BOOL, span=expr.span
        )

    def _quantifier(self, expr: e.Quantifier, position: int) -> e.Expr:
        universal = expr.kind is e.QuantifierKind.FORALL
        unites = universal is (position < 0)
        if self.natural and unites is self.greatest:
            condition = expr.body if expr.range is None else expr.range
            if unbounded(expr.variables, condition, expr.range is not None or not universal):
                return expr
        body = self.visit(expr.body, position)
        range_ = expr.range
        if range_ is not None:
            range_ = self.visit(range_, -position if universal else position)
        return replace(expr, range=range_, body=body)
