"""State the bodies of functions as definition axioms."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.attributes import is_true
from ivl.core.expressions import (
    Apply,
    Expr,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Trigger,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.instantiate import instantiate
from ivl.core.program import Axiom, FunctionDeclaration, Program
from ivl.core.types import BOOL, Type, TypeVariable, substitute


def define_functions(program: Program) -> Program:
    """Turn the body of each function into an axiom that its declaration ``uses``.

    Before::

        function f<a>(x: a, i: int): int { i + 1 }
        function c(): int { 3 }
        function {:define} g(i: int): int { i + 2 }

    After::

        function f<a>(x: a, i: int): int uses { axiom
          (forall<a> x: a, i: int :: {f(x, i)} f(x, i) == i + 1); }
        function c(): int uses { axiom c() == 3; }
        function {:define} g(i: int): int { i + 2 }

    The axioms come after all others. The function's attributes pass on to the quantifier. A body
    with ``{:define}`` stays: it becomes a definition of the solver.
    """
    axioms = list(program.axioms)
    functions: list[FunctionDeclaration] = []
    for declaration in program.functions:
        if declaration.body is None or is_true(declaration.function.attributes, "define"):
            functions.append(declaration)
            continue
        functions.append(replace(declaration, body=None, uses=(*declaration.uses, len(axioms))))
        axioms.append(
            Axiom(_definition(declaration, declaration.body), span=declaration.function.span)
        )
    if len(axioms) == len(program.axioms):
        return program
    return replace(program, functions=tuple(functions), axioms=tuple(axioms))


def _definition(declaration: FunctionDeclaration, body: Expr) -> Expr:
    """``f(x, ...) == body``, quantified."""
    function = declaration.function
    span = function.span
    type_parameters = tuple([TypeVariable(t.name) for t in function.type_parameters])
    types: dict[TypeVariable, Type] = dict(
        zip(function.type_parameters, type_parameters, strict=True)
    )
    variables: list[Variable] = []
    replaced: dict[Variable, Expr] = {}
    for index, parameter in enumerate(declaration.parameters):
        variable = Variable(
            parameter.name or f"_{index}",
            substitute(parameter.type, types),
            VariableKind.BOUND,
            span=parameter.span,
        )
        variables.append(variable)
        replaced[parameter] = VariableReference(variable, span=parameter.span)
    call = Apply(
        function,
        type_parameters,
        tuple([VariableReference(v, span=v.span) for v in variables]),
        substitute(function.result, types),
        span=span,
    )
    equation = Operation(
        Operator.EQUAL, (call, instantiate(body, replaced, types)), BOOL, span=span
    )
    if not variables and not type_parameters:
        return equation
    return Quantifier(
        QuantifierKind.FORALL,
        type_parameters,
        tuple(variables),
        function.attributes,
        (Trigger((call,)),),
        equation,
        span=span,
    )
