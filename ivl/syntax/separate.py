"""Declarations taken apart into those that Boogie keeps and prints."""

from __future__ import annotations

from collections.abc import Iterator

from ivl.base.node import replace
from ivl.syntax import ast


def separate(declaration: ast.Declaration) -> tuple[ast.Declaration, ...]:
    """What `declaration` says, in declarations that say one thing each.

    Each name is declared on its own; a procedure's body becomes an implementation; a function's
    body becomes an axiom, unless it is to be inlined or defined; clauses are sorted by their kind;
    and names that mean nothing are dropped: those of type parameters and function results.
    """
    match declaration:
        case ast.ConstantDeclaration(names):
            uses = [declaration.uses, *[()] * (len(names) - 1)]
            return tuple(
                [
                    replace(declaration, names=(name,), uses=axioms)
                    for name, axioms in zip(names, uses, strict=True)
                ]
            )
        case ast.GlobalDeclaration(variables):
            return tuple([replace(declaration, variables=(v,)) for v in variables])
        case ast.TypeDeclaration(_, parameters, None):
            unnamed = tuple([ast.Name("_") for _ in parameters])
            return (replace(declaration, parameters=unnamed),)
        case ast.FunctionDeclaration():
            return (_function(declaration),)
        case ast.Procedure():
            return tuple(_procedure(declaration))
        case _:
            return (declaration,)


def _function(function: ast.FunctionDeclaration) -> ast.FunctionDeclaration:
    result = ast.FunctionParameter(None, function.result.type)
    function = replace(function, result=result)
    if function.body is None or any(_keeps_body(a) for a in function.attributes):
        return function
    parameters = [
        ast.Binding(p.name or ast.Name(f"_{i}"), p.type) for i, p in enumerate(function.parameters)
    ]
    arguments = tuple([ast.Identifier(p.name.text) for p in parameters])
    applied = ast.Coercion(ast.Apply(function.name, arguments), function.result.type)
    condition: ast.Expr = ast.Binary("==", applied, function.body)
    if parameters or function.type_parameters:
        condition = ast.Quantifier(
            "forall",
            function.type_parameters,
            tuple(parameters),
            function.attributes,
            (ast.Trigger((applied,)),),
            condition,
        )
    uses = (ast.Axiom(condition), *function.uses)
    return replace(function, body=None, uses=uses)


def _keeps_body(attribute: ast.Attribute) -> bool:
    """Whether it is ``{:inline}`` or ``{:define}``, possibly with the parameter true."""
    given = attribute.parameters
    true = not given or (isinstance(given[0], ast.BoolLiteral) and given[0].value)
    return attribute.name in ("inline", "define") and true


def _procedure(procedure: ast.Procedure) -> Iterator[ast.Declaration]:
    clauses = procedure.specification
    modified = [n for c in clauses if isinstance(c, ast.Modifies) for n in c.variables]
    specification: tuple[ast.Specification, ...] = (
        *[c for c in clauses if isinstance(c, ast.Requires)],
        *([ast.Modifies(tuple(modified))] if modified else []),
        *[c for c in clauses if isinstance(c, ast.Ensures)],
        *[c for c in clauses if isinstance(c, ast.Measure)],
    )
    yield replace(procedure, specification=specification, body=None)
    if procedure.body is not None:
        yield ast.Implementation(
            procedure.name,
            procedure.type_parameters,
            _without_where(procedure.parameters),
            _without_where(procedure.results),
            procedure.body,
            procedure.attributes,
            span=procedure.span,
        )


def _without_where(
    variables: tuple[ast.VariableDeclaration, ...],
) -> tuple[ast.VariableDeclaration, ...]:
    return tuple([replace(v, where=None) if v.where else v for v in variables])
