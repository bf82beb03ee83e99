"""The types of operators."""

from __future__ import annotations

from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.infer import assignable, grow, join, related
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import known, numeric_base, peel
from ivl.base.source import Span

_LOGICAL = (Op.IFF, Op.IMPLIES, Op.EXPLIES, Op.AND, Op.OR)
_SHIFTS = (Op.SHIFT_LEFT, Op.SHIFT_RIGHT)
_EQUALITIES = (Op.EQUAL, Op.NOT_EQUAL)
_MEMBERSHIPS = (Op.IN, Op.NOT_IN)
_ORDERS = (Op.LESS, Op.LESS_EQUAL, Op.GREATER_EQUAL, Op.GREATER)


def binary(operator: Op, left: e.Expr, right: e.Expr, span: Span) -> e.Expr:
    """The application of an operator. Raises ProgramError where the operands' types do not fit."""
    if operator in _LOGICAL:
        fits = assignable(t.BOOL, left.type) and assignable(t.BOOL, right.type)
        type_: t.Type = t.BOOL
    elif operator in _EQUALITIES:
        fits, type_ = related(left.type, right.type), t.BOOL
    elif operator in _MEMBERSHIPS:
        fits, type_ = _member(left.type, peel(right.type)), t.BOOL
    elif operator in _ORDERS:
        _grow_together(left.type, right.type)
        fits, type_ = _ordered(left.type, right.type), t.BOOL
    elif operator is Op.DISJOINT:
        fits, type_ = related(left.type, right.type), t.BOOL
    elif operator in _SHIFTS:
        fits, type_ = True, peel(left.type)
        if isinstance(known(right.type), t.Inferred):
            assignable(t.INT, right.type)
    else:
        return _arithmetic(operator, left, right, span)
    if not fits:
        raise mismatch(operator.value, left.type, right.type, span)
    return e.Binary(operator, left, right, type=type_, span=span)


def mismatch(operator: str, left: t.Type, right: t.Type, span: Span) -> Exception:
    """An error about operands that do not fit together, to be raised."""
    return error(f"{operator!r} does not take {text(left)} and {text(right)}", span)


def _member(element: t.Type, collection: t.Type) -> bool:
    match collection:
        case t.SetType() | t.MultisetType() | t.SequenceType():
            return _element(element, collection.element)
        case t.MapType():
            return _element(element, collection.domain)
        case _:
            return False


def _element(element: t.Type, of: t.Type) -> bool:
    if isinstance(known(element), t.Inferred) and not isinstance(known(of), t.ClassType):
        return related(element, of)
    return assignable(element, of) or assignable(of, element)


def _ordered(left: t.Type, right: t.Type) -> bool:
    """Orders of numbers, collections, and the ranks of datatype values of any types."""
    datatypes = [isinstance(peel(x), t.DatatypeType | t.ParameterType) for x in (left, right)]
    return all(datatypes) or related(left, right)


def _arithmetic(operator: Op, left: e.Expr, right: e.Expr, span: Span) -> e.Expr:
    one, other = peel(left.type), peel(right.type)
    if isinstance(one, t.MapType) and operator is Op.SUBTRACT:
        if not assignable(t.SetType(one.domain), other):
            raise mismatch(operator.value, left.type, right.type, span)
        return e.Binary(operator, left, right, type=one, span=span)
    for operand, beside in ((left, right), (right, left)):
        if _grows(operand.type) and _is_literal(beside.type) and related(one, other):
            # the type of the variable, whatever it will be
            return e.Binary(operator, left, right, type=operand.type, span=span)
    _grow_together(left.type, right.type)
    joined = join(one, other)
    if joined is None:
        raise mismatch(operator.value, left.type, right.type, span)
    if not isinstance(joined, t.Inferred):
        joined = peel(joined)
    return e.Binary(operator, left, right, type=joined, span=span)


def _grows(type_: t.Type) -> bool:
    return isinstance(type_, t.Inferred) and type_.grows and type_.bound is not None


def _is_literal(type_: t.Type) -> bool:
    type_ = known(type_)
    return isinstance(type_, t.Inferred) and type_.literal is not t.Literal.NONE


def _grow_together(one: t.Type, other: t.Type) -> None:
    """Let the types of numeric variables become those of what they are related to."""
    if numeric_base(one) in (t.INT, t.REAL):
        grow(one, other)
        grow(other, one)


def unary(operator: e.UnaryOperator, operand: e.Expr, span: Span) -> e.Expr:
    """The application of an operator. Raises ProgramError where the operand's type does not fit."""
    type_ = peel(operand.type)
    match operator:
        case e.UnaryOperator.CARDINALITY:
            fits = isinstance(type_, t.SetType | t.MultisetType | t.SequenceType | t.MapType)
            result: t.Type = t.INT
        case e.UnaryOperator.NOT:
            fits = isinstance(type_, t.BitvectorType) or assignable(t.BOOL, type_)
            result = type_ if isinstance(type_, t.BitvectorType) else t.BOOL
        case e.UnaryOperator.NEGATE:
            fits, result = True, type_
    if not fits:
        raise error(f"{operator.value!r} does not take {text(operand.type)}", span)
    return e.Unary(operator, operand, type=result, span=span)


def text(type_: t.Type) -> str:
    """A type for messages."""
    type_ = known(type_)
    match type_:
        case t.BasicType():
            return type_.kind.value
        case t.BitvectorType():
            return f"bv{type_.width}"
        case t.SetType():
            return f"{'set' if type_.finite else 'iset'}<{text(type_.element)}>"
        case t.MultisetType():
            return f"multiset<{text(type_.element)}>"
        case t.SequenceType():
            return f"seq<{text(type_.element)}>"
        case t.MapType():
            kind = "map" if type_.finite else "imap"
            return f"{kind}<{text(type_.domain)}, {text(type_.range)}>"
        case t.FunctionType():
            parameters = ", ".join([text(p) for p in type_.parameters])
            if len(type_.parameters) != 1:
                parameters = f"({parameters})"
            return f"{parameters} {type_.arrow.value} {text(type_.result)}"
        case t.NewtypeType():
            return type_.declaration.name
        case t.ParameterType():
            return type_.parameter.name
        case t.Inferred():
            return "a type that is not known yet"
        case t.DatatypeType() if type_.declaration.name.startswith("_tuple#"):
            return f"({', '.join([text(a) for a in type_.arguments])})"
        case t.ClassType() | t.DatatypeType() | t.SubsetType() | t.OpaqueType():
            mark = "?" if isinstance(type_, t.ClassType) and type_.nullable else ""
            arguments = ", ".join([text(a) for a in type_.arguments])
            return f"{type_.declaration.name}{mark}{f'<{arguments}>' if arguments else ''}"
