"""Which types are subsets of others, and what is to be proved where they are not."""

from __future__ import annotations

from frontends.dafny.resolve.infer import parent_type
from frontends.dafny.resolve.operators import text
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.types import adapt, is_exact, is_of
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import ClassKind, Variance
from frontends.dafny.typed.parts import constrained, known, parts
from ivl.base.source import Span
from ivl.core.expressions import Expr


def is_subtype(one: t.Type, other: t.Type) -> bool:
    """Whether all values of type `one` are known to be of type `other`."""
    one, other = known(one), known(other)
    if one == other:
        return True
    while isinstance(one, t.SubsetType):
        one = known(constrained(one))
        if one == other:
            return True
    match one, other:
        case t.SetType(), t.SetType():
            return is_subtype(one.element, other.element)
        case t.SequenceType(), t.SequenceType():
            return is_subtype(one.element, other.element)
        case t.MultisetType(), t.MultisetType():
            return is_subtype(one.element, other.element)
        case t.MapType(), t.MapType():
            return is_subtype(one.domain, other.domain) and is_subtype(one.range, other.range)
        case t.DatatypeType(), t.DatatypeType() if one.declaration is other.declaration:
            parameters = one.declaration.type_parameters
            pairs = zip(parameters, parts(one), parts(other), strict=True)
            found = [
                is_subtype(a, b_) if x.variance is Variance.COVARIANT else known(a) == known(b_)
                for x, a, b_ in pairs
            ]
            return all(found)
        case t.ClassType(), t.ClassType():
            return (other.nullable or not one.nullable) and _extends(one, other)
        case t.FunctionType(), t.FunctionType():
            return _arrow_fits(one.arrow, other.arrow) and _signature_fits(one, other)
        case _:
            return is_exact(other)


def _arrow_fits(one: t.Arrow, other: t.Arrow) -> bool:
    order = (t.Arrow.TOTAL, t.Arrow.PARTIAL, t.Arrow.GENERAL)
    return order.index(one) <= order.index(other)


def _signature_fits(one: t.FunctionType, other: t.FunctionType) -> bool:
    if len(one.parameters) != len(other.parameters):
        return False
    found = [is_subtype(b_, a) for a, b_ in zip(one.parameters, other.parameters, strict=True)]
    return all(found) and is_subtype(one.result, other.result)


def _extends(one: t.ClassType, other: t.ClassType) -> bool:
    if other.declaration.kind is ClassKind.OBJECT:
        return True
    above = parent_type(one, other.declaration)
    return above is not None and above.arguments == other.arguments


def check_type(expr: e.Expr, target: t.Type, context: Context, emit: Emitter) -> None:
    """Emit that the value of `expr` belongs to the type of what it is assigned to."""
    require_type(context.term(expr), expr.type, target, expr.span, context, emit)


def require_type(
    value: Expr, source: t.Type, target: t.Type, span: Span, context: Context, emit: Emitter
) -> None:
    """Emit that a value of one type belongs to another."""
    if is_subtype(source, target):
        return
    value = adapt(value, source, target, context.shared)
    target = known(target)
    condition = is_of(value, target, context)
    if isinstance(target, t.NewtypeType):
        message = f"result of operation might violate newtype constraint for '{text(target)}'"
    else:
        message = f"value does not satisfy the subset constraints of '{text(target)}'"
    emit.assert_(condition, message, span, subsumes=True)
