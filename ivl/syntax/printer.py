"""The printer: surface AST in, Boogie text out. Parsing the text gives the AST again."""

from __future__ import annotations

from itertools import groupby
from typing import assert_never

from ivl.syntax import ast
from ivl.syntax.layout import BREAK, END, Group, Pieces, listed, separated, text_of
from ivl.syntax.print_expressions import (
    CLOSED,
    attribute_pieces,
    attributes,
    binding_pieces,
    expression_pieces,
    expressions,
    identifier,
    names,
    type_parameters,
    type_pieces,
)
from ivl.syntax.print_statements import body_pieces, statement_pieces, typed_name, variable_pieces


def print_program(program: ast.Program, wrap: bool = False) -> str:
    """The program's text: its declarations with empty lines between them.

    With `wrap`, expressions of more than 80 characters are broken into lines.
    """
    return "\n".join([print_declaration(d, wrap) for d in program.declarations])


def print_declaration(declaration: ast.Declaration, wrap: bool = False) -> str:
    """A declaration's text, with a line end after its last line."""
    return text_of(declaration_pieces(declaration, 0), wrap)


def print_statement(statement: ast.Statement, indent: int = 0) -> str:
    """A statement's text, without a line end after its last line."""
    return text_of(statement_pieces(statement, indent))


def print_expression(expression: ast.Expr) -> str:
    """An expression's text."""
    return text_of(expression_pieces(expression, CLOSED))


def print_type(kind: ast.Type) -> str:
    """A type's text."""
    return text_of(type_pieces(kind, 0))


def print_attribute(attribute: ast.Attribute) -> str:
    """An attribute's text."""
    return text_of(attribute_pieces(attribute, 0))


# ------------------------------------------------------------------ declarations


def declaration_pieces(declaration: ast.Declaration, _: int) -> Pieces:
    """The pieces of a declaration."""
    match declaration:
        case ast.Axiom():
            return [*axiom_pieces(declaration, 0), "\n"]
        case ast.FunctionDeclaration():
            return _function(declaration)
        case ast.Procedure():
            return _procedure(declaration)
        case ast.Implementation():
            return [*_signature("implementation ", declaration), "\n", *_body(declaration.body)]
        case ast.GlobalDeclaration(variables):
            return _globals(variables)
        case ast.ConstantDeclaration(items, kind, unique, uses, attributed):
            head = ["const ", *attributes(attributed), "unique " if unique else "", names(items)]
            head += [": ", (type_pieces, kind, 0)]
            return [*head, "\n", *_uses(uses)] if uses else [*head, ";\n"]
        case ast.TypeDeclaration(name, parameters, body, attributed):
            head = ["type ", *attributes(attributed), identifier(name)]
            for parameter in parameters:
                head.append(f" {identifier(parameter.text)}")
            if body is not None:
                head += [" = ", (type_pieces, body, 0)]
            return [*head, ";\n"]
        case ast.Datatype(name, parameters, constructors, attributed):
            head = ["datatype ", *attributes(attributed), identifier(name)]
            head.append(type_parameters(parameters))
            inner = separated(_constructor, constructors, 0, ",\n  ")
            return [*head, " {\n  ", *inner, "\n}\n"]
        case _:
            assert_never(declaration)


def axiom_pieces(axiom: ast.Axiom, _: int) -> Pieces:
    """``hideable axiom {:attr} e;``."""
    head = ["hideable axiom " if axiom.hideable else "axiom ", *attributes(axiom.attributes)]
    return [*head, (expression_pieces, axiom.condition, CLOSED), ";"]


def _uses(axioms: tuple[ast.Axiom, ...]) -> Pieces:
    pieces: Pieces = ["uses {\n"]
    for axiom in axioms:
        pieces += ["  ", (axiom_pieces, axiom, 0), "\n"]
    return [*pieces, "}\n"]


def _constructor(constructor: ast.Constructor, _: int) -> Pieces:
    fields = separated(binding_pieces, constructor.fields, 0)
    return [identifier(constructor.name), "(", *fields, ")"]


def _globals(variables: tuple[ast.VariableDeclaration, ...]) -> Pieces:
    """One ``var`` for the variables that share their attributes: all of them, if just parsed."""
    pieces: Pieces = []
    for shared, group in groupby(variables, key=lambda variable: variable.attributes):
        pieces += ["var ", *attributes(shared)]
        for index, variable in enumerate(group):
            pieces += [", " if index else "", *typed_name(variable)]
        pieces.append(";\n")
    return pieces


def _parameter(parameter: ast.FunctionParameter, _: int) -> Pieces:
    pieces = attributes(parameter.attributes)
    if parameter.name is not None:
        pieces += [identifier(parameter.name.text), ": "]
    return [*pieces, (type_pieces, parameter.type, 0)]


def _function(function: ast.FunctionDeclaration) -> Pieces:
    head: Pieces = ["revealed function " if function.revealed else "function "]
    head += [*attributes(function.attributes), identifier(function.name)]
    parameters = listed(_parameter, function.parameters, 0)
    head += [type_parameters(function.type_parameters), "(", Group(), *parameters, ")", BREAK]
    result = function.result
    if result.name is None and not result.attributes:
        head += [" : ", (type_pieces, result.type, 0), END]
    else:
        head += [" returns (", (_parameter, result, 0), ")", END]
    if function.body is not None:
        head += ["\n{\n  ", (expression_pieces, function.body, CLOSED), "\n}\n"]
        return [*head, *_uses(function.uses)] if function.uses else head
    return [*head, "\n", *_uses(function.uses)] if function.uses else [*head, ";\n"]


def _signature(keyword: str, procedure: ast.Procedure | ast.Implementation) -> Pieces:
    head: Pieces = [keyword, *attributes(procedure.attributes), (_name, procedure, 0)]
    head += [type_parameters(procedure.type_parameters), "(", Group()]
    head += [*listed(variable_pieces, procedure.parameters, 0), ")", BREAK]
    if procedure.results:
        head += [" returns (", *listed(variable_pieces, procedure.results, 0), ")"]
    return [*head, END]


def _name(procedure: ast.Procedure | ast.Implementation, _: int) -> Pieces:
    return [identifier(procedure.name)]


def _procedure(procedure: ast.Procedure) -> Pieces:
    head = _signature("pure procedure " if procedure.pure else "procedure ", procedure)
    head.append("\n" if procedure.body is not None else ";\n")
    for item in procedure.specification:
        head += ["  ", (specification_pieces, item, 0), "\n"]
    return head if procedure.body is None else [*head, *_body(procedure.body)]


def _body(body: ast.Body) -> Pieces:
    return [(body_pieces, body, 0)]


def specification_pieces(item: ast.Specification, _: int) -> Pieces:
    """``free requires {:attr} e;``, ``modifies x, y;`` and so on."""
    match item:
        case ast.Requires(condition, items, free) | ast.Ensures(condition, items, free):
            keyword = "requires " if isinstance(item, ast.Requires) else "ensures "
            head = ["free " if free else "", keyword, *attributes(items)]
            return [*head, (expression_pieces, condition, CLOSED), ";"]
        case ast.Modifies(variables):
            return [f"modifies {names(variables)};" if variables else "modifies;"]
        case ast.Measure(values, items):
            return ["measure ", *attributes(items), *expressions(values), ";"]
        case _:
            assert_never(item)
