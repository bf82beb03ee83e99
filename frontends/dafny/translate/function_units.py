"""What is proved of functions."""

from __future__ import annotations

from frontends.dafny.translate import functions, heaps
from frontends.dafny.translate.assertions import assume, postconditions
from frontends.dafny.translate.context import Permission
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import is_of
from frontends.dafny.translate.units import member_unit
from frontends.dafny.translate.wellformed import check_value
from frontends.dafny.typed.declarations import Function, Module
from ivl.base.node import replace
from ivl.core.program import Condition


def verify_function(function: Function, module: Module, shared: Shared) -> None:
    """That a function's contract and body are defined, and that it ensures what it says."""
    unit = member_unit(function, module, shared)
    emit, context = unit.emit, unit.context
    unframed = context
    frames = heaps.evaluate(function.reads, context)
    if frames is not None:
        context = replace(context, reads=Permission(frames, context.heap))
    with emit.postponing():
        for clause in function.requires:
            context.check(clause.condition, emit)
            assume(clause.condition, context, emit)
        for frame in function.reads:
            if frame.expression is not None:
                replace(context, framing=True).check(frame.expression, emit)
    for expression in function.decreases.expressions:
        if not function.decreases.guessed:
            unframed.check(expression, emit)
    assert function.result_type is not None
    own = functions.apply(function, [context.variables[v] for v in function.parameters], context)
    result_context = unframed
    if function.result is not None:
        result_context = unframed.bind({function.result: own})
    with emit.aside():
        emit.assume(is_of(own, function.result_type, context))
        for clause in function.ensures:
            replace(result_context, result=True).check(clause.condition, emit)
            assume(clause.condition, result_context, emit)
    ensures = list[Condition]()
    if function.body is not None:
        with emit.postponing():
            check_value(function.body, function.result_type, own, context, emit)
        ensures = postconditions(function.ensures, result_context, function.component)
    unit.finish("well-formedness", ensures, function.span, function.span)
