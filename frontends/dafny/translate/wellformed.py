"""Whether expressions are defined: what has to hold where they are evaluated, in that order."""

from __future__ import annotations

from frontends.dafny.translate import datatypes, heaps
from frontends.dafny.translate.accesses import (
    check_allocated,
    check_array,
    check_collection,
    check_not_null,
    check_reads,
)
from frontends.dafny.translate.binders import havoc_variables
from frontends.dafny.translate.choice_checks import check_choice, check_guarded
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.conversions import (
    check_arithmetic,
    check_conversion,
    check_negation,
    check_shift,
)
from frontends.dafny.translate.definite import check_assigned
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.expressions import translate
from frontends.dafny.translate.function_value_checks import (
    check_application,
    check_construction,
    check_lambda,
    check_property,
)
from frontends.dafny.translate.invocations import check_call
from frontends.dafny.translate.numbers import base
from frontends.dafny.translate.patterns import fit, missing
from frontends.dafny.translate.subtypes import check_type, require_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.walk import expressions_in
from ivl import build as b
from ivl.core.expressions import Expr


def check(expr: e.Expr, context: Context, emit: Emitter) -> None:
    """Emit what has to hold for `expr` to be defined in `context`."""
    match expr:
        case (
            e.Literal() | e.Null() | e.This() | e.Unchanged()
        ):  # fmt: skip
            return
        case e.VariableReference():
            check_assigned(expr.variable, expr.span, context, emit)
        case e.FieldSelect():
            _field(expr, context, emit)
        case e.DestructorSelect():
            check(expr.receiver, context, emit)
            _destructor(expr, context, emit)
        case e.FunctionCall():
            check_call(expr, context, emit)
        case e.Apply():
            check_application(expr, context, emit)
        case e.FunctionProperty():
            check_property(expr, context, emit)
        case e.Lambda():
            check_lambda(expr, context, emit)
        case e.SequenceConstruction():
            check_construction(expr, context, emit)
        case e.Index() | e.Slice() | e.Update():
            check_collection(expr, context, emit)
        case e.ArraySelect():
            _array(expr, context, emit)
        case e.Binary():
            _binary(expr, context, emit)
        case e.Construct():
            for argument in expr.arguments:
                check(argument, context, emit)
            for i, argument in enumerate(expr.arguments):
                _, actual = datatypes.parameter_types(expr.constructor, i, expr.type)
                check_type(argument, actual, context, emit)
        case e.DatatypeUpdate():
            _update(expr, context, emit)
        case e.If(binding=True):
            check_guarded(expr, context, emit)
        case e.LetSuchThat():
            check_choice(expr, context, emit)
        case e.If():
            check(expr.condition, context, emit)
            condition = translate(expr.condition, context)
            with emit.when(condition):
                check(expr.then, context, emit)
            with emit.when(b.not_(condition)):
                check(expr.otherwise, context, emit)
        case e.Match():
            _match(expr, context, emit)
        case e.Let():
            _let(expr, context, emit)
        case e.Quantifier() | e.SetComprehension() | e.MapComprehension():
            _binder(expr, context, emit)
        case e.Old():
            check(expr.operand, context.in_old(expr.label), emit)
        case e.Conversion():
            check(expr.operand, context, emit)
            check_conversion(expr, context, emit)
        case e.Unary():
            check(expr.operand, context, emit)
            check_negation(expr, context, emit)
        case e.BuiltinMember():
            check(expr.receiver, context, emit)
            for argument in expr.arguments:
                check(argument, context, emit)
            if expr.arguments:  # of a rotation
                width = base(expr.type)
                assert isinstance(width, t.BitvectorType)
                amount = expr.arguments[0]
                check_shift(amount, width.width, amount.span, context, emit)
        case e.StatementExpression():
            context.statement(expr.statement, emit)
            check(expr.body, context, emit)
        case _:
            for each in expressions_in(expr):
                check(each, context, emit)


# ---------------------------------------------------------------- members


def _field(expr: e.FieldSelect, context: Context, emit: Emitter) -> None:
    if expr.receiver is None:
        return
    if isinstance(expr.receiver, e.This) and expr.field in context.fields:
        check_assigned(expr.field, expr.span, context, emit)
        return
    check(expr.receiver, context, emit)
    check_not_null(expr.receiver, expr.span, context, emit)
    if expr.field.mutable:
        message = "receiver must be allocated in the state in which its fields are accessed"
        check_allocated(expr.receiver, message, expr.span, context, emit)
        field = heaps.field_constant(expr.field, context.shared)
        receiver = translate(expr.receiver, context)
        check_reads(receiver, field, "field", expr.span, context, emit)


def _destructor(expr: e.DestructorSelect, context: Context, emit: Emitter) -> None:
    destructor = expr.destructor
    having = [constructor for constructor, _ in destructor.places]
    if len(having) == len(destructor.datatype.constructors):
        return
    value = translate(expr.receiver, context)
    fits = [datatypes.is_made_by(value, x, context.shared) for x in having]
    names = " or ".join([f"'{x.name}'" for x in having])
    message = (
        f"destructor '{destructor.name}' can only be applied to datatype values constructed by"
        f" {names}"
    )
    emit.assert_(b.or_(*fits), message, expr.span)


def _update(expr: e.DatatypeUpdate, context: Context, emit: Emitter) -> None:
    check(expr.value, context, emit)
    for destructor, value in expr.updates:
        check(value, context, emit)
        constructor, index = destructor.places[0]
        _, actual = datatypes.parameter_types(constructor, index, expr.type)
        check_type(value, actual, context, emit)
    datatype = expr.updates[0][0].datatype
    if len(expr.constructors) < len(datatype.constructors):
        value_term = translate(expr.value, context)
        fits = [datatypes.is_made_by(value_term, x, context.shared) for x in expr.constructors]
        names = " or ".join([f"'{x.name}'" for x in expr.constructors])
        message = f"source of datatype update must be constructed by {names}"
        emit.assert_(b.or_(*fits), message, expr.span)


def _array(expr: e.ArraySelect, context: Context, emit: Emitter) -> None:
    check_array(expr.array, expr.indexes, expr.span, context, emit)
    array = translate(expr.array, context)
    field = heaps.index_field([translate(i, context) for i in expr.indexes], context.shared)
    check_reads(array, field, "array element", expr.span, context, emit)


# ---------------------------------------------------------------- operators and binders


def _binary(expr: e.Binary, context: Context, emit: Emitter) -> None:
    check(expr.left, context, emit)
    match expr.operator:
        case Op.AND | Op.IMPLIES:
            with emit.when(translate(expr.left, context)):
                check(expr.right, context, emit)
            return
        case Op.OR:
            with emit.when(b.not_(translate(expr.left, context))):
                check(expr.right, context, emit)
            return
        case _:
            check(expr.right, context, emit)
    check_arithmetic(expr, context, emit)


def _binder(
    expr: e.Quantifier | e.SetComprehension | e.MapComprehension, context: Context, emit: Emitter
) -> None:
    with emit.aside():
        inner = havoc_variables(expr.variables, context, emit)
        body: list[e.Expr]
        match expr:
            case e.Quantifier():
                body = [expr.body]
            case e.SetComprehension():
                body = [expr.term]
            case e.MapComprehension():
                body = [x for x in (expr.key, expr.value) if x is not None]
        if expr.range is not None:
            check(expr.range, inner, emit)
            emit.assume(translate(expr.range, inner))
        for each in body:
            check(each, inner, emit)


def _match(expr: e.Match, context: Context, emit: Emitter) -> None:
    check(expr.subject, context, emit)
    subject = emit.save("match", translate(expr.subject, context))
    missed: list[Expr] = []
    for case in expr.cases:
        fits, bound = fit(case.pattern, subject, expr.subject.type, context)
        earlier = [b.not_(m) for m in missed]
        with emit.when(b.and_(*earlier, fits)):
            check(case.body, context.bind(bound), emit)
        missed.append(fits)
    if missed:
        message = missing([x.pattern for x in expr.cases], expr.subject.type)
        emit.assert_(b.or_(*missed), message, expr.span)


def _let(expr: e.Let, context: Context, emit: Emitter) -> None:
    inner = context
    for pattern, value in zip(expr.patterns, expr.values, strict=True):
        check(value, context, emit)
        term = emit.save("let", translate(value, context))
        if isinstance(pattern, e.VariablePattern):
            require_type(term, value.type, pattern.variable.type, value.span, context, emit)
        fits, bound = fit(pattern, term, value.type, context)
        emit.assert_(fits, "the value does not fit the pattern", value.span)
        inner = inner.bind(bound)
    check(expr.body, inner, emit)
