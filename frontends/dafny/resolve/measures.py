"""Termination measures that are not written, guessed as Dafny does."""

from __future__ import annotations

from frontends.dafny.syntax import ast
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    OBJECT,
    Decreases,
    Frame,
    Function,
    FunctionKind,
    Method,
    Variable,
)
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import numeric_base, peel
from ivl.base.source import Span


def guess_measure(member: Function | Method) -> Decreases:
    """What a function reads, as one set, then the parameters that have an order.

    Extreme predicates have no measure but their depth.
    """
    if isinstance(member, Method):
        return Decreases(_references(member.inputs), guessed=True)
    if member.kind in (FunctionKind.LEAST_PREDICATE, FunctionKind.GREATEST_PREDICATE):
        return Decreases()
    read = (_objects(member.reads, member.span),) if member.reads else ()
    return Decreases((*read, *_references(member.parameters)), guessed=True)


def _references(variables: tuple[Variable, ...]) -> tuple[e.Expr, ...]:
    return tuple(
        [e.VariableReference(v, type=v.type, span=v.span) for v in variables if _ordered(v.type)]
    )


def _ordered(type_: t.Type) -> bool:
    """Whether Dafny takes parameters of a type into a measure."""
    match peel(type_):
        case t.FunctionType() | t.ParameterType() | t.OpaqueType():
            return False
        case t.SetType(finite=finite) | t.MapType(finite=finite):
            return finite
        case t.DatatypeType(declaration=declaration):
            return not declaration.coinductive
        case _:
            return True


def _objects(frames: tuple[Frame, ...], span: Span) -> e.Expr:
    """The set of all objects of frames; what `*` stands for is left out."""
    objects: t.Type = t.SetType(t.ClassType(OBJECT))
    sets, singletons = list[e.Expr](), list[e.Expr]()
    for frame in frames:
        if frame.expression is None:
            continue
        type_ = peel(frame.expression.type)
        match type_:
            case t.ClassType():
                singletons.append(frame.expression)
            case t.SequenceType() | t.MultisetType():
                sets.append(_elements(frame.expression, type_.element))
            case _:
                sets.append(frame.expression)
    if singletons or not sets:
        place = singletons[0].span if singletons else span
        sets.append(e.SetDisplay(tuple(singletons), type=objects, span=place))
    union = sets[0]
    for each in sets[1:]:
        union = e.Binary(Op.ADD, union, each, type=objects, span=union.span)
    return union


def _elements(collection: e.Expr, element: t.Type) -> e.Expr:
    """``set x | x in collection``."""
    span = collection.span
    variable = Variable("x", element, span)
    reference = e.VariableReference(variable, type=element, span=span)
    member = e.Binary(Op.IN, reference, collection, type=t.BOOL, span=span)
    type_ = t.SetType(element)
    return e.SetComprehension((variable,), member, reference, type=type_, span=span)


# ---------------------------------------------------------------------- loops


def guess_loop_measure(syntax: ast.Expr, guard: e.Expr) -> tuple[e.Expr, ...]:
    """What the first comparison of numbers among the conjuncts of a loop's guard lets grow less.

    `syntax` is what `guard` was made of: a chain of comparisons is no comparison here.
    """
    before: e.Expr | None = None
    for conjunct in _conjuncts(syntax, guard):
        guess = _difference(conjunct) if isinstance(conjunct, e.Binary) else None
        if guess is not None:
            if before is not None:
                span = conjunct.span
                low = e.Literal(-1, type=guess.type, span=span)
                guess = e.If(before, guess, low, type=guess.type, span=span)
            return (guess,)
        before = conjunct if before is None else _and(before, conjunct)
    return ()


def _conjuncts(syntax: ast.Expr, guard: e.Expr) -> list[e.Expr]:
    match syntax, guard:
        case ast.Parentheses(), _:
            return _conjuncts(syntax.operand, guard)
        case ast.Binary(operator="&&"), e.Binary():
            return [
                *_conjuncts(syntax.left, guard.left), *_conjuncts(syntax.right, guard.right),
            ]  # fmt: skip
        case _:
            return [guard]


def _and(left: e.Expr, right: e.Expr) -> e.Expr:
    return e.Binary(Op.AND, left, right, type=t.BOOL, span=right.span)


def _difference(comparison: e.Binary) -> e.Expr | None:
    left, right = comparison.left, comparison.right
    if numeric_base(left.type) not in (t.INT, t.REAL):
        return None
    match comparison.operator:
        case Op.LESS | Op.LESS_EQUAL:
            return _subtract(right, left)
        case Op.GREATER | Op.GREATER_EQUAL:
            return _subtract(left, right)
        case Op.NOT_EQUAL:
            span = comparison.span
            ordered = e.Binary(Op.LESS_EQUAL, left, right, type=t.BOOL, span=span)
            up, down = _subtract(right, left), _subtract(left, right)
            return e.If(ordered, up, down, type=up.type, span=span)
        case _:
            return None


def _subtract(left: e.Expr, right: e.Expr) -> e.Expr:
    type_ = numeric_base(left.type)
    left, right = _as(left, type_), _as(right, type_)
    return e.Binary(Op.SUBTRACT, left, right, type=type_, span=left.span)


def _as(number: e.Expr, type_: t.Type) -> e.Expr:
    if not isinstance(peel(number.type), t.NewtypeType):
        return number
    return e.Conversion(number, type=type_, span=number.span)
