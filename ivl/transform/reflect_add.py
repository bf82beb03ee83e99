"""Addition as a function, so that triggers can mention it."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.expressions import (
    Apply,
    Expr,
    Function,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Trigger,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import map_expression
from ivl.core.map_statements import map_program
from ivl.core.program import Axiom, FunctionDeclaration, Program
from ivl.core.types import BOOL, INT

NAME = "Reflect$Add"


def reflect_add(program: Program) -> Program:
    """Replace the addition of integers by a function that is defined to be it::

        function Reflect$Add(x: int, y: int): int uses { axiom
          (forall x: int, y: int :: {Reflect$Add(x, y)} Reflect$Add(x, y) == x + y); }

    Solvers do not match what they can compute: a trigger with ``+`` in it works only so.
    """
    taken = {d.function.name for d in program.functions}
    name = NAME
    while name in taken:
        name += "#"
    add = Function(name, (), (INT, INT), INT, ("x", "y"))

    def is_sum(e: Expr) -> bool:
        return (
            isinstance(e, Operation)
            and e.operator is Operator.ADD
            and e.type == INT
            and len(e.arguments) == 2
        )

    def rewritten(e: Expr) -> Expr:
        if isinstance(e, Operation) and is_sum(e):
            return Apply(add, (), e.arguments, INT, span=e.span)
        return e

    program = map_program(program, lambda e: map_expression(e, rewritten))
    axiom = Axiom(_definition(add))
    declaration = FunctionDeclaration(
        add,
        tuple([Variable(n, INT, VariableKind.BOUND) for n in add.names]),
        None,
        uses=(len(program.axioms),),
    )
    return replace(
        program, functions=(*program.functions, declaration), axioms=(*program.axioms, axiom)
    )


def _definition(add: Function) -> Expr:
    variables = tuple([Variable(n, INT, VariableKind.BOUND) for n in add.names])
    arguments = tuple([VariableReference(v) for v in variables])
    call = Apply(add, (), arguments, INT)
    equation = Operation(Operator.EQUAL, (call, Operation(Operator.ADD, arguments, INT)), BOOL)
    return Quantifier(QuantifierKind.FORALL, (), variables, (), (Trigger((call,)),), equation)
