"""Where gotos and breaks of a body lead: Boogie checks that while it parses, and so do we."""

from __future__ import annotations

from ivl.base.node import node
from ivl.syntax import ast
from ivl.syntax.errors import Errors


@node
class _Enclosure:
    """A structured statement around a place; `label` is the one in front of it, if any."""

    statement: ast.If | ast.While
    label: str | None
    commands: bool
    """Whether commands stand between the label and the statement."""
    outer: _Enclosure | None


def check_labels(body: ast.Body, errors: Errors) -> None:
    """Report gotos to labels that the body has not, and breaks out of what is not around them."""
    labels: set[str] = set()
    jumps: list[tuple[ast.Goto | ast.Break, _Enclosure | None]] = []
    pending: list[tuple[tuple[ast.Statement, ...], _Enclosure | None]] = [(body.statements, None)]
    while pending:
        statements, outer = pending.pop()
        label, commands = None, False
        for statement in statements:
            match statement:
                case ast.Label(name):
                    labels.add(name)
                    label, commands = name, False
                    continue
                case ast.If(_, then, otherwise):
                    inner = _Enclosure(statement, label, commands, outer)
                    pending.append((then, inner))
                    # Each `else if` is part of the one statement that a label is in front of.
                    while statement.else_if and otherwise and isinstance(otherwise[0], ast.If):
                        statement = otherwise[0]
                        pending.append((statement.then, inner))
                        otherwise = statement.otherwise
                    pending.append((otherwise or (), inner))
                case ast.While():
                    pending.append((statement.body, _Enclosure(statement, label, commands, outer)))
                case ast.Goto() | ast.Break():
                    jumps.append((statement, outer))
                case ast.Return():
                    pass
                case _:
                    commands = True
                    continue
            label, commands = None, False
    jumps.sort(key=lambda item: item[0].span.start)
    for jump, enclosure in jumps:
        if isinstance(jump, ast.Break):
            _check_break(jump, enclosure, errors)
            continue
        for target in jump.labels:
            if target.text not in labels:
                errors.always(f"goto label '{target.text}' is undefined", jump.span, "parse.label")


def _check_break(jump: ast.Break, enclosure: _Enclosure | None, errors: Errors) -> None:
    """Without a label a break leaves the innermost loop, with one what the label is in front of."""
    while enclosure is not None:
        if jump.label is None:
            if isinstance(enclosure.statement, ast.While):
                return
        elif jump.label.text == enclosure.label:
            if not enclosure.commands:
                return
            break
        enclosure = enclosure.outer
    if jump.label is None:
        message = "break statement is not inside a loop"
    else:
        message = f"break label '{jump.label.text}' must designate an enclosing statement"
    errors.always(message, jump.span, "parse.label")
