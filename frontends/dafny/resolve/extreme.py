"""What extreme predicates and lemmas may call: only their like, in monotonic positions."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from frontends.dafny.resolve.bounds import unbounded
from frontends.dafny.resolve.errors import error
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Function, FunctionKind, Method, MethodKind
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.expressions import QuantifierKind
from frontends.dafny.typed.walk import expressions_in, walk

_PREDICATES = (FunctionKind.LEAST_PREDICATE, FunctionKind.GREATEST_PREDICATE)
_LEMMAS = (MethodKind.LEAST_LEMMA, MethodKind.GREATEST_LEMMA)


class _Position(Enum):
    """Whether a whole grows with a part, shrinks, or neither is known."""

    POSITIVE = 1
    NEGATIVE = -1
    NEITHER = 0

    @property
    def inverted(self) -> _Position:
        """The position under a negation."""
        return _Position(-self.value)


def check_extreme(component: Sequence[Function | Method]) -> None:
    """Check the extreme predicates and lemmas of a component of the call graph.

    Raises ProgramError where there might be no least or greatest solution.
    """
    for member in component:
        if isinstance(member, Function) and member.kind in _PREDICATES:
            if member.body is not None:
                _Checker(member, component).visit(member.body, _Position.POSITIVE)
        elif isinstance(member, Method) and member.kind in _LEMMAS:
            _check_lemma(member, component)


def _check_lemma(lemma: Method, component: Sequence[Function | Method]) -> None:
    for each in walk(lemma.body):
        if isinstance(each, s.Call) and each.method in component:
            callee = each.method
            if (callee.kind, callee.natural) != (lemma.kind, lemma.natural):
                raise error(
                    f"{lemma.name!r} may only be recursive with other {lemma.kind.value}s "
                    "of the same depths",
                    each.span,
                )


class _Checker:
    """Checks the body of one extreme predicate."""

    def __init__(self, predicate: Function, component: Sequence[Function | Method]) -> None:
        self._predicate = predicate
        self._component = component
        self._greatest = predicate.kind is FunctionKind.GREATEST_PREDICATE

    def visit(self, expr: e.Expr, position: _Position) -> None:
        """Check what is in an expression at such a position of the body."""
        match expr:
            case e.Binary(operator=Op.AND | Op.OR):
                self.visit(expr.left, position)
                self.visit(expr.right, position)
            case e.Binary(operator=Op.IMPLIES):
                self.visit(expr.left, position.inverted)
                self.visit(expr.right, position)
            case e.Binary(operator=Op.EXPLIES):
                self.visit(expr.left, position)
                self.visit(expr.right, position.inverted)
            case e.Unary(operator=e.UnaryOperator.NOT):
                self.visit(expr.operand, position.inverted)
            case e.If():
                self.visit(expr.condition, _Position.NEITHER)
                self.visit(expr.then, position)
                self.visit(expr.otherwise, position)
            case e.Match():
                self.visit(expr.subject, _Position.NEITHER)
                for case in expr.cases:
                    self.visit(case.body, position)
            case e.Let():
                for value in expr.values:
                    self.visit(value, _Position.NEITHER)
                self.visit(expr.body, position)
            case e.LetSuchThat():
                self.visit(expr.condition, _Position.NEITHER)
                continuous = not self._predicate.natural or not unbounded(
                    expr.variables, expr.condition
                )
                self.visit(expr.body, position if continuous else _Position.NEITHER)
            case e.Quantifier():
                self._quantifier(expr, position)
            case e.StatementExpression():
                self.visit(expr.body, position)
            case _:
                self._call(expr, position)
                for inside in expressions_in(expr):
                    self.visit(inside, _Position.NEITHER)

    def _quantifier(self, expr: e.Quantifier, position: _Position) -> None:
        if self._predicate.natural and not self._is_continuous(expr, position):
            position = _Position.NEITHER
        if expr.range is not None:
            universal = expr.kind is QuantifierKind.FORALL
            self.visit(expr.range, position.inverted if universal else position)
        self.visit(expr.body, position)

    def _is_continuous(self, expr: e.Quantifier, position: _Position) -> bool:
        """Whether the union of all depths below ω is enough under a quantifier."""
        universal = expr.kind is QuantifierKind.FORALL
        if universal is (position is _Position.NEGATIVE) and self._greatest:
            pass  # an existential quantifier, in effect
        elif universal is (position is _Position.POSITIVE) and not self._greatest:
            pass  # a universal quantifier, in effect
        else:
            return True
        condition = expr.body if expr.range is None else expr.range
        holds = expr.range is not None or not universal
        return not unbounded(expr.variables, condition, holds)

    def _call(self, expr: e.Expr, position: _Position) -> None:
        if not isinstance(expr, e.FunctionCall | e.FunctionValue):
            return
        callee, predicate = expr.function, self._predicate
        if callee not in self._component:
            return
        if (callee.kind, callee.natural) != (predicate.kind, predicate.natural):
            raise error(
                f"{predicate.name!r} may only be recursive with other {predicate.kind.value}s "
                "of the same depths",
                expr.span,
            )
        if position is not _Position.POSITIVE or isinstance(expr, e.FunctionValue):
            raise error(
                f"a {predicate.kind.value} may be recursive in positive positions only, and not "
                "under quantifiers that need an infinite depth",
                expr.span,
            )
