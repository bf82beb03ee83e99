"""Resolving types."""

from __future__ import annotations

from frontends.dafny.resolve.builtins import Builtins, arity
from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.module_scopes import ModuleScope, NamedType, Synonym, View
from frontends.dafny.resolve.scopes import Omitted, Scope
from frontends.dafny.syntax import ast
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    ClassDeclaration,
    DatatypeDeclaration,
    Function,
    NewtypeDeclaration,
    OpaqueTypeDeclaration,
    SubsetTypeDeclaration,
    TypeParameter,
)
from frontends.dafny.typed.parts import substitute, substitution
from ivl.base.source import Span


class TypeResolver:
    """Resolves types in any scope."""

    def __init__(self, builtins: Builtins) -> None:
        self.builtins = builtins
        self.arrows: dict[Function, t.Arrow] = {}
        """What function types declared functions have as values."""
        self._expanding: set[Synonym] = set()

    def type(self, syntax: ast.Type | None, scope: Scope) -> t.Type:
        """The type; one to be inferred where nothing is written. Raises ProgramError."""
        match syntax:
            case None:
                return t.Inferred()
            case ast.ArrowType():
                parameters = tuple([self.type(p, scope) for p in syntax.parameters])
                result = self.type(syntax.result, scope)
                return t.FunctionType(parameters, result, t.Arrow(syntax.arrow))
            case ast.TupleType():
                components = tuple([self.type(c, scope) for c in syntax.components])
                ghosts = syntax.ghosts or (False,) * len(components)
                return t.DatatypeType(self.builtins.tuple_datatype(ghosts), components)
            case ast.NamedType():
                return self._named(syntax, scope)

    def _named(self, syntax: ast.NamedType, scope: Scope) -> t.Type:
        if not syntax.path:
            return t.Inferred()
        *qualifiers, last = syntax.path
        if not qualifiers and last.arguments is None and last.name in scope.type_parameters:
            return t.ParameterType(scope.type_parameters[last.name])
        module: ModuleScope | View = scope.module
        for segment in qualifiers:
            found = module.submodule(segment.name)
            if found is None:
                raise error(f"there is no module {segment.name!r}", segment.span)
            module = found
        written = None
        if last.arguments is not None:
            written = tuple([self.type(a, scope) for a in last.arguments])
        found_type = self.lookup(last.name, written, module, last.span, scope.omitted)
        if found_type is None:
            raise error(f"there is no type {last.name!r}", last.span)
        return found_type

    def lookup(
        self, name: str, arguments: tuple[t.Type, ...] | None, module: ModuleScope | View,
        span: Span, omitted: Omitted | None = None,
    ) -> t.Type | None:  # fmt: skip
        """The type called `name` in a module, or a built-in one; None if there is none.

        `arguments` None: not written, taken from `omitted` or else inferred.
        """
        entity, nullable = module.type(name, span), False
        if entity is None and name.endswith("?"):
            entity, nullable = module.type(name[:-1], span), True
        if arguments is None:
            count = arity(name) if entity is None else len(parameters_of(entity))
            arguments = _arguments(count, name, omitted, span)
        if entity is None:
            return self.builtins.type(name, arguments)
        return self.instance(entity, arguments, span, nullable)

    def instance(
        self, entity: NamedType, arguments: tuple[t.Type, ...], span: Span, nullable: bool = False
    ) -> t.Type:
        """The type that a declaration makes of type arguments. Raises ProgramError."""
        wanted = len(parameters_of(entity))
        if len(arguments) != wanted:
            raise error(
                f"type {entity.name!r} takes {wanted} type arguments, not {len(arguments)}", span
            )
        match entity:
            case Synonym():
                definition = self.definition(entity)
                return substitute(definition, substitution(entity.type_parameters, arguments))
            case ClassDeclaration():
                return t.ClassType(entity, arguments, nullable)
            case DatatypeDeclaration():
                return t.DatatypeType(entity, arguments)
            case SubsetTypeDeclaration():
                return t.SubsetType(entity, arguments)
            case NewtypeDeclaration():
                return t.NewtypeType(entity)
            case OpaqueTypeDeclaration():
                return t.OpaqueType(entity, arguments)

    def definition(self, synonym: Synonym) -> t.Type:
        """What a synonym stands for. Raises ProgramError where that is the synonym itself."""
        if synonym in self._expanding:
            span = synonym.definition.span
            raise error(f"type {synonym.name!r} is defined in terms of itself", span)
        self._expanding.add(synonym)
        omitted = Omitted(synonym.type_parameters)
        scope = Scope(synonym.scope, None, omitted=omitted)
        scope = scope.with_type_parameters(*synonym.type_parameters)
        definition = self.type(synonym.definition, scope)
        self._expanding.discard(synonym)
        return definition


def _arguments(count: int, name: str, omitted: Omitted | None, span: Span) -> tuple[t.Type, ...]:
    if omitted is None or count == 0:
        return tuple([t.Inferred() for _ in range(count)])
    found = omitted.arguments(count)
    if found is None:
        raise error(f"type {name!r} needs {count} type arguments", span)
    return found


def parameters_of(entity: NamedType) -> tuple[TypeParameter, ...]:
    """The type parameters of a declaration."""
    return () if isinstance(entity, NewtypeDeclaration) else entity.type_parameters


def self_type(entity: NamedType) -> t.Type:
    """The type of ``this`` in a declaration."""
    arguments: tuple[t.Type, ...] = tuple([t.ParameterType(p) for p in parameters_of(entity)])
    match entity:
        case ClassDeclaration():
            return t.ClassType(entity, arguments)
        case DatatypeDeclaration():
            return t.DatatypeType(entity, arguments)
        case SubsetTypeDeclaration():
            return t.SubsetType(entity, arguments)
        case NewtypeDeclaration():
            return t.NewtypeType(entity)
        case OpaqueTypeDeclaration():
            return t.OpaqueType(entity, arguments)
        case Synonym():
            raise AssertionError("synonyms have no members")
