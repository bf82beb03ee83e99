"""What a name or a path of names stands for."""

from __future__ import annotations

from typing import TypeAlias

from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.module_scopes import ModuleScope, View
from frontends.dafny.resolve.scopes import Scope
from frontends.dafny.resolve.types import TypeResolver, parameters_of, self_type
from frontends.dafny.syntax import ast
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    ClassDeclaration,
    ClassKind,
    Constructor,
    DatatypeDeclaration,
    Destructor,
    Field,
    Function,
    Member,
    Method,
    TypeDeclaration,
)
from frontends.dafny.typed.parts import (
    ancestors,
    constrained,
    known,
    peel,
    substitute,
    substitution,
)
from ivl.base.node import record
from ivl.base.source import Span


@record
class ModulePrefix:
    """A path that stands for a module."""

    view: View


@record
class TypePrefix:
    """A path that stands for a type; its arguments may have to be inferred."""

    type: t.Type
    declaration: TypeDeclaration


@record
class MemberReference:
    """A function or method, perhaps of an object, that is to be called or to be a value."""

    receiver: e.Expr | None
    member: Function | Method
    owner_arguments: tuple[t.Type, ...]
    type_arguments: tuple[t.Type, ...]
    span: Span


@record
class ConstructorReference:
    """A datatype constructor that is to be applied."""

    constructor: Constructor
    type: t.DatatypeType
    span: Span


Reference: TypeAlias = e.Expr | ModulePrefix | TypePrefix | MemberReference | ConstructorReference


class NameResolver(TypeResolver):
    """Resolves names, and members of what is before a dot."""

    def name(self, syntax: ast.Name, scope: Scope, last: bool = True) -> Reference:
        """What a name stands for in a scope; `last`: there is no dot after it.

        Raises ProgramError if it stands for nothing.
        """
        name, span = syntax.name, syntax.span
        variable = scope.variables.get(name)
        if variable is not None:
            return e.VariableReference(variable, type=variable.type, span=span)
        if scope.owner is not None:
            found = self._own_member(syntax, scope, scope.owner)
            if found is not None:
                return found
        return self._module_name(syntax, scope, scope.module, last, outside=False)

    def _own_member(
        self, syntax: ast.Name, scope: Scope, owner: TypeDeclaration
    ) -> Reference | None:
        if isinstance(owner, ClassDeclaration) and owner.kind is ClassKind.DEFAULT:
            return None
        type_ = self_type(owner)
        found = self.find_member(type_, syntax.name)
        if found is None:
            return None
        this = None if scope.static else e.This(type=type_, span=syntax.span)
        return self.member_reference(this, type_, found, syntax.arguments, scope, syntax.span)

    def _module_name(
        self, syntax: ast.Name | ast.Member, scope: Scope, module: ModuleScope | View, last: bool,
        outside: bool,
    ) -> Reference:  # fmt: skip
        """A name of a module; from `outside` of it only after its own name and a dot."""
        name, span = syntax.name, syntax.span
        arguments = self.arguments(syntax.arguments, scope)
        constructor = module.constructor(name, span)
        if constructor is not None and (last or module.type(name, span) is None):
            return self.constructor_reference(constructor, None, span)
        if not outside and name in scope.type_parameters and syntax.arguments is None:
            raise error(f"a type parameter cannot stand here: {name!r}", span)
        member = module.member(name, span)
        if member is not None:
            return self.member_reference(None, None, member, syntax.arguments, scope, span)
        type_ = self.lookup(name, arguments, module, span)
        if type_ is not None:
            prefix = type_prefix(type_)
            if prefix is not None:
                return prefix
        submodule = module.submodule(name)
        if submodule is not None:
            return ModulePrefix(submodule)
        raise error(f"there is no {name!r} here", span)

    def arguments(
        self, syntax: tuple[ast.Type, ...] | None, scope: Scope
    ) -> tuple[t.Type, ...] | None:
        """Type arguments, None where none are written."""
        if syntax is None:
            return None
        return tuple([self.type(a, scope) for a in syntax])

    def qualified(
        self, prefix: ModulePrefix | TypePrefix, syntax: ast.Member, scope: Scope, last: bool
    ) -> Reference:
        """What ``M.x`` or ``T.x`` stands for; `last`: there is no dot after it."""
        if isinstance(prefix, ModulePrefix):
            return self._module_name(syntax, scope, prefix.view, last, outside=True)
        declaration = prefix.declaration
        if isinstance(declaration, DatatypeDeclaration):
            for constructor in declaration.constructors:
                if constructor.name == syntax.name:
                    return self.constructor_reference(constructor, prefix.type, syntax.span)
        found = self.find_member(prefix.type, syntax.name)
        if found is None or isinstance(found, Destructor | Constructor):
            raise error(f"type {declaration.name!r} has no member {syntax.name!r}", syntax.span)
        return self.member_reference(None, prefix.type, found, syntax.arguments, scope, syntax.span)

    def find_member(self, type_: t.Type, name: str) -> Member | Destructor | Constructor | None:
        """The member called `name` of values of a type; a constructor for ``Cons?``."""
        type_ = known(type_)
        while isinstance(type_, t.SubsetType):
            found = _find(type_.declaration.members, name)
            if found is not None:
                return found
            type_ = known(constrained(type_))
        match type_:
            case t.ClassType():
                for above in ancestors(type_):
                    found = _find(above.declaration.members, name)
                    if found is not None:
                        return found
                return None
            case t.DatatypeType():
                return _find_in_datatype(type_.declaration, name)
            case t.NewtypeType() | t.OpaqueType():
                return _find(type_.declaration.members, name)
            case _:
                return None

    def member_reference(
        self, receiver: e.Expr | None, type_: t.Type | None,
        member: Member | Destructor | Constructor,
        written: tuple[ast.Type, ...] | None, scope: Scope, span: Span,
    ) -> Reference:  # fmt: skip
        """A member of `receiver`, which has the given type; or of a type, without a receiver."""
        match member:
            case Destructor():
                if receiver is None:
                    raise error("a destructor needs a value", span)
                datatype = peel(receiver.type)
                assert isinstance(datatype, t.DatatypeType)
                parameters = datatype.declaration.type_parameters
                result = substitute(member.type, substitution(parameters, datatype.arguments))
                return e.DestructorSelect(receiver, member, type=result, span=span)
            case Constructor():
                if receiver is None:
                    raise error("a discriminator needs a value", span)
                return e.Discriminator(receiver, member, type=t.BOOL, span=span)
            case Field():
                owner_arguments = self.owner_arguments(member, type_)
                types = substitution(parameters_of(member.owner), owner_arguments)
                result = substitute(member.type, types)
                if member.static:
                    receiver = None
                elif receiver is None:
                    raise error(f"field {member.name!r} needs an object", span)
                return e.FieldSelect(receiver, member, type=result, span=span)
            case _:
                owner_arguments = self.owner_arguments(member, type_)
                if member.static:
                    receiver = None
                arguments = self.arguments(written, scope)
                if arguments is None:
                    arguments = tuple([t.Inferred() for _ in member.type_parameters])
                elif len(arguments) != len(member.type_parameters):
                    raise error(
                        f"{member.name!r} takes {len(member.type_parameters)} type arguments", span
                    )
                return MemberReference(receiver, member, owner_arguments, arguments, span)

    def owner_arguments(
        self, member: Field | Function | Method, type_: t.Type | None
    ) -> tuple[t.Type, ...]:
        """The type arguments of the declaration that has `member`, given the receiver's type."""
        owner = member.owner
        type_ = None if type_ is None else known(type_)
        while isinstance(type_, t.SubsetType) and type_.declaration is not owner:
            type_ = known(constrained(type_))
        match type_:
            case t.ClassType():
                for above in ancestors(type_):
                    if above.declaration is owner:
                        return above.arguments
            case t.DatatypeType() | t.SubsetType() | t.OpaqueType():
                return type_.arguments
            case _:
                pass
        return tuple([t.Inferred() for _ in parameters_of(owner)])

    def constructor_reference(
        self, constructor: Constructor, type_: t.Type | None, span: Span
    ) -> Reference:
        """A constructor; without parameters it is a value already."""
        datatype = constructor.datatype
        if type_ is None:
            arguments = tuple([t.Inferred() for _ in datatype.type_parameters])
            type_ = t.DatatypeType(datatype, arguments)
        assert isinstance(type_, t.DatatypeType)
        return ConstructorReference(constructor, type_, span)


def type_prefix(type_: t.Type) -> TypePrefix | None:
    """`type_` as a prefix of a name, if it is one that can have members."""
    match type_:
        case t.ClassType() | t.DatatypeType() | t.SubsetType() | t.NewtypeType() | t.OpaqueType():
            return TypePrefix(type_, type_.declaration)
        case _:
            return None


def _find(members: tuple[Member, ...], name: str) -> Member | None:
    return next((m for m in members if m.name == name), None)


def _find_in_datatype(
    datatype: DatatypeDeclaration, name: str
) -> Member | Destructor | Constructor | None:
    for constructor in datatype.constructors:
        if name == f"{constructor.name}?":
            return constructor
        for destructor in constructor.destructors:
            if destructor.name == name:
                return destructor
    return _find(datatype.members, name)
