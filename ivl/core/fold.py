"""Generic tools over expressions: children, maps, walks, substitution, free variables.

All of them share what does not change, see triggers and attributes only where they say so, and
recurse as deep as the expression (see `ivl.base.deep`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import assert_never

from ivl.core.expressions import (
    Apply,
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
from ivl.core.map_statements import (
    Rewrite,
    attribute_expressions,
    map_attributes,
    map_code_expression,
    map_items,
    statement_expressions,
)

LEAVES = (VariableReference, Literal)
"""The expressions without subexpressions. (To write ``A | B`` in a hot loop takes time.)"""
_APPLICATIONS = (Operation, Apply)
_BINDERS = (Quantifier, Lambda, Let)

# ------------------------------------------------------------------ maps


def map_triggers(triggers: tuple[Trigger, ...], f: Rewrite) -> tuple[Trigger, ...]:
    """`f` of each term of each trigger."""
    if not triggers:
        return triggers
    changed = False
    result: list[Trigger] = []
    for trigger in triggers:
        terms = map_items(trigger.terms, f)
        if terms is trigger.terms:
            result.append(trigger)
        else:
            result.append(Trigger(terms, trigger.positive))
            changed = True
    return tuple(result) if changed else triggers


def map_children(expr: Expr, f: Rewrite) -> Expr:
    """`expr` with `f` applied to each child, terms of triggers and attributes among them."""
    if isinstance(expr, LEAVES):
        return expr
    if isinstance(expr, Operation):  # most of the rest; `match` takes longer
        new = map_items(expr.arguments, f)
        if new is expr.arguments:
            return expr
        return Operation(expr.operator, new, expr.type, span=expr.span)
    match expr:
        case Apply(function, type_arguments, arguments, type_):
            new = map_items(arguments, f)
            if new is arguments:
                return expr
            return Apply(function, type_arguments, new, type_, span=expr.span)
        case Select(map_, type_arguments, indexes, type_):
            new_map, new = f(map_), map_items(indexes, f)
            if new_map is map_ and new is indexes:
                return expr
            return Select(new_map, type_arguments, new, type_, span=expr.span)
        case Store(map_, type_arguments, indexes, value):
            new_map, new, new_value = f(map_), map_items(indexes, f), f(value)
            if new_map is map_ and new is indexes and new_value is value:
                return expr
            return Store(new_map, type_arguments, new, new_value, span=expr.span)
        case Quantifier():
            return _map_quantifier(expr, f)
        case Lambda(type_parameters, variables, attributes, body, type_):
            new_attributes, new_body = map_attributes(attributes, f), f(body)
            if new_attributes is attributes and new_body is body:
                return expr
            return Lambda(
                type_parameters, variables, new_attributes, new_body, type_, span=expr.span
            )
        case Let(variables, values, body):
            new, new_body = map_items(values, f), f(body)
            if new is values and new_body is body:
                return expr
            return Let(variables, new, new_body, span=expr.span)
        case CodeExpression():
            return map_code_expression(expr, f)
        case _:
            return _map_operand(expr, f)


def _map_operand(
    expr: Extract | FieldAccess | FieldUpdate | IsConstructor | Old, f: Rewrite
) -> Expr:
    new = f(expr.operand)
    if isinstance(expr, FieldUpdate):
        value = f(expr.value)
        if new is expr.operand and value is expr.value:
            return expr
        return FieldUpdate(new, expr.field, value, span=expr.span)
    if new is expr.operand:
        return expr
    match expr:
        case Extract(_, high, low, type_):
            return Extract(new, high, low, type_, span=expr.span)
        case FieldAccess(_, field, type_):
            return FieldAccess(new, field, type_, span=expr.span)
        case IsConstructor(_, constructor):
            return IsConstructor(new, constructor, span=expr.span)
        case Old():
            return Old(new, span=expr.span)
        case _:
            assert_never(expr)


def _map_quantifier(expr: Quantifier, f: Rewrite) -> Quantifier:
    attributes = map_attributes(expr.attributes, f)
    triggers = map_triggers(expr.triggers, f)
    body = f(expr.body)
    if attributes is expr.attributes and triggers is expr.triggers and body is expr.body:
        return expr
    return Quantifier(
        expr.kind,
        expr.type_parameters,
        expr.variables,
        attributes,
        triggers,
        body,
        span=expr.span,
    )


def map_expression(expr: Expr, f: Rewrite) -> Expr:
    """`expr` rebuilt bottom-up: `f` of every subexpression whose children are done.

    A node that occurs at several places is mapped once.
    """
    done: dict[int, Expr] = {}

    def rebuild(e: Expr) -> Expr:
        result = done.get(id(e))
        if result is None:
            result = done[id(e)] = f(map_children(e, rebuild))
        return result

    return rebuild(expr)


# ------------------------------------------------------------------ walks


def children(expr: Expr, annotations: bool = True) -> tuple[Expr, ...]:
    """The direct subexpressions; `annotations`: with those in triggers and attributes, first."""
    if isinstance(expr, LEAVES):
        return ()
    if isinstance(expr, _APPLICATIONS):  # most of the rest; `match` takes longer
        return expr.arguments
    match expr:
        case Select(map_, _, indexes, _):
            return (map_, *indexes)
        case Store(map_, _, indexes, value):
            return (map_, *indexes, value)
        case FieldUpdate(operand, _, value):
            return (operand, value)
        case Extract() | FieldAccess() | IsConstructor() | Old():
            return (expr.operand,)
        case Quantifier(_, _, _, attributes, triggers, body):
            if not annotations:
                return (body,)
            terms = [term for trigger in triggers for term in trigger.terms]
            return (*attribute_expressions(attributes), *terms, body)
        case Lambda(_, _, attributes, body, _):
            return (*attribute_expressions(attributes), body) if annotations else (body,)
        case Let(_, values, body):
            return (*values, body)
        case CodeExpression():
            parts: list[Expr] = []
            for block in expr.blocks:
                parts.extend(statement_expressions(block.statements, annotations))
                if block.value is not None:
                    parts.append(block.value)
            return tuple(parts)
        case _:
            assert_never(expr)


def walk(expr: Expr, annotations: bool = True) -> Iterator[Expr]:
    """Every subexpression in pre-order; `annotations`: also those in triggers and attributes."""
    stack = [expr]
    while stack:
        e = stack.pop()
        yield e
        stack.extend(reversed(children(e, annotations)))


def some(expr: Expr, predicate: Callable[[Expr], bool]) -> bool:
    """Whether `predicate` holds of a subexpression, those in triggers and attributes included."""
    stack = [expr]
    while stack:
        e = stack.pop()
        if predicate(e):
            return True
        stack += children(e)
    return False


def occurrences(
    expressions: Iterable[Expr], kinds: tuple[type[Expr], ...], annotations: bool = True
) -> Iterator[Expr]:
    """The subexpressions of some kinds, which are not variables and literals, in some order."""
    stack = list(expressions)
    while stack:
        e = stack.pop()
        if isinstance(e, LEAVES):
            continue
        if isinstance(e, kinds):
            yield e
        stack += children(e, annotations)


def bound_variables(expr: Expr) -> tuple[Variable, ...]:
    """The variables that `expr` itself binds."""
    if isinstance(expr, _BINDERS):
        return expr.variables
    return expr.locals if isinstance(expr, CodeExpression) else ()


def free_variables(expr: Expr, annotations: bool = True) -> tuple[Variable, ...]:
    """The variables that occur and are not bound inside, in order of first occurrence.

    Constants and globals are among them.
    """
    bound: set[Variable] = set()
    found: dict[Variable, None] = {}
    for e in walk(expr, annotations):
        if isinstance(e, VariableReference):
            found.setdefault(e.variable)
        else:
            bound.update(bound_variables(e))
    return tuple([v for v in found if v not in bound])


# ------------------------------------------------------------------ substitution


def substitute(expr: Expr, mapping: Mapping[Variable, Expr]) -> Expr:
    """`expr` with each reference to a key of `mapping` replaced.

    Variables are objects, so nothing is captured. Where one body is inserted more than once its
    bound variables need copies: see `instantiate`.
    """
    if not mapping:
        return expr

    def replace(e: Expr) -> Expr:
        return mapping.get(e.variable, e) if isinstance(e, VariableReference) else e

    return map_expression(expr, replace)
