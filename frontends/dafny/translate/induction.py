"""Induction that the program does not write: of lemmas on parameters, of assertions on variables.

Variables are chosen that are arguments of recursive functions in what is to be proved, unless
``{:induction}`` says otherwise (Leino, "Automating induction with an SMT solver", VMCAI 2012). The
hypothesis is the statement for all smaller values of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate.comprehensions import bound_variables, make_triggers
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.decreases import decreases, measure
from frontends.dafny.translate.types import conjunction, is_true
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Attribute,
    Method,
    Variable,
    find_attribute,
)
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import known, peel
from frontends.dafny.typed.walk import conjuncts, expressions_in
from ivl import build as b
from ivl.core.expressions import Expr
from ivl.core.expressions import Variable as IvlVariable

_KEEPING = (Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.MODULO)


def lemma_hypothesis(method: Method, context: Context) -> Expr:
    """What a lemma may assume of itself at its start; ``true`` where there is no induction."""
    if not method.ghost or method.modifies or method.outputs or method.body is None:
        return b.bool_(True)
    conditions = [c.condition for c in (*method.requires, *method.ensures)]
    chosen = induction_variables(method.inputs, conditions, method.attributes)
    if not chosen:
        return b.bool_(True)
    variables, inner, typed = bound_variables(chosen, context)
    inner = inner.at_heap(context.heap)
    required = [inner.term(c.condition) for c in method.requires]
    smaller = decreases(
        measure(method.decreases, inner), measure(method.decreases, context), context
    )
    ensured = conjunction(*[inner.term(c.condition) for c in method.ensures])
    if is_true(ensured):
        return ensured
    body = b.implies(conjunction(typed, *required, smaller), ensured)
    return b.forall(variables, body, triggers=_triggers(method, chosen, variables, inner))


def _triggers(
    method: Method, chosen: Sequence[Variable], variables: Sequence[IvlVariable], context: Context
) -> list[list[Expr]]:
    """Where a lemma may be used: where what it says is mentioned, or a predicate that it needs."""
    required = [part for c in method.requires for part in conjuncts(c.condition)]
    predicates = [x for x in required if isinstance(x, e.FunctionCall)]
    found = list[list[Expr]]()
    for parts in ([c.condition for c in method.ensures], predicates):
        found.extend(make_triggers(chosen, parts, variables, context, calls=True))
    return found or make_triggers(chosen, required, variables, context, calls=True)


def quantifier_hypothesis(expr: e.Quantifier, proved: Context, context: Context) -> Expr:
    """What may be assumed where the body of a ``forall`` is proved, whose variables are bound.

    `proved` is the context of the body, `context` that of the quantifier.
    """
    parts = [x for x in (expr.range, expr.body) if x is not None]
    chosen = induction_variables(expr.variables, parts, expr.attributes)
    if not chosen:
        return b.bool_(True)
    variables, inner, typed = bound_variables(expr.variables, context)
    measured = [e.VariableReference(v, type=v.type, span=v.span) for v in chosen]
    smaller = decreases(
        [(inner.term(x), x.type) for x in measured],
        [(proved.term(x), x.type) for x in measured],
        context,
    )
    guards = [] if expr.range is None else [inner.term(expr.range)]
    body = b.implies(conjunction(typed, smaller, *guards), inner.term(expr.body))
    triggers = make_triggers(expr.variables, parts, variables, inner, calls=True)
    return b.forall(variables, body, triggers=triggers)


def induction_variables(
    variables: Sequence[Variable], conditions: Sequence[e.Expr], attributes: tuple[Attribute, ...]
) -> tuple[Variable, ...]:
    """The variables on which induction is done; none where it is not."""
    attribute = find_attribute(attributes, "induction")
    arguments = () if attribute is None else attribute.arguments
    match arguments:
        case (e.Literal(False),):
            return ()
        case () | (e.Literal(True),):
            pass
        case _:
            named = [x.variable for x in arguments if isinstance(x, e.VariableReference)]
            return tuple([v for v in variables if v in named])
    return tuple(
        [
            v
            for v in variables
            if not isinstance(known(v.type), t.ParameterType)
            and (attribute is not None or _is_argument_in(conditions, v))
        ]
    )


def _is_argument_in(conditions: Sequence[e.Expr], variable: Variable) -> bool:
    found = [_is_argument(x, variable, False) for x in conditions]
    return any(found)


def _is_argument(expr: e.Expr, variable: Variable, prominent: bool) -> bool:
    """Whether an argument of a recursive function is `variable`, or made of it by operators.

    `prominent`: whether `expr` is (a part of) such an argument itself.
    """
    kept = False
    match expr:
        case e.VariableReference():
            return prominent and expr.variable is variable
        case e.FunctionCall():
            kept = expr.function.recursive and not expr.corecursive
        case e.PrefixEqual():
            parts = [
                _is_argument(expr.prefix, variable, True),
                _is_argument(expr.left, variable, False),
                _is_argument(expr.right, variable, False),
            ]
            return any(parts)
        case e.Construct():
            kept = prominent and isinstance(peel(variable.type), t.DatatypeType)
        case e.Unary() | e.Old():
            kept = prominent
        case e.Binary():
            kept = prominent and expr.operator in _KEEPING
        case e.If():
            parts = [
                _is_argument(expr.condition, variable, False),
                _is_argument(expr.then, variable, prominent),
                _is_argument(expr.otherwise, variable, prominent),
            ]
            return any(parts)
        case e.Match():
            parts = [_is_argument(case.body, variable, prominent) for case in expr.cases]
            return any(parts) or _is_argument(expr.subject, variable, False)
        case e.StatementExpression():
            return _is_argument(expr.body, variable, False)
        case _:
            pass
    found = [_is_argument(x, variable, kept) for x in expressions_in(expr)]
    return any(found)
