"""Turn lambda expressions into functions with a defining axiom."""

from __future__ import annotations

from collections.abc import Hashable

from ivl.base.fresh import Names
from ivl.base.node import replace
from ivl.core.expressions import (
    Apply,
    Expr,
    Function,
    Lambda,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Select,
    Trigger,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import map_expression, occurrences, some
from ivl.core.instantiate import substitute_types
from ivl.core.map_statements import map_program, program_expressions
from ivl.core.program import Axiom, FunctionDeclaration, Program
from ivl.core.types import BOOL, Type, TypeVariable, substitute
from ivl.transform.template import Template, make_template


def lift_lambdas(program: Program, *, free_variables: bool = False) -> Program:
    """Replace each lambda by a new function of the parts that its variables do not occur in.

    Before::

        f := (lambda x: int :: x + a * b);

    After::

        function lambda#0(l#0: int): [int]int uses { axiom
          (forall x: int, l#0: int :: {lambda#0(l#0)[x]} lambda#0(l#0)[x] == x + l#0); }
        f := lambda#0(a * b);

    The parts ("holes", see `make_template`) are those of Boogie, and so are the names; with
    `free_variables` they are the free variables, a and b. Lambdas that are then the same up to
    renaming share a function, unless they have type parameters. A lambda's attributes pass on to
    the quantifier.
    """
    if not any(occurrences(program_expressions(program), (Lambda,))):
        return program
    lifter = _Lifter(program, free_variables)
    lifted = map_program(program, lifter.lift)
    return replace(
        lifted,
        functions=(*lifted.functions, *lifter.functions),
        axioms=(*lifted.axioms, *lifter.axioms),
    )


class _Lifter:
    """The functions and axioms made so far."""

    def __init__(self, program: Program, free_variables: bool) -> None:
        self.free_variables = free_variables
        self.names = Names(d.function.name for d in program.functions)
        self.first_axiom = len(program.axioms)
        self.functions: list[FunctionDeclaration] = []
        self.axioms: list[Axiom] = []
        self.known: dict[tuple[Hashable, ...], Function] = {}

    def lift(self, expr: Expr) -> Expr:
        """`expr` without lambdas; inner ones go first."""
        if not some(expr, _is_lambda):
            return expr
        return map_expression(expr, lambda e: self.lifted(e) if isinstance(e, Lambda) else e)

    def lifted(self, expr: Lambda) -> Expr:
        template = make_template(expr, free_variables=self.free_variables)
        function = None if expr.type_parameters else self.known.get(template.key)
        if function is None:
            function = self.known[template.key] = self.define(template)
        return Apply(function, template.type_variables, template.holes, expr.type, span=expr.span)

    def define(self, template: Template) -> Function:
        """The function for `template`, and its axiom."""
        binder = template.binder
        assert isinstance(binder, Lambda)
        type_parameters = tuple([TypeVariable(t.name) for t in template.type_variables])
        types: dict[TypeVariable, Type] = dict(
            zip(template.type_variables, type_parameters, strict=True)
        )
        function = Function(
            self.names.numbered("lambda#"),
            type_parameters,
            tuple([substitute(p.type, types) for p in template.parameters]),
            substitute(binder.type, types),
            tuple([p.name for p in template.parameters]),
            span=binder.span,
        )
        index = self.first_axiom + len(self.axioms)
        parameters = tuple(
            [Variable(p.name, substitute(p.type, types), VariableKind.BOUND)
             for p in template.parameters]
        )  # fmt: skip
        self.functions.append(FunctionDeclaration(function, parameters, None, uses=(index,)))
        self.axioms.append(Axiom(_definition(function, template, binder), span=binder.span))
        return function


def _is_lambda(expr: Expr) -> bool:
    return isinstance(expr, Lambda)


def _definition(function: Function, template: Template, binder: Lambda) -> Expr:
    """``(forall x, l :: {f(l)[x]} f(l)[x] == body)``"""
    span = binder.span
    arguments = tuple([VariableReference(p) for p in template.parameters])
    call = Apply(function, template.type_variables, arguments, binder.type, span=span)
    indexes = tuple([VariableReference(v, span=v.span) for v in binder.variables])
    select = Select(call, binder.type_parameters, indexes, binder.body.type, span=span)
    condition = Quantifier(
        QuantifierKind.FORALL,
        (*binder.type_parameters, *template.type_variables),
        (*binder.variables, *template.parameters),
        binder.attributes,
        (Trigger((select,)),),
        Operation(Operator.EQUAL, (select, binder.body), BOOL, span=span),
        span=span,
    )
    return substitute_types(condition, {})  # with bound variables of its own
