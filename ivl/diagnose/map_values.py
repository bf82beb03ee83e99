"""What is in a map with axioms, by way of the updates that made it.

A solver's candidate need not respect an axiom about which nothing reminded it: what it says of a
selection that does not occur in the condition may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

from ivl.base.values import UNKNOWN, Value
from ivl.core.expressions import (
    Apply,
    Expr,
    FieldAccess,
    FieldUpdate,
    Operation,
    Operator,
    Variable,
    VariableReference,
)
from ivl.core.types import Type
from ivl.diagnose.candidate import Candidate


class MapValues:
    """The values of expressions in a candidate; `conditions` hold on the path that it takes."""

    def __init__(self, candidate: Candidate, conditions: Iterable[Expr]) -> None:
        self._candidate = candidate
        self._sources = candidate.sources
        self._made: dict[Variable, Expr] = {}
        incarnations = candidate.condition.cfg.incarnations
        for condition in conditions:
            match condition:
                case Operation(Operator.EQUAL, (VariableReference(variable), made)) if (
                    variable in incarnations
                ):
                    self._made.setdefault(variable, made)
                case _:
                    pass

    def value(self, expr: Expr, source: Type | None) -> Value:
        """The value of `expr`, in the terms of `source`, the type that its type was."""
        found = self.element(expr)
        return UNKNOWN if found is None else self._candidate.value(found, source)

    def element(self, expr: Expr) -> Expr | None:
        """What `expr` selects, as an expression that selects from no update, if that is known."""
        while isinstance(expr, Apply) and (found := self._sources.selection(expr)) is not None:
            map_, indexes = found
            map_ = self._origin(map_)
            update = self._sources.update(map_)
            if update is None:
                return Apply(expr.function, (), (map_, *indexes), expr.type)
            before, keys, value = update
            same = [self._same(a, b) for a, b in zip(indexes, keys, strict=True)]
            if False in same:
                expr = Apply(expr.function, (), (before, *indexes), expr.type)
            elif None in same:
                return None
            else:
                expr = value
        return expr

    def _same(self, left: Expr, right: Expr) -> bool | None:
        one, other = self._candidate.model_value(left), self._candidate.model_value(right)
        return None if one is None or other is None else one == other

    def _origin(self, expr: Expr) -> Expr:
        """What made the value of `expr`."""
        while True:
            match expr:
                case VariableReference(variable) if variable in self._made:
                    expr = self._made[variable]
                case FieldAccess(operand, field, type_):
                    whole = self._origin(operand)
                    if not isinstance(whole, FieldUpdate):
                        return FieldAccess(whole, field, type_)
                    changed = whole.field == field
                    expr = whole.value if changed else FieldAccess(whole.operand, field, type_)
                case _:
                    return expr
