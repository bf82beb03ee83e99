"""Expand the functions declared ``{:inline}``."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.attributes import is_true
from ivl.core.expressions import Apply, Expr, Function, Let, Quantifier, Trigger, Variable
from ivl.core.expressions import VariableReference as Reference
from ivl.core.fold import children, map_expression, some, walk
from ivl.core.instantiate import instantiate
from ivl.core.map_statements import map_program
from ivl.core.program import FunctionDeclaration, Program

LARGE = 200
"""An argument of more nodes is bound by a let instead of copied to several places."""


def inline_functions(program: Program) -> Program:
    """Replace each application of an ``{:inline}`` function by its body.

    Before::

        function {:inline} twice(x: int): int { x + x }
        axiom (forall y: int :: {twice(y)} twice(y) > y);

    After::

        function twice(x: int): int;
        axiom (forall y: int :: {y + y} y + y > y);

    Triggers and attributes are expanded like everything else, as in Boogie; a trigger that no
    longer mentions all variables goes, as no solver can use it. The declarations
    stay, without body and attribute. Functions that inline each other must have been refused.
    """
    inlined = {
        d.function: d
        for d in program.functions
        if d.body is not None and is_true(d.function.attributes, "inline")
    }
    if not inlined:
        return program
    bodies: dict[Function, Expr] = {}

    def expanded_body(function: Function) -> Expr:
        body = bodies.get(function)
        if body is None:
            original = inlined[function].body
            assert original is not None
            body = bodies[function] = expand(original)
        return body

    def is_inlined(e: Expr) -> bool:
        return isinstance(e, Apply) and e.function in inlined

    def inline(e: Expr) -> Expr:
        if isinstance(e, Apply) and e.function in inlined:
            return apply_body(inlined[e.function], expanded_body(e.function), e)
        return _without_partial_triggers(e) if isinstance(e, Quantifier) and e.triggers else e

    def expand(e: Expr) -> Expr:
        return map_expression(e, inline) if some(e, is_inlined) else e

    expanded = map_program(program, expand)
    functions = [_without_body(d) if d.function in inlined else d for d in expanded.functions]
    return replace(expanded, functions=tuple(functions))


def _without_body(declaration: FunctionDeclaration) -> FunctionDeclaration:
    """The declaration of a function that is no longer applied."""
    attributes = tuple([a for a in declaration.function.attributes if a.name != "inline"])
    function = replace(declaration.function, attributes=attributes)
    return replace(declaration, function=function, body=None)


def apply_body(declaration: FunctionDeclaration, body: Expr, call: Apply) -> Expr:
    """`body`, of `declaration`, at the arguments and type arguments of `call`."""
    types = dict(zip(call.function.type_parameters, call.type_arguments, strict=True))
    variables: dict[Variable, Expr] = {}
    bound: list[Variable] = []
    values: list[Expr] = []
    for parameter, argument in zip(declaration.parameters, call.arguments, strict=True):
        if _is_large(argument) and _occurrences(body, parameter) > 1:
            copy = replace(parameter, type=argument.type, span=call.span)
            bound.append(copy)
            values.append(argument)
            variables[parameter] = Reference(copy, span=call.span)
        else:
            variables[parameter] = argument
    result = instantiate(body, variables, types)
    return Let(tuple(bound), tuple(values), result, span=call.span) if bound else result


def _without_partial_triggers(expr: Quantifier) -> Quantifier:
    """`expr` less the triggers that have lost a variable: its function ignored that argument."""

    def complete(trigger: Trigger) -> bool:
        found = {e.variable for t in trigger.terms for e in walk(t) if isinstance(e, Reference)}
        return found.issuperset(expr.variables)

    kept = tuple([t for t in expr.triggers if not t.positive or complete(t)])
    if len(kept) == len(expr.triggers):
        return expr
    return replace(expr, triggers=kept)


def _is_large(expr: Expr) -> bool:
    seen = 0
    stack = [expr]
    while stack:
        seen += 1
        if seen > LARGE:
            return True
        stack.extend(children(stack.pop()))
    return False


def _occurrences(body: Expr, variable: Variable) -> int:
    return sum(isinstance(e, Reference) and e.variable is variable for e in walk(body))
