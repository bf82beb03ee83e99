"""Quantifiers with their triggers, lambdas, lets, and code expressions."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.core.expressions import (
    Apply,
    CodeBlock,
    CodeExpression,
    Expr,
    Lambda,
    Let,
    Quantifier,
    QuantifierKind,
    Select,
    Store,
    Trigger,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import bound_variables, children, walk
from ivl.core.types import BOOL, Type, TypeVariable, free_variables, map_type
from ivl.resolve.attributes import elaborate_attributes
from ivl.resolve.context import Context
from ivl.resolve.operators import shown
from ivl.resolve.types import bind_type_variables, resolve_type, sort_type_parameters
from ivl.resolve.unify import unify, zonk
from ivl.syntax import ast


def quantifier(c: Context, node: ast.Quantifier) -> Expr:
    """``(forall<a> x: T :: {:attr} {trigger} e)``, ``exists``, ``lambda``.

    ``(forall x: T :: (forall y: U :: e))`` without triggers becomes one quantifier.
    """
    if c.in_trigger:
        c.resolve_error("trigger", node.span, "quantifiers are not allowed in triggers")
    is_lambda = node.kind == "lambda"
    type_parameters, variables, body = node.type_parameters, node.variables, node.body
    attributes = node.attributes
    if not node.triggers and not is_lambda:
        while isinstance(body, ast.Quantifier) and body.kind == node.kind and not body.triggers:
            type_parameters += body.type_parameters
            variables += body.variables
            attributes += body.attributes
            body = body.body
    outer = c.type_variables
    parameters: tuple[TypeVariable, ...] = ()
    if type_parameters:
        c.type_variables = dict(outer)
        parameters = bind_type_variables(c, type_parameters)
    c.scope.enter()
    bound = _bind(c, variables)
    elaborated = elaborate_attributes(c, attributes)
    triggers = tuple([_trigger(c, t, bound) for t in node.triggers])
    inner = c.expression(body)
    c.scope.leave()
    c.type_variables = outer
    types = tuple([v.type for v in bound])
    parameters = sort_type_parameters(parameters, types)
    hidden = _hidden(parameters, types)
    if is_lambda:
        if hidden:
            c.type_error(
                "type-variable",
                node.span,
                f"the type variable {hidden[0].name} does not occur in types of the lambda "
                "parameters",
            )
        type_ = map_type(parameters, types, inner.type)
        return Lambda(parameters, bound, elaborated, inner, type_, span=node.span)
    if not unify(inner.type, BOOL):
        c.type_error(
            "quantifier-body",
            node.span,
            f"quantifier body must be of type bool (got: {shown(inner.type)})",
        )
    if hidden:
        _check_hidden(c, hidden, node.triggers, triggers)
    kind = QuantifierKind.FORALL if node.kind == "forall" else QuantifierKind.EXISTS
    if c.symbols.never_triggers and not any(t.positive for t in triggers):
        triggers = (*_never_triggers(c, inner), *triggers)
    return Quantifier(kind, parameters, bound, elaborated, triggers, inner, span=node.span)


def _bind(c: Context, bindings: Iterable[ast.Binding]) -> tuple[Variable, ...]:
    bound = []
    for binding in bindings:
        assert binding.type is not None
        type_ = resolve_type(c, binding.type)
        pools = [
            p
            for a in binding.attributes
            if a.name == "pool"
            for p in a.parameters
            if isinstance(p, str)
        ]
        name = binding.name
        variable = Variable(name.text, type_, VariableKind.BOUND, tuple(pools), span=name.span)
        c.declare(variable)
        bound.append(variable)
        elaborate_attributes(c, binding.attributes)
    return tuple(bound)


def _trigger(c: Context, node: ast.Trigger, bound: tuple[Variable, ...]) -> Trigger:
    before = len(c.resolve_errors), len(c.type_errors)
    c.in_trigger = True
    terms = []
    for term in node.terms:
        terms.append(c.expression(term))
        if isinstance(term, ast.Identifier):
            c.resolve_error(
                "trigger",
                term.span,
                "a matching pattern must be more than just a variable by itself: " + term.name,
            )
    c.in_trigger = False
    if node.positive and before == (len(c.resolve_errors), len(c.type_errors)):
        mentioned = {
            e.variable for term in terms for e in walk(term) if isinstance(e, VariableReference)
        }
        for variable in bound:
            if variable not in mentioned:
                c.resolve_error(
                    "trigger",
                    node.span,
                    "trigger must mention all quantified variables, but does not mention: "
                    + variable.name,
                )
    return Trigger(tuple(terms), node.positive)


def _hidden(
    parameters: tuple[TypeVariable, ...], types: tuple[Type, ...]
) -> tuple[TypeVariable, ...]:
    """The type parameters that do not occur in the types of the bound variables."""
    if not parameters:
        return ()
    seen = {v for t in types for v in free_variables(t)}
    return tuple([v for v in parameters if v not in seen])


def _check_hidden(
    c: Context,
    hidden: tuple[TypeVariable, ...],
    nodes: tuple[ast.Trigger, ...],
    triggers: tuple[Trigger, ...],
) -> None:
    """Each positive trigger must determine the type parameters that no variable mentions."""
    for node, trigger in zip(nodes, triggers, strict=True):
        if not trigger.positive:
            continue
        seen: set[TypeVariable] = set()
        for term in trigger.terms:
            for e in walk(term):
                if isinstance(e, Apply | Select | Store):
                    for type_ in e.type_arguments:
                        seen.update(free_variables(zonk(type_)))
        for variable in hidden:
            if variable not in seen:
                c.type_error(
                    "trigger",
                    node.span,
                    f"trigger does not mention {variable.name}, "
                    "which does not occur in variables types either",
                )


def _never_triggers(c: Context, body: Expr) -> list[Trigger]:
    """``{:nopats e}`` for each application in `body` of a function with ``{:never_pattern}``."""
    found = []
    stack = [body]
    while stack:
        e = stack.pop()
        if isinstance(e, Apply) and e.function in c.symbols.never_triggers:
            found.append(Trigger((e,), positive=False))
        if not bound_variables(e):
            stack.extend(children(e))
    return found


def let(c: Context, node: ast.Let) -> Expr:
    """``(var x, y := e, f; body)``."""
    if len(node.variables) != len(node.values):
        c.resolve_error(
            "arity",
            node.span,
            "number of left-hand sides does not match number of right-hand sides",
        )
    values = tuple([c.expression(e) for e in node.values])
    c.scope.enter()
    variables = []
    for binding, value in zip(node.variables, values, strict=False):
        variable = Variable(
            binding.name.text, value.type, VariableKind.BOUND, span=binding.name.span
        )
        c.declare(variable)
        elaborate_attributes(c, binding.attributes)
        variables.append(variable)
    elaborate_attributes(c, node.attributes)
    body = c.expression(node.body)
    c.scope.leave()
    return Let(tuple(variables), values, body, span=node.span)


def code_expression(c: Context, node: ast.CodeExpression) -> Expr:
    """``|{ var x: T; A: cmd... goto B, C; B: return e; }|``."""
    c.scope.enter()
    local = []
    for declaration in node.locals:
        variable = Variable(
            declaration.name.text,
            resolve_type(c, declaration.type),
            VariableKind.LOCAL,
            span=declaration.name.span,
        )
        c.declare(variable)
        elaborate_attributes(c, declaration.attributes)
        local.append(variable)
    for declaration in node.locals:
        if declaration.where is not None:
            c.expression(declaration.where)
    labels: set[str] = set()
    for block in node.blocks:
        if block.label.text in labels:
            c.resolve_error(
                "duplicate-label",
                block.label.span,
                f"more than one declaration of block name: {block.label.text}",
            )
        labels.add(block.label.text)
    blocks = tuple([_code_block(c, block, labels) for block in node.blocks])
    c.scope.leave()
    return CodeExpression(tuple(local), blocks, span=node.span)


def _code_block(c: Context, node: ast.CodeBlock, labels: set[str]) -> CodeBlock:
    statements = c.statements(node.statements)
    name, span = node.label.text, node.label.span
    if isinstance(node.jump, ast.Goto):
        for label in node.jump.labels:
            if label.text not in labels:
                c.resolve_error(
                    "undefined-label", node.jump.span, f"goto to unknown block: {label.text}"
                )
        successors = tuple([label.text for label in node.jump.labels])
        return CodeBlock(name, statements, successors, None, span=span)
    elaborate_attributes(c, node.jump.attributes)
    value = c.expression(node.jump.value)
    if not unify(value.type, BOOL):
        c.type_error(
            "not-bool",
            node.jump.span,
            f"a return expression must be of type bool (got: {shown(value.type)})",
        )
    return CodeBlock(name, statements, (), value, span=span)
