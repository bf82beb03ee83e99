"""The first pass over a program: which names it declares, and which declarations count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ivl.base.source import Span
from ivl.resolve.attributes import is_set, string_of
from ivl.resolve.context import Context
from ivl.resolve.types import BITVECTOR, reserved_name
from ivl.syntax import ast

Key: TypeAlias = tuple[int, int]
"""A declared entity: a declaration's index and, where it declares several, the place in it."""


class Registry:
    """Which declaration each name belongs to.

    Two declarations of a name are an error unless one is ``{:extern}``: that one is ignored.
    """

    def __init__(self, c: Context) -> None:
        self._c = c
        self._known: dict[tuple[str, str], tuple[Key, tuple[ast.Attribute, ...]]] = {}
        self.ignored: set[Key] = set()
        self.duplicates: set[Key] = set()

    def add(
        self, what: str, name: str, span: Span, attributes: tuple[ast.Attribute, ...], key: Key
    ) -> None:
        """Register a name among those of a kind (a type, function, variable, ...)."""
        previous = self._known.get((what, name))
        if previous is None or is_set(attributes, "extern"):
            if previous is None:
                self._known[what, name] = key, attributes
            else:
                self.ignored.add(key)
        elif is_set(previous[1], "extern"):
            self.ignored.add(previous[0])
            self._known[what, name] = key, attributes
        else:
            self.duplicates.add(key)
            self._c.resolve_error(
                f"duplicate-{what}", span, f"more than one declaration of {what} name: {name}"
            )


def axioms_of(declaration: ast.Declaration) -> Iterator[ast.Axiom]:
    """The axioms that a declaration is or has in its ``uses``."""
    match declaration:
        case ast.Axiom():
            yield declaration
        case ast.ConstantDeclaration() | ast.FunctionDeclaration():
            yield from declaration.uses


def register(c: Context, program: ast.Program) -> Registry:
    """Register all names; reports what is declared twice."""
    registry = Registry(c)
    for index, declaration in enumerate(program.declarations):
        c.order = index
        key = index, 0
        for place, axiom in enumerate(axioms_of(declaration)):
            name = string_of(axiom.attributes, "name")
            if name is not None:
                registry.add("axiom", name, axiom.span, axiom.attributes, (index, -1 - place))
        match declaration:
            case ast.TypeDeclaration() | ast.Datatype():
                if isinstance(declaration, ast.Datatype):
                    for place, constructor in enumerate(declaration.constructors):
                        registry.add(
                            "function", constructor.name, constructor.span, (), (index, place + 1)
                        )
                if BITVECTOR.fullmatch(declaration.name):
                    reserved_name(c, declaration.name, declaration.span)
                else:
                    registry.add(
                        "type", declaration.name, declaration.span, declaration.attributes, key
                    )
            case ast.ConstantDeclaration():
                for place, constant in enumerate(declaration.names):
                    registry.add(
                        "variable",
                        constant.text,
                        declaration.span,
                        declaration.attributes,
                        (index, place),
                    )
            case ast.GlobalDeclaration():
                for place, variable in enumerate(declaration.variables):
                    registry.add(
                        "variable",
                        variable.name.text,
                        variable.name.span,
                        variable.attributes,
                        (index, place),
                    )
            case ast.FunctionDeclaration():
                registry.add(
                    "function", declaration.name, declaration.span, declaration.attributes, key
                )
            case ast.Procedure():
                registry.add(
                    "procedure", declaration.name, declaration.span, declaration.attributes, key
                )
            case ast.Axiom() | ast.Implementation():
                pass
    return registry
