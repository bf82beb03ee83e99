"""Printing of statements and bodies, laid out as Boogie's ``/print`` does."""

from __future__ import annotations

from typing import assert_never

from ivl.syntax import ast
from ivl.syntax.layout import BREAK, END, Group, Pieces, margin, separated
from ivl.syntax.print_expressions import (
    CLOSED,
    attributes,
    expression_pieces,
    expressions,
    identifier,
    names,
    type_pieces,
)

STEP = 4
ENDS_BLOCK = (ast.If, ast.While, ast.Break, ast.Goto, ast.Return)


def variable_pieces(variable: ast.VariableDeclaration, _: int) -> Pieces:
    """``{:attr} x: T where e``."""
    return [*attributes(variable.attributes), *typed_name(variable)]


def typed_name(variable: ast.VariableDeclaration) -> Pieces:
    """``x: T where e``."""
    pieces: Pieces = [identifier(variable.name.text), ": ", (type_pieces, variable.type, 0)]
    if variable.where is None:
        return pieces
    return [Group(), *pieces, BREAK, " where ", (expression_pieces, variable.where, CLOSED), END]


def locals_pieces(variables: tuple[ast.VariableDeclaration, ...]) -> Pieces:
    """One ``var`` a line, and an empty line after the last."""
    pieces: Pieces = []
    for variable in variables:
        pieces += ["  var ", (variable_pieces, variable, 0), ";\n"]
    return [*pieces, "\n"] if pieces else pieces


def body_pieces(body: ast.Body, _: int) -> Pieces:
    """``{ var x: T; statements }`` on lines of their own."""
    variables = locals_pieces(body.locals)
    return ["{\n", *variables, *statements_pieces(body.statements, STEP), "}\n"]


def statements_pieces(statements: tuple[ast.Statement, ...], indent: int) -> Pieces:
    """Statements, with an empty line between blocks."""
    pieces: Pieces = []
    block_ended = False
    for statement in statements:
        is_label = isinstance(statement, ast.Label)
        if pieces and (block_ended or is_label):
            pieces.append("\n")
        block_ended = isinstance(statement, ENDS_BLOCK)
        pieces += [
            margin(indent - 2 if is_label else indent),
            (statement_pieces, statement, indent),
        ]
        pieces.append("\n")
    return pieces


def braces(statements: tuple[ast.Statement, ...], indent: int) -> Pieces:
    """A block under an ``if`` or ``while``, without the end of its last line."""
    start = margin(indent)
    return [start, "{\n", *statements_pieces(statements, indent + STEP), start, "}"]


def statement_pieces(statement: ast.Statement, indent: int) -> Pieces:
    """A statement without the margin of its first line and the end of its last."""
    match statement:
        case ast.Assert(condition, items):
            return ["assert ", *attributes(items), (expression_pieces, condition, CLOSED), ";"]
        case ast.Assume(condition, items):
            return ["assume ", *attributes(items), (expression_pieces, condition, CLOSED), ";"]
        case ast.Assign(targets, values, items):
            left = separated(target_pieces, targets, 0)
            return [*left, " := ", *attributes(items), *expressions(values), ";"]
        case ast.Havoc(variables):
            return [f"havoc {names(variables)};"]
        case ast.Call(procedure, arguments, results, items, free):
            head = ["free call " if free else "call ", *attributes(items)]
            if results:
                head.append(f"{names(results)} := ")
            return [*head, identifier(procedure.text), "(", *expressions(arguments), ");"]
        case ast.Goto(labels, items):
            return ["goto ", *attributes(items), names(labels), ";"]
        case ast.Return(items):
            return ["return", *_after(items), ";"]
        case ast.Label(name):
            return [f"{identifier(name)}:"]
        case ast.If():
            return if_pieces(statement, indent)
        case ast.While(guard, invariants, measures, body):
            clauses: Pieces = []
            for clause in (*invariants, *measures):
                clauses += [margin(indent + 2), (clause_pieces, clause, 0), "\n"]
            return ["while ", *guard_pieces(guard), "\n", *clauses, *braces(body, indent)]
        case ast.Break(label):
            return [f"break {identifier(label.text)};" if label else "break;"]
        case ast.Unpack(constructor, variables, value, items):
            head = [f"{identifier(constructor.text)}({names(variables)}) := ", *attributes(items)]
            return [*head, (expression_pieces, value, CLOSED), ";"]
        case ast.Measure():
            return clause_pieces(statement, 0)
        case ast.HideReveal(mode, function):
            return [f"{mode} {identifier(function.text) if function else '*'};"]
        case ast.ChangeScope(mode):
            return [f"{mode};"]
        case _:
            assert_never(statement)


def _after(items: tuple[ast.Attribute, ...]) -> Pieces:
    """Attributes, each with a space in front of it."""
    pieces = attributes(items)
    return [" ", *pieces[:-1]] if pieces else []


def if_pieces(statement: ast.If, indent: int) -> Pieces:
    """``if (e) { } else if (f) { } else { }``."""
    head = ["if ", *attributes(statement.attributes), *guard_pieces(statement.guard), "\n"]
    head += braces(statement.then, indent)
    otherwise = statement.otherwise
    if otherwise is None:
        return head
    head += ["\n", margin(indent), "else"]
    if statement.else_if:
        return [*head, " ", (statement_pieces, otherwise[0], indent)]
    return [*head, "\n", *braces(otherwise, indent)]


def guard_pieces(guard: ast.Expr | None) -> Pieces:
    """``(e)`` or ``(*)``."""
    return ["(", (expression_pieces, guard, CLOSED), ")"] if guard is not None else ["(*)"]


def clause_pieces(clause: ast.Invariant | ast.Measure, _: int) -> Pieces:
    """``free invariant {:attr} e;`` or ``measure {:attr} e, f;``."""
    if isinstance(clause, ast.Measure):
        return ["measure ", *attributes(clause.attributes), *expressions(clause.expressions), ";"]
    head = ["free invariant " if clause.free else "invariant ", *attributes(clause.attributes)]
    return [*head, (expression_pieces, clause.condition, CLOSED), ";"]


def target_pieces(target: ast.Target, _: int) -> Pieces:
    """``x``, ``m[i]`` or ``d->f`` on the left of an assignment."""
    match target:
        case ast.Name(text):
            return [identifier(text)]
        case ast.MapTarget(inner, indexes):
            return [(target_pieces, inner, 0), "[", *expressions(indexes), "]"]
        case ast.FieldTarget(inner, field):
            return [(target_pieces, inner, 0), "->", identifier(field.text)]
        case _:
            assert_never(target)


def code_expression_pieces(code: ast.CodeExpression) -> Pieces:
    """``|{ var x: T; A: statements goto B; B: return e; }|``."""
    pieces: Pieces = ["|{\n", *locals_pieces(code.locals)]
    for index, block in enumerate(code.blocks):
        pieces += ["\n" if index else "", "  ", identifier(block.label.text), ":\n"]
        pieces += statements_pieces(block.statements, STEP)
        pieces.append(margin(STEP))
        if isinstance(block.jump, ast.Goto):
            pieces += statement_pieces(block.jump, STEP)
        else:
            value = (expression_pieces, block.jump.value, CLOSED)
            pieces += ["return ", *attributes(block.jump.attributes), value, ";"]
        pieces.append("\n")
    return [*pieces, "}|"]
