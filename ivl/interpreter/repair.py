"""Changing values that are free so that a condition holds."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from ivl.base.values import Construction
from ivl.core.expressions import (
    Expr,
    FieldAccess,
    IsConstructor,
    Operation,
    Operator,
    Select,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import walk
from ivl.core.types import BOOL, INT, ConstructedType
from ivl.interpreter.choices import Chance
from ivl.interpreter.data import Datum
from ivl.interpreter.evaluator import Evaluator
from ivl.interpreter.parts import Blame, Leaf
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import CannotTell

_FLIPPED = {
    Operator.LESS: Operator.GREATER_EQUAL,
    Operator.LESS_EQUAL: Operator.GREATER,
    Operator.GREATER: Operator.LESS_EQUAL,
    Operator.GREATER_EQUAL: Operator.LESS,
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.IFF: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
}
_STEPS = {Operator.LESS: -1, Operator.GREATER: 1}
_MIRRORED = {Operator.LESS: 1, Operator.GREATER: -1}


class Repair:
    """Changes the `free` variables of a state, by small steps and by chance."""

    def __init__(
        self, evaluator: Evaluator, chance: Chance, free: Collection[Variable], scope: Scope
    ) -> None:
        self.evaluator = evaluator
        self.chance = chance
        self.random: Random = chance.random
        self.free = free
        self.scope = scope

    def repair(self, condition: Expr) -> None:
        """Change something so that `condition`, which does not hold, may hold."""
        leaf = Blame(condition, self.scope, self.evaluator).leaf
        try:
            if self.random.random() < 0.9 and self._satisfy(leaf):
                return
        except CannotTell:
            pass
        mentioned = [v for v in self.free if _mentions(condition, v)] or list(self.free)
        variable = self.random.choice(mentioned)
        self.set_variable(variable, self.chance.value(self.scope.type(variable.type)))

    def set_variable(self, variable: Variable, value: Datum) -> None:
        """Give a variable a value."""
        if variable.kind is VariableKind.GLOBAL:
            self.scope.globals[variable] = value
        else:
            self.scope.values[variable] = value

    def _satisfy(self, leaf: Leaf) -> bool:
        """Make the leaf's value the one that is wanted, if it says how."""
        expr, wanted = leaf.expr, leaf.wanted
        match expr:
            case Operation(Operator.AND | Operator.OR, parts):
                part = self.random.choice(parts)
                return self._satisfy(Leaf(part, leaf.scope, wanted))
            case Operation(Operator.IMPLIES, (antecedent, consequent)):
                if self.random.random() < 0.5:
                    return self._satisfy(Leaf(antecedent, leaf.scope, not wanted))
                return self._satisfy(Leaf(consequent, leaf.scope, wanted))
            case Operation(Operator.NOT, (operand,)):
                return self._satisfy(Leaf(operand, leaf.scope, not wanted))
            case Operation(operator, (left, right)) if operator in _FLIPPED:
                chosen = operator if wanted else _FLIPPED[operator]
                sides = [(left, right, _STEPS), (right, left, _MIRRORED)]
                self.random.shuffle(sides)
                for place, other, steps in sides:
                    if self._free_place(place, leaf.scope):
                        value = self._related(chosen, other, steps, leaf.scope)
                        return self._set(place, value, leaf.scope)
                return False
            case IsConstructor(operand, constructor) if self._free_place(operand, leaf.scope):
                type_ = leaf.scope.type(operand.type)
                assert isinstance(type_, ConstructedType)
                for candidate, types in self.evaluator.domains.fields(type_).items():
                    if (candidate.name == constructor.name) is wanted:
                        parts_ = tuple([self.chance.value(t, 1) for t in types])
                        value = Construction(candidate.name, parts_)  # type: ignore[arg-type]
                        return self._set(operand, value, leaf.scope)
                return False
            case _ if expr.type == BOOL and self._free_place(expr, leaf.scope):
                return self._set(expr, wanted, leaf.scope)
            case _:
                return False

    def _related(
        self, operator: Operator, other: Expr, steps: dict[Operator, int], scope: Scope
    ) -> Datum:
        """A value that stands in the relation `operator` to that of `other`."""
        value = self.evaluator.value(other, scope)
        if operator is Operator.NOT_EQUAL:
            return self.chance.value(scope.type(other.type))
        if other.type == INT and isinstance(value, int):
            step = steps.get(operator, 0)
            if operator not in (Operator.EQUAL, Operator.IFF) and self.random.random() < 0.5:
                step += self._direction(operator, steps) * self.random.randrange(4)
            return value + step
        return value

    def _direction(self, operator: Operator, steps: dict[Operator, int]) -> int:
        strict = {
            Operator.LESS_EQUAL: Operator.LESS,
            Operator.GREATER_EQUAL: Operator.GREATER,
        }.get(operator, operator)
        return steps[strict]

    def _free_place(self, place: Expr, scope: Scope) -> bool:
        """Whether `place` is a free variable, or a place in one."""
        while isinstance(place, Select | FieldAccess):
            place = place.map if isinstance(place, Select) else place.operand
        if not (isinstance(place, VariableReference) and place.variable in self.free):
            return False
        is_old = place.variable.kind is VariableKind.GLOBAL and (
            scope.globals is not self.scope.globals
        )
        return not is_old

    def _set(self, place: Expr, value: Datum, scope: Scope) -> bool:
        """Make `place` have a value."""
        match place:
            case VariableReference(variable):
                self.set_variable(variable, value)
                if variable in scope.values:
                    scope.values[variable] = value
                return True
            case Select(map_, type_arguments, indexes):
                before = self.evaluator.value(map_, scope)
                at = [self.evaluator.value(i, scope) for i in indexes]
                types = tuple([scope.type(t) for t in type_arguments])
                type_ = scope.type(map_.type)
                changed = self.evaluator.stored(before, at, value, type_, types)
                return self._set(map_, changed, scope)
            case FieldAccess(operand, field):
                whole = self.evaluator.updated(operand, field, value, scope)
                return self._set(operand, whole, scope)
            case _:
                raise AssertionError(place)


def _mentions(condition: Expr, variable: Variable) -> bool:
    return any(
        isinstance(e, VariableReference) and e.variable is variable
        for e in walk(condition, annotations=False)
    )
