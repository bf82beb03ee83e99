"""Expressions and statements at ground types, in the monomorphic vocabulary."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeAlias

from ivl.base.node import node, replace
from ivl.core.expressions import (
    FALSE,
    TRUE,
    Apply,
    Attributes,
    CodeExpression,
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
    VariableReference,
)
from ivl.core.fold import map_children, map_triggers
from ivl.core.map_statements import (
    map_attributes,
    map_code_expression,
    map_items,
    map_statements,
)
from ivl.core.statements import Call, HideReveal, If, Statement, While
from ivl.core.types import BOOL, ConstructedType, MapType, Type, TypeVariable, substitute
from ivl.transform.monomorphize.targets import MapComponents, Targets
from ivl.transform.template import make_template

Environment: TypeAlias = Mapping[TypeVariable, Type]

_GLOBAL = (VariableKind.CONSTANT, VariableKind.GLOBAL)


@node
class Shared:
    """What all rewriters of one program share.

    `rests` are functions that stand for what polymorphic lambdas are at types that do not occur;
    `functions` has all of them, with parameters and axioms.
    """

    targets: Targets
    rests: dict[tuple[Hashable, ...], Function]
    functions: list[tuple[Function, tuple[Variable, ...], tuple[Expr, ...]]]


class Rewriter:
    """Rewrites code of one scope, at one choice of types for its type variables."""

    def __init__(
        self,
        shared: Shared,
        types: Mapping[TypeVariable, Type],
        variables: Mapping[Variable, Variable],
    ) -> None:
        self.shared = shared
        self.targets = shared.targets
        self.types = dict(types)
        self.variables = dict(variables)
        self._types: dict[int, Type] = {}
        self._ground: dict[int, Type] = {}
        self._kept: list[Type] = []  # keeps the ids valid
        self._done: dict[int, Expr] = {}

    # -------------------------------------------------------------- types and variables

    def ground(self, type_: Type) -> Type:
        """`type_` in the original vocabulary, at this scope's types."""
        if not self.types:
            return type_
        result = self._ground.get(id(type_))
        if result is None:
            result = self._ground[id(type_)] = substitute(type_, self.types)
            self._kept.append(type_)
        return result

    def type(self, type_: Type) -> Type:
        """What `type_` has become; the same object when nothing changed."""
        result = self._types.get(id(type_))
        if result is None:
            result = self.targets.type(self.ground(type_))
            if result == type_:
                result = type_
            self._kept.append(type_)
            self._types[id(type_)] = result
        return result

    def ground_types(self, types: tuple[Type, ...]) -> tuple[Type, ...]:
        """`ground` of each."""
        return tuple([self.ground(t) for t in types]) if types and self.types else types

    def bind(self, variable: Variable) -> Variable:
        """What a variable declared in this scope becomes: a new one where types are replaced."""
        type_ = self.type(variable.type)
        new = variable
        if self.types or type_ is not variable.type:
            new = Variable(variable.name, type_, variable.kind, variable.pools, span=variable.span)
        self.variables[variable] = new
        return new

    def variable(self, variable: Variable) -> Variable:
        """What a variable in scope has become."""
        if variable.kind in _GLOBAL:
            return self.targets.global_variable(variable)
        return self.variables.get(variable) or self.bind(variable)

    # -------------------------------------------------------------- expressions

    def __call__(self, expr: Expr) -> Expr:
        """`expr` rewritten."""
        if isinstance(expr, VariableReference):  # most of all, and quickly done
            variable = self.variable(expr.variable)
            if variable is expr.variable:
                return expr
            return VariableReference(variable, span=expr.span)
        if isinstance(expr, Literal):
            return expr
        result = self._done.get(id(expr))
        if result is None:
            result = self._done[id(expr)] = self._rewrite(expr)
        return result

    def _rewrite(self, expr: Expr) -> Expr:
        match expr:
            case VariableReference() | Literal():
                raise AssertionError("these are not worth remembering")
            case Apply(function, type_arguments, arguments, type_):
                return self._apply(expr, function, type_arguments, arguments, type_)
            case Operation():
                return self._operation(expr)
            case Select(map_, type_arguments, indexes, type_):
                new_map, new = self(map_), map_items(indexes, self)
                new_type = self.type(type_)
                if type_arguments:
                    view = self._components(map_).views.get(self.ground_types(type_arguments))
                    if view is not None:
                        return Apply(view, (), (self._rest(map_, new_map), *new), new_type,
                                     span=expr.span)  # fmt: skip
                    new_map = self._component(map_, new_map, type_arguments)
                elif new_map is map_ and new is indexes and new_type is type_:
                    return expr
                return Select(new_map, (), new, new_type, span=expr.span)
            case Store(map_, type_arguments, indexes, value):
                new_map, new, new_value = self(map_), map_items(indexes, self), self(value)
                if type_arguments:
                    field = self._component(map_, new_map, type_arguments)
                    stored = Store(field, (), new, new_value, span=expr.span)
                    return FieldUpdate(new_map, field.field, stored, span=expr.span)
                if new_map is map_ and new is indexes and new_value is value:
                    return expr
                return Store(new_map, (), new, new_value, span=expr.span)
            case FieldAccess(operand, field_name, type_):
                new_operand, new_type = self(operand), self.type(type_)
                if new_operand is operand and new_type is type_:
                    return expr
                return FieldAccess(new_operand, field_name, new_type, span=expr.span)
            case IsConstructor(operand, constructor):
                ground = self.ground(operand.type)
                assert isinstance(ground, ConstructedType)
                new_constructor = self.targets.function(constructor, ground.arguments)
                new_operand = self(operand)
                if new_operand is operand and new_constructor is constructor:
                    return expr
                return IsConstructor(new_operand, new_constructor, span=expr.span)
            case FieldUpdate() | Old() | Extract():
                return map_children(expr, self)
            case Quantifier():
                return self._quantifier(expr)
            case Lambda():
                return self._lambda(expr)
            case Let(variables, values, body):
                new_values = map_items(values, self)
                bound = map_items(variables, self.bind)
                new_body = self(body)
                if new_values is values and bound is variables and new_body is body:
                    return expr
                return Let(bound, new_values, new_body, span=expr.span)
            case CodeExpression(locals_):
                bound = map_items(locals_, self.bind)
                code = map_code_expression(expr, self, self.variable)
                blocks = [replace(b, statements=self._instances(b.statements)) for b in code.blocks]
                return CodeExpression(bound, tuple(blocks), span=expr.span)

    def _apply(
        self,
        expr: Apply,
        function: Function,
        type_arguments: tuple[Type, ...],
        arguments: tuple[Expr, ...],
        type_: Type,
    ) -> Expr:
        new = map_items(arguments, self)
        new_function = self.targets.function(function, self.ground_types(type_arguments))
        if new_function is function and new is arguments:
            return expr
        return Apply(new_function, (), new, self.type(type_), span=expr.span)

    def _operation(self, expr: Operation) -> Expr:
        operator, arguments, type_ = expr.operator, expr.arguments, expr.type
        if operator is Operator.EQUAL or operator is Operator.NOT_EQUAL:
            left, right = arguments[0].type, arguments[1].type
            if left is not right and self.ground(left) != self.ground(right):
                differ = operator is Operator.NOT_EQUAL  # values of different types differ
                return Literal(differ, BOOL, span=expr.span)
        new, new_type = map_items(arguments, self), self.type(type_)
        if new is arguments and new_type is type_:
            return expr
        return Operation(operator, new, new_type, span=expr.span)

    def _component(
        self, map_: Expr, new_map: Expr, type_arguments: tuple[Type, ...]
    ) -> FieldAccess:
        """The component of a polymorphic map at `type_arguments`."""
        field, type_ = self._components(map_).fields[self.ground_types(type_arguments)]
        return FieldAccess(new_map, field, type_, span=map_.span)

    def _rest(self, map_: Expr, new_map: Expr) -> FieldAccess:
        return FieldAccess(new_map, "rest", self._components(map_).rest, span=map_.span)

    def _components(self, map_: Expr) -> MapComponents:
        map_type = self.ground(map_.type)
        assert isinstance(map_type, MapType)
        return self.targets.components(map_type)

    def attributes(self, attributes: Attributes) -> Attributes:
        """`attributes` rewritten."""
        return map_attributes(attributes, self)

    # -------------------------------------------------------------- binders

    def inner(self, expr: Quantifier | Lambda) -> list[tuple[tuple[Type, ...], Rewriter]]:
        """A rewriter for each instance of a polymorphic binder."""
        found = self.targets.instances.bindings[expr, tuple(self.types.values())]
        return [
            (
                types,
                Rewriter(
                    self.shared,
                    {**self.types, **dict(zip(expr.type_parameters, types, strict=True))},
                    self.variables,
                ),
            )
            for types in found
        ]

    def _quantifier(self, expr: Quantifier) -> Expr:
        if not expr.type_parameters:
            return self.instance(expr)
        parts = [rewriter.instance(expr) for _, rewriter in self.inner(expr)]
        universal = expr.kind is QuantifierKind.FORALL
        if not parts:
            return Literal(universal, BOOL, span=expr.span)
        result = parts[0]
        for part in parts[1:]:
            operator = Operator.AND if universal else Operator.OR
            result = Operation(operator, (result, part), BOOL, span=expr.span)
        return result

    def instance(self, expr: Quantifier) -> Expr:
        """The quantifier without its type parameters, at this scope's types."""
        bound = map_items(expr.variables, self.bind)
        if not bound:
            return self(expr.body)
        attributes = self.attributes(expr.attributes)
        triggers, body = map_triggers(expr.triggers, self), self(expr.body)
        if (
            not expr.type_parameters
            and bound is expr.variables
            and attributes is expr.attributes
            and triggers is expr.triggers
            and body is expr.body
        ):
            return expr
        if body is TRUE or body is FALSE:
            return body
        return Quantifier(expr.kind, (), bound, attributes, triggers, body, span=expr.span)

    def _lambda(self, expr: Lambda) -> Expr:
        if not expr.type_parameters:
            return self._plain_lambda(expr, self.type(expr.type))
        components = self._components(expr)
        inner = dict(self.inner(expr))
        parts = [
            inner[types]._plain_lambda(expr, type_)
            for types, (_, type_) in components.fields.items()
        ]
        views = {view: inner[t].types for t, view in components.views.items() if t in inner}
        rest = self._lambda_rest(expr, components.rest, views)
        return Apply(
            components.constructor, (), (*parts, rest), components.datatype, span=expr.span
        )

    def _plain_lambda(self, expr: Lambda, type_: Type) -> Expr:
        bound = map_items(expr.variables, self.bind)
        attributes, body = self.attributes(expr.attributes), self(expr.body)
        if (
            type_ is expr.type
            and bound is expr.variables
            and attributes is expr.attributes
            and body is expr.body
        ):
            return expr
        return Lambda((), bound, attributes, body, type_, span=expr.span)

    def _lambda_rest(
        self, expr: Lambda, type_: ConstructedType, views: Mapping[Function, Environment]
    ) -> Expr:
        """What a polymorphic lambda is at other types: a function of what it depends on.

        Axioms say what is known of it in `views`.
        """
        template = make_template(expr)
        key = (tuple(self.types.items()), *template.key)
        holes = tuple([self(e) for e in template.holes])
        function = self.shared.rests.get(key)
        if function is None:
            parameters = tuple(
                [Variable(p.name, e.type, VariableKind.BOUND)
                 for p, e in zip(template.parameters, holes, strict=True)]
            )  # fmt: skip
            function = Function(
                self.targets.function_names.numbered("rest#"),
                (),
                tuple([p.type for p in parameters]),
                type_,
                tuple([p.name for p in parameters]),
                span=expr.span,
            )
            self.shared.rests[key] = function
            arguments = tuple([VariableReference(p) for p in parameters])
            rest = Apply(function, (), arguments, type_, span=expr.span)
            replaced = dict(zip(template.parameters, parameters, strict=True))
            axioms = tuple(
                [Rewriter(self.shared, types, replaced)._view(template.binder, parameters, rest, v)
                 for v, types in views.items()]
            )  # fmt: skip
            self.shared.functions.append((function, parameters, axioms))
        return Apply(function, (), holes, type_, span=expr.span)

    def _view(
        self, binder: Expr, parameters: tuple[Variable, ...], rest: Expr, view: Function
    ) -> Expr:
        """``view(rest, x, ...)`` is the body of the lambda `binder`, for all `parameters`."""
        assert isinstance(binder, Lambda)
        bound = tuple([self.bind(v) for v in binder.variables])
        indexes = [VariableReference(v) for v in bound]
        select = Apply(view, (), (rest, *indexes), view.result, span=binder.span)
        body = Operation(Operator.EQUAL, (select, self(binder.body)), BOOL, span=binder.span)
        return Quantifier(
            QuantifierKind.FORALL, (), (*parameters, *bound), (), (Trigger((select,)),), body,
            span=binder.span,
        )  # fmt: skip

    # -------------------------------------------------------------- statements

    def statements(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """`statements` rewritten."""
        return self._instances(map_statements(statements, self, self.variable))

    def _instances(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """`statements`, whose expressions are done, with calls and hides at their instances."""
        result: list[Statement] = []
        for statement in statements:
            match statement:
                case Call(procedure, type_arguments):
                    if type_arguments:
                        name = self.targets.procedure(procedure, self.ground_types(type_arguments))
                        statement = replace(statement, procedure=name, type_arguments=())
                    result.append(statement)
                case HideReveal(mode, str(function)) if function in self.targets.polymorphic:
                    for name in self.targets.function_instances(function):
                        result.append(HideReveal(mode, name, span=statement.span))
                case If(_, then, otherwise):
                    new_otherwise = None if otherwise is None else self._instances(otherwise)
                    result.append(
                        replace(statement, then=self._instances(then), otherwise=new_otherwise)
                    )
                case While(body=body):
                    result.append(replace(statement, body=self._instances(body)))
                case _:
                    result.append(statement)
        return tuple(result)
