"""How a quantifier's variables occur in it: what their sorts and guards depend on."""

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
IsKept = Callable[[Type], bool]


def occurring(expr: Quantifier) -> set[Variable]:
    """The variables in the body and the triggers of `expr`."""
    terms = [t for trigger in expr.triggers if trigger.positive for t in trigger.terms]
    return {
        e.variable for t in (*terms, expr.body) for e in walk(t) if isinstance(e, VariableReference)
    }


def only_boxed(expr: Quantifier, is_kept: IsKept) -> set[Variable]:
    """The variables that a solver's terms can match only as they are before they are unboxed.

    They are of a kept type, but wherever they occur in what may be a trigger they are arguments
    of a map or of a function that takes any type: ``f(int_2_U(x))``. With x of the universal sort
    it is ``f(x)``, which matches more (Leino and Rümmer, section 4.2).
    """
    triggers = [t for trigger in expr.triggers if trigger.positive for t in trigger.terms]
    boxed: set[Variable] = set()
    free: set[Variable] = set()
    stack = triggers or [expr.body]
    while stack:
        e = stack.pop()
        if isinstance(e, VariableReference):
            free.add(e.variable)
            continue
        for child, place in _places(e, is_kept):
            if not isinstance(child, VariableReference):
                stack.append(child)
            elif place is None:
                boxed.add(child.variable)
            elif place:
                free.add(child.variable)
    return {v for v in expr.variables if v in boxed - free and is_kept(v.type)}


def _places(e: Expr, is_kept: IsKept) -> Iterator[tuple[Expr, bool | None]]:
    """The children of `e`, each with None where it is boxed, False where it cannot be matched."""
    match e:
        case Apply(function, _, arguments, _):
            for argument, type_ in zip(arguments, function.parameters, strict=True):
                yield argument, True if is_kept(type_) else None
        case Select() | Store():
            for child in children(e):
                yield child, None
        case Operation(operator, arguments, _):
            for argument in arguments:
                yield argument, operator not in NOT_IN_TRIGGERS
        case _:
            for child in children(e):
                yield child, True


def compared(exprs: Iterable[Expr], is_kept: IsKept) -> set[Variable]:
    """The variables that are compared by identity in the universal sort, or might be.

    In all other places, which are arguments of functions and maps, a value of the universal sort
    can stand for one of the right type (Blanchette and others, "Encoding monomorphic and
    polymorphic types", TACAS 2013: "naked" variables).
    """
    found: set[Variable] = set()

    def add(e: Expr) -> None:
        while isinstance(e, Old):
            e = e.operand
        if isinstance(e, VariableReference):
            found.add(e.variable)

    for expr in exprs:
        for e in walk(expr):
            match e:
                case Operation(operator, (left, right), _) if operator in EQUALITIES:
                    if left.type != right.type or not is_kept(left.type):
                        add(left)
                        add(right)
                case Operation(Operator.IF_THEN_ELSE, (_, then, otherwise), type_):
                    if not is_kept(type_):
                        add(then)
                        add(otherwise)
                case Let(_, values, body):
                    for value in (*values, body):
                        add(value)
                case _:
                    pass
    return found
