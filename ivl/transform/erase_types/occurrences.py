"""How variables occur: what their sorts and guards depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ivl.core.expressions import (
    Apply,
    Expr,
    Let,
    Old,
    Operation,
    Operator,
    Quantifier,
    Select,
    Store,
    Variable,
    VariableReference,
)
from ivl.core.fold import children, walk
from ivl.core.types import Type

EQUALITIES = (Operator.EQUAL, Operator.NOT_EQUAL)
NOT_IN_TRIGGERS = (
    *EQUALITIES, Operator.NOT, Operator.AND, Operator.OR, Operator.IMPLIES, Operator.LESS,
    Operator.LESS_EQUAL, Operator.GREATER, Operator.GREATER_EQUAL,
)  # fmt: skip


class Occurrences:
    """What is known of variables from all places where they occur in some expressions.

    Every variable is bound in one place; if it is bound in several, what is said of it is right
    for all of them. One walk finds everything, since quantifiers may be nested deeply.
    """

    def __init__(self, exprs: Iterable[Expr], is_kept: Callable[[Type], bool]) -> None:
        self._is_kept = is_kept
        self._boxed: set[Variable] = set()
        self._free: set[Variable] = set()
        self._compared: set[Variable] = set()
        self._used: set[Variable] = set()
        for expr in exprs:
            for e in walk(expr):
                if isinstance(e, VariableReference):
                    self._used.add(e.variable)
                else:
                    self._compare(e)
                    self._place(e, self._boxed, self._free)

    def is_used(self, variable: Variable) -> bool:
        """Whether `variable` occurs at all."""
        return variable in self._used

    def is_compared(self, variable: Variable) -> bool:
        """Whether `variable` is compared by identity in the universal sort, or might be.

        In all other places, which are arguments of functions and maps, a value of the universal
        sort can stand for one of the right type (Blanchette, Böhme, Popescu and Smallbone,
        "Encoding monomorphic and polymorphic types", TACAS 2013: "naked" variables).
        """
        return variable in self._compared

    def only_boxed(self, expr: Quantifier) -> set[Variable]:
        """The variables of `expr` that are better of the universal sort.

        They are of a kept type, but wherever they occur in what may be a trigger they are
        arguments of a map or of a function that takes any type: ``f(int_2_U(x))``. With x of the
        universal sort it is ``f(x)``, which matches more. Variables that are instantiated from
        pools stay as they are: pools go by type.
        """
        boxed, free = self._boxed, self._free
        triggers = [t for trigger in expr.triggers if trigger.positive for t in trigger.terms]
        if triggers:
            boxed, free = set(), set()
            for trigger in triggers:
                for e in walk(trigger):
                    self._place(e, boxed, free)
        return {
            v
            for v in expr.variables
            if v in boxed and v not in free and self._is_kept(v.type) and not v.pools
        }

    def _place(self, e: Expr, boxed: set[Variable], free: set[Variable]) -> None:
        for child, place in self._places(e):
            if isinstance(child, VariableReference):
                if place is None:
                    boxed.add(child.variable)
                elif place:
                    free.add(child.variable)

    def _places(self, e: Expr) -> Iterator[tuple[Expr, bool | None]]:
        """The children of `e`: None where it is boxed, False where it cannot be matched."""
        match e:
            case Apply(function, _, arguments, _):
                for argument, type_ in zip(arguments, function.parameters, strict=True):
                    yield argument, True if self._is_kept(type_) else None
            case Select() | Store():
                for child in children(e):
                    yield child, None
            case Operation(operator, arguments, _):
                for argument in arguments:
                    yield argument, operator not in NOT_IN_TRIGGERS
            case _:
                for child in children(e):
                    yield child, True

    def _compare(self, e: Expr) -> None:
        compared: tuple[Expr, ...] = ()
        match e:
            case Operation(operator, (left, right), _) if operator in EQUALITIES:
                if left.type != right.type or not self._is_kept(left.type):
                    compared = (left, right)
            case Operation(Operator.IF_THEN_ELSE, (_, then, otherwise), type_):
                if not self._is_kept(type_):
                    compared = (then, otherwise)
            case Let(_, values, body):
                compared = (*values, body)
            case _:
                pass
        for part in compared:
            while isinstance(part, Old):
                part = part.operand
            if isinstance(part, VariableReference):
                self._compared.add(part.variable)
