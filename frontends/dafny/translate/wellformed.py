"""Whether expressions are defined: what has to hold where they are evaluated, in that order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from frontends.dafny.translate import datatypes, heaps
from frontends.dafny.translate.accesses import (
    check_allocated,
    check_array,
    check_collection,
    check_not_null,
    check_reads,
)
from frontends.dafny.translate.binders import havoc_variables
from frontends.dafny.translate.can_calls import can_calls
from frontends.dafny.translate.choice_checks import check_choice, check_guarded
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.conversions import (
    check_arithmetic,
    check_conversion,
    check_negation,
    check_newtype,
    check_shift,
)
from frontends.dafny.translate.definite import check_assigned
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.equality import equal
from frontends.dafny.translate.expressions import translate
from frontends.dafny.translate.function_value_checks import (
    check_application,
    check_construction,
    check_lambda,
    check_property,
)
from frontends.dafny.translate.invocations import check_call
from frontends.dafny.translate.numbers import base
from frontends.dafny.translate.patterns import check_complete, fit
from frontends.dafny.translate.subtypes import check_type, require_type
from frontends.dafny.translate.types import adapt, conjunction
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import peel
from frontends.dafny.typed.walk import expressions_in
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Expr


def check(expr: e.Expr, context: Context, emit: Emitter) -> None:
    """Emit what has to hold for `expr` to be defined in `context`."""
    match expr:
        case e.Null() | e.This() | e.Unchanged():
            return
        case e.Literal():
            check_newtype(expr, context, emit)
        case e.FunctionValue():
            _named_function(expr, context, emit)
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
        case e.SetDisplay() | e.MultisetDisplay() | e.SequenceDisplay() | e.MapDisplay():
            _display(expr, context, emit)
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
        case e.If() | e.Match() | e.Let() | e.StatementExpression():
            _branches(expr, context, emit, lambda x, inner: check(x, inner, emit))
        case e.Quantifier() | e.SetComprehension() | e.MapComprehension():
            _binder(expr, context, emit)
        case e.Old():
            check(expr.operand, replace(context.in_old(expr.label), reads=None), emit)
        case e.Conversion():
            check(expr.operand, context, emit)
            check_conversion(expr, context, emit)
        case e.Unary():
            if not isinstance(expr.operand, e.Literal):  # else it is a literal with a sign
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
        case _:
            for each in expressions_in(expr):
                check(each, context, emit)


# ---------------------------------------------------------------- members


def _named_function(expr: e.FunctionValue, context: Context, emit: Emitter) -> None:
    """A function cannot be a value where that is recursive: no call would be checked."""
    if expr.receiver is not None:
        check(expr.receiver, context, emit)
    caller = context.member
    if caller is not None and caller.component == expr.function.component:
        message = (
            "cannot use naked function in recursive setting. Possible solution: eta expansion."
        )
        emit.assert_(b.bool_(False), message, expr.span)


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
    emit.assert_(b.or_(*fits), message, expr.span, subsumes=True)


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


def _display(
    expr: e.SetDisplay | e.MultisetDisplay | e.SequenceDisplay | e.MapDisplay, context: Context,
    emit: Emitter,
) -> None:  # fmt: skip
    type_ = peel(expr.type)
    if isinstance(expr, e.MapDisplay):
        assert isinstance(type_, t.MapType)
        elements = [
            (x, wanted)
            for item in expr.items
            for x, wanted in zip(item, (type_.domain, type_.range), strict=True)
        ]
    else:
        assert isinstance(type_, t.SetType | t.MultisetType | t.SequenceType)
        elements = [(x, type_.element) for x in expr.elements]
    for element, wanted in elements:
        check(element, context, emit)
        check_type(element, wanted, context, emit)


# ---------------------------------------------------------------- operators and binders


def _binary(expr: e.Binary, context: Context, emit: Emitter) -> None:
    if expr.operator is Op.EXPLIES:
        check(expr.right, context, emit)
        with emit.when(translate(expr.right, context)):
            check(expr.left, context, emit)
        return
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
        if isinstance(expr, e.MapComprehension) and expr.key is not None:
            _check_keys(expr, expr.key, inner, context, emit)


def _check_keys(
    expr: e.MapComprehension, key: e.Expr, one: Context, context: Context, emit: Emitter
) -> None:
    """Emit that two choices of the variables that make the same key make the same value."""
    other = havoc_variables(expr.variables, context, emit)
    parts = [expr.range, key, expr.value]
    for inner in (one, other):
        emit.assume(conjunction(*[can_calls(x, inner) for x in parts]))
    emit.assume(other.term(expr.range))
    same_key = equal(one.term(key), other.term(key), key.type, context)
    same = equal(one.term(expr.value), other.term(expr.value), expr.value.type, context)
    place = key.open if isinstance(key, e.FunctionCall) else key.span
    message = "key expressions may be referring to the same value"
    emit.assert_(b.implies(same_key, same), message, place)


# ---------------------------------------------------------------- branches

Visit: TypeAlias = Callable[[e.Expr, Context], None]


def check_value(expr: e.Expr, type_: t.Type, value: Expr, context: Context, emit: Emitter) -> None:
    """Emit what has to hold for `expr` to be defined and of a type, and assume that it is `value`.

    All that for each of its branches by itself.
    """

    def visit(branch: e.Expr, inner: Context) -> None:
        match branch:
            case e.If(binding=False) | e.Match() | e.Let() | e.StatementExpression():
                _branches(branch, inner, emit, visit)
            case _:
                check(branch, inner, emit)
                check_type(branch, type_, inner, emit)
                term = adapt(inner.term(branch), branch.type, type_, context.shared)
                emit.assume(conjunction(b.eq(value, term), can_calls(branch, inner)))

    visit(expr, context)


def _branches(
    expr: e.If | e.Match | e.Let | e.StatementExpression, context: Context, emit: Emitter,
    visit: Visit,
) -> None:  # fmt: skip
    """Emit the checks of an expression, where `visit` emits those of its branches."""
    match expr:
        case e.If():
            check(expr.condition, context, emit)
            condition = translate(expr.condition, context)
            with emit.when(condition):
                visit(expr.then, context)
            with emit.when(b.not_(condition)):
                visit(expr.otherwise, context)
        case e.Match():
            _match(expr, context, emit, visit)
        case e.Let():
            _let(expr, context, emit, visit)
        case e.StatementExpression():
            context.statement(expr.statement, emit)
            visit(expr.body, context)


def _match(expr: e.Match, context: Context, emit: Emitter, visit: Visit) -> None:
    check(expr.subject, context, emit)
    subject = emit.save("match", translate(expr.subject, context))
    missed: list[Expr] = []
    for case in expr.cases:
        fits, bound = fit(case.pattern, subject, expr.subject.type, context)
        earlier = [b.not_(m) for m in missed]
        with emit.when(conjunction(*earlier, fits)):
            visit(case.body, context.bind(bound))
        missed.append(fits)
    patterns = [x.pattern for x in expr.cases]
    check_complete(patterns, subject, expr.subject.type, expr.span, context, emit)


def _let(expr: e.Let, context: Context, emit: Emitter, visit: Visit) -> None:
    inner = context
    for pattern, value in zip(expr.patterns, expr.values, strict=True):
        check(value, context, emit)
        term = emit.save("let", translate(value, context))
        if isinstance(pattern, e.VariablePattern):
            require_type(term, value.type, pattern.variable.type, value.span, context, emit)
        fits, bound = fit(pattern, term, value.type, context)
        emit.assert_(fits, "the value does not fit the pattern", value.span)
        inner = inner.bind(bound)
    visit(expr.body, inner)
