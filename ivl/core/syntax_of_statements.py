"""Typed statements as surface syntax."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from ivl.core.expressions import Attribute as CoreAttribute
from ivl.core.expressions import Attributes, CodeExpression, Variable
from ivl.core.statements import (
    Assert,
    Assign,
    Assume,
    Break,
    Call,
    ChangeScope,
    Goto,
    Havoc,
    HideReveal,
    If,
    Label,
    Measure,
    Return,
    Statement,
    While,
)
from ivl.core.syntax_of_expressions import Scope
from ivl.syntax import ast


def attributes_of(attributes: Attributes, scope: Scope) -> tuple[ast.Attribute, ...]:
    """`attributes` as written."""
    return scope.attributes(attributes) if attributes else ()


def statements_of(statements: Iterable[Statement], scope: Scope) -> tuple[ast.Statement, ...]:
    """`statements` as written."""
    return tuple([statement_of(s, scope) for s in statements])


def statement_of(statement: Statement, scope: Scope) -> ast.Statement:
    """`statement` as written."""
    span = statement.span

    def name(variable: Variable) -> ast.Name:
        return ast.Name(scope.name(variable), span=span)

    match statement:
        case Assert(condition):
            return ast.Assert(scope.write(condition), _with_message(statement, scope), span=span)
        case Assume(condition, attributes):
            return ast.Assume(scope.write(condition), attributes_of(attributes, scope), span=span)
        case Assign(variables, values, attributes):
            return ast.Assign(
                tuple([name(v) for v in variables]),
                tuple([scope.write(e) for e in values]),
                attributes_of(attributes, scope),
                span=span,
            )
        case Havoc(variables):
            return ast.Havoc(tuple([name(v) for v in variables]), span=span)
        case Call():
            return _call(statement, scope)
        case Measure(expressions):
            return ast.Measure(tuple([scope.write(e) for e in expressions]), span=span)
        case HideReveal(mode, function):
            return ast.HideReveal(mode, None if function is None else ast.Name(function), span=span)
        case ChangeScope(mode):
            return ast.ChangeScope(mode, span=span)
        case If(guard, then, otherwise, attributes):
            return ast.If(
                None if guard is None else scope.write(guard),
                statements_of(then, scope),
                None if otherwise is None else statements_of(otherwise, scope),
                attributes_of(attributes, scope),
                span=span,
                then_end=statement.then_end,
                else_end=statement.else_end,
                else_if=statement.else_if,
            )
        case While():
            return _while(statement, scope)
        case Break(label):
            return ast.Break(None if label is None else ast.Name(label), span=span)
        case Goto(labels, attributes):
            names = tuple([ast.Name(label) for label in labels])
            return ast.Goto(names, attributes_of(attributes, scope), span=span)
        case Return(attributes):
            return ast.Return(attributes_of(attributes, scope), span=span)
        case Label(label):
            return ast.Label(label, span=span)
        case _:
            assert_never(statement)


def _call(call: Call, scope: Scope) -> ast.Call:
    """A call; results that the caller ignores need variables of their own to be written."""
    results = [ast.Name("_" if v is None else scope.name(v), span=call.span) for v in call.results]
    return ast.Call(
        ast.Name(call.procedure, span=call.span),
        tuple([scope.write(e) for e in call.arguments]),
        tuple(results),
        attributes_of(call.attributes, scope),
        call.free,
        span=call.span,
    )


def _while(loop: While, scope: Scope) -> ast.While:
    invariants: list[ast.Invariant] = []
    for i in loop.invariants:
        attributes = (
            _with_message(i, scope) if isinstance(i, Assert) else attributes_of(i.attributes, scope)
        )
        free = isinstance(i, Assume)
        invariants.append(ast.Invariant(scope.write(i.condition), attributes, free, span=i.span))
    measures: tuple[ast.Measure, ...] = ()
    if loop.measure:
        expressions = tuple([scope.write(e) for e in loop.measure])
        measures = (ast.Measure(expressions, span=loop.measure_span),)
    return ast.While(
        None if loop.guard is None else scope.write(loop.guard),
        tuple(invariants),
        measures,
        statements_of(loop.body, scope),
        span=loop.span,
        body_end=loop.body_end,
    )


def _with_message(statement: Assert, scope: Scope) -> tuple[ast.Attribute, ...]:
    """The attributes, the obligation's message among them."""
    attributes, message = statement.attributes, statement.obligation.message
    if message and not any(a.name == "msg" for a in attributes):
        attributes = (*attributes, CoreAttribute("msg", (message,)))
    return attributes_of(attributes, scope)


def code_expression_of(code: CodeExpression, scope: Scope) -> ast.CodeExpression:
    """A code expression as written."""
    inner = scope.inner()
    locals_ = tuple([_local(v, inner) for v in code.locals])
    blocks: list[ast.CodeBlock] = []
    for block in code.blocks:
        jump: ast.Goto | ast.CodeReturn
        if block.value is not None:
            jump = ast.CodeReturn(inner.write(block.value), span=block.value.span)
        else:
            jump = ast.Goto(tuple([ast.Name(label) for label in block.successors]))
        statements = statements_of(block.statements, inner)
        blocks.append(ast.CodeBlock(ast.Name(block.label, span=block.span), statements, jump))
    return ast.CodeExpression(locals_, tuple(blocks), span=code.span)


def _local(variable: Variable, scope: Scope) -> ast.VariableDeclaration:
    name = ast.Name(scope.declare(variable), span=variable.span)
    return ast.VariableDeclaration(name, scope.types.write(variable.type), None)
