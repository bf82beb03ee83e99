"""Choosing functions again, so that an assumption about them holds."""

from __future__ import annotations

from random import Random

from ivl.core.expressions import Apply, Expr, Operation, Operator
from ivl.core.types import BOOL
from ivl.interpreter.data import Datum
from ivl.interpreter.evaluator import Evaluator
from ivl.interpreter.parts import Blame
from ivl.interpreter.rules import Symbol
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import CannotTell
from ivl.interpreter.tables import Key

TRIES = 12
"""So often something else is chosen for one assumption."""


def can_hold(condition: Expr, scope: Scope, evaluator: Evaluator, random: Random) -> bool:
    """Whether a condition holds, if need be with other values of functions.

    Chosen again is only what its evaluation has chosen, which matters for nothing else yet. Raises
    CannotTell and OutOfSteps.
    """
    functions = evaluator.functions
    mark, defaults_mark = len(functions.fresh), len(functions.fresh_defaults)
    if evaluator.holds(condition, scope):
        return True
    for _ in range(TRIES):
        fresh = functions.fresh[mark:]
        defaults = functions.fresh_defaults[defaults_mark:]
        if not (fresh or defaults):
            return False
        place, value = _wanted(condition, scope, evaluator)
        if place is not None and place in fresh:
            functions.choose_again(*place, value, evaluator)
        elif random.randrange(len(fresh) + len(defaults)) < len(fresh):
            functions.choose_again(*random.choice(fresh), None, evaluator)
        else:
            functions.choose_default_again(*random.choice(defaults), evaluator)
        if evaluator.holds(condition, scope):
            return True
    return False


def _wanted(
    condition: Expr, scope: Scope, evaluator: Evaluator
) -> tuple[tuple[Symbol, Key] | None, Datum | None]:
    """An application, and what it should be, for what is to blame to hold."""
    leaf = Blame(condition, scope, evaluator).leaf
    try:
        match leaf.expr:
            case Apply() as application if application.type == BOOL:
                return _place(application, leaf.scope, evaluator), leaf.wanted
            case Operation(Operator.EQUAL | Operator.IFF, sides) if leaf.wanted:
                for side, other in (sides, sides[::-1]):
                    if isinstance(side, Apply) and not side.function.is_constructor:
                        place = _place(side, leaf.scope, evaluator)
                        return place, evaluator.value(other, leaf.scope)
            case _:
                pass
    except CannotTell:
        pass
    return None, None


def _place(expr: Apply, scope: Scope, evaluator: Evaluator) -> tuple[Symbol, Key] | None:
    types = tuple([scope.type(t) for t in expr.type_arguments])
    arguments = tuple([evaluator.value(a, scope) for a in expr.arguments])
    key = evaluator.functions.key(expr.function, types, arguments, evaluator)
    return None if key is None else (expr.function, key)
