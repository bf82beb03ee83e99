"""What names mean in a module, and what other modules see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from frontends.dafny.resolve.errors import error
from frontends.dafny.syntax import ast
from frontends.dafny.typed.declarations import (
    Constructor,
    Member,
    Module,
    TypeDeclaration,
    TypeParameter,
)
from ivl.base.node import record, value
from ivl.base.source import Span


@record
class Synonym:
    """``type T<A> = U``, which is expanded wherever it is used, in the scope of its module."""

    name: str
    type_parameters: tuple[TypeParameter, ...]
    definition: ast.Type
    scope: ModuleScope


NamedType: TypeAlias = TypeDeclaration | Synonym


@value
class ExportSet:
    """What an import sees: names that are `provided`, and those whose definitions are `revealed`.

    ``*`` is any name.
    """

    provided: frozenset[str] = frozenset()
    revealed: frozenset[str] = frozenset()

    def union(self, other: ExportSet) -> ExportSet:
        """What either exports."""
        return ExportSet(self.provided | other.provided, self.revealed | other.revealed)

    def reveals(self, name: str) -> bool:
        """Whether the definition of `name` is seen."""
        return "*" in self.revealed or name in self.revealed

    def provides(self, name: str) -> bool:
        """Whether `name` is seen."""
        return "*" in self.provided or name in self.provided or self.reveals(name)


ALL = ExportSet(revealed=frozenset("*"))
"""What is seen of a module without export sets."""


class ModuleScope:
    """What a module declares and what it sees of others; `uses`: those before it."""

    def __init__(
        self, module: Module, syntax: tuple[ast.Declaration, ...], enclosing: ModuleScope | None
    ) -> None:
        self.module = module
        self.syntax = syntax
        self.enclosing = enclosing
        self.types: dict[str, NamedType] = {}
        self.constructors: dict[str, list[Constructor]] = {}
        self.members: dict[str, Member] = {}
        self.modules: dict[str, View] = {}
        self.opened: list[View] = []
        self.uses: list[ModuleScope] = []

    @property
    def own(self) -> View:
        """The module as it sees itself."""
        return View(self, ALL)

    def _seen(self) -> Iterator[View]:
        yield self.own
        yield from self.opened

    def type(self, name: str, span: Span) -> NamedType | None:
        """The type called `name`, here or in an opened module. Raises ProgramError."""
        found: NamedType | None = self._find(View.type, name, span)
        return found

    def constructor(self, name: str, span: Span) -> Constructor | None:
        """The datatype constructor called `name`. Raises ProgramError if there are several."""
        found: Constructor | None = self._find(View.constructor, name, span)
        return found

    def member(self, name: str, span: Span) -> Member | None:
        """The function, method or constant called `name` outside of types. Raises ProgramError."""
        found: Member | None = self._find(View.member, name, span)
        return found

    def submodule(self, name: str) -> View | None:
        """The module called `name`: imported or nested."""
        return next((m for v in self._seen() if (m := v.submodule(name)) is not None), None)

    def _find(self, look_up: Callable[[View, str, Span], object], name: str, span: Span) -> Any:
        """What is found here, or else in opened modules, all of which must mean the same."""
        own = look_up(self.own, name, span)
        if own is not None:
            return own
        found = [x for view in self.opened if (x := look_up(view, name, span)) is not None]
        if any(x is not found[0] for x in found):
            raise error(f"several opened modules have a {name!r}: qualify it", span)
        return found[0] if found else None


@value
class View:
    """A module as another one sees it."""

    scope: ModuleScope
    exports: ExportSet

    def type(self, name: str, span: Span) -> NamedType | None:
        """The type called `name`, None where there is none or it is not exported."""
        del span
        return self.scope.types.get(name) if self.exports.provides(name) else None

    def constructor(self, name: str, span: Span) -> Constructor | None:
        """The datatype constructor called `name`. Raises ProgramError if there are several."""
        found = [
            c
            for c in self.scope.constructors.get(name, ())
            if self.exports.reveals(c.datatype.name)
        ]
        if len(found) > 1:
            raise error(f"several datatypes have a constructor {name!r}: qualify it", span)
        return found[0] if found else None

    def member(self, name: str, span: Span) -> Member | None:
        """The function, method or constant called `name` outside of types."""
        del span
        return self.scope.members.get(name) if self.exports.provides(name) else None

    def submodule(self, name: str) -> View | None:
        """The module called `name`: imported or nested."""
        return self.scope.modules.get(name) if self.exports.provides(name) else None
