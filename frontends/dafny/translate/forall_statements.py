"""``forall`` statements: the same for each choice of their variables, all at once."""

from __future__ import annotations

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.translate import heaps
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.assertions import assume, prove
from frontends.dafny.translate.assignments import evaluate
from frontends.dafny.translate.binders import havoc_variables
from frontends.dafny.translate.branches import block
from frontends.dafny.translate.callees import call_context
from frontends.dafny.translate.calls import call_method
from frontends.dafny.translate.can_calls import can_calls
from frontends.dafny.translate.comprehensions import bound_variables, make_triggers
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.targets import havoc_heap, locate
from frontends.dafny.translate.triggers import select_triggers, usable
from frontends.dafny.translate.types import conjunction
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.types import BOOL
from frontends.dafny.typed.walk import walk
from ivl import build as b
from ivl.core.expressions import Expr

SAME_PLACE = (
    "left-hand sides for different forall-statement bound variables may refer to the same location"
    " (and right-hand sides might not be equivalent)"
)
POSTCONDITION = "possible violation of postcondition of forall statement"


def forall(stmt: s.Forall, context: Context, emit: Emitter) -> None:
    """Emit a ``forall`` statement."""
    inside = None if stmt.body is None else stmt.body.statements
    match stmt.kind, inside:
        case s.ForallKind.ASSIGN, (s.Assign() as assign,):
            _assign(stmt, assign, context, emit)
        case s.ForallKind.CALL, (s.Call() as call,):
            _call(stmt, call, context, emit)
        case _:
            _prove(stmt, context, emit)


def _choose(stmt: s.Forall, context: Context, emit: Emitter) -> Context:
    """Any values of the variables in the range."""
    inner = havoc_variables(stmt.variables, context, emit)
    inner.check(stmt.range, emit)
    assume(stmt.range, inner, emit)
    return inner


def _prove(stmt: s.Forall, context: Context, emit: Emitter) -> None:
    with emit.aside():
        inner = _choose(stmt, context, emit)
        for clause in stmt.ensures:
            with emit.aside():
                inner.check(clause.condition, emit)
        if stmt.body is not None:
            block(stmt.body.statements, inner, emit)
            for clause in stmt.ensures:
                prove(clause.condition, POSTCONDITION, inner, emit)
    for inside in stmt.body.statements if stmt.body is not None else ():
        if isinstance(inside, s.Reveal):  # what is revealed stays so
            context.statement(inside, emit)
    conclusions = [clause.condition for clause in stmt.ensures]
    if not conclusions and stmt.body is not None:
        conclusions = _calculated(stmt.body)
    for conclusion in conclusions:
        known = e.Quantifier(
            e.QuantifierKind.FORALL, stmt.variables, stmt.range, conclusion, type=BOOL,
            attributes=stmt.attributes, span=conclusion.span,
        )  # fmt: skip
        assume(known, context, emit)


def _calculated(body: s.Block) -> list[e.Expr]:
    """What a body that is one calculation proves."""
    match body.statements:
        case (s.Calc(conclusion=conclusion),) if conclusion is not None:
            return [conclusion]
        case _:
            return []


def _call(stmt: s.Forall, call: s.Call, context: Context, emit: Emitter) -> None:
    """What a lemma ensures is known for all choices of the variables."""
    method = call.method
    if method.modifies or not method.ghost or method.outputs:
        raise unsupported("a forall statement with such a call", stmt.span)
    with emit.aside():
        inner = _choose(stmt, context, emit)
        call_method(call, inner, emit)
    variables, inner, known = bound_variables(stmt.variables, context)
    callee = call_context(
        method, call.receiver, call.arguments, call.owner_arguments, call.type_arguments, inner
    )
    parts = list[Expr]()
    for clause in method.ensures:
        parts += [can_calls(clause.condition, callee), callee.term(clause.condition)]
    guard = conjunction(known, inner.term(stmt.range))
    chosen = [
        [callee.term(x) for x in trigger]
        for trigger in select_triggers(
            _arguments(stmt, call), [clause.condition for clause in method.ensures]
        )
    ]
    triggers = [x for x in chosen if usable(x, variables)]
    if not triggers:
        triggers = make_triggers(stmt.variables, [stmt.range], variables, inner)
    emit.assume(b.forall(variables, b.implies(guard, conjunction(*parts)), triggers=triggers))


def _arguments(stmt: s.Forall, call: s.Call) -> tuple[Variable, ...]:
    """The callee's parameters for which the statement's variables stand."""
    found = []
    for parameter, argument in zip(call.method.inputs, call.arguments, strict=True):
        mentioned = [x.variable for x in walk(argument) if isinstance(x, e.VariableReference)]
        if any(v in stmt.variables for v in mentioned):
            found.append(parameter)
    return tuple(found)


# ---------------------------------------------------------------- assignments


def _assign(stmt: s.Forall, assign: s.Assign, context: Context, emit: Emitter) -> None:
    """One assignment for each choice of the variables, all at once."""
    (target,), (value,) = assign.targets, assign.values
    if isinstance(target, s.VariableTarget) or not isinstance(value, s.ExpressionValue):
        raise unsupported("a forall statement with such an assignment", stmt.span)
    with emit.aside():
        inner = _choose(stmt, context, emit)
        locate(target, inner, emit)
        evaluate(value, target, inner, emit)
        _check_distinct(stmt, target, value, inner, context, emit)
    before = havoc_heap(context, emit)
    past = context.at_heap(before)
    _assume_rest(stmt, target, before, past, context, emit)
    _assume_assigned(stmt, target, value, past, context, emit)


def _place(target: s.Target, context: Context) -> tuple[Expr, Expr]:
    match target:
        case s.FieldTarget():
            field = heaps.field_constant(target.field, context.shared)
            return context.term(target.receiver), field
        case s.ArrayTarget():
            indexes = [context.term(i) for i in target.indexes]
            return context.term(target.array), heaps.index_field(indexes, context.shared)
        case s.VariableTarget():
            raise AssertionError("no place in the heap")


def _check_distinct(
    stmt: s.Forall, target: s.Target, value: s.ExpressionValue, inner: Context, context: Context,
    emit: Emitter,
) -> None:  # fmt: skip
    """Emit that two choices of the variables assign to different places, or the same value."""
    other = havoc_variables(stmt.variables, context, emit)
    emit.assume(other.term(stmt.range))
    differ = [b.ne(inner.variables[v], other.variables[v]) for v in stmt.variables]
    emit.assume(b.or_(*differ))
    one, two = _place(target, inner), _place(target, other)
    same = b.eq(inner.term(value.expression), other.term(value.expression))
    apart = b.or_(b.ne(one[0], two[0]), b.ne(one[1], two[1]), same)
    emit.assert_(apart, SAME_PLACE, stmt.span)


def _assume_rest(
    stmt: s.Forall, target: s.Target, before: Expr, past: Context, context: Context, emit: Emitter
) -> None:
    """Assume that everything else is what it was."""
    r, f = b.bound("r", p.REF), b.bound("f", p.FIELD)
    variables, inner, known = bound_variables(stmt.variables, past)
    object_, field = _place(target, inner)
    chosen = b.exists(
        variables,
        conjunction(known, inner.term(stmt.range), b.eq(r, object_), b.eq(f, field)),
    )
    now = b.select(b.select(context.heap, r), f)
    then = b.select(b.select(before, r), f)
    emit.assume(b.forall([r, f], b.or_(b.eq(now, then), chosen), triggers=[[now]]))


def _assume_assigned(
    stmt: s.Forall, target: s.Target, value: s.ExpressionValue, past: Context, context: Context,
    emit: Emitter,
) -> None:  # fmt: skip
    """Assume that the assigned places hold their values."""
    shared = context.shared
    target, shift = _shifted(stmt, target)
    variables, inner, known = bound_variables(stmt.variables, past)
    object_, field = _place(target, inner)
    held = b.select(b.select(context.heap, object_), field)
    values = inner.bind({v: inner.term(x) for v, x in shift.items()})
    guard = conjunction(known, values.term(stmt.range))
    same = b.eq(held, shared.box(values.term(value.expression)))
    triggers = [[held]] if usable([held], variables) else []
    emit.assume(b.forall(variables, b.implies(guard, same), triggers=triggers))


def _shifted(stmt: s.Forall, target: s.Target) -> tuple[s.Target, dict[Variable, e.Expr]]:
    """For ``a[x + c]`` the target ``a[x]``, and ``x - c`` as what the variable stands for then.

    So the target has a form that the solver can find.
    """
    if not isinstance(target, s.ArrayTarget) or len(target.indexes) != 1:
        return target, {}
    (index,) = target.indexes
    if not isinstance(index, e.Binary) or index.operator not in (Op.ADD, Op.SUBTRACT):
        return target, {}
    pairs = [(index.left, index.right)]
    if index.operator is Op.ADD:
        pairs.append((index.right, index.left))
    inverse = Op.SUBTRACT if index.operator is Op.ADD else Op.ADD
    for variable, offset in pairs:
        mentioned = [x.variable for x in walk(offset) if isinstance(x, e.VariableReference)]
        free = not any(v in stmt.variables for v in mentioned)
        if _is_bound(variable, stmt) and free:
            assert isinstance(variable, e.VariableReference)
            original = e.Binary(inverse, variable, offset, type=index.type, span=index.span)
            shifted = s.ArrayTarget(target.array, (variable,), target.span)
            return shifted, {variable.variable: original}
    return target, {}


def _is_bound(expr: e.Expr, stmt: s.Forall) -> bool:
    return isinstance(expr, e.VariableReference) and expr.variable in stmt.variables
