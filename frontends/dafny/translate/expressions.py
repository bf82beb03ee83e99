"""Expressions as IVL terms. Whether they are well-formed is checked elsewhere."""

from __future__ import annotations

from fractions import Fraction

from frontends.dafny.translate import (
    choice,
    comprehensions,
    datatypes,
    function_values,
    functions,
    heaps,
    numbers,
)
from frontends.dafny.translate import collections as c
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.equality import equal, prefix_equal
from frontends.dafny.translate.items import items
from frontends.dafny.translate.lets import let
from frontends.dafny.translate.literals import note, with_literals
from frontends.dafny.translate.patterns import fit
from frontends.dafny.translate.types import adapt, conjunction, is_of, ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import peel
from ivl import build as b
from ivl.core.expressions import Expr


def translate(expr: e.Expr, context: Context) -> Expr:
    """The term for `expr` in `context`. Raises ProgramError for what is not supported."""
    if context.exists and not _is_made_of_conditions(expr, context):
        context = context.plain()
    match expr:
        case e.Literal():
            return literal(expr, context)
        case e.Null():
            return context.shared.prelude.constant("null")
        case e.This():
            assert context.this is not None
            return context.this
        case e.VariableReference():
            return context.variables[expr.variable]
        case e.FieldSelect():
            if isinstance(expr.receiver, e.This) and expr.field in context.fields:
                return b.ref(context.fields[expr.field])
            receiver = None if expr.receiver is None else translate(expr.receiver, context)
            return heaps.read_field(receiver, expr, context)
        case e.DestructorSelect():
            return datatypes.select(translate(expr.receiver, context), expr, context)
        case e.Discriminator():
            receiver = translate(expr.receiver, context)
            return datatypes.is_made_by(receiver, expr.constructor, context.shared)
        case e.FunctionCall():
            return functions.call(expr, context)
        case e.FunctionValue():
            return function_values.function_value(expr, context)
        case e.Apply():
            return function_values.application(expr, context)
        case e.FunctionProperty():
            return function_values.property_(expr, context)
        case e.Lambda():
            return function_values.lambda_(expr, context)
        case e.BuiltinMember():
            receiver = translate(expr.receiver, context)
            if expr.name is e.BuiltinName.ITEMS:
                return items(receiver, expr, context)
            return numbers.builtin(receiver, expr, context)
        case e.Construct():
            return datatypes.construct(expr, context)
        case e.DatatypeUpdate():
            return datatypes.update(expr, context)
        case (
            e.Index() | e.Slice() | e.Update() | e.SetDisplay() | e.MultisetDisplay()
            | e.MultisetOf() | e.SequenceDisplay() | e.SequenceConstruction() | e.MapDisplay()
        ):  # fmt: skip
            return c.collection(expr, context)
        case e.ArraySelect():
            array = translate(expr.array, context)
            indexes = [translate(i, context) for i in expr.indexes]
            return heaps.read_element(array, indexes, expr.type, context)
        case e.Unary():
            return _unary(expr, context)
        case e.Binary():
            return binary(expr, context)
        case e.PrefixEqual():
            return prefix_equal(expr, context)
        case e.Conversion():
            return numbers.convert(
                translate(expr.operand, context), expr.operand.type, expr, context
            )
        case e.TypeTest():
            operand = translate(expr.operand, context)
            return is_of(operand, expr.tested, context)
        case e.If():
            return _if(expr, context)
        case e.Match():
            return _match(expr, context)
        case e.Let():
            return let(expr, context)
        case e.LetSuchThat():
            return choice.body_context(expr, context).term(expr.body)
        case e.Quantifier() | e.SetComprehension() | e.MapComprehension():
            return comprehensions.comprehension(expr, context)
        case e.Old():
            return translate(expr.operand, context.in_old(expr.label))
        case e.Fresh():
            return heaps.fresh(translate(expr.operand, context), expr, context)
        case e.Allocated():
            operand = translate(expr.operand, context)
            return heaps.allocated(operand, expr.operand.type, context)
        case e.Unchanged():
            return heaps.unchanged(expr, context)
        case e.StatementExpression():
            body = translate(expr.body, context)
            return (
                b.implies(_known_after(expr.statement, context), body)
                if (expr.type == t.BOOL and isinstance(expr.statement, s.Assume))
                else body
            )


def _is_made_of_conditions(expr: e.Expr, context: Context) -> bool:
    match expr:
        case e.Binary(Op.IFF):
            return context.exists < 0
        case e.Binary(Op.AND | Op.OR | Op.IMPLIES) | e.Quantifier() | e.Let() | e.Old():
            return True
        case e.If() | e.StatementExpression():
            return True
        case _:
            return False


def _known_after(statement: s.Statement, context: Context) -> Expr:
    assert isinstance(statement, s.Assume)
    return translate(statement.condition, context)


def literal(expr: e.Literal, context: Context) -> Expr:
    """A literal of any type."""
    value, type_ = expr.value, peel(expr.type)
    while isinstance(type_, t.NewtypeType):
        type_ = peel(type_.declaration.base)
    match value:
        case bool():
            return b.bool_(value)
        case int() if isinstance(type_, t.BitvectorType):
            return b.bits(value % (1 << type_.width), type_.width)
        case int() if type_ == t.REAL:
            return b.real(value)
        case int() if type_ == t.ORDINAL:
            return context.shared.prelude("ORD#FromNat", value)
        case int():
            note(value, context)
            return b.int_(value)
        case Fraction():
            return b.real(value)
        case str() if type_ == t.CHAR:
            return b.int_(ord(value))
        case str():
            characters = [b.int_(ord(x)) for x in value]
            return c.sequence(characters, context)


def _unary(expr: e.Unary, context: Context) -> Expr:
    operand = translate(expr.operand, context)
    match expr.operator:
        case e.UnaryOperator.NOT:
            if isinstance(peel(expr.type), t.BitvectorType):
                return numbers.bitwise("bvnot", [operand], context)
            return b.not_(operand)
        case e.UnaryOperator.NEGATE:
            return numbers.negate(operand, expr.type, context)
        case e.UnaryOperator.CARDINALITY:
            return c.cardinality(operand, expr.operand.type, context)


def binary(expr: e.Binary, context: Context) -> Expr:
    """An operator applied to two operands."""
    operator = expr.operator
    premise = context.plain() if operator is Op.IMPLIES else context
    left, right = translate(expr.left, premise), translate(expr.right, context)
    match operator:
        case Op.AND:
            return conjunction(left, right)
        case Op.OR:
            return b.or_(left, right)
        case Op.IFF:
            return b.iff(left, right)
        case Op.IMPLIES:
            return b.implies(left, right)
        case Op.EXPLIES:
            return b.implies(right, left)
        case Op.EQUAL | Op.NOT_EQUAL:
            left = adapt(left, expr.left.type, expr.right.type, context.shared)
            right = adapt(right, expr.right.type, expr.left.type, context.shared)
            same = equal(left, right, expr.left.type, context)
            return same if operator is Op.EQUAL else b.not_(same)
        case Op.IN | Op.NOT_IN:
            boxed = context.shared.box(left)
            inside = c.member(boxed, right, expr.right.type, context)
            return inside if operator is Op.IN else b.not_(inside)
        case _:
            return operate(operator, left, right, expr, context)


def operate(operator: Op, left: Expr, right: Expr, expr: e.Binary, context: Context) -> Expr:
    """Arithmetic and what collections and datatypes make of its operators."""
    type_ = peel(expr.left.type)
    match type_:
        case t.SetType() | t.MultisetType() | t.SequenceType() | t.MapType():
            return c.operate(operator, left, right, type_, context)
        case t.DatatypeType() | t.ParameterType():
            prelude = context.shared.prelude
            low = prelude("$Rank", context.shared.box(left))
            high = prelude("$Rank", context.shared.box(right))
            return b.lt(low, high) if operator is Op.LESS else b.lt(high, low)
        case _:
            return numbers.operate(operator, left, right, expr, context)


def _if(expr: e.If, context: Context) -> Expr:
    inner = context
    if expr.binding:
        _, chosen = choice.guard(expr)
        inner = choice.body_context(chosen, context)
    condition = translate(expr.condition, context.plain())
    then = adapt(translate(expr.then, inner), expr.then.type, expr.type, context.shared)
    otherwise = adapt(
        translate(expr.otherwise, context), expr.otherwise.type, expr.type, context.shared
    )
    return b.if_then_else(condition, then, otherwise)


def _match(expr: e.Match, context: Context) -> Expr:
    """Nested conditionals, the last of which needs no condition as some case fits."""
    subject = translate(expr.subject, context)
    result: Expr | None = None
    for case in reversed(expr.cases):
        fits, bound = fit(case.pattern, subject, expr.subject.type, context)
        inner = with_literals(case.pattern, expr.subject, context.bind(bound))
        body = translate(case.body, inner)
        body = adapt(body, case.body.type, expr.type, context.shared)
        result = body if result is None else b.if_then_else(fits, body, result)
    if result is None:  # a match without cases, whose subject has no value
        return context.shared.constant(context.shared.unique("$no_case"), ivl_type(expr.type))
    return result
