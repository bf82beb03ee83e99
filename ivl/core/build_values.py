"""Building blocks of `ivl.build`: types, variables, literals, and what may stand for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from ivl.base.source import NOWHERE, Span
from ivl.core.expressions import (
    Apply,
    Attribute,
    CodeExpression,
    Expr,
    Extract,
    FieldAccess,
    FieldUpdate,
    FloatValue,
    IsConstructor,
    Lambda,
    Let,
    Literal,
    Old,
    Operation,
    Operator,
    Quantifier,
    Select,
    Store,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    RMODE,
    STRING,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    map_type,
    show,
)

Term: TypeAlias = Expr | Variable | bool | int | Fraction
"""What may stand for an expression."""

EXPRESSIONS = (
    Literal, VariableReference, Apply, Operation, Extract, Select, Store, FieldAccess, FieldUpdate,
    IsConstructor, Old, Quantifier, Lambda, Let, CodeExpression,
)  # fmt: skip


class BuildError(TypeError):
    """What was to be built is not well typed."""


# ------------------------------------------------------------------ types


def bv(width: int) -> BitvectorType:
    """``bvN``

    >>> bv(32)
    BitvectorType(width=32)
    """
    if width < 0:
        raise BuildError(f"a bitvector cannot have {width} bits")
    return BitvectorType(width)


def float_type(significand: int, exponent: int) -> FloatType:
    """``floatSeE``; the hidden bit counts: ``float_type(24, 8)`` is IEEE single precision."""
    return FloatType(significand, exponent)


def map_of(
    domain: Sequence[Type], range_: Type, parameters: Sequence[TypeVariable] = ()
) -> MapType:
    """``<parameters>[domain] range``

    >>> show(map_of([INT, BOOL], INT))
    '[int, bool]int'
    """
    return map_type(tuple(parameters), tuple(domain), range_)


def type_of(name: str, *arguments: Type) -> ConstructedType:
    """``name arguments``: a type constructor or datatype applied.

    >>> show(type_of("Field", INT))
    'Field int'
    """
    return ConstructedType(name, arguments)


def type_variable(name: str) -> TypeVariable:
    """A new type parameter, to be bound by a function, procedure, quantifier or map type."""
    return TypeVariable(name)


# ------------------------------------------------------------------ variables


def constant(name: str, type_: Type, *, span: Span = NOWHERE) -> Variable:
    """A constant; declare it with `ivl.build.program` or `declare_constant`."""
    return Variable(name, type_, VariableKind.CONSTANT, span=span)


def global_(name: str, type_: Type, *, span: Span = NOWHERE) -> Variable:
    """A global variable."""
    return Variable(name, type_, VariableKind.GLOBAL, span=span)


def input_(name: str, type_: Type, *, span: Span = NOWHERE) -> Variable:
    """An in-parameter of a procedure."""
    return Variable(name, type_, VariableKind.INPUT, span=span)


def output(name: str, type_: Type, *, span: Span = NOWHERE) -> Variable:
    """An out-parameter of a procedure."""
    return Variable(name, type_, VariableKind.OUTPUT, span=span)


def local(name: str, type_: Type, *, span: Span = NOWHERE) -> Variable:
    """A local variable of an implementation."""
    return Variable(name, type_, VariableKind.LOCAL, span=span)


def bound(name: str, type_: Type, *, span: Span = NOWHERE) -> Variable:
    """A variable for a quantifier, a lambda, a let, or a function's parameter."""
    return Variable(name, type_, VariableKind.BOUND, span=span)


# ------------------------------------------------------------------ literals and coercion


def int_(value: int, *, span: Span = NOWHERE) -> Expr:
    """An integer; a negative one is a negation, as in the concrete syntax."""
    if value < 0:
        return Operation(Operator.NEGATE, (Literal(-value, INT, span=span),), INT, span=span)
    return Literal(int(value), INT, span=span)


def bool_(value: bool, *, span: Span = NOWHERE) -> Expr:
    """``true`` or ``false``"""
    return Literal(bool(value), BOOL, span=span)


def real(value: Fraction | int, *, span: Span = NOWHERE) -> Expr:
    """A real number: ``real(Fraction(1, 3))``."""
    if value < 0:
        positive = Literal(Fraction(-value), REAL, span=span)
        return Operation(Operator.NEGATE, (positive,), REAL, span=span)
    return Literal(Fraction(value), REAL, span=span)


def bits(value: int, width: int, *, span: Span = NOWHERE) -> Expr:
    """A bitvector; a negative value is taken in two's complement.

    >>> bits(-1, 8).value
    255
    """
    if not -(1 << width) < value < (1 << width):
        raise BuildError(f"{value} does not fit into {width} bits")
    return Literal(value % (1 << width), bv(width), span=span)


def string(value: str, *, span: Span = NOWHERE) -> Expr:
    """A string."""
    return Literal(value, STRING, span=span)


def rounding_mode(value: str, *, span: Span = NOWHERE) -> Expr:
    """``RNE``, ``RNA``, ``RTP``, ``RTN`` or ``RTZ``."""
    if value not in ("RNE", "RNA", "RTP", "RTN", "RTZ"):
        raise BuildError(f"{value} is not a rounding mode")
    return Literal(value, RMODE, span=span)


def float_(value: FloatValue, type_: FloatType, *, span: Span = NOWHERE) -> Expr:
    """A floating-point number, by its bit fields."""
    return Literal(value, type_, span=span)


def ref(variable: Variable, *, span: Span = NOWHERE) -> VariableReference:
    """A reference to a variable, where its place matters; else the variable itself will do."""
    return VariableReference(variable, span=span)


def expression(term: Term, expected: Type | None = None, *, span: Span = NOWHERE) -> Expr:
    """`term` as an expression, a number at the type that is expected.

    Raises BuildError when its type is not `expected`.
    """
    found = _expression(term, expected, span)
    if expected is not None and found.type != expected:
        raise BuildError(f"expected {show(expected)}, got {show(found.type)}")
    return found


def _expression(term: Term, expected: Type | None, span: Span) -> Expr:
    match term:
        case Variable():
            return VariableReference(term, span=span)
        case bool():
            return bool_(term, span=span)
        case int():
            if isinstance(expected, BitvectorType):
                return bits(term, expected.width, span=span)
            return real(term, span=span) if expected == REAL else int_(term, span=span)
        case Fraction():
            return real(term, span=span)
        case _ if isinstance(term, EXPRESSIONS):
            return term
        case _:
            raise BuildError(f"expected an expression, got {term!r}")


def expressions(terms: Iterable[Term]) -> list[Expr]:
    """`terms` as expressions of one type; numbers take the type of the others."""
    given = list(terms)
    types = [t.type for t in given if isinstance(t, (Variable, *EXPRESSIONS))]
    fractions = any(isinstance(t, Fraction) for t in given)
    expected = types[0] if types else REAL if fractions else None
    found = [expression(t, expected) for t in given]
    for e in found[1:]:
        if e.type != found[0].type:
            raise BuildError(f"{show(found[0].type)} and {show(e.type)} do not go together")
    return found


def attribute(name: str, *parameters: str | Term) -> Attribute:
    """``{:name parameters}``"""
    return Attribute(name, tuple([p if isinstance(p, str) else expression(p) for p in parameters]))
