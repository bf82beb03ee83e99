"""Refining modules, merged with the modules that they refine."""

from __future__ import annotations

from frontends.dafny.expand.autocontracts import with_contracts
from frontends.dafny.expand.by_methods import with_by_methods
from frontends.dafny.expand.copies import Copier
from frontends.dafny.expand.members import merge_member, merge_members
from frontends.dafny.resolve.errors import error
from frontends.dafny.syntax import ast
from ivl.base.node import replace
from ivl.base.source import Span

_MEMBERS = (ast.Field, ast.Function, ast.Method, ast.Iterator)


def expand(program: ast.Program) -> ast.Program:
    """`program`, where ``module B refines A`` holds all of A, and classes their contracts.

    Raises ProgramError.
    """
    root = _Modules(program.declarations, None)
    return replace(program, declarations=with_by_methods(with_contracts(root.merged(), {})))


class _Modules:
    """The modules among `declarations`, in the part of the program that is `outer`."""

    def __init__(self, declarations: tuple[ast.Declaration, ...], outer: _Modules | None) -> None:
        self._declarations = declarations
        self._outer = outer
        self._syntax = {d.name: d for d in declarations if isinstance(d, ast.Module)}
        self._merged: dict[str, ast.Module] = {}
        self._active: set[str] = set()

    def merged(self) -> tuple[ast.Declaration, ...]:
        """The declarations with their modules merged. Raises ProgramError."""
        return tuple(
            [self.module(d.name) if isinstance(d, ast.Module) else d for d in self._declarations]
        )

    def module(self, name: str) -> ast.Module:
        """The merged module called `name`. Raises ProgramError where modules refine each other."""
        if name not in self._merged:
            syntax = self._syntax[name]
            if name in self._active:
                raise error("modules refine each other in a cycle", syntax.span)
            self._active.add(name)
            self._merged[name] = self._merge(syntax)
        return self._merged[name]

    def _merge(self, syntax: ast.Module) -> ast.Module:
        inner = replace(syntax, declarations=_Modules(syntax.declarations, self).merged())
        if not syntax.refines:
            return replace(inner, declarations=with_contracts(inner.declarations, {}))
        base = self._find(syntax.refines, syntax.span)
        copier = Copier(syntax.name)
        inherited = {
            d.name: frozenset([m.name for m in d.members])
            for d in base.declarations
            if isinstance(d, ast.Class)
        }
        combined = _combine(inner.declarations, base, copier)
        return replace(inner, declarations=with_contracts(combined, inherited))

    def _find(self, path: tuple[str, ...], span: Span) -> ast.Module:
        scope: _Modules | None = self
        while scope is not None and path[0] not in scope._syntax:
            scope = scope._outer
        if scope is None:
            raise error(f"there is no module {path[0]!r}", span)
        found = scope.module(path[0])
        for name in path[1:]:
            inside = [d for d in found.declarations if isinstance(d, ast.Module) and d.name == name]
            if not inside:
                raise error(f"there is no module {name!r}", span)
            found = inside[0]
        return found


def _combine(
    new: tuple[ast.Declaration, ...], base: ast.Module, copier: Copier
) -> tuple[ast.Declaration, ...]:
    """What a refining module declares, and what it inherits."""
    by_name = {_key(d): d for d in new}
    inherited = {_key(d) for d in base.declarations}
    merged = [
        _merge_declaration(by_name[_key(d)], d, copier) if _key(d) in by_name else copier.copy(d)
        for d in base.declarations
    ]
    return (*merged, *[d for d in new if _key(d) not in inherited])


def _key(declaration: ast.Declaration) -> tuple[str, bool]:
    """The name of a declaration; export sets have names of their own."""
    return declaration.name, isinstance(declaration, ast.Export)


def _merge_declaration(
    new: ast.Declaration, old: ast.Declaration, copier: Copier
) -> ast.Declaration:
    match new, old:
        case ast.Import() | ast.Module(), ast.Import() | ast.Module():
            return new
        case ast.Export(), ast.Export():
            return replace(
                new,
                provides=(*old.provides, *new.provides),
                reveals=(*old.reveals, *new.reveals),
                extends=(*old.extends, *new.extends),
            )
        case ast.Class(), ast.Class() if new.kind == old.kind:
            inherited = copier.copy(old)
            return replace(
                new,
                type_parameters=new.type_parameters or inherited.type_parameters,
                parents=(*inherited.parents, *new.parents),
                members=merge_members(new.members, old.members, copier),
                attributes=(*inherited.attributes, *new.attributes),
                skeleton=False,
            )
        case ast.Datatype(), ast.Datatype() if not new.constructors:
            inherited_type = copier.copy(old)
            return replace(inherited_type, members=merge_members(new.members, old.members, copier))
        case ((ast.Class() | ast.Datatype() | ast.TypeDefinition()), ast.TypeDefinition()) if (
            old.base is None and old.variable is None
        ):
            return _refine_type(new, old, copier)
        case _ if isinstance(new, _MEMBERS) and isinstance(old, _MEMBERS):
            return merge_member(new, old, copier)
        case _:
            raise error(f"{new.name!r} cannot replace what it refines", new.span)


def _refine_type(
    new: ast.Class | ast.Datatype | ast.TypeDefinition, old: ast.TypeDefinition, copier: Copier
) -> ast.Declaration:
    """A type that was opaque."""
    if len(new.type_parameters) != len(old.type_parameters):
        raise error(f"{new.name!r} must have as many type parameters as before", new.span)
    if not old.members:
        return new
    return replace(new, members=merge_members(new.members, old.members, copier))
