"""Making the declarations of a module: first names, then signatures."""

from __future__ import annotations

from frontends.dafny.expand.dialect import Dialect
from frontends.dafny.resolve.errors import error, unsupported
from frontends.dafny.resolve.foundations import check_foundations
from frontends.dafny.resolve.module_scopes import ModuleScope, NamedType, Synonym
from frontends.dafny.resolve.positivity import check_positivity
from frontends.dafny.resolve.scopes import Omitted, Scope
from frontends.dafny.resolve.types import TypeResolver, parameters_of
from frontends.dafny.syntax import ast
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    ClassDeclaration,
    ClassKind,
    Constructor,
    DatatypeDeclaration,
    Destructor,
    Field,
    Function,
    FunctionKind,
    Member,
    Method,
    MethodKind,
    NewtypeDeclaration,
    OpaqueTypeDeclaration,
    SubsetTypeDeclaration,
    TypeDeclaration,
    TypeParameter,
    Variable,
    Variance,
    Witness,
)
from ivl.base.node import replace
from ivl.base.source import Span

_FUNCTIONS = {
    "function": FunctionKind.FUNCTION,
    "predicate": FunctionKind.PREDICATE,
    "twostate function": FunctionKind.FUNCTION,
    "twostate predicate": FunctionKind.PREDICATE,
    "inductive predicate": FunctionKind.LEAST_PREDICATE,
    "least predicate": FunctionKind.LEAST_PREDICATE,
    "copredicate": FunctionKind.GREATEST_PREDICATE,
    "greatest predicate": FunctionKind.GREATEST_PREDICATE,
}
_METHODS = {
    "method": MethodKind.METHOD,
    "lemma": MethodKind.LEMMA,
    "constructor": MethodKind.CONSTRUCTOR,
    "twostate lemma": MethodKind.TWO_STATE_LEMMA,
    "inductive lemma": MethodKind.LEAST_LEMMA,
    "least lemma": MethodKind.LEAST_LEMMA,
    "colemma": MethodKind.GREATEST_LEMMA,
    "comethod": MethodKind.GREATEST_LEMMA,
    "greatest lemma": MethodKind.GREATEST_LEMMA,
}
_VARIANCES = {"+": Variance.COVARIANT, "*": Variance.COVARIANT, "-": Variance.CONTRAVARIANT}


class Declarer:
    """Makes the declarations of one module; `syntax` has what each was made of."""

    def __init__(self, scope: ModuleScope, types: TypeResolver, dialect: Dialect) -> None:
        self.scope = scope
        self.dialect = dialect
        self.types = types
        self.syntax: dict[TypeDeclaration | Member, ast.Declaration | ast.MemberDeclaration] = {}

    # ------------------------------------------------------------------ names

    def declare_types(self) -> None:
        """Declare the types of the module by their names. Raises ProgramError."""
        for syntax in self.scope.syntax:
            match syntax:
                case ast.Class() | ast.Datatype() | ast.TypeDefinition():
                    if syntax.name in self.scope.types:
                        raise error(f"there are two types {syntax.name!r}", syntax.span)
                    self.scope.types[syntax.name] = self._type(syntax)
                case _:
                    pass

    def _type(self, syntax: ast.Class | ast.Datatype | ast.TypeDefinition) -> NamedType:
        module = self.scope.module
        full_name = f"{module.full_name}.{syntax.name}"
        parameters = type_parameters(syntax.type_parameters)
        found: TypeDeclaration
        match syntax:
            case ast.Class():
                kind = ClassKind(syntax.kind)
                found = ClassDeclaration(syntax.name, full_name, kind, parameters, module=module)
            case ast.Datatype():
                found = DatatypeDeclaration(
                    syntax.name, full_name, syntax.coinductive, parameters, module=module
                )
            case ast.TypeDefinition():
                if syntax.base is None and syntax.variable is None:
                    found = OpaqueTypeDeclaration(
                        syntax.name, full_name, parameters, syntax.characteristics, module=module
                    )
                elif syntax.newtype:
                    found = NewtypeDeclaration(syntax.name, full_name, t.Inferred(), module=module)
                elif syntax.variable is None:
                    assert syntax.base is not None
                    return Synonym(syntax.name, parameters, syntax.base, self.scope)
                else:
                    found = SubsetTypeDeclaration(syntax.name, full_name, parameters, module=module)
        found.span = syntax.span
        module.declarations = (*module.declarations, found)
        self.syntax[found] = syntax
        return found

    # ------------------------------------------------------------------ signatures

    def declare_members(self) -> None:
        """Complete the types, and declare all members with their signatures."""
        module = self.scope.module
        for declaration in module.declarations:
            syntax = self.syntax[declaration]
            scope = self.scope_of(declaration)
            match declaration, syntax:
                case ClassDeclaration(), ast.Class():
                    declaration.parents = tuple([self._parent(p, scope) for p in syntax.parents])
                    declaration.members = self._members(syntax.members, declaration)
                case DatatypeDeclaration(), ast.Datatype():
                    self._constructors(declaration, syntax, scope)
                    declaration.members = self._members(syntax.members, declaration)
                case NewtypeDeclaration(), ast.TypeDefinition():
                    self._constrained(declaration, syntax, scope)
                    declaration.base = (
                        self.types.type(syntax.base, scope)
                        if declaration.variable is None
                        else declaration.variable.type
                    )
                    declaration.members = self._members(syntax.members, declaration)
                case SubsetTypeDeclaration(), ast.TypeDefinition():
                    self._constrained(declaration, syntax, scope)
                    declaration.members = self._members(syntax.members, declaration)
                case OpaqueTypeDeclaration(), ast.TypeDefinition():
                    declaration.members = self._members(syntax.members, declaration)
                case _:
                    pass
        own = tuple(
            [d for d in self.scope.syntax
             if isinstance(d, ast.Field | ast.Function | ast.Method | ast.Iterator)]
        )  # fmt: skip
        for synonym in self.scope.types.values():
            if isinstance(synonym, Synonym):
                self.types.definition(synonym)
        check_foundations(module.declarations)
        check_positivity(module.declarations)
        module.default.members = self._members(own, module.default)
        self.scope.members.update({m.name: m for m in module.default.members})

    def scope_of(self, owner: TypeDeclaration) -> Scope:
        """The scope inside of a declaration."""
        return Scope(self.scope, owner).with_type_parameters(*parameters_of(owner))

    def _parent(self, syntax: ast.Type, scope: Scope) -> t.ClassType:
        found = self.types.type(syntax, scope)
        if not isinstance(found, t.ClassType) or found.declaration.kind not in (
            ClassKind.TRAIT, ClassKind.OBJECT,
        ):  # fmt: skip
            raise error("a trait is expected here", syntax.span)
        return found

    def _constructors(
        self, datatype: DatatypeDeclaration, syntax: ast.Datatype, scope: Scope
    ) -> None:
        scope = replace(scope, omitted=Omitted(datatype.type_parameters))
        destructors = dict[str, Destructor]()
        made = list[Constructor]()
        for each in syntax.constructors:
            parameters = tuple(
                [Variable(p.name, self.types.type(p.type, scope), p.span, p.ghost)
                 for p in each.parameters]
            )  # fmt: skip
            constructor = Constructor(each.name, datatype, parameters, (), each.ghost, each.span)
            own = list[Destructor]()
            for i, parameter in enumerate(parameters):
                name = parameter.name or f"#{len(made)}.{i}"
                destructor = destructors.setdefault(
                    name, Destructor(name, datatype, parameter.type, parameter.ghost)
                )
                destructor.places = (*destructor.places, (constructor, i))
                own.append(destructor)
            constructor.destructors = tuple(own)
            made.append(constructor)
            self.scope.constructors.setdefault(each.name, []).append(constructor)
        datatype.constructors = tuple(made)

    def _constrained(
        self, declaration: SubsetTypeDeclaration | NewtypeDeclaration,
        syntax: ast.TypeDefinition, scope: Scope,
    ) -> None:  # fmt: skip
        variable = syntax.variable
        if variable is not None:
            type_ = self.types.type(variable.type, scope)
            declaration.variable = Variable(variable.name, type_, variable.span)
        match syntax.witness_kind:
            case "":
                declaration.witness_kind = Witness.GUESSED
            case kind:
                declaration.witness_kind = Witness(kind)

    def _members(
        self, syntax: tuple[ast.MemberDeclaration, ...], owner: TypeDeclaration
    ) -> tuple[Member, ...]:
        found = list[Member]()
        for each in syntax:
            member = self._member(each, owner)
            member.span = each.span
            self.syntax[member] = each
            found.append(member)
        return tuple(found)

    def _member(self, syntax: ast.MemberDeclaration, owner: TypeDeclaration) -> Member:
        scope = self.scope_of(owner)
        default = isinstance(owner, ClassDeclaration) and owner.kind is ClassKind.DEFAULT
        static = default or "static" in syntax.modifiers
        prefix = owner.module.full_name if default and owner.module else owner.full_name
        full_name = f"{prefix}.{syntax.name or '_ctor'}"
        match syntax:
            case ast.Iterator():
                raise unsupported("an iterator", syntax.span)
            case ast.Field():
                return Field(
                    syntax.name, full_name, self.types.type(syntax.type, scope), owner,
                    "ghost" in syntax.modifiers, syntax.mutable, static,
                )  # fmt: skip
            case ast.Function():
                return self._function(syntax, owner, full_name, static, scope)
            case ast.Method():
                return self._method(syntax, owner, full_name, static, scope)

    def _formals(
        self, syntax: tuple[ast.Variable, ...], scope: Scope, ghost: bool
    ) -> tuple[Variable, ...]:
        return tuple(
            [Variable(v.name, self.types.type(v.type, scope), v.span, ghost or v.ghost)
             for v in syntax]
        )  # fmt: skip

    def _function(
        self, syntax: ast.Function, owner: TypeDeclaration, full_name: str, static: bool,
        scope: Scope,
    ) -> Function:  # fmt: skip
        scope, omitted = _with_own_parameters(scope, syntax.type_parameters)
        two_state = syntax.kind.startswith("twostate")
        formals = self._formals(syntax.parameters, scope, False)
        for formal, written in zip(formals, syntax.parameters, strict=True):
            formal.old = two_state and not written.new
        result_type: t.Type = t.BOOL
        result = None
        if syntax.result is not None:
            result_type = self.types.type(syntax.result.type, scope)
            if syntax.result.name:
                result = Variable(syntax.result.name, result_type, syntax.result.span)
        kind = _FUNCTIONS[syntax.kind]
        extreme = kind in (FunctionKind.LEAST_PREDICATE, FunctionKind.GREATEST_PREDICATE)
        prefix = self._depth(syntax.natural, syntax.span) if extreme else None
        function = Function(
            syntax.name, full_name, owner, kind, omitted.parameters, formals,
            result_type, result, static, self._is_ghost(syntax), two_state,
            "opaque" in syntax.modifiers or any(a.name == "opaque" for a in syntax.attributes),
            natural=syntax.natural, prefix=prefix, end=syntax.end,
            by_method=syntax.by_method is not None,
        )  # fmt: skip
        self.types.arrows[function] = _arrow(syntax.specification)
        return function

    def _depth(self, natural: bool, span: Span) -> Variable:
        """The depth of a prefix predicate or lemma."""
        type_ = t.SubsetType(self.types.builtins.nat) if natural else t.ORDINAL
        return Variable("_k", type_, span, True)

    def _is_ghost(self, syntax: ast.Function) -> bool:
        if self.dialect is Dialect.MODERN and syntax.kind in ("function", "predicate"):
            return "ghost" in syntax.modifiers
        return not syntax.method

    def _method(
        self, syntax: ast.Method, owner: TypeDeclaration, full_name: str, static: bool,
        scope: Scope,
    ) -> Method:  # fmt: skip
        scope, omitted = _with_own_parameters(scope, syntax.type_parameters)
        kind = _METHODS[syntax.kind]
        ghost = "ghost" in syntax.modifiers or kind not in (
            MethodKind.METHOD, MethodKind.CONSTRUCTOR,
        )  # fmt: skip
        inputs = self._formals(syntax.inputs, scope, ghost)
        for formal, written in zip(inputs, syntax.inputs, strict=True):
            formal.old = kind is MethodKind.TWO_STATE_LEMMA and not written.new
        outputs = self._formals(syntax.outputs, scope, ghost)
        for output in outputs:
            output.mutable = True
        extreme = kind in (MethodKind.LEAST_LEMMA, MethodKind.GREATEST_LEMMA)
        prefix = self._depth(syntax.natural, syntax.span) if extreme else None
        return Method(
            syntax.name or "_ctor", full_name, owner, kind, omitted.parameters, inputs, outputs,
            static, ghost, syntax.natural, prefix, end=syntax.end,
        )  # fmt: skip


def _arrow(specification: ast.Specification) -> t.Arrow:
    if specification.reads is not None:
        return t.Arrow.GENERAL
    return t.Arrow.PARTIAL if specification.requires else t.Arrow.TOTAL


def _with_own_parameters(
    scope: Scope, syntax: tuple[ast.TypeParameter, ...]
) -> tuple[Scope, Omitted]:
    """The scope of a signature with these type parameters, which may get more if it has none."""
    parameters = type_parameters(syntax)
    omitted = Omitted(parameters, extensible=not parameters)
    return replace(scope.with_type_parameters(*parameters), omitted=omitted), omitted


def type_parameters(syntax: tuple[ast.TypeParameter, ...]) -> tuple[TypeParameter, ...]:
    """The type parameters of a declaration."""
    return tuple(
        [TypeParameter(p.name, p.span, _VARIANCES.get(p.variance, Variance.INVARIANT),
                       p.characteristics) for p in syntax]
    )  # fmt: skip
