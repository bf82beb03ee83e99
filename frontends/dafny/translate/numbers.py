"""Numbers: int, real, char, bitvectors, newtypes, ordinals."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.types import adapt
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.expressions import BuiltinName
from frontends.dafny.typed.parts import peel
from ivl import build as b
from ivl.core.expressions import Attribute, Expr, Function, Literal
from ivl.core.types import BitvectorType, Type


def base(type_: t.Type) -> t.Type:
    """The built-in type of numbers on which a type is based."""
    type_ = peel(type_)
    while isinstance(type_, t.NewtypeType):
        type_ = peel(type_.declaration.base)
    return type_


_BITS = {
    Op.ADD: "bvadd", Op.SUBTRACT: "bvsub", Op.MULTIPLY: "bvmul", Op.DIVIDE: "bvudiv",
    Op.MODULO: "bvurem", Op.LESS: "bvult", Op.LESS_EQUAL: "bvule", Op.GREATER: "bvugt",
    Op.GREATER_EQUAL: "bvuge", Op.BIT_AND: "bvand", Op.BIT_OR: "bvor", Op.BIT_XOR: "bvxor",
    Op.SHIFT_LEFT: "bvshl", Op.SHIFT_RIGHT: "bvlshr",
}  # fmt: skip
_RELATIONS = (Op.LESS, Op.LESS_EQUAL, Op.GREATER, Op.GREATER_EQUAL)
_NUMBERS = {
    Op.ADD: b.add, Op.SUBTRACT: b.sub, Op.MULTIPLY: b.mul, Op.LESS: b.lt, Op.LESS_EQUAL: b.le,
    Op.GREATER: b.gt, Op.GREATER_EQUAL: b.ge, Op.DIVIDE: b.div, Op.MODULO: b.mod,
}  # fmt: skip
_PRODUCTS = {Op.MULTIPLY: "Mul", Op.DIVIDE: "Div", Op.MODULO: "Mod"}


def operate(operator: Op, left: Expr, right: Expr, expr: e.Binary, context: Context) -> Expr:
    """An arithmetic operator, or an order, applied to numbers."""
    type_ = base(expr.left.type)
    if isinstance(type_, t.BitvectorType):
        if operator in (Op.SHIFT_LEFT, Op.SHIFT_RIGHT):
            right = to_bits(right, expr.right.type, type_.width, context)
        return bitwise(_BITS[operator], [left, right], context)
    if type_ == t.ORDINAL:
        return _ordinal(operator, left, right, context)
    if type_ == t.REAL and operator is Op.DIVIDE:
        return b.real_div(left, right)
    if type_ != t.REAL and operator in _PRODUCTS and not _are_literals(left, right):
        return context.shared.prelude(_PRODUCTS[operator], left, right)
    if operator in _NUMBERS:
        return _NUMBERS[operator](left, right)
    raise unsupported(f"operator {operator.value}", expr.span)


def _are_literals(left: Expr, right: Expr) -> bool:
    return isinstance(left, Literal) and isinstance(right, Literal)


def _ordinal(operator: Op, left: Expr, right: Expr, context: Context) -> Expr:
    prelude = context.shared.prelude
    match operator:
        case Op.ADD:
            return prelude("ORD#Plus", left, right)
        case Op.SUBTRACT:
            return prelude("ORD#Minus", left, right)
        case Op.LESS:
            return prelude("ORD#Less", left, right)
        case Op.GREATER:
            return prelude("ORD#Less", right, left)
        case Op.LESS_EQUAL:
            return b.or_(b.eq(left, right), prelude("ORD#Less", left, right))
        case _:
            return b.or_(b.eq(left, right), prelude("ORD#Less", right, left))


def negate(operand: Expr, type_: t.Type, context: Context) -> Expr:
    """``-operand``."""
    if isinstance(base(type_), t.BitvectorType):
        return bitwise("bvneg", [operand], context)
    return b.neg(operand)


def bitwise(builtin: str, operands: Sequence[Expr], context: Context) -> Expr:
    """A function of bitvectors that the solver has."""
    type_ = operands[0].type
    assert isinstance(type_, BitvectorType)
    relation = builtin in {_BITS[o] for o in _RELATIONS}
    result: Type = b.BOOL if relation else type_
    function = builtin_function(
        f"${builtin}{type_.width}", tuple([o.type for o in operands]), result, builtin, context
    )
    return b.apply(function, *operands)


def builtin_function(
    name: str, parameters: tuple[Type, ...], result: Type, builtin: str, context: Context
) -> Function:
    """A function that stands for one of the solver's."""
    return context.shared.function(
        name, parameters, result, attributes=(Attribute("bvbuiltin", (builtin,)),)
    )


def to_int(value: Expr, type_: t.Type, context: Context) -> Expr:
    """A number as an integer; of an ordinal its offset, of a real its floor."""
    source = base(type_)
    match source:
        case t.BitvectorType():
            return bits_to_int(value, source.width, context)
        case t.BasicType(t.Basic.ORDINAL):
            return context.shared.prelude("ORD#Offset", value)
        case t.BasicType(t.Basic.REAL):
            return b.to_int(value)
        case _:
            return value


def bits_to_int(value: Expr, width: int, context: Context) -> Expr:
    """A bitvector as a natural number."""
    shared, name = context.shared, f"$nat_of_bv{width}"
    function = shared.function(name, (value.type,), b.INT)
    if shared.is_new(name):
        builtin = builtin_function(f"$bv2int{width}", (value.type,), b.INT, "bv2nat", context)
        x = b.bound("x", value.type)
        number = b.apply(function, x)
        meaning = b.eq(number, b.apply(builtin, x))
        fact = b.and_(b.le(0, number), b.lt(number, 1 << width), meaning)
        shared.axiom(b.forall([x], fact, triggers=[[number]]))
    return b.apply(function, value)


def to_bits(value: Expr, type_: t.Type, width: int, context: Context) -> Expr:
    """A number as a bitvector of the given width."""
    source = base(type_)
    if isinstance(source, t.BitvectorType):
        if source.width == width:
            return value
        if source.width > width:
            return b.extract(value, width, 0)
        return b.concat(b.bits(0, width - source.width), value)
    number = to_int(value, source, context)
    if isinstance(number, Literal) and isinstance(number.value, int):
        return b.bits(number.value % (1 << width), width)
    name = f"$bv{width}_of_int"
    function = builtin_function(name, (b.INT,), b.bv(width), f"(_ int2bv {width})", context)
    return b.apply(function, number)


def convert(value: Expr, from_: t.Type, expr: e.Conversion, context: Context) -> Expr:
    """``value as T``."""
    source, target = base(from_), base(expr.type)
    if source == target or not is_number(source) or not is_number(target):
        return adapt(value, from_, expr.type, context.shared)
    match target:
        case t.BitvectorType():
            return to_bits(value, from_, target.width, context)
        case t.BasicType(t.Basic.REAL):
            return b.to_real(to_int(value, from_, context))
        case t.BasicType(t.Basic.ORDINAL):
            return context.shared.prelude("ORD#FromNat", to_int(value, from_, context))
        case _:
            return to_int(value, from_, context)


def is_number(type_: t.Type) -> bool:
    """Whether a type without constraints is one of numbers, characters included."""
    return isinstance(type_, t.BitvectorType | t.BasicType) and type_ != t.BOOL


def builtin(receiver: Expr, expr: e.BuiltinMember, context: Context) -> Expr:
    """A member of a value of a built-in type."""
    prelude = context.shared.prelude
    match expr.name:
        case BuiltinName.FLOOR:
            return b.to_int(receiver)
        case BuiltinName.KEYS | BuiltinName.VALUES:
            type_ = peel(expr.receiver.type)
            assert isinstance(type_, t.MapType)
            sort = "Map" if type_.finite else "IMap"
            member = "Domain" if expr.name is BuiltinName.KEYS else "Values"
            return prelude(f"{sort}#{member}", receiver)
        case BuiltinName.ITEMS:
            raise AssertionError("handled by `items`")
        case BuiltinName.ROTATE_LEFT | BuiltinName.ROTATE_RIGHT:
            width = base(expr.type)
            assert isinstance(width, t.BitvectorType)
            (amount,) = expr.arguments
            by = to_bits(context.term(amount), amount.type, width.width, context)
            side = "left" if expr.name is BuiltinName.ROTATE_LEFT else "right"
            name, types = f"$rotate_{side}{width.width}", (by.type, by.type)
            rotate = builtin_function(name, types, by.type, f"ext_rotate_{side}", context)
            return b.apply(rotate, receiver, by)
        case BuiltinName.IS_LIMIT:
            return b.eq(prelude("ORD#Offset", receiver), 0)
        case BuiltinName.IS_SUCCESSOR:
            return b.lt(0, prelude("ORD#Offset", receiver))
        case BuiltinName.IS_NATURAL:
            return prelude("ORD#IsNat", receiver)
        case BuiltinName.OFFSET:
            return prelude("ORD#Offset", receiver)
