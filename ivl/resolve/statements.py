"""Elaboration of statements. Assignments to map elements and fields become ones to variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ivl.base.diagnostic import Diagnostic
from ivl.base.source import Span
from ivl.core.expressions import Expr
from ivl.core.statements import (
    Assert,
    Assume,
    Break,
    ChangeScope,
    Goto,
    Havoc,
    HideReveal,
    If,
    Label,
    Measure,
    Obligation,
    ObligationKind,
    Return,
    Statement,
    While,
)
from ivl.core.types import BOOL
from ivl.resolve.attributes import elaborate_attributes
from ivl.resolve.context import Context
from ivl.resolve.expressions import find_variable
from ivl.resolve.finish import finish
from ivl.resolve.measures import elaborate_measure
from ivl.resolve.operators import shown
from ivl.resolve.unify import unify
from ivl.resolve.updates import assign, call, check_assigned, statement_id, unpack
from ivl.syntax import ast


def elaborate_statements(c: Context, nodes: Iterable[ast.Statement]) -> tuple[Statement, ...]:
    """The statements with names and types resolved."""
    done: list[Statement] = []
    for node in nodes:
        done.extend(HANDLERS[type(node)](c, node))
    return tuple(done)


def condition(c: Context, node: ast.Expr, span: Span, what: str) -> Expr:
    """A condition that must be of type bool; `what` says which in the error at `span`."""
    e = c.expression(node)
    if not unify(e.type, BOOL):
        c.type_error("not-bool", span, f"{what} must be of type bool (got: {shown(e.type)})")
    return finish(c, e)[0]


def _assert(c: Context, node: ast.Assert) -> tuple[Statement, ...]:
    return (_predicate(c, node.condition, node.attributes, node.span, free=False),)


def _assume(c: Context, node: ast.Assume) -> tuple[Statement, ...]:
    return (_predicate(c, node.condition, node.attributes, node.span, free=True),)


def _predicate(
    c: Context,
    node: ast.Expr,
    attributes: tuple[ast.Attribute, ...],
    span: Span,
    free: bool,
) -> Assert | Assume:
    names = len(c.resolve_errors)
    elaborated = elaborate_attributes(c, attributes)
    if free and len(c.resolve_errors) != names:
        elaborate_attributes(c, attributes)  # Boogie does so, and reports the errors again
    what = "an assumed expression" if free else "an asserted expression"
    e = condition(c, node, span, what)
    statement_id(c, attributes, span)
    if free:
        return Assume(e, elaborated, span=span)
    return Assert(e, Obligation(ObligationKind.ASSERT, span), elaborated, span=span)


def _havoc(c: Context, node: ast.Havoc) -> tuple[Statement, ...]:
    found = [find_variable(c, name.text, name) for name in node.variables]
    variables = tuple([v for v in found if v is not None])
    check_assigned(c, variables, node.span)
    return (Havoc(tuple(dict.fromkeys(variables)), span=node.span),)


REPEATED = ("type.extract", "type.quantifier-body", "type.type-variable", "type.trigger")


def _guard(c: Context, node: ast.Expr | None, span: Span) -> Expr | None:
    """A guard is assumed on one branch, and its negation on the other.

    So Boogie resolves and types a guard twice: it reports some errors twice, and more about what
    cannot be negated.
    """
    if node is None:
        return None
    names, types = len(c.resolve_errors), len(c.type_errors)
    e = condition(c, node, span, "an assumed expression")
    if len(c.resolve_errors) != names:
        c.expression(node)
    new = [diagnostic for _, diagnostic in c.type_errors[types:]]
    if new:
        for diagnostic in new:
            if diagnostic.kind in REPEATED:
                c.type_errors.append((c.order, diagnostic))
        _negated(c, node, e, new, span)
    return e


def _negated(c: Context, node: ast.Expr, e: Expr, new: list[Diagnostic], span: Span) -> None:
    """Report the errors in the negation of an ill-typed guard, which is simplified if possible."""
    own = len(new) == 1 and new[0].span is not None and new[0].span == node.span
    if not unify(e.type, BOOL):
        message = f"invalid argument type ({shown(e.type)}) to unary operator !"
        c.type_error("operand", None, message)
    elif own and isinstance(node, ast.Binary) and node.operator in ("==", "!="):
        c.type_error("operand", node.left.span, new[0].message)
    elif own and isinstance(node, ast.Unary) and node.operator == "!":
        type_ = shown(c.expression(node.operand).type)
        message = f"an assumed expression must be of type bool (got: {type_})"
        c.type_error("not-bool", span, message)


def _if(c: Context, node: ast.If) -> tuple[Statement, ...]:
    attributes = elaborate_attributes(c, node.attributes)
    guard = _guard(c, node.guard, node.span)
    then = elaborate_statements(c, node.then)
    otherwise = None if node.otherwise is None else elaborate_statements(c, node.otherwise)
    statement = If(
        guard,
        then,
        otherwise,
        attributes,
        span=node.span,
        then_end=node.then_end,
        else_end=node.else_end,
        else_if=node.else_if,
    )
    return (statement,)


def _while(c: Context, node: ast.While) -> tuple[Statement, ...]:
    guard = _guard(c, node.guard, node.span)
    invariants = tuple(
        [_predicate(c, i.condition, i.attributes, i.span, i.free) for i in node.invariants]
    )
    measure: tuple[Expr, ...] = ()
    for clause in node.measures:
        measure = elaborate_measure(c, clause)
    body = elaborate_statements(c, node.body)
    statement = While(
        guard,
        invariants,
        measure,
        body,
        span=node.span,
        body_end=node.body_end,
        measure_span=node.measures[0].span if node.measures else node.span,
    )
    return (statement,)


def _break(c: Context, node: ast.Break) -> tuple[Statement, ...]:
    return (Break(None if node.label is None else node.label.text, span=node.span),)


def _goto(c: Context, node: ast.Goto) -> tuple[Statement, ...]:
    attributes = elaborate_attributes(c, node.attributes)
    return (Goto(tuple([label.text for label in node.labels]), attributes, span=node.span),)


def _return(c: Context, node: ast.Return) -> tuple[Statement, ...]:
    return (Return(elaborate_attributes(c, node.attributes), span=node.span),)


def _label(c: Context, node: ast.Label) -> tuple[Statement, ...]:
    if node.name in c.labels:
        c.resolve_error(
            "duplicate-label", node.span, f"more than one declaration of block name: {node.name}"
        )
    c.labels.add(node.name)
    return (Label(node.name, span=node.span),)


def _hide_reveal(c: Context, node: ast.HideReveal) -> tuple[Statement, ...]:
    name = None if node.function is None else node.function.text
    if node.function is not None:
        c.function(node.function.text, node.function.span)
    return (HideReveal(node.mode, name, span=node.span),)


def _change_scope(c: Context, node: ast.ChangeScope) -> tuple[Statement, ...]:
    return (ChangeScope(node.mode, span=node.span),)


def _measure(c: Context, node: ast.Measure) -> tuple[Statement, ...]:
    return (Measure(elaborate_measure(c, node), span=node.span),)


HANDLERS: Mapping[type, Callable[[Context, Any], tuple[Statement, ...]]] = {
    ast.Assert: _assert,
    ast.Assume: _assume,
    ast.Havoc: _havoc,
    ast.Assign: assign,
    ast.Unpack: unpack,
    ast.Call: call,
    ast.If: _if,
    ast.While: _while,
    ast.Break: _break,
    ast.Goto: _goto,
    ast.Return: _return,
    ast.Label: _label,
    ast.HideReveal: _hide_reveal,
    ast.ChangeScope: _change_scope,
    ast.Measure: _measure,
}
