"""Attributes: which are set, and what their expressions mean."""

from __future__ import annotations

from ivl.core.expressions import Attribute, Attributes, Expr
from ivl.core.types import BOOL, INT, REAL, BitvectorType
from ivl.resolve.context import Context, State
from ivl.resolve.unify import ERROR, prune, unify
from ivl.syntax import ast


def is_set(attributes: tuple[ast.Attribute, ...], name: str) -> bool:
    """Whether ``{:name}`` or ``{:name true}`` is among the attributes."""
    for attribute in attributes:
        if attribute.name == name:
            match attribute.parameters:
                case () | (ast.BoolLiteral(value=True),):
                    return True
    return False


def string_of(attributes: tuple[ast.Attribute, ...], name: str) -> str | None:
    """The string of the first ``{:name "string"}``."""
    for attribute in attributes:
        if attribute.name == name:
            match attribute.parameters:
                case (str() as text,):
                    return text
    return None


def elaborate_attributes(c: Context, nodes: tuple[ast.Attribute, ...]) -> Attributes:
    """The attributes with their expressions elaborated."""
    if not nodes:
        return ()
    return tuple([_attribute(c, node) for node in nodes])


def _attribute(c: Context, node: ast.Attribute) -> Attribute:
    name, parameters = node.name, node.parameters
    if name in ("minimize", "maximize", "verified_under") and len(parameters) != 1:
        c.resolve_error("attribute", node.span, f"attribute :{name} accepts only one argument")
    state = c.state
    if state is State.ONE:
        c.state = State.TWO
    elaborated: list[str | Expr] = []
    for parameter in parameters:
        value = parameter if isinstance(parameter, str) else c.expression(parameter)
        elaborated.append(value)
        if name in ("minimize", "maximize") and not _is_number(value):
            c.type_error(
                "attribute",
                node.span,
                f"attribute :{name} accepts only one argument of type int, real or bv",
            )
            break
        if name == "verified_under" and (isinstance(value, str) or not unify(value.type, BOOL)):
            c.type_error(
                "attribute",
                node.span,
                "attribute :verified_under accepts only one argument of type bool",
            )
            break
    c.state = state
    return Attribute(name, tuple(elaborated))


def _is_number(value: str | Expr) -> bool:
    if isinstance(value, str):
        return False
    type_ = prune(value.type)
    return type_ is ERROR or isinstance(type_, BitvectorType) or type_ in (INT, REAL)
