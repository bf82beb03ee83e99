"""When two expressions are the same up to the names of their bound variables."""

from __future__ import annotations

from collections.abc import Hashable
from typing import assert_never

from ivl.core.expressions import (
    Apply,
    Attributes,
    CodeExpression,
    Expr,
    Extract,
    FieldAccess,
    FieldUpdate,
    IsConstructor,
    Lambda,
    Let,
    Literal,
    Old,
    Operation,
    Quantifier,
    Select,
    Store,
    Trigger,
    Variable,
    VariableReference,
)
from ivl.core.types import Type, TypeVariable, substitute


def alpha_key(expr: Expr) -> tuple[Hashable, ...]:
    """A value that two expressions share exactly when they are alpha-equivalent.

    Triggers and attributes count, and variables in attributes are never renamed. It is flat, so
    that hashing it needs no deep recursion.
    """
    key = _Key()
    key.expression(expr)
    return tuple(key.tokens)


_CANONICAL: list[TypeVariable] = []


def _canonical(index: int) -> TypeVariable:
    """The stand-in for the `index`-th bound type variable; a cache, so that keys agree."""
    while len(_CANONICAL) <= index:
        _CANONICAL.append(TypeVariable(f"${len(_CANONICAL)}"))
    return _CANONICAL[index]


class _Key:
    """The tokens of an expression in pre-order; bound variables are numbers."""

    def __init__(self) -> None:
        self.tokens: list[Hashable] = []
        self.numbers: dict[Variable, int] = {}
        self.types: dict[TypeVariable, Type] = {}

    def type(self, type_: Type) -> None:
        self.tokens.append(substitute(type_, self.types) if self.types else type_)

    def all_types(self, types: tuple[Type, ...]) -> None:
        for t in types:
            self.type(t)

    def bind(self, types: tuple[TypeVariable, ...], variables: tuple[Variable, ...]) -> None:
        self.tokens.append((len(types), len(variables)))
        for t in types:
            self.types[t] = _canonical(len(self.types))
        for v in variables:
            self.numbers[v] = len(self.numbers)
            self.tokens.append(v.pools)
            self.type(v.type)

    def attributes(self, attributes: Attributes) -> None:
        self.tokens.append(len(attributes))
        numbers, self.numbers = self.numbers, {}
        for attribute in attributes:
            self.tokens.append((attribute.name, len(attribute.parameters)))
            for p in attribute.parameters:
                if isinstance(p, str):
                    self.tokens.append(p)
                else:
                    self.expression(p)
        self.numbers = numbers

    def triggers(self, triggers: tuple[Trigger, ...]) -> None:
        self.tokens.append(len(triggers))
        for trigger in triggers:
            self.tokens.append((trigger.positive, len(trigger.terms)))
            for term in trigger.terms:
                self.expression(term)

    def expression(self, expr: Expr) -> None:
        add = self.tokens.append
        match expr:
            case VariableReference(variable):
                number = self.numbers.get(variable)
                add(variable if number is None else number)
            case Literal(value, type_):
                add(Literal)
                add((type(value), value))
                self.type(type_)
            case Apply(function, type_arguments, arguments, _):
                add(function)
                self.all_types(type_arguments)
                for a in arguments:
                    self.expression(a)
            case Operation(operator, arguments, type_):
                add((operator, len(arguments)))
                self.type(type_)
                for a in arguments:
                    self.expression(a)
            case Extract(operand, high, low, _):
                add((Extract, high, low))
                self.expression(operand)
            case Select(map_, type_arguments, indexes, _):
                add((Select, len(indexes)))
                self.all_types(type_arguments)
                for e in (map_, *indexes):
                    self.expression(e)
            case Store(map_, type_arguments, indexes, value):
                add((Store, len(indexes)))
                self.all_types(type_arguments)
                for e in (map_, *indexes, value):
                    self.expression(e)
            case FieldAccess(operand, field, _):
                add((FieldAccess, field))
                self.expression(operand)
            case FieldUpdate(operand, field, value):
                add((FieldUpdate, field))
                self.expression(operand)
                self.expression(value)
            case IsConstructor(operand, constructor):
                add((IsConstructor, constructor))
                self.expression(operand)
            case Old(operand):
                add(Old)
                self.expression(operand)
            case Quantifier(kind, type_parameters, variables, attributes, triggers, body):
                add(kind)
                self.bind(type_parameters, variables)
                self.attributes(attributes)
                self.triggers(triggers)
                self.expression(body)
            case Lambda(type_parameters, variables, attributes, body, _):
                add(Lambda)
                self.bind(type_parameters, variables)
                self.attributes(attributes)
                self.expression(body)
            case Let(variables, values, body):
                add(Let)
                for e in values:
                    self.expression(e)
                self.bind((), variables)
                self.expression(body)
            case CodeExpression():
                add(expr)
            case _:
                assert_never(expr)
