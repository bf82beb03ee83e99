"""Functions that axioms make injective: their results are terms, different for different arguments.

``FrameContent(FrameFragment(t)) == t`` and ``valid(x) == valid(y) ==> x == y`` have no model in
which an uninterpreted type has few elements. Terms give them one, as constructors of datatypes do.
"""

from __future__ import annotations

from ivl.core.expressions import (
    Apply,
    Expr,
    Function,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Variable,
    VariableReference,
)
from ivl.core.program import Program
from ivl.core.types import ConstructedType, Type, show


def free_functions(program: Program) -> frozenset[Function]:
    """The functions that some axiom makes injective, and nothing else defines."""
    names = {d.name for d in program.datatypes}
    bodies = {f.function for f in program.functions if f.body is not None}
    found: set[Function] = set()
    for axiom in program.axioms:
        condition = axiom.condition
        while isinstance(condition, Quantifier) and condition.kind is QuantifierKind.FORALL:
            condition = condition.body
        for part in _conjuncts(condition):
            function = _injective(part)
            if (
                function is not None
                and function not in bodies
                and not function.attributes
                and isinstance(function.result, ConstructedType)
                and function.result.name not in names
            ):
                found.add(function)
    return frozenset(found)


def term_name(function: Function, types: tuple[Type, ...]) -> str:
    """What terms of `function` are called."""
    inside = ", ".join(map(show, types))
    return f"{function.name}<{inside}>" if types else function.name


def _injective(condition: Expr) -> Function | None:
    match condition:
        case Operation(Operator.EQUAL, (left, right)):
            return _inverse(left, right) or _inverse(right, left)
        case Operation(
            Operator.IMPLIES,
            (Operation(Operator.EQUAL, (Apply(function) as one, Apply(other) as two)), _),
        ) if function is other:
            first, second = _variables(one), _variables(two)
            apart = first is not None and second is not None and not {*first} & {*second}
            return function if apart else None
        case _:
            return None


def _inverse(left: Expr, right: Expr) -> Function | None:
    """f, where `left` is ``g(f(x, y))`` and `right` is ``x``."""
    match left, right:
        case Apply(_, _, (Apply(function) as inner,)), VariableReference(variable):
            variables = _variables(inner)
            return function if variables is not None and variable in variables else None
        case _:
            return None


def _variables(application: Apply) -> list[Variable] | None:
    """The arguments, if they are different variables."""
    found = [a.variable for a in application.arguments if isinstance(a, VariableReference)]
    is_plain = len(set(found)) == len(application.arguments) > 0
    return found if is_plain and not application.function.is_constructor else None


def _conjuncts(condition: Expr) -> list[Expr]:
    match condition:
        case Operation(Operator.AND, parts):
            return [c for part in parts for c in _conjuncts(part)]
        case _:
            return [condition]
