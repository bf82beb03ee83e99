"""Where arithmetic and conversions are defined."""

from __future__ import annotations

from frontends.dafny.resolve.operators import text
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.numbers import base, bitwise, is_number, to_int
from frontends.dafny.translate.subtypes import is_subtype
from frontends.dafny.translate.types import is_exact, is_of
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import constrained, known, peel
from ivl import build as b
from ivl.base.source import Span
from ivl.core.expressions import Expr

FRACTION = (
    "the real-based number must be an integer (if you want truncation, apply .Floor to the"
    " real-based number)"
)
LIMIT = "ORDINAL subtraction might underflow a limit ordinal (that is, RHS might be too large)"
NATURAL = "RHS of ORDINAL subtraction must be a natural number, but the given RHS might be larger"


def check_arithmetic(expr: e.Binary, context: Context, emit: Emitter) -> None:
    """Emit that an operator is defined for its operands, and that its result is of its type."""
    number = base(expr.left.type)
    if not is_number(number):
        return
    match expr.operator:
        case Op.DIVIDE | Op.MODULO:
            divisor = context.term(expr.right)
            emit.assert_(b.ne(divisor, _zero(number)), "possible division by zero", expr.span)
        case Op.SHIFT_LEFT | Op.SHIFT_RIGHT:
            assert isinstance(number, t.BitvectorType)
            check_shift(expr.right, number.width, expr.right.span, context, emit)
        case Op.SUBTRACT if number == t.ORDINAL:
            prelude = context.shared.prelude
            left, right = context.term(expr.left), context.term(expr.right)
            emit.assert_(prelude("ORD#IsNat", right), NATURAL, expr.span)
            offsets = prelude("ORD#Offset", right), prelude("ORD#Offset", left)
            emit.assert_(b.le(*offsets), LIMIT, expr.span)
        case _:
            pass
    _check_result(expr, context, emit)


def _zero(number: t.Type) -> Expr:
    match number:
        case t.BitvectorType():
            return b.bits(0, number.width)
        case t.BasicType(t.Basic.REAL):
            return b.real(0)
        case _:
            return b.int_(0)


def check_shift(amount: e.Expr, width: int, span: Span, context: Context, emit: Emitter) -> None:
    """Emit that a bitvector may be shifted or rotated so far."""
    value, number = context.term(amount), base(amount.type)
    message = f"shift amount must not exceed the width of the result ({width})"
    if isinstance(number, t.BitvectorType):
        if width < 1 << number.width:
            limit = b.bits(width, number.width)
            emit.assert_(bitwise("bvule", [value, limit], context), message, span)
    else:
        emit.assert_(b.le(0, value), "shift amount must be non-negative", span)
        emit.assert_(b.le(value, width), message, span)


def _check_result(expr: e.Binary, context: Context, emit: Emitter) -> None:
    type_ = peel(expr.type)
    if expr.operator not in (Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.MODULO):
        return
    if isinstance(type_, t.NewtypeType):
        message = f"result of operation might violate newtype constraint for '{text(type_)}'"
    elif type_ == t.CHAR:
        adds = expr.operator is Op.ADD
        message = f"char {'addition might overflow' if adds else 'subtraction might underflow'}"
    else:
        return
    emit.assert_(is_of(context.term(expr), type_, context), message, expr.span)


def check_newtype(expr: e.Literal, context: Context, emit: Emitter) -> None:
    """Emit that a literal is of its newtype."""
    type_ = peel(expr.type)
    if isinstance(type_, t.NewtypeType):
        message = f"result of operation might violate newtype constraint for '{text(type_)}'"
        emit.assert_(is_of(context.term(expr), type_, context), message, expr.span)


def check_negation(expr: e.Unary, context: Context, emit: Emitter) -> None:
    """Emit that the negation of a number is of its newtype."""
    type_ = peel(expr.type)
    if expr.operator is e.UnaryOperator.NEGATE and isinstance(type_, t.NewtypeType):
        message = f"result of operation might violate newtype constraint for '{text(type_)}'"
        emit.assert_(is_of(context.term(expr), type_, context), message, expr.span)


def check_conversion(expr: e.Conversion, context: Context, emit: Emitter) -> None:
    """Emit that a value can be converted to a type."""
    source, target = base(expr.operand.type), base(expr.type)
    if source != target and is_number(source) and is_number(target):
        _check_number(expr, source, target, context, emit)
    _check_constraints(expr, known(expr.type), context, emit)


def _check_constraints(expr: e.Conversion, type_: t.Type, context: Context, emit: Emitter) -> None:
    """Emit that a converted value is of a type, after all of which that is a subset."""
    if is_subtype(expr.operand.type, type_) or is_exact(type_) or type_ == t.CHAR:
        return
    if isinstance(type_, t.SubsetType):
        _check_constraints(expr, known(constrained(type_)), context, emit)
    kind = "newtype" if isinstance(type_, t.NewtypeType) else "subset type"
    message = f"result of operation might violate {kind} constraint for '{text(type_)}'"
    emit.assert_(is_of(context.term(expr), type_, context), message, expr.span)


def _check_number(
    expr: e.Conversion, source: t.Type, target: t.Type, context: Context, emit: Emitter
) -> None:
    operand, span = context.term(expr.operand), expr.span
    if source == t.REAL:
        emit.assert_(b.eq(b.to_real(b.to_int(operand)), operand), FRACTION, span)
    if source == t.ORDINAL:
        natural = context.shared.prelude("ORD#IsNat", operand)
        message = "value to be converted might be bigger than every natural number"
        emit.assert_(natural, message, span)
    if isinstance(target, t.BitvectorType):
        message = f"value to be converted might not fit in {text(expr.type)}"
        if not isinstance(source, t.BitvectorType):
            number = to_int(operand, source, context)
            fits = b.and_(b.le(0, number), b.lt(number, 1 << target.width))
            emit.assert_(fits, message, span)
        elif source.width > target.width:
            limit = b.bits(1 << target.width, source.width)
            emit.assert_(bitwise("bvult", [operand, limit], context), message, span)
    elif target == t.CHAR:
        number = to_int(operand, source, context)
        fits = b.and_(b.le(0, number), b.lt(number, 1 << 16))
        emit.assert_(fits, f"value to be converted might not fit in {text(expr.type)}", span)
    elif target == t.ORDINAL:
        number = to_int(operand, source, context)
        message = "a negative integer cannot be converted to an ORDINAL"
        emit.assert_(b.le(0, number), message, span)
