"""Resolving what declarations contain: contracts, bodies, constraints, initial values."""

from __future__ import annotations

from frontends.dafny.resolve.declare import Declarer
from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.resolve.finish import finish
from frontends.dafny.resolve.infer import default
from frontends.dafny.resolve.measures import guess_loop_measure
from frontends.dafny.resolve.scopes import Scope
from frontends.dafny.resolve.statements import StatementResolver
from frontends.dafny.syntax import ast
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    ClassDeclaration,
    ClassKind,
    DatatypeDeclaration,
    Field,
    Function,
    Member,
    Method,
    MethodKind,
    NewtypeDeclaration,
    SubsetTypeDeclaration,
    TypeDeclaration,
    TypeParameter,
    Variable,
)
from ivl.base.node import replace


def resolve_bodies(declarer: Declarer, resolver: StatementResolver) -> None:
    """Resolve the contents of all declarations of a module. Raises ProgramError."""
    module = declarer.scope.module
    module.attributes = ()
    for declaration in module.declarations:  # first, as they tell the types that are left out
        if isinstance(declaration, SubsetTypeDeclaration | NewtypeDeclaration):
            _constraint(declaration, declarer, resolver)
    for declaration in (*module.declarations, module.default):
        _default_values(declaration, declarer, resolver)
    for declaration in (*module.declarations, module.default):
        for member in declaration.members:
            _inferred_constant(member, declarer, resolver)
    for declaration in (*module.declarations, module.default):
        syntax = declarer.syntax.get(declaration)
        if isinstance(syntax, ast.Declared):
            scope = declarer.scope_of(declaration)
            declaration.attributes = resolver.attributes(syntax.attributes, scope)
        for member in declaration.members:
            _member(member, declaration, declarer, resolver)
    finish(module, resolver.builtins)
    for decreases, guard_syntax, guard in resolver.unmeasured:
        decreases.expressions = guess_loop_measure(guard_syntax, guard)
    resolver.unmeasured.clear()


def _constraint(
    declaration: SubsetTypeDeclaration | NewtypeDeclaration, declarer: Declarer,
    resolver: StatementResolver,
) -> None:  # fmt: skip
    syntax = declarer.syntax[declaration]
    assert isinstance(syntax, ast.TypeDefinition)
    scope = declarer.scope_of(declaration)
    if declaration.variable is not None and syntax.constraint is not None:
        inner = scope.with_variables(declaration.variable)
        declaration.constraint = resolver.expression(syntax.constraint, inner, t.BOOL)
        default(declaration.base)
    if syntax.witness is not None:
        base = declaration.base
        declaration.witness = resolver.expression(syntax.witness, scope.as_ghost(False), base)


def _inferred_constant(member: Member, declarer: Declarer, resolver: StatementResolver) -> None:
    """Resolve a constant whose type is that of its value before anything uses it."""
    syntax = declarer.syntax[member]
    if isinstance(syntax, ast.Field) and syntax.type is None:
        assert isinstance(member, Field)
        _constant(member, syntax, declarer.scope_of(member.owner), resolver)
        default(member.type)


def _constant(
    constant: Field, syntax: ast.Field, scope: Scope, resolver: StatementResolver
) -> None:
    if syntax.initializer is not None and constant.initializer is None:
        scope = replace(scope, member=constant, static=constant.static, ghost=constant.ghost)
        constant.initializer = resolver.expression(syntax.initializer, scope, constant.type)


def _member(
    member: Member, owner: TypeDeclaration, declarer: Declarer, resolver: StatementResolver
) -> None:
    syntax = declarer.syntax[member]
    scope = replace(declarer.scope_of(owner), member=member, static=member.static)
    match member, syntax:
        case Field(), ast.Field():
            _constant(member, syntax, scope, resolver)
        case Function(), ast.Function():
            _function(member, syntax, scope, resolver)
        case Method(), ast.Method():
            _method(member, syntax, scope, resolver)
        case _:
            raise AssertionError(member)
    assert isinstance(syntax, ast.Declared)
    names: tuple[Variable, ...] = ()
    types: tuple[TypeParameter, ...] = ()
    if isinstance(member, Function):
        names, types = member.parameters, member.type_parameters
    elif isinstance(member, Method):
        names, types = (*member.inputs, *member.outputs), member.type_parameters
    inner = scope.with_type_parameters(*types).with_variables(*names)
    member.attributes = resolver.attributes(syntax.attributes, inner)
    if isinstance(owner, ClassDeclaration) and not isinstance(member, Field):
        member.overridden = _overridden(member, owner, resolver)  # type: ignore[assignment]


def _default_values(
    declaration: TypeDeclaration, declarer: Declarer, resolver: StatementResolver
) -> None:
    """Resolve the default values of parameters, before any call may want them."""
    scope = declarer.scope_of(declaration)
    syntax = declarer.syntax.get(declaration)
    if isinstance(declaration, DatatypeDeclaration) and isinstance(syntax, ast.Datatype):
        for constructor, written in zip(declaration.constructors, syntax.constructors, strict=True):
            _defaults(written.parameters, constructor.parameters, scope, resolver)
    for member in declaration.members:
        match member, declarer.syntax[member]:
            case Function(), ast.Function() as function:
                _member_defaults(member, function.parameters, member.parameters, scope, resolver)
            case Method(), ast.Method() as method:
                _member_defaults(member, method.inputs, member.inputs, scope, resolver)
            case _:
                pass


def _member_defaults(
    member: Function | Method, syntax: tuple[ast.Variable, ...], variables: tuple[Variable, ...],
    scope: Scope, resolver: StatementResolver,
) -> None:  # fmt: skip
    scope = replace(scope, member=member, static=member.static, ghost=member.ghost)
    scope = scope.with_type_parameters(*member.type_parameters).with_variables(*variables)
    _defaults(syntax, variables, scope, resolver)


def _defaults(
    syntax: tuple[ast.Variable, ...], variables: tuple[Variable, ...], scope: Scope,
    resolver: StatementResolver,
) -> None:  # fmt: skip
    for written, variable in zip(syntax, variables, strict=True):
        if written.default is not None:
            variable.default = resolver.expression(written.default, scope, variable.type)


def _function(
    function: Function, syntax: ast.Function, scope: Scope, resolver: StatementResolver
) -> None:
    scope = scope.with_type_parameters(*function.type_parameters)
    scope = scope.with_variables(*function.parameters).as_ghost(function.ghost)
    ghost = scope.as_ghost()
    specification = syntax.specification
    function.requires = resolver.clauses(specification.requires, ghost)
    function.reads = resolver.frames(specification.reads, ghost)
    with_result = ghost if function.result is None else ghost.with_variables(function.result)
    function.ensures = resolver.clauses(specification.ensures, with_result)
    function.decreases = resolver.decreases(specification.decreases, ghost)
    if syntax.body is not None:
        function.body = resolver.expression(syntax.body, scope, function.result_type)


def _method(method: Method, syntax: ast.Method, scope: Scope, resolver: StatementResolver) -> None:
    scope = scope.with_type_parameters(*method.type_parameters)
    scope = scope.with_variables(*method.inputs).as_ghost(method.ghost)
    ghost = scope.as_ghost()
    specification = syntax.specification
    method.requires = resolver.clauses(specification.requires, ghost)
    method.reads = resolver.frames(specification.reads, ghost)
    method.modifies = resolver.frames(specification.modifies, ghost)
    method.ensures = resolver.clauses(specification.ensures, ghost.with_variables(*method.outputs))
    method.decreases = resolver.decreases(specification.decreases, ghost)
    if syntax.body is not None:
        labels = [c.label for c in method.requires if c.label]
        scope = scope.with_labels(*labels)
        depth = () if method.prefix is None else (method.prefix,)
        method.body = resolver.block(syntax.body, scope.with_variables(*method.outputs, *depth))


def _overridden(
    member: Function | Method, owner: ClassDeclaration, resolver: StatementResolver
) -> Member | None:
    if isinstance(member, Method) and member.kind is MethodKind.CONSTRUCTOR:
        return None
    found = dict[Member, None]()
    for parent in owner.parents:
        if parent.declaration.kind is ClassKind.TRAIT:
            above = resolver.find_member(parent, member.name)
            if isinstance(above, Function | Method):
                found[above] = None
    if len(found) > 1:
        raise unsupported("a member that overrides several others", member.span)
    return next(iter(found), None)
