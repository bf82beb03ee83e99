"""Copies of expressions at other types, with bound variables of their own."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.base.node import replace
from ivl.core.expressions import (
    Apply,
    CodeExpression,
    Expr,
    Extract,
    FieldAccess,
    Lambda,
    Let,
    Literal,
    Operation,
    Operator,
    Quantifier,
    Select,
    Store,
    Variable,
    VariableReference,
)
from ivl.core.fold import map_children
from ivl.core.map_statements import map_code_expression, map_statements
from ivl.core.statements import Call, Statement
from ivl.core.types import BOOL, Type, TypeVariable, free_variables, substitute


def instantiate(
    expr: Expr,
    variables: Mapping[Variable, Expr],
    types: Mapping[TypeVariable, Type] | None = None,
) -> Expr:
    """A copy of `expr` with `variables` and `types` replaced.

    Every variable bound inside becomes a new one, so that a body may be inserted many times.
    """
    return _Instance(variables, types or {}).rewrite(expr)


def substitute_types(expr: Expr, mapping: Mapping[TypeVariable, Type]) -> Expr:
    """`expr` at other types; bound variables are new ones, free ones must not mention `mapping`."""
    return instantiate(expr, {}, mapping)


class _Instance:
    """One copy being made: what each variable and type has become."""

    def __init__(
        self, variables: Mapping[Variable, Expr], types: Mapping[TypeVariable, Type]
    ) -> None:
        self.variables = dict(variables)
        self.types = types
        self._types: dict[int, Type] = {}
        self._done: dict[int, Expr] = {}

    def type(self, type_: Type) -> Type:
        if not self.types:
            return type_
        result = self._types.get(id(type_))
        if result is None:
            result = self._types[id(type_)] = substitute(type_, self.types)
        return result

    def all_types(self, types: tuple[Type, ...]) -> tuple[Type, ...]:
        return tuple([self.type(t) for t in types]) if types and self.types else types

    def bind(self, variables: tuple[Variable, ...]) -> tuple[Variable, ...]:
        """New variables for bound ones."""
        result: list[Variable] = []
        if any(v in self.variables for v in variables):
            self._done = {}  # what was copied below another binder of theirs is of no use here
        for v in variables:
            copy = Variable(v.name, self.type(v.type), v.kind, v.pools, span=v.span)
            self.variables[v] = VariableReference(copy)
            result.append(copy)
        return tuple(result)

    def rename(self, variable: Variable) -> Variable:
        """What an assigned variable has become."""
        reference = self.variables.get(variable)
        return reference.variable if isinstance(reference, VariableReference) else variable

    def rewrite(self, expr: Expr) -> Expr:
        result = self._done.get(id(expr))
        if result is None:
            result = self._done[id(expr)] = self._rewrite(expr)
        return result

    def _rewrite(self, expr: Expr) -> Expr:
        match expr:
            case VariableReference(variable):
                replacement = self.variables.get(variable)
                if replacement is None:
                    return expr
                if isinstance(replacement, VariableReference):
                    return VariableReference(replacement.variable, span=expr.span)
                return replacement
            case Literal():
                return expr
            case Quantifier() | Lambda() | Let() | CodeExpression():
                return self._binder(expr)
            case _:
                pass
        mapped = map_children(expr, self.rewrite)
        if not self.types:
            return mapped
        match mapped:
            case Apply(function, type_arguments, arguments, type_):
                return Apply(
                    function,
                    self.all_types(type_arguments),
                    arguments,
                    self.type(type_),
                    span=expr.span,
                )
            case Operation(Operator.EQUAL | Operator.NOT_EQUAL, (left, right), _) if (
                left.type != right.type and _is_ground(left.type) and _is_ground(right.type)
            ):  # values of different types differ
                return Literal(mapped.operator is Operator.NOT_EQUAL, BOOL, span=expr.span)
            case Operation(operator, arguments, type_):
                return Operation(operator, arguments, self.type(type_), span=expr.span)
            case Select(map_, type_arguments, indexes, type_):
                return Select(
                    map_, self.all_types(type_arguments), indexes, self.type(type_), span=expr.span
                )
            case Store(map_, type_arguments, indexes, value):
                return Store(map_, self.all_types(type_arguments), indexes, value, span=expr.span)
            case Extract(operand, high, low, type_):
                return Extract(operand, high, low, self.type(type_), span=expr.span)
            case FieldAccess(operand, field, type_):
                return FieldAccess(operand, field, self.type(type_), span=expr.span)
            case _:
                return mapped

    def _binder(self, expr: Quantifier | Lambda | Let | CodeExpression) -> Expr:
        match expr:
            case Let(variables, values, body):
                new_values = tuple([self.rewrite(v) for v in values])
                return Let(self.bind(variables), new_values, self.rewrite(body), span=expr.span)
            case Quantifier(variables=variables):
                bound = self.bind(variables)
                inner = map_children(expr, self.rewrite)
                assert isinstance(inner, Quantifier)
                return Quantifier(
                    inner.kind,
                    inner.type_parameters,
                    bound,
                    inner.attributes,
                    inner.triggers,
                    inner.body,
                    span=expr.span,
                )
            case Lambda(variables=variables):
                bound = self.bind(variables)
                mapped = map_children(expr, self.rewrite)
                assert isinstance(mapped, Lambda)
                return Lambda(
                    mapped.type_parameters,
                    bound,
                    mapped.attributes,
                    mapped.body,
                    self.type(mapped.type),
                    span=expr.span,
                )
            case CodeExpression(locals_):
                bound = self.bind(locals_)
                code = map_code_expression(expr, self.rewrite, self.rename)
                blocks = [replace(b, statements=self.call_types(b.statements)) for b in code.blocks]
                return CodeExpression(bound, tuple(blocks), span=expr.span)

    def call_types(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """`statements` with the type arguments of calls replaced."""
        if not self.types:
            return statements

        def retype(s: Statement) -> Statement:
            if isinstance(s, Call):
                return replace(s, type_arguments=self.all_types(s.type_arguments))
            return s

        return tuple([retype(s) for s in map_statements(statements, lambda e: e)])


def _is_ground(type_: Type) -> bool:
    return not any(True for _ in free_variables(type_))
