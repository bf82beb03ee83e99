"""Comparing typed expressions: whether two say the same, and whether one fits another."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.walk import walk

_NO_MATTER = ("span", "open", "type")


def shape(thing: object) -> Hashable:
    """Equal for expressions that are the same but for their places. Variables are what they are."""
    if isinstance(thing, tuple):
        return tuple([shape(x) for x in thing])
    fields: tuple[str, ...] | None = getattr(thing, "__fields__", None)
    if fields is None or not _inside(thing):
        return type(thing), thing
    return type(thing), *[shape(getattr(thing, x)) for x in fields if x not in _NO_MATTER]


def _inside(thing: object) -> bool:
    return isinstance(
        thing,
        e.Typed | e.MatchCase | e.VariablePattern | e.LiteralPattern | e.ConstructorPattern,
    )


def variables_in(expr: object) -> frozenset[Variable]:
    """The variables that an expression or statement mentions, those that it binds among them."""
    return frozenset([x.variable for x in walk(expr) if isinstance(x, e.VariableReference)])


def fits(
    pattern: object, thing: object, variables: frozenset[Variable], found: dict[Variable, e.Expr]
) -> bool:
    """Whether `thing` is `pattern` with expressions for `variables`, which are put into `found`."""
    if isinstance(pattern, e.VariableReference) and pattern.variable in variables:
        if not isinstance(thing, e.Typed):
            return False
        expr: Any = thing
        known = found.setdefault(pattern.variable, expr)
        return shape(known) == shape(thing)
    if isinstance(pattern, tuple):
        if not isinstance(thing, tuple) or len(pattern) != len(thing):
            return False
        same = [fits(p, x, variables, found) for p, x in zip(pattern, thing, strict=True)]
        return all(same)
    if not _inside(pattern):
        return type(pattern) is type(thing) and pattern == thing
    if type(pattern) is not type(thing):
        return False
    names: tuple[str, ...] = getattr(pattern, "__fields__", ())
    parts = [(getattr(pattern, n), getattr(thing, n)) for n in names if n not in _NO_MATTER]
    same = [fits(p, x, variables, found) for p, x in parts]
    return all(same)
