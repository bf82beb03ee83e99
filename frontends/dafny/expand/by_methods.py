"""``function f(x: T): U { ... } by method { ... }``: the method computes what the function is."""

from __future__ import annotations

from typing import TypeVar

from frontends.dafny.syntax import ast
from ivl.base.node import replace

D = TypeVar("D", bound=ast.Declaration)


def with_by_methods(declarations: tuple[D, ...]) -> tuple[D | ast.Method, ...]:
    """`declarations` with the methods to which functions, also those inside, are compiled."""
    found = list[D | ast.Method]()
    for declaration in declarations:
        if isinstance(declaration, ast.Class | ast.Datatype | ast.TypeDefinition):
            members = with_by_methods(declaration.members)
            found.append(replace(declaration, members=members))
            continue
        if isinstance(declaration, ast.Module):
            inside = with_by_methods(declaration.declarations)
            found.append(replace(declaration, declarations=inside))
            continue
        found.append(declaration)
        if isinstance(declaration, ast.Function) and declaration.by_method is not None:
            found.append(_method(declaration, declaration.by_method))
    return tuple(found)


def _method(function: ast.Function, body: ast.Block) -> ast.Method:
    span = function.span
    bool_ = ast.NamedType((ast.NameSegment("bool", None, span),), span=span)
    result = function.result or ast.Variable("", bool_, span=span)
    if not result.name:
        result = replace(result, name=f"{function.name} result")
    arguments = tuple([ast.Name(p.name, span=span) for p in function.parameters])
    call = ast.Call(
        ast.Name(function.name, span=span), arguments, ("",) * len(arguments), span=span
    )
    same = ast.Binary("==", ast.Name(result.name, span=span), call, span=span)
    old = function.specification
    specification = ast.Specification(
        old.requires, (ast.Clause(same, span=span),), decreases=old.decreases
    )
    modifiers = tuple([m for m in function.modifiers if m == "static"])
    return ast.Method(
        f"{function.name} by method", "method", function.type_parameters, function.parameters,
        (result,), specification, body, end=body.end, span=span, modifiers=modifiers,
    )  # fmt: skip
