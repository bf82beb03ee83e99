"""Code expressions that have one execution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivl.core.expressions import CodeBlock, CodeExpression
from ivl.core.statements import Assert, Assign, Assume, ChangeScope, HideReveal
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import CannotTell

if TYPE_CHECKING:
    from ivl.interpreter.evaluator import Evaluator


def execute_code(code: CodeExpression, scope: Scope, evaluator: Evaluator) -> bool:
    """What the one execution of `code` returns.

    Raises CannotTell if there are several, or none, or it fails an assertion: then it depends on
    whether the code expression is proved or assumed.
    """
    inner = scope.extended({})
    blocks = {block.label: block for block in code.blocks}
    block = code.blocks[0]
    while True:
        evaluator.budget.spend(1 + len(block.statements))
        if not _execute(block, inner, evaluator):
            raise CannotTell("a code expression has no execution", code.span)
        if block.value is not None:
            return evaluator.holds(block.value, inner)
        open_ = [blocks[label] for label in block.successors]
        if len(open_) > 1:
            open_ = [b for b in open_ if _may_enter(b, inner, evaluator)]
        if len(open_) != 1:
            raise CannotTell("a code expression has not one execution", code.span)
        block = open_[0]


def _execute(block: CodeBlock, scope: Scope, evaluator: Evaluator) -> bool:
    """Execute the statements; false if an assumption does not hold."""
    for statement in block.statements:
        match statement:
            case Assign(variables, values):
                new = [evaluator.value(v, scope) for v in values]
                scope.values.update(zip(variables, new, strict=True))
            case Assume(condition):
                if not evaluator.holds(condition, scope):
                    return False
            case Assert(condition):
                if not evaluator.holds(condition, scope):
                    raise CannotTell("an assertion in a code expression does not hold", block.span)
            case HideReveal() | ChangeScope():
                pass
            case _:
                raise CannotTell("a code expression makes a choice", block.span)
    return True


def _may_enter(block: CodeBlock, scope: Scope, evaluator: Evaluator) -> bool:
    """Whether the assumptions at its start hold."""
    for statement in block.statements:
        if not isinstance(statement, Assume):
            return True
        if not evaluator.holds(statement.condition, scope):
            return False
    return True
