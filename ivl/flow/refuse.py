"""What cannot be verified yet is refused by name, never ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ivl.base.diagnostic import Diagnostic
from ivl.base.source import Span
from ivl.core.attributes import int_attribute
from ivl.core.expressions import Attributes, CodeExpression
from ivl.core.fold import walk
from ivl.core.map_statements import statement_expressions
from ivl.core.program import Implementation, Procedure
from ivl.core.statements import Call, If, Statement, While


def refuse(
    implementation: Implementation,
    procedure: Callable[[str], Procedure],
    implemented: frozenset[str],
) -> Diagnostic | None:
    """A diagnostic (``unsupported.*``) if the body or contract has what is not verified yet.

    `implemented` are the names of the procedures that have a body.
    """
    own = procedure(implementation.name)
    if own.measure:
        return _refusal("measure", "a procedure's 'measure'", own.span)
    clauses = [c.condition for c in (*own.requires, *own.ensures)]
    for statement in _statements(implementation.body):
        match statement:
            case While(measure=measure) if measure:
                return _refusal("measure", "a loop's 'measure'", statement.measure_span)
            case Call(name) if name in implemented and is_inlined(procedure(name).attributes):
                what = f"a call of {name}, which is declared {{:inline}},"
                return _refusal("inline", what, statement.span)
            case _:
                pass
        clauses.extend(statement_expressions(statement))
    for clause in clauses:
        for expr in walk(clause):
            if isinstance(expr, CodeExpression):
                return _refusal("code-expression", "a code expression", expr.span)
    return None


def is_inlined(attributes: Attributes) -> bool:
    """Whether ``{:inline n}`` with n > 0 asks for a procedure's body instead of its contract."""
    depth = int_attribute(attributes, "inline")
    return depth is not None and depth > 0


def _statements(body: Iterable[Statement]) -> list[Statement]:
    """All statements of `body`, nested ones too."""
    found: list[Statement] = []
    stack = list(body)
    while stack:
        statement = stack.pop()
        found.append(statement)
        match statement:
            case If(_, then, otherwise):
                stack.extend((*then, *(otherwise or ())))
            case While(body=inside):
                stack.extend(inside)
            case _:
                pass
    return found


def _refusal(kind: str, what: str, span: Span) -> Diagnostic:
    return Diagnostic(f"unsupported.{kind}", f"{what} cannot be verified yet", span)
