"""Where names are looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from frontends.dafny.resolve.errors import error
from frontends.dafny.syntax import ast
from frontends.dafny.typed.declarations import (
    Constructor,
    Function,
    Member,
    Method,
    Module,
    TypeDeclaration,
    TypeParameter,
    Variable,
)
from ivl.base.source import Span


@dataclass(eq=False)
class Synonym:
    """``type T<A> = U``, which is expanded wherever it is used, in the scope of its module."""

    name: str
    type_parameters: tuple[TypeParameter, ...]
    definition: ast.Type
    scope: ModuleScope


NamedType: TypeAlias = TypeDeclaration | Synonym


@dataclass(eq=False)
class ModuleScope:
    """What a module declares and what it sees of others."""

    module: Module
    syntax: tuple[ast.Declaration, ...]
    enclosing: ModuleScope | None
    types: dict[str, NamedType] = field(default_factory=dict)
    constructors: dict[str, list[Constructor]] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    modules: dict[str, ModuleScope] = field(default_factory=dict)
    opened: list[ModuleScope] = field(default_factory=list)
    uses: list[ModuleScope] = field(default_factory=list)

    def _seen(self) -> Iterator[ModuleScope]:
        yield self
        yield from self.opened

    def type(self, name: str) -> NamedType | None:
        """The type called `name`, here or in an opened module."""
        return next((s.types[name] for s in self._seen() if name in s.types), None)

    def constructor(self, name: str, span: Span) -> Constructor | None:
        """The datatype constructor called `name`. Raises ProgramError if there are several."""
        for scope in self._seen():
            found = scope.constructors.get(name, ())
            if len(found) > 1:
                raise error(f"several datatypes have a constructor {name!r}: qualify it", span)
            if found:
                return found[0]
        return None

    def member(self, name: str) -> Member | None:
        """The function, method or constant called `name` outside of types."""
        return next((s.members[name] for s in self._seen() if name in s.members), None)

    def submodule(self, name: str) -> ModuleScope | None:
        """The module called `name`: imported, nested, or next to this one or one around it."""
        for scope in self._seen():
            if name in scope.modules:
                return scope.modules[name]
        return None

    def enclosing_module(self, name: str) -> ModuleScope | None:
        """The module called `name` as the path of an import may start."""
        scope: ModuleScope | None = self
        while scope is not None:
            if name in scope.modules:
                return scope.modules[name]
            scope = scope.enclosing
        return None


@dataclass(eq=False)
class Scope:
    """What names mean at a place in a declaration; `member` is the one being resolved.

    `labels` are those of enclosing and earlier statements.
    """

    module: ModuleScope
    owner: TypeDeclaration | None
    member: Member | None = None
    static: bool = False
    ghost: bool = True
    variables: Mapping[str, Variable] = field(default_factory=dict)
    type_parameters: Mapping[str, TypeParameter] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()

    def with_variables(self, *variables: Variable) -> Scope:
        """This scope with more variables, which hide others."""
        new = {**self.variables, **{v.name: v for v in variables}}
        return Scope(
            self.module, self.owner, self.member, self.static, self.ghost, new,
            self.type_parameters, self.labels,
        )  # fmt: skip

    def with_type_parameters(self, *parameters: TypeParameter) -> Scope:
        """This scope with more type parameters."""
        new = {**self.type_parameters, **{p.name: p for p in parameters}}
        return Scope(
            self.module, self.owner, self.member, self.static, self.ghost, self.variables, new,
            self.labels,
        )  # fmt: skip

    def as_ghost(self, ghost: bool = True) -> Scope:
        """This scope in a ghost context, or not."""
        return Scope(
            self.module, self.owner, self.member, self.static, ghost, self.variables,
            self.type_parameters, self.labels,
        )  # fmt: skip


Callable_: TypeAlias = Function | Method
