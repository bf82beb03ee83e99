"""Measures of loops and procedures: expressions that decrease, and where they may stand."""

from __future__ import annotations

from ivl.base.source import Span
from ivl.core.expressions import Expr
from ivl.core.map_statements import walk_statements
from ivl.core.program import Program
from ivl.core.recursion import recursive_callees
from ivl.core.statements import Call
from ivl.core.types import BOOL, INT
from ivl.resolve.attributes import elaborate_attributes
from ivl.resolve.context import Context
from ivl.resolve.finish import finish
from ivl.resolve.operators import shown
from ivl.resolve.unify import prune
from ivl.syntax import ast


def elaborate_measure(c: Context, node: ast.Measure) -> tuple[Expr, ...]:
    """The expressions of ``measure e, f;``, which must be of type int or bool."""
    elaborate_attributes(c, node.attributes)
    expressions = []
    for plain in node.expressions:
        e = c.expression(plain)
        if prune(e.type) not in (INT, BOOL):
            c.type_error(
                "measure",
                plain.span,
                f"a measure expression must be of type int or bool (got: {shown(e.type)})",
            )
        expressions.append(e)
    return finish(c, *expressions)


def check_measures(c: Context, program: ast.Program) -> None:
    """Report procedures and loops with more than one measure."""
    for declaration in program.declarations:
        match declaration:
            case ast.Procedure():
                found = [s for s in declaration.specification if isinstance(s, ast.Measure)]
                if len(found) > 1:
                    message = "Sequential procedure may contain at most one measure command"
                    _report(c, found[1].span, message)
                if declaration.body is not None:
                    _check_loops(c, declaration.body.statements)
            case ast.Implementation():
                _check_loops(c, declaration.body.statements)


def _report(c: Context, span: Span, message: str) -> None:
    c.type_error("measure", span, message)


def _check_loops(c: Context, statements: tuple[ast.Statement, ...]) -> None:
    stack = [statements]
    while stack:
        for statement in stack.pop():
            match statement:
                case ast.If():
                    stack.append(statement.then)
                    stack.append(statement.otherwise or ())
                case ast.While():
                    stack.append(statement.body)
                    if len(statement.measures) > 1:
                        message = (
                            "Loop head may contain at most one measure command"
                            " in a sequential procedure"
                        )
                        _report(c, statement.span, message)


def check_recursive_calls(c: Context, program: Program) -> None:
    """Report recursive calls between procedures whose measures cannot be compared."""
    procedures = {p.name: p for p in program.procedures}
    for implementation in program.implementations:
        own = procedures[implementation.name].measure
        if not own:
            continue
        recursive = recursive_callees(program, implementation.name)
        for statement in walk_statements(implementation.body):
            if isinstance(statement, Call) and statement.procedure in recursive:
                measure = procedures[statement.procedure].measure
                if len(measure) != len(own):
                    message = (
                        "Expected number of measure expressions on callee and caller to be same"
                    )
                    _report(c, statement.span, message)
                elif [e.type for e in measure] != [e.type for e in own]:
                    message = "Expected types of measures of callee and caller to be the same"
                    _report(c, statement.span, message)
