"""Building blocks of `ivl.build`: statements."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.source import NOWHERE, Span
from ivl.core.build_expressions import select, store
from ivl.core.build_values import BuildError, Term, expression
from ivl.core.expressions import Attributes, Variable, VariableKind
from ivl.core.match_types import match_types
from ivl.core.program import Procedure
from ivl.core.statements import (
    Assert,
    Assign,
    Assume,
    Break,
    Call,
    Goto,
    Havoc,
    If,
    Label,
    Obligation,
    ObligationKind,
    Return,
    Statement,
    While,
)
from ivl.core.types import BOOL, Type, TypeVariable, show, substitute


def assert_(
    condition: Term,
    *,
    message: str = "",
    origin: object = None,
    attributes: Attributes = (),
    span: Span = NOWHERE,
) -> Assert:
    """``assert e;``: `message` is what to say, and `origin` what to hand back, if it fails."""
    obligation = Obligation(ObligationKind.ASSERT, span, None, message, origin)
    return Assert(expression(condition, BOOL), obligation, attributes, span=span)


def assume(condition: Term, *, attributes: Attributes = (), span: Span = NOWHERE) -> Assume:
    """``assume e;``"""
    return Assume(expression(condition, BOOL), attributes, span=span)


def assign(
    target: Variable | Sequence[Variable], value: Term | Sequence[Term], *, span: Span = NOWHERE
) -> Assign:
    """``x := e;``, or with sequences ``x, y := e, f;`` at once."""
    targets = (target,) if isinstance(target, Variable) else tuple(target)
    values = tuple(value) if isinstance(value, Sequence) else (value,)
    if len(targets) != len(values):
        raise BuildError(f"{len(targets)} variables but {len(values)} values")
    if len(set(targets)) != len(targets):
        raise BuildError("a variable is assigned twice at once")
    for variable in targets:
        _check_assigned(variable)
    found = tuple([expression(e, v.type) for v, e in zip(targets, values, strict=True)])
    return Assign(targets, found, span=span)


def assign_element(
    map_: Variable, indexes: Sequence[Term], value: Term, *, span: Span = NOWHERE
) -> Assign:
    """``m[i, ...] := e;``; each further nesting is a `store` of its own."""
    range_ = select(map_, *indexes).type
    return assign(map_, store(map_, *indexes, expression(value, range_), span=span), span=span)


def havoc(*variables: Variable, span: Span = NOWHERE) -> Havoc:
    """``havoc x, y;``"""
    for variable in variables:
        _check_assigned(variable)
    return Havoc(tuple(dict.fromkeys(variables)), span=span)


def call(
    procedure: Procedure,
    arguments: Sequence[Term] = (),
    results: Sequence[Variable | None] = (),
    *,
    types: Sequence[Type] = (),
    free: bool = False,
    attributes: Attributes = (),
    span: Span = NOWHERE,
) -> Call:
    """``call x, y := P(e, f);``; None ignores a result.

    `types` are needed where the arguments do not tell the type arguments.
    """
    if len(arguments) != len(procedure.inputs) or len(results) != len(procedure.outputs):
        raise BuildError(
            f"{procedure.name} takes {len(procedure.inputs)} arguments "
            f"and has {len(procedure.outputs)} results"
        )
    polymorphic = bool(procedure.type_parameters)
    formals = [g.variable for g in procedure.inputs]
    found = [
        expression(a, None if polymorphic else v.type)
        for a, v in zip(arguments, formals, strict=True)
    ]
    binding: dict[TypeVariable, Type] = {}
    if types:
        binding.update(zip(procedure.type_parameters, types, strict=True))
    pairs = list(zip([v.type for v in formals], [e.type for e in found], strict=True))
    for g, variable in zip(procedure.outputs, results, strict=True):
        if variable is not None:
            _check_assigned(variable)
            pairs.append((g.variable.type, variable.type))
    wanted, given = tuple([a for a, _ in pairs]), tuple([b for _, b in pairs])
    if not match_types(wanted, given, procedure.type_parameters, binding):
        names = [show(substitute(t, binding)) for t in wanted], [show(t) for t in given]
        raise BuildError(
            f"{procedure.name} has the types ({', '.join(names[0])}), not ({', '.join(names[1])})"
        )
    for p in procedure.type_parameters:
        if p not in binding:
            raise BuildError(f"{procedure.name}: nothing tells what {p.name} is")
    instance = tuple([binding[p] for p in procedure.type_parameters])
    return Call(procedure.name, instance, tuple(found), tuple(results), attributes, free, span=span)


def if_(
    guard: Term | None,
    then: Sequence[Statement],
    otherwise: Sequence[Statement] | None = None,
    *,
    span: Span = NOWHERE,
) -> If:
    """``if (guard) { then } else { otherwise }``; guard None is ``*``."""
    return If(
        None if guard is None else expression(guard, BOOL),
        tuple(then),
        None if otherwise is None else tuple(otherwise),
        span=span,
        then_end=span,
        else_end=span,
    )


def while_(
    guard: Term | None,
    *,
    invariants: Sequence[Term | Assert | Assume] = (),
    body: Sequence[Statement],
    measure: Sequence[Term] = (),
    span: Span = NOWHERE,
) -> While:
    """``while (guard) invariants { body }``; guard None is ``*``.

    An invariant is an expression, an `assert_` with a message of its own, or an `assume`, which
    is a free invariant.
    """
    return While(
        None if guard is None else expression(guard, BOOL),
        tuple([i if isinstance(i, Assert | Assume) else assert_(i, span=span) for i in invariants]),
        tuple([expression(e) for e in measure]),
        tuple(body),
        span=span,
        body_end=span,
        measure_span=span,
    )


def goto(*labels: str, span: Span = NOWHERE) -> Goto:
    """``goto A, B;``"""
    return Goto(labels, span=span)


def label(name: str, *, span: Span = NOWHERE) -> Label:
    """``name:``"""
    return Label(name, span=span)


def break_(target: str | None = None, *, span: Span = NOWHERE) -> Break:
    """``break target;``"""
    return Break(target, span=span)


def return_(*, span: Span = NOWHERE) -> Return:
    """``return;``"""
    return Return(span=span)


def _check_assigned(variable: Variable) -> None:
    if variable.kind not in (VariableKind.GLOBAL, VariableKind.OUTPUT, VariableKind.LOCAL):
        raise BuildError(f"{variable.kind.value} {variable.name} cannot be assigned")
