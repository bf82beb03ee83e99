"""Going through all expressions and statements inside of something typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import (
    Attribute,
    Clause,
    Decreases,
    Frame,
    Variable,
    find_attribute,
)

INSIDE = (
    e.MatchCase, e.LiteralPattern, e.ConstructorPattern, s.Alternative, s.LoopSpecification,
    s.MatchCase, s.CalcStep, s.VariableTarget, s.FieldTarget, s.ArrayTarget, s.ExpressionValue,
    s.NewObject, s.NewArray, Attribute, Clause, Decreases, Frame,
)  # fmt: skip


def walk(root: object) -> Iterator[e.Typed | s.Placed]:
    """All expressions and statements in `root`, itself first; not what declarations contain."""
    stack = [root]
    while stack:
        thing = stack.pop()
        if isinstance(thing, tuple | list):
            stack.extend(reversed(thing))
        elif isinstance(thing, e.Typed | s.Placed):
            yield thing
            stack.extend(_parts(thing))
        elif isinstance(thing, INSIDE):
            stack.extend(_parts(thing))


def _parts(thing: Any) -> list[object]:
    found = [
        getattr(thing, name) for name in thing.__fields__ if name not in ("span", "end", "type")
    ]
    found.reverse()
    return found


def expressions_in(expr: e.Expr) -> list[e.Expr]:
    """The expressions directly inside of one that binds nothing, in their order."""
    found = list[Any]()
    for part in _parts(expr):
        for item in part if isinstance(part, tuple) else (part,):
            inner = item if isinstance(item, tuple) else (item,)
            found.extend([x for x in inner if isinstance(x, e.Typed)])
    return found


def bound_variables(pattern: e.Pattern) -> list[Variable]:
    """The variables that a pattern binds, in their order."""
    match pattern:
        case e.VariablePattern():
            return [pattern.variable]
        case e.LiteralPattern():
            return []
        case e.ConstructorPattern():
            return [v for inner in pattern.arguments for v in bound_variables(inner)]


def is_off(attributes: tuple[Attribute, ...], name: str) -> bool:
    """Whether there is an attribute ``{:name false}``."""
    attribute = find_attribute(attributes, name)
    if attribute is None or not attribute.arguments:
        return False
    argument = attribute.arguments[0]
    return isinstance(argument, e.Literal) and argument.value is False


def conjuncts(condition: e.Expr) -> list[e.Expr]:
    """The conjuncts of a condition."""
    if isinstance(condition, e.Binary) and condition.operator is e.BinaryOperator.AND:
        return [*conjuncts(condition.left), *conjuncts(condition.right)]
    return [condition]
