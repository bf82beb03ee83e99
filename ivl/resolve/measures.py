"""Measures of loops and procedures: expressions that decrease, and where they may stand."""

from __future__ import annotations

from ivl.base.source import Span
from ivl.core.expressions import Expr
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
    """Report measures that are too many or at the wrong place, or else those not supported."""
    _check_declarations(c, program)
    wrong = [item for item in c.type_errors if item[1].stage == "type"]
    if wrong:
        c.type_errors = wrong


def _check_declarations(c: Context, program: ast.Program) -> None:
    for declaration in program.declarations:
        match declaration:
            case ast.Procedure():
                found = [s for s in declaration.specification if isinstance(s, ast.Measure)]
                if len(found) > 1:
                    _report(
                        c,
                        found[1].span,
                        "Sequential procedure may contain at most one measure command",
                    )
                if declaration.body is not None:
                    _check_body(c, declaration.body.statements)
            case ast.Implementation():
                _check_body(c, declaration.body.statements)


def _report(c: Context, span: Span, message: str) -> None:
    c.type_error("measure", span, message)


def _check_body(c: Context, statements: tuple[ast.Statement, ...]) -> None:
    targets: dict[str, int] = {}  # where the last jump to a label is
    measures = False
    stack = [statements]
    nested: list[tuple[ast.Statement, ...]] = []
    while stack:
        nested.append(stack.pop())
        for statement in nested[-1]:
            match statement:
                case ast.Goto():
                    for label in statement.labels:
                        at = max(statement.span.start, targets.get(label.text, 0))
                        targets[label.text] = at
                case ast.If():
                    stack.append(statement.then)
                    stack.append(statement.otherwise or ())
                case ast.While():
                    stack.append(statement.body)
                    if len(statement.measures) > 1:
                        _report_many(c, statement.span)
                case ast.Measure():
                    measures = True
    if measures:
        for block in nested:
            _check_block(c, block, targets)


def _report_many(c: Context, span: Span) -> None:
    message = "Loop head may contain at most one measure command in a sequential procedure"
    _report(c, span, message)


def _check_block(
    c: Context, statements: tuple[ast.Statement, ...], targets: dict[str, int]
) -> None:
    """A measure as a command belongs to the block of a label that a later goto jumps back to."""
    head: ast.Label | None = None
    assigned, count = False, 0
    for statement in statements:
        match statement:
            case ast.Label(name):
                head = statement if targets.get(name, -1) > statement.span.start else None
                assigned, count = False, 0
            case ast.If() | ast.While() | ast.Goto() | ast.Return() | ast.Break():
                head = None
            case ast.Assign():
                assigned = True
            case ast.Measure():
                count += 1
                if head is None:
                    message = "Measure command must not occur outside a loop head"
                    _report(c, statement.span, message)
                elif count > 1:
                    _report_many(c, head.span)
                elif assigned:
                    message = "Assignment must come after the measure command in loop head"
                    _report(c, statement.span, message)
                else:
                    c.unsupported(
                        statement.span,
                        "a measure is supported in a while loop, not in a loop made of gotos",
                    )
