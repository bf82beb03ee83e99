"""Modules: what they see of each other, and in which order they are resolved."""

from __future__ import annotations

from frontends.dafny.resolve.errors import error, unsupported
from frontends.dafny.resolve.scopes import ModuleScope
from frontends.dafny.syntax import ast
from frontends.dafny.typed.declarations import ClassDeclaration, ClassKind, Module
from ivl.base.source import NOWHERE, Span


def make_scopes(program: ast.Program) -> list[ModuleScope]:
    """The scopes of all modules, the default one first, with their imports. Raises ProgramError."""
    found = list[ModuleScope]()
    _make("_module", "_module", program.declarations, None, NOWHERE, found)
    for scope in found:
        for syntax in scope.syntax:
            if isinstance(syntax, ast.Import):
                _import(syntax, scope)
    return found


def _make(
    name: str, full_name: str, declarations: tuple[ast.Declaration, ...],
    enclosing: ModuleScope | None, span: Span, found: list[ModuleScope],
) -> ModuleScope:  # fmt: skip
    default = ClassDeclaration("_default", f"{full_name}._default", ClassKind.DEFAULT)
    module = Module(name, full_name, default, span=span)
    default.module = module
    scope = ModuleScope(module, declarations, enclosing)
    found.append(scope)
    for syntax in declarations:
        match syntax:
            case ast.Module():
                _nested(syntax, scope, found)
            case ast.Export():
                if syntax.provides and syntax.provides != ("*",):
                    raise unsupported("an export set that hides something", syntax.span)
            case _:
                pass
    return scope


def _nested(syntax: ast.Module, scope: ModuleScope, found: list[ModuleScope]) -> None:
    if syntax.refines:
        raise unsupported("module refinement", syntax.span)
    if syntax.name in scope.modules:
        raise error(f"there are two modules {syntax.name!r}", syntax.span)
    outer = scope.module.full_name
    full_name = syntax.name if outer == "_module" else f"{outer}.{syntax.name}"
    inner = _make(syntax.name, full_name, syntax.declarations, scope, syntax.span, found)
    inner.module.verify = not any(a.name == "verify" for a in syntax.attributes)
    scope.modules[syntax.name] = inner
    scope.uses.append(inner)


def _import(syntax: ast.Import, scope: ModuleScope) -> None:
    if syntax.abstract:
        raise unsupported("an abstract import", syntax.span)
    if syntax.exports:
        raise unsupported("an import of an export set", syntax.span)
    target: ModuleScope | None = None
    around = scope if syntax.path[0] != syntax.name else scope.enclosing
    for i, name in enumerate(syntax.path):
        if i == 0:
            target = (around or scope).enclosing_module(name)
        elif target is not None:
            target = target.modules.get(name)
        if target is None:
            raise error(f"there is no module {name!r}", syntax.span)
    assert target is not None
    scope.modules[syntax.name] = target
    scope.uses.append(target)
    if syntax.opened:
        scope.opened.append(target)


def in_order(scopes: list[ModuleScope]) -> list[ModuleScope]:
    """The modules so that each comes after those that it uses. Raises ProgramError for a cycle."""
    done, active = dict[ModuleScope, None](), set[ModuleScope]()

    def visit(scope: ModuleScope) -> None:
        if scope in done:
            return
        if scope in active:
            raise error("modules use each other in a cycle", scope.module.span)
        active.add(scope)
        for used in scope.uses:
            visit(used)
        active.discard(scope)
        done[scope] = None

    for scope in scopes:
        visit(scope)
    return list(done)
