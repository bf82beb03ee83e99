"""Measures of procedures become preconditions, and assertions that they decrease."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.expressions import Expr, Old, VariableReference
from ivl.core.instantiate import instantiate
from ivl.core.lexicographic import decreases, not_negative
from ivl.core.program import Condition, Implementation, Procedure, Program
from ivl.core.recursion import recursive_callees
from ivl.core.statements import Assert, Call, If, Obligation, ObligationKind, Statement, While
from ivl.core.types import Type


def check_termination(program: Program) -> Program:
    """`program` with what the measures of its procedures claim as ordinary specification.

    Before::

        procedure P(n: int) measure n; { if (n > 0) { call P(n - 1); } }

    After::

        procedure P(n: int) requires n >= 0;
        { if (n > 0) { assert n - 1 < old(n); call P(n - 1); } }

    A call is recursive when it may lead to a call of the caller again. The resolver has checked
    that the measures of the two then agree in number and types. What calls itself without a
    measure claims nothing.
    """
    measured = {p.name: p for p in program.procedures if p.measure}
    if not measured:
        return program
    procedures = [_with_precondition(p) for p in program.procedures]
    implementations = [
        _with_checks(program, i, measured) if i.name in measured else i
        for i in program.implementations
    ]
    return replace(program, procedures=tuple(procedures), implementations=tuple(implementations))


def _with_precondition(procedure: Procedure) -> Procedure:
    if not procedure.measure:
        return procedure
    bounds = [Condition(e, span=e.span) for e in not_negative(procedure.measure)]
    return replace(procedure, requires=(*procedure.requires, *bounds), measure=())


def _with_checks(
    program: Program, implementation: Implementation, measured: dict[str, Procedure]
) -> Implementation:
    own = measured[implementation.name]
    recursive = recursive_callees(program, implementation.name)
    inputs = tuple([VariableReference(v) for v in implementation.inputs])
    before = [Old(e) for e in _measure_of(own, implementation.type_parameters, inputs)]

    def checked(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        result: list[Statement] = []
        for statement in statements:
            match statement:
                case Call(name, type_arguments, arguments) if name in recursive:
                    now = _measure_of(measured[name], type_arguments, arguments)
                    obligation = Obligation(ObligationKind.MEASURE, statement.span)
                    result.append(Assert(decreases(now, before), obligation, span=statement.span))
                case If(_, then, otherwise):
                    statement = replace(
                        statement,
                        then=checked(then),
                        otherwise=None if otherwise is None else checked(otherwise),
                    )
                case While(body=body):
                    statement = replace(statement, body=checked(body))
                case _:
                    pass
            result.append(statement)
        return tuple(result)

    return replace(implementation, body=checked(implementation.body))


def _measure_of(
    procedure: Procedure, types: tuple[Type, ...], arguments: tuple[Expr, ...]
) -> list[Expr]:
    """The measure of `procedure` when it is called with `arguments`."""
    values = dict(zip([d.variable for d in procedure.inputs], arguments, strict=True))
    instances = dict(zip(procedure.type_parameters, types, strict=True))
    return [instantiate(e, values, instances) for e in procedure.measure]
