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
    variables: Iterable[Variable], condition: e.Expr | None, holds: bool = True, *,
    allocated: bool = True,
) -> list[Variable]:  # fmt: skip
    """The variables for which no finite bound is found, given that `condition` is true, or not.

    A bound may depend on other variables for which one is found. References count as finitely many
    if they are meant to be `allocated` ones only.
    """
    facts = [] if condition is None else _facts(condition, holds)
    search = _Search([v for v in variables if not _is_finite(v.type, allocated)])
    while search.proceed(facts):
        pass
    return search.open


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


def _is_finite(type_: t.Type, allocated: bool) -> bool:
    """Whether a type has finitely many values; references where they are `allocated` ones."""
    type_ = numeric_base(type_)
    match type_:
        case t.BasicType(t.Basic.BOOL | t.Basic.CHAR) | t.BitvectorType():
            return True
        case t.ClassType():
            return allocated
        case t.DatatypeType():
            return not any(c.parameters for c in type_.declaration.constructors)
        case t.SetType(element=element):
            return _is_finite(element, allocated)
        case _:
            return False


class _Search:
    """Which variables are still `open`; of some it is known that they have a lower or upper bound.

    A bound of one variable may be in terms of another that has such a bound itself.
    """

    def __init__(self, variables: list[Variable]) -> None:
        self.open = variables
        numbers = [v for v in variables if numeric_base(v.type) == t.INT]
        self._low = {v for v in numbers if known(peel(v.type)) == t.INT and _is_natural(v.type)}
        self._high = set[Variable]()

    def proceed(self, facts: list[tuple[e.Expr, bool]]) -> bool:
        """Learn from facts; whether that is anything new."""
        before = len(self.open), len(self._low), len(self._high)
        for fact, holds in facts:
            if isinstance(fact, e.Allocated) and holds:
                self._close([v for v in self.open if _is(fact.operand, v)])
            elif isinstance(fact, e.Binary):
                self._learn(fact.left, fact.operator, fact.right, holds)
        both = self._low & self._high
        self._close([v for v in both if numeric_base(v.type) == t.INT])
        return before != (len(self.open), len(self._low), len(self._high))

    def _close(self, variables: list[Variable]) -> None:
        self.open = [v for v in self.open if v not in variables]

    def _learn(self, left: e.Expr, operator: Op, right: e.Expr, holds: bool) -> None:
        if operator is (Op.EQUAL if holds else Op.NOT_EQUAL):
            for one, other in ((left, right), (right, left)):
                if not _mentions(other, self.open):
                    self._close([v for v in self.open if _is(one, v)])
        elif operator is (Op.IN if holds else Op.NOT_IN):
            if _is_finite_collection(right, self.open):
                self._close([v for v in self.open if _determines(left, v, self.open)])
        elif operator in (*_BELOW, *_ABOVE):
            small, great = (left, right) if (operator in _BELOW) is holds else (right, left)
            if isinstance(peel(small.type), t.SetType | t.DatatypeType):
                if holds and _is_bounding(great) and not _mentions(great, self.open):
                    self._close([v for v in self.open if _is(small, v)])
                return
            if self._has(great, self._high):
                self._high |= {v for v in self.open if _is_term(small, v, self.open)}
            if self._has(small, self._low):
                self._low |= {v for v in self.open if _is_term(great, v, self.open)}

    def _has(self, bound: e.Expr, having: set[Variable]) -> bool:
        """Whether `bound` has a bound: it depends on nothing open, or on one of `having`."""
        return not _mentions(bound, self.open) or any(_is_term(bound, v, self.open) for v in having)


def _is_natural(type_: t.Type) -> bool:
    type_ = known(type_)
    while isinstance(type_, t.SubsetType):
        if type_.declaration.name == "nat" and type_.declaration.module is None:
            return True
        type_ = known(constrained(type_))
    return False


def _is(expr: e.Expr, variable: Variable) -> bool:
    return isinstance(expr, e.VariableReference) and expr.variable is variable


def _determines(expr: e.Expr, variable: Variable, open_: list[Variable]) -> bool:
    """Whether for each value of an expression there are finitely many of a variable."""
    match expr:
        case e.Construct():
            return any(_determines(x, variable, open_) for x in expr.arguments)
        case e.SequenceDisplay() | e.SetDisplay() | e.MultisetDisplay():
            return any(_determines(x, variable, open_) for x in expr.elements)
        case _:
            return _is_term(expr, variable, open_)


def _is_term(expr: e.Expr, variable: Variable, open_: list[Variable]) -> bool:
    """Whether an expression grows with a variable without end: ``x``, ``x + 1``, …"""
    match expr:
        case e.VariableReference():
            return expr.variable is variable
        case e.Binary(operator=Op.ADD) if numeric_base(expr.type) == t.INT:
            return any(
                _is_term(one, variable, open_) and not _mentions(other, open_)
                for one, other in ((expr.left, expr.right), (expr.right, expr.left))
            )
        case e.Binary(operator=Op.SUBTRACT) if numeric_base(expr.type) == t.INT:
            return _is_term(expr.left, variable, open_) and not _mentions(expr.right, open_)
        case e.Conversion():
            return _is_term(expr.operand, variable, open_)
        case _:
            return False


def _is_bounding(great: e.Expr) -> bool:
    type_ = peel(great.type)
    return not isinstance(type_, t.SetType) or type_.finite


def _is_finite_collection(collection: e.Expr, open_: list[Variable]) -> bool:
    type_ = peel(collection.type)
    if isinstance(type_, t.SetType | t.MapType) and not type_.finite:
        return False
    return not _mentions(collection, open_)


def _mentions(expr: e.Expr, variables: list[Variable]) -> bool:
    return any(isinstance(x, e.VariableReference) and x.variable in variables for x in walk(expr))
