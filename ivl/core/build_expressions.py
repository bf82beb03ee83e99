"""Building blocks of `ivl.build`: operators, applications, binders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from ivl.base.source import NOWHERE, Span
from ivl.core.build_values import BuildError, Term, expression, expressions
from ivl.core.expressions import (
    Apply,
    Attributes,
    Expr,
    Extract,
    FieldAccess,
    FieldUpdate,
    Function,
    IsConstructor,
    Lambda,
    Let,
    Literal,
    Old,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Select,
    Store,
    Trigger,
    Variable,
    VariableKind,
)
from ivl.core.match_types import match_types
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    map_type,
    show,
    substitute,
)

# ------------------------------------------------------------------ logic


def _logical(operator: Operator, terms: Sequence[Term], span: Span) -> Expr:
    arguments = tuple([expression(t, BOOL) for t in terms])
    return Operation(operator, arguments, BOOL, span=span)


def _joined(operator: Operator, empty: bool, terms: Iterable[Term], span: Span) -> Expr:
    found = [expression(t, BOOL) for t in terms]
    if not found:
        return Literal(empty, BOOL, span=span)
    return reduce(lambda a, b: Operation(operator, (a, b), BOOL, span=span), found)


def and_(*terms: Term, span: Span = NOWHERE) -> Expr:
    """``a && b && ...``; true when there is nothing."""
    return _joined(Operator.AND, True, terms, span)


def or_(*terms: Term, span: Span = NOWHERE) -> Expr:
    """``a || b || ...``; false when there is nothing."""
    return _joined(Operator.OR, False, terms, span)


def not_(term: Term, *, span: Span = NOWHERE) -> Expr:
    """``!a``"""
    return _logical(Operator.NOT, (term,), span)


def implies(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a ==> b``"""
    return _logical(Operator.IMPLIES, (left, right), span)


def iff(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a <==> b``"""
    return _logical(Operator.IFF, (left, right), span)


def if_then_else(condition: Term, then: Term, otherwise: Term, *, span: Span = NOWHERE) -> Expr:
    """``if c then a else b``"""
    branches = expressions((then, otherwise))
    arguments = (expression(condition, BOOL), *branches)
    return Operation(Operator.IF_THEN_ELSE, arguments, branches[0].type, span=span)


# ------------------------------------------------------------------ comparisons


def eq(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a == b``"""
    return Operation(Operator.EQUAL, tuple(expressions((left, right))), BOOL, span=span)


def ne(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a != b``"""
    return Operation(Operator.NOT_EQUAL, tuple(expressions((left, right))), BOOL, span=span)


def _numbers(operator: Operator, terms: Iterable[Term]) -> tuple[Expr, ...]:
    found = tuple(expressions(terms))
    if found[0].type not in (INT, REAL) and not isinstance(found[0].type, FloatType):
        raise BuildError(f"{operator.value} is not defined on {show(found[0].type)}")
    return found


def _compare(operator: Operator, left: Term, right: Term, span: Span) -> Expr:
    return Operation(operator, _numbers(operator, (left, right)), BOOL, span=span)


def lt(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a < b``"""
    return _compare(Operator.LESS, left, right, span)


def le(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a <= b``"""
    return _compare(Operator.LESS_EQUAL, left, right, span)


def gt(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a > b``"""
    return _compare(Operator.GREATER, left, right, span)


def ge(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a >= b``"""
    return _compare(Operator.GREATER_EQUAL, left, right, span)


# ------------------------------------------------------------------ arithmetic


def _arithmetic(operator: Operator, terms: Iterable[Term], span: Span) -> Expr:
    found = _numbers(operator, terms)
    return reduce(lambda a, b: Operation(operator, (a, b), a.type, span=span), found)


def add(left: Term, right: Term, *more: Term, span: Span = NOWHERE) -> Expr:
    """``a + b + ...``"""
    return _arithmetic(Operator.ADD, (left, right, *more), span)


def sub(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a - b``"""
    return _arithmetic(Operator.SUBTRACT, (left, right), span)


def mul(left: Term, right: Term, *more: Term, span: Span = NOWHERE) -> Expr:
    """``a * b * ...``"""
    return _arithmetic(Operator.MULTIPLY, (left, right, *more), span)


def neg(term: Term, *, span: Span = NOWHERE) -> Expr:
    """``-a``"""
    (found,) = _numbers(Operator.NEGATE, (term,))
    return Operation(Operator.NEGATE, (found,), found.type, span=span)


def _fixed(
    operator: Operator, argument: Type, result: Type, terms: Iterable[Term], span: Span
) -> Expr:
    return Operation(operator, tuple([expression(t, argument) for t in terms]), result, span=span)


def div(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a div b`` on integers (Euclidean, as in SMT-LIB)."""
    return _fixed(Operator.INT_DIVIDE, INT, INT, (left, right), span)


def mod(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a mod b`` on integers."""
    return _fixed(Operator.MODULO, INT, INT, (left, right), span)


def real_div(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a / b`` on reals or floats."""
    floats = [t.type for t in expressions((left, right)) if isinstance(t.type, FloatType)]
    type_: Type = floats[0] if floats else REAL
    return _fixed(Operator.REAL_DIVIDE, type_, type_, (left, right), span)


def power(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a ** b`` on reals."""
    return _fixed(Operator.POWER, REAL, REAL, (left, right), span)


def to_int(term: Term, *, span: Span = NOWHERE) -> Expr:
    """``int(a)`` of a real."""
    return _fixed(Operator.TO_INT, REAL, INT, (term,), span)


def to_real(term: Term, *, span: Span = NOWHERE) -> Expr:
    """``real(a)`` of an integer."""
    return _fixed(Operator.TO_REAL, INT, REAL, (term,), span)


# ------------------------------------------------------------------ bitvectors


def _width(e: Expr) -> int:
    if isinstance(e.type, BitvectorType):
        return e.type.width
    raise BuildError(f"expected a bitvector, got {show(e.type)}")


def concat(left: Term, right: Term, *, span: Span = NOWHERE) -> Expr:
    """``a ++ b``"""
    a, b = expression(left), expression(right)
    type_ = BitvectorType(_width(a) + _width(b))
    return Operation(Operator.CONCATENATE, (a, b), type_, span=span)


def extract(term: Term, high: int, low: int, *, span: Span = NOWHERE) -> Expr:
    """``a[high:low]``: bits high-1 down to low."""
    e = expression(term)
    if not 0 <= low <= high <= _width(e):
        raise BuildError(f"[{high}:{low}] is not a range of bits of {show(e.type)}")
    return Extract(e, high, low, BitvectorType(high - low), span=span)


# ------------------------------------------------------------------ functions, maps, datatypes


def apply(
    function: Function, *arguments: Term, types: Sequence[Type] = (), span: Span = NOWHERE
) -> Expr:
    """``f(e, ...)``; `types` are needed where the arguments do not tell the type arguments."""
    if len(arguments) != len(function.parameters):
        raise BuildError(
            f"{function.name} takes {len(function.parameters)} arguments, not {len(arguments)}"
        )
    if types and len(types) != len(function.type_parameters):
        raise BuildError(
            f"{function.name} has {len(function.type_parameters)} type parameters, not {len(types)}"
        )
    binding: dict[TypeVariable, Type] = {}
    if types:
        binding.update(zip(function.type_parameters, types, strict=True))
    found = [
        expression(a, t if not function.type_parameters else None)
        for a, t in zip(arguments, function.parameters, strict=True)
    ]
    _instantiate(function.name, function.type_parameters, function.parameters, found, binding)
    instance = tuple([binding[p] for p in function.type_parameters])
    result = substitute(function.result, binding)
    return Apply(function, instance, tuple(found), result, span=span)


def _instantiate(
    what: str,
    parameters: tuple[TypeVariable, ...],
    formals: tuple[Type, ...],
    actuals: Sequence[Expr],
    binding: dict[TypeVariable, Type],
) -> None:
    """Extend `binding` of `parameters` so that `formals` are the types of `actuals`."""
    types = tuple([e.type for e in actuals])
    if not match_types(formals, types, parameters, binding):
        wanted = ", ".join([show(substitute(t, binding)) for t in formals])
        given = ", ".join([show(t) for t in types])
        raise BuildError(f"{what} takes ({wanted}), not ({given})")
    for p in parameters:
        if p not in binding:
            raise BuildError(f"{what}: nothing tells what {p.name} is; give the type arguments")


def _element(map_: Expr, indexes: Sequence[Term]) -> tuple[tuple[Type, ...], list[Expr], Type]:
    """Type arguments, indexes and range of an access to `map_`."""
    type_ = map_.type
    if not isinstance(type_, MapType):
        raise BuildError(f"expected a map, got {show(type_)}")
    if len(indexes) != len(type_.domain):
        raise BuildError(f"{show(type_)} takes {len(type_.domain)} indexes, not {len(indexes)}")
    found = [
        expression(i, t if not type_.parameters else None)
        for i, t in zip(indexes, type_.domain, strict=True)
    ]
    binding: dict[TypeVariable, Type] = {}
    _instantiate(show(type_), type_.parameters, type_.domain, found, binding)
    instance = tuple([binding[p] for p in type_.parameters])
    return instance, found, substitute(type_.range, binding)


def select(map_: Term, *indexes: Term, span: Span = NOWHERE) -> Expr:
    """``m[i, ...]``"""
    e = expression(map_)
    types, found, range_ = _element(e, indexes)
    return Select(e, types, tuple(found), range_, span=span)


def store(map_: Term, *indexes_and_value: Term, span: Span = NOWHERE) -> Expr:
    """``m[i, ... := v]``: the last argument is the value."""
    e = expression(map_)
    types, found, range_ = _element(e, indexes_and_value[:-1])
    value = expression(indexes_and_value[-1], range_)
    return Store(e, types, tuple(found), value, span=span)


def _field(operand: Expr, constructor: Function, name: str) -> Type:
    if name not in constructor.names:
        raise BuildError(f"{constructor.name} has no field {name}")
    return substitute(
        constructor.parameters[constructor.names.index(name)], _datatype(operand, constructor)
    )


def _datatype(operand: Expr, constructor: Function) -> dict[TypeVariable, Type]:
    """The type arguments of `operand`, a value of the datatype that `constructor` makes."""
    type_, made = operand.type, constructor.result
    if (
        not constructor.is_constructor
        or not isinstance(type_, ConstructedType)
        or not isinstance(made, ConstructedType)
        or type_.name != made.name
    ):
        raise BuildError(f"{constructor.name} is not a constructor of {show(type_)}")
    return dict(zip(constructor.type_parameters, type_.arguments, strict=True))


def field(term: Term, constructor: Function, name: str, *, span: Span = NOWHERE) -> Expr:
    """``e->name``, a field of `constructor`."""
    e = expression(term)
    return FieldAccess(e, name, _field(e, constructor, name), span=span)


def with_field(
    term: Term, constructor: Function, name: str, value: Term, *, span: Span = NOWHERE
) -> Expr:
    """``e->(name := value)``"""
    e = expression(term)
    return FieldUpdate(e, name, expression(value, _field(e, constructor, name)), span=span)


def is_(term: Term, constructor: Function, *, span: Span = NOWHERE) -> Expr:
    """``e is constructor``"""
    e = expression(term)
    _datatype(e, constructor)
    return IsConstructor(e, constructor, span=span)


def old(term: Term, *, span: Span = NOWHERE) -> Expr:
    """``old(e)``"""
    return Old(expression(term), span=span)


# ------------------------------------------------------------------ binders


def _check_bound(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    for v in variables:
        if not isinstance(v, Variable) or v.kind is not VariableKind.BOUND:
            raise BuildError(f"expected a bound variable, got {v!r}")
    return tuple(variables)


def _quantifier(
    kind: QuantifierKind,
    variables: Sequence[Variable],
    body: Term,
    triggers: Sequence[Sequence[Term]],
    types: Sequence[TypeVariable],
    attributes: Attributes,
    span: Span,
) -> Expr:
    if not variables and not types:
        return expression(body, BOOL)
    return Quantifier(
        kind,
        tuple(types),
        _check_bound(variables),
        attributes,
        tuple([Trigger(tuple([expression(t) for t in trigger])) for trigger in triggers]),
        expression(body, BOOL),
        span=span,
    )


def forall(
    variables: Sequence[Variable],
    body: Term,
    *,
    triggers: Sequence[Sequence[Term]] = (),
    types: Sequence[TypeVariable] = (),
    attributes: Attributes = (),
    span: Span = NOWHERE,
) -> Expr:
    """``(forall<types> variables :: {triggers} body)``; a trigger is a sequence of terms.

    Without variables it is the body.
    """
    kind = QuantifierKind.FORALL
    return _quantifier(kind, variables, body, triggers, types, attributes, span)


def exists(
    variables: Sequence[Variable],
    body: Term,
    *,
    triggers: Sequence[Sequence[Term]] = (),
    types: Sequence[TypeVariable] = (),
    attributes: Attributes = (),
    span: Span = NOWHERE,
) -> Expr:
    """``(exists<types> variables :: {triggers} body)``"""
    kind = QuantifierKind.EXISTS
    return _quantifier(kind, variables, body, triggers, types, attributes, span)


def lambda_(
    variables: Sequence[Variable],
    body: Term,
    *,
    types: Sequence[TypeVariable] = (),
    attributes: Attributes = (),
    span: Span = NOWHERE,
) -> Expr:
    """``(lambda<types> variables :: body)``"""
    e, checked = expression(body), _check_bound(variables)
    type_ = map_type(tuple(types), tuple([v.type for v in checked]), e.type)
    return Lambda(tuple(types), checked, attributes, e, type_, span=span)


def let(
    variables: Sequence[Variable], values: Sequence[Term], body: Term, *, span: Span = NOWHERE
) -> Expr:
    """``(var variables := values; body)``"""
    checked = _check_bound(variables)
    if len(checked) != len(values):
        raise BuildError(f"{len(checked)} variables but {len(values)} values")
    found = [expression(e, v.type) for v, e in zip(checked, values, strict=True)]
    return Let(checked, tuple(found), expression(body), span=span)
