"""Typed expressions and types as surface syntax, with names for variables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from typing import assert_never, cast

from ivl.core.expressions import (
    Apply,
    Attributes,
    CodeExpression,
    Expr,
    Extract,
    FieldAccess,
    FieldUpdate,
    FloatValue,
    Function,
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
    VariableReference,
)
from ivl.core.literal_text import decimal_text, float_text
from ivl.core.types import (
    RMODE,
    BasicType,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    free_variables,
    show,
)
from ivl.syntax import ast


class TypeScope:
    """Names for type variables, different from those of types in scope."""

    def __init__(
        self, taken: Iterable[str] = (), known: dict[TypeVariable, str] | None = None
    ) -> None:
        self._taken = set(taken)
        self._names = dict(known or {})

    def inner(self) -> TypeScope:
        """A scope inside this one."""
        return TypeScope(self._taken, self._names)

    def bind(self, variables: Iterable[TypeVariable]) -> tuple[ast.Name, ...]:
        """Name `variables`."""
        found: list[ast.Name] = []
        for variable in variables:
            name = _unused(variable.name, self._taken)
            self._taken.add(name)
            self._names[variable] = name
            found.append(ast.Name(name))
        return tuple(found)

    def alias(self, variables: Iterable[TypeVariable], names: Iterable[ast.Name]) -> None:
        """Give `variables` the `names` of others."""
        self._names.update(zip(variables, [n.text for n in names], strict=True))

    def write(self, type_: Type) -> ast.Type:
        """`type_` as written."""
        match type_:
            case BasicType() | BitvectorType() | FloatType():
                return ast.TypeName(show(type_))
            case TypeVariable(name):
                return ast.TypeName(self._names.get(type_, name))
            case ConstructedType(name, arguments):
                return ast.TypeName(name, tuple([self.write(t) for t in arguments]))
            case MapType(parameters, domain, range_):
                inner = self.inner() if parameters else self
                names = inner.bind_anonymous(parameters)
                new_domain = tuple([inner.write(t) for t in domain])
                return ast.MapType(names, new_domain, inner.write(range_))
            case _:
                assert_never(type_)

    def bind_anonymous(self, parameters: tuple[TypeVariable, ...]) -> tuple[ast.Name, ...]:
        """Name the parameters of a map type, whose own names mean nothing."""
        found: list[ast.Name] = []
        for index, parameter in enumerate(parameters):
            name = _unused(chr(ord("a") + index % 26), self._taken)
            self._taken.add(name)
            self._names[parameter] = name
            found.append(ast.Name(name))
        return tuple(found)


class Scope:
    """Names for variables: each different from those that are visible where it is bound.

    With `numbers` each variable's name says which one it is, as in ``h7^^x``.
    """

    def __init__(
        self,
        types: TypeScope,
        outer: Scope | None = None,
        numbers: Iterator[int] | None = None,
    ) -> None:
        self.types = types
        self._numbers: Iterator[int] | None = outer._numbers if outer else numbers
        self._taken: set[str] = set(outer._taken) if outer else set()
        self._names: dict[Variable, str] = dict(outer._names) if outer else {}
        self._late: dict[Variable, str] = outer._late if outer else {}  # shared by all scopes

    def inner(self) -> Scope:
        """A scope inside this one; its names go with it."""
        return Scope(self.types.inner(), self)

    def declare(self, variable: Variable) -> str:
        """Name `variable`."""
        name = self._new(variable)
        self._taken.add(name)
        self._names[variable] = name
        return name

    def name(self, variable: Variable) -> str:
        """The name of `variable`; one that is declared nowhere gets one now, for everywhere."""
        name = self._names.get(variable) or self._late.get(variable)
        if name is None:
            name = self._late[variable] = self._new(variable)
        return name

    def _new(self, variable: Variable) -> str:
        number = "" if self._numbers is None else f"h{next(self._numbers)}^^"
        return _unused(f"{number}{variable.name}", self._taken, self._late.values())

    # -------------------------------------------------------------- expressions

    def write(self, expr: Expr) -> ast.Expr:
        """`expr` as written."""
        span = expr.span
        match expr:
            case VariableReference(variable):
                return ast.Identifier(self.name(variable), span=span)
            case Literal():
                return _literal(expr)
            case Apply(function, _, arguments, type_):
                call = ast.Apply(function.name, self._all(arguments), span=span)
                if _result_says_more(function):
                    return ast.Coercion(call, self.types.write(type_), span=span)
                return call
            case Operation():
                return self._operation(expr)
            case Extract(operand, high, low, _):
                return ast.Extract(self.write(operand), high, low, span=span)
            case Select(map_, _, indexes, _):
                return ast.Select(self.write(map_), self._all(indexes), span=span)
            case Store(map_, _, indexes, value):
                return ast.Store(self.write(map_), self._all(indexes), self.write(value), span=span)
            case FieldAccess(operand, field, _):
                return ast.FieldAccess(self.write(operand), ast.Name(field), span=span)
            case FieldUpdate(operand, field, value):
                return ast.FieldUpdate(
                    self.write(operand), ast.Name(field), self.write(value), span=span
                )
            case IsConstructor(operand, constructor):
                return ast.IsConstructor(self.write(operand), ast.Name(constructor.name), span=span)
            case Old(operand):
                return ast.Old(self.write(operand), span=span)
            case Quantifier() | Lambda():
                return self._binder(expr)
            case Let(variables, values, body):
                written = self._all(values)
                inner = self.inner()
                names = [ast.Name(inner.declare(v), span=v.span) for v in variables]
                bindings = tuple([ast.Binding(n, None) for n in names])
                return ast.Let(bindings, written, (), inner.write(body), span=span)
            case CodeExpression():
                return self._code(expr)
            case _:
                assert_never(expr)

    def _all(self, exprs: tuple[Expr, ...]) -> tuple[ast.Expr, ...]:
        return tuple([self.write(e) for e in exprs])

    def attributes(self, attributes: Attributes) -> tuple[ast.Attribute, ...]:
        """`attributes` as written."""
        return tuple(
            [
                ast.Attribute(
                    a.name,
                    tuple([p if isinstance(p, str) else self.write(p) for p in a.parameters]),
                )
                for a in attributes
            ]
        )

    def _operation(self, expr: Operation) -> ast.Expr:
        operator, span = expr.operator, expr.span
        arguments = self._all(expr.arguments)
        match operator:
            case Operator.NOT:
                return ast.Unary("!", arguments[0], span=span)
            case Operator.NEGATE:
                return ast.Unary("-", arguments[0], span=span)
            case Operator.IF_THEN_ELSE:
                return ast.Conditional(arguments[0], arguments[1], arguments[2], span=span)
            case Operator.TO_INT:
                return ast.Conversion("int", arguments[0], span=span)
            case Operator.TO_REAL:
                return ast.Conversion("real", arguments[0], span=span)
            case _:
                name = cast("ast.BinaryOperator", operator.value)
                return ast.Binary(name, arguments[0], arguments[1], span=span)

    def _binder(self, expr: Quantifier | Lambda) -> ast.Expr:
        inner = self.inner()
        type_parameters = inner.types.bind(expr.type_parameters)
        bindings = tuple(
            [
                ast.Binding(
                    ast.Name(inner.declare(v), span=v.span),
                    inner.types.write(v.type),
                    tuple([ast.Attribute("pool", (p,)) for p in v.pools]),
                )
                for v in expr.variables
            ]
        )
        triggers: tuple[ast.Trigger, ...] = ()
        if isinstance(expr, Quantifier):
            triggers = tuple([ast.Trigger(inner._all(t.terms), t.positive) for t in expr.triggers])
        return ast.Quantifier(
            expr.kind.value if isinstance(expr, Quantifier) else "lambda",
            type_parameters,
            bindings,
            inner.attributes(expr.attributes),
            triggers,
            inner.write(expr.body),
            span=expr.span,
        )

    def _code(self, expr: CodeExpression) -> ast.Expr:
        from ivl.core.syntax_of_statements import code_expression_of  # statements hold expressions

        return code_expression_of(expr, self)


def _literal(literal: Literal) -> ast.Expr:
    value, type_, span = literal.value, literal.type, literal.span
    match value:
        case bool():
            return ast.BoolLiteral(value, span=span)
        case int() if isinstance(type_, BitvectorType):
            return ast.BitvectorLiteral(value, type_.width, span=span)
        case int():
            if value < 0:
                return ast.Unary("-", ast.IntLiteral(-value, span=span), span=span)
            return ast.IntLiteral(value, span=span)
        case Fraction():
            return _real(value, literal)
        case FloatValue():
            assert isinstance(type_, FloatType)
            return ast.FloatLiteral(float_text(value, type_), span=span)
        case str():
            if type_ == RMODE:
                return ast.RoundingModeLiteral(value, span=span)
            return ast.StringLiteral(value, span=span)
        case _:
            assert_never(value)


def _real(value: Fraction, literal: Literal) -> ast.Expr:
    """A decimal where one is exact, else a quotient of two."""
    if value < 0:
        return ast.Unary("-", _real(-value, literal), span=literal.span)
    text = decimal_text(value)
    if text is not None:
        return ast.RealLiteral(text, span=literal.span)
    upper = ast.RealLiteral(f"{value.numerator}.0", span=literal.span)
    lower = ast.RealLiteral(f"{value.denominator}.0", span=literal.span)
    return ast.Binary("/", upper, lower, span=literal.span)


def _result_says_more(function: Function) -> bool:
    """Whether a type parameter occurs in no argument, so that only the result can tell it."""
    if not function.type_parameters:
        return False
    told = {v for t in function.parameters for v in free_variables(t)}
    return any(t not in told for t in function.type_parameters)


def _unused(name: str, taken: set[str], others: Collection[str] = ()) -> str:
    """`name`, or a variation of it that is not taken."""
    if not name:
        name = "_"
    if name not in taken and name not in others:
        return name
    number = 0
    while f"{name}#{number}" in taken or f"{name}#{number}" in others:
        number += 1
    return f"{name}#{number}"
