"""Blocks of statements, and guards before them."""

from __future__ import annotations

from frontends.dafny.translate.assertions import assume
from frontends.dafny.translate.binders import havoc_variables
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from ivl import build as b


def block(statements: tuple[s.Statement, ...], context: Context, emit: Emitter) -> None:
    """Statements one after the other; the variables of each are seen by those after it."""
    for each in statements:
        context = context.statement(each, emit)


def branch(condition: e.Expr, binding: bool, context: Context, emit: Emitter) -> Context:
    """Assume a guard, whose variables get values where it binds some."""
    if not binding:
        assume(condition, context, emit)
        return context
    assert isinstance(condition, e.Quantifier)
    inner = havoc_variables(condition.variables, context, emit)
    assume(condition.body, inner, emit)
    return inner


def alternatives(choices: tuple[s.Alternative, ...], context: Context, emit: Emitter) -> None:
    """One of the alternatives whose guards hold, any of them."""
    if not choices:
        emit.assume(b.bool_(False))
        return
    first, *rest = choices
    with emit.block() as then:
        inner = branch(first.condition, first.binding, context, emit)
        block(first.body, inner, emit)
    with emit.block() as otherwise:
        alternatives(tuple(rest), context, emit)
    emit.add(b.if_(None, then, otherwise, span=first.span))
