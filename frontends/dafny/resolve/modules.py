"""Modules: what they see of each other, and in which order they are resolved."""

from __future__ import annotations

from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.module_scopes import ALL, ExportSet, ModuleScope, View
from frontends.dafny.syntax import ast
from frontends.dafny.typed.declarations import ClassDeclaration, ClassKind, Member, Module
from ivl.base.source import NOWHERE, Span


def make_scopes(program: ast.Program) -> list[ModuleScope]:
    """The scopes of all modules, the default one first, with their imports. Raises ProgramError."""
    maker = _Maker()
    maker.make("_module", "_module", program.declarations, None, NOWHERE)
    for scope in maker.scopes:  # which get more where imports are abstract
        for syntax in scope.syntax:
            if isinstance(syntax, ast.Import):
                maker.imported(scope, syntax)
    return maker.scopes


class _Maker:
    """Makes `scopes`; `active` are the imports that are being followed."""

    def __init__(self) -> None:
        self.scopes: list[ModuleScope] = []
        self._imports: dict[tuple[ModuleScope, ast.Import], View] = {}
        self._active: set[tuple[ModuleScope, ast.Import]] = set()

    def make(
        self, name: str, full_name: str, declarations: tuple[ast.Declaration, ...],
        enclosing: ModuleScope | None, span: Span,
    ) -> ModuleScope:  # fmt: skip
        """The scope of a module and of those inside of it. Raises ProgramError."""
        default = ClassDeclaration("_default", f"{full_name}._default", ClassKind.DEFAULT)
        module = Module(name, full_name, default, span=span)
        default.module = module
        scope = ModuleScope(module, declarations, enclosing)
        self.scopes.append(scope)
        names = set[str]()
        for syntax in declarations:
            if isinstance(syntax, ast.Module | ast.Import):
                if syntax.name in names:
                    raise error(f"there are two modules {syntax.name!r}", syntax.span)
                names.add(syntax.name)
            if isinstance(syntax, ast.Module):
                self._nested(syntax, scope)
        return scope

    def _nested(self, syntax: ast.Module, scope: ModuleScope) -> None:
        outer = scope.module.full_name
        full_name = syntax.name if outer == "_module" else f"{outer}.{syntax.name}"
        inner = self.make(syntax.name, full_name, syntax.declarations, scope, syntax.span)
        inner.module.verify = not any(_is_unverified(a) for a in syntax.attributes)
        scope.modules[syntax.name] = View(inner, ALL)
        scope.uses.append(inner)

    def imported(self, scope: ModuleScope, syntax: ast.Import) -> View:
        """The module that an import in `scope` makes visible. Raises ProgramError."""
        key = scope, syntax
        found = self._imports.get(key)
        if found is not None:
            return found
        if key in self._active:
            raise error("imports lead to each other in a cycle", syntax.span)
        self._active.add(key)
        view = self._import(scope, syntax)
        self._imports[key] = view
        scope.modules[syntax.name] = view
        scope.uses.append(view.scope)
        if syntax.opened:
            scope.opened.append(view)
        return view

    def _import(self, scope: ModuleScope, syntax: ast.Import) -> View:
        around = scope if syntax.path[0] != syntax.name else scope.enclosing
        view = self._visible(around, syntax.path[0])
        for name in syntax.path[1:]:
            view = None if view is None else self._inside(view.scope, name)
        if view is None:
            raise error(f"there is no module {'.'.join(syntax.path)!r}", syntax.span)
        target = view.scope
        if syntax.abstract:
            target = self._stand_in(target, scope, syntax)
        return View(target, _exports(target, syntax))

    def _visible(self, scope: ModuleScope | None, name: str) -> View | None:
        """The module called `name` in `scope` or around it."""
        while scope is not None:
            found = self._inside(scope, name)
            if found is not None:
                return found
            scope = scope.enclosing
        return None

    def _inside(self, scope: ModuleScope, name: str) -> View | None:
        for syntax in scope.syntax:
            if isinstance(syntax, ast.Import) and syntax.name == name:
                return self.imported(scope, syntax)
        return scope.modules.get(name)

    def _stand_in(self, target: ModuleScope, scope: ModuleScope, syntax: ast.Import) -> ModuleScope:
        """For ``import A : M``: some module that refines M, of which nothing else is known."""
        around: ModuleScope | None = scope
        while around is not None:
            if around is target:
                raise error("a module cannot import itself", syntax.span)
            around = around.enclosing
        full_name = f"{scope.module.full_name}.{syntax.name}"
        made = self.make(
            syntax.name, full_name, target.syntax, target.enclosing, target.module.span
        )
        made.module.verify = False
        return made


def _is_unverified(attribute: ast.Attribute) -> bool:
    """``{:verify false}``."""
    values = [a.value for a in attribute.arguments if isinstance(a, ast.Literal)]
    return attribute.name == "verify" and values == [False]


def _exports(target: ModuleScope, syntax: ast.Import) -> ExportSet:
    """What an import sees of a module. Raises ProgramError."""
    sets = {s.name: s for s in target.syntax if isinstance(s, ast.Export)}
    if not sets and not syntax.exports:
        return ALL
    result = ExportSet()
    for name in syntax.exports or ("",):
        result = result.union(_export_set(name, sets, target, syntax.span, ()))
    return result


def _export_set(
    name: str, sets: dict[str, ast.Export], target: ModuleScope, span: Span,
    active: tuple[str, ...],
) -> ExportSet:  # fmt: skip
    syntax = sets.get("" if name == target.module.name and "" in sets else name)
    if syntax is None:
        what = f"export set {name!r}" if name else "default export set"
        raise error(f"module {target.module.name!r} has no {what}", span)
    if name in active:
        raise error("export sets extend each other in a cycle", syntax.span)
    result = ExportSet(frozenset(syntax.provides), frozenset(syntax.reveals))
    for other in syntax.extends:
        result = result.union(_export_set(other, sets, target, syntax.span, (*active, name)))
    return result


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


def hide_definitions(scope: ModuleScope) -> None:
    """Tell the module what it does not see of the modules that it imports. Raises ProgramError."""
    _check_exports(scope)
    seen: dict[ModuleScope, ExportSet] = {}
    for view in scope.modules.values():
        seen[view.scope] = view.exports.union(seen.get(view.scope, ExportSet()))
    hidden = list(scope.module.hidden)
    for target, exports in seen.items():
        for declaration in target.module.declarations:
            if not exports.reveals(declaration.name):
                hidden.append(declaration)
            for member in declaration.members:
                if not exports.reveals(f"{declaration.name}.{member.name}"):
                    hidden.append(member)
        hidden.extend([m for m in target.module.default.members if not exports.reveals(m.name)])
        hidden.extend(_protected(target))
    scope.module.hidden = frozenset(hidden)


def _protected(target: ModuleScope) -> list[Member]:
    """The functions whose definitions no other module sees."""
    found = list[Member]()
    for declaration in (*target.module.declarations, target.module.default):
        syntaxes = target.syntax
        if declaration is not target.module.default:
            own = [x for x in target.syntax if getattr(x, "name", "") == declaration.name]
            syntaxes = tuple(getattr(own[0], "members", ())) if own else ()
        names = {x.name for x in syntaxes if isinstance(x, ast.Function) and _is_protected(x)}
        found.extend([m for m in declaration.members if m.name in names])
    return found


def _is_protected(function: ast.Function) -> bool:
    return "protected" in function.modifiers


def _check_exports(scope: ModuleScope) -> None:
    """Check that what is exported exists."""
    for syntax in scope.syntax:
        if not isinstance(syntax, ast.Export):
            continue
        for name in (*syntax.provides, *syntax.reveals):
            first, _, rest = name.partition(".")
            declaration = scope.types.get(first)
            known = first == "*" or declaration or first in scope.members or first in scope.modules
            if known and rest and declaration is not None:
                known = rest in [m.name for m in getattr(declaration, "members", ())]
            if not known:
                raise error(f"{name!r} cannot be exported: there is none", syntax.span)
