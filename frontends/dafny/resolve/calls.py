"""Resolving paths, calls, and members of values."""

from __future__ import annotations

from typing import TypeAlias

from frontends.dafny.resolve import operators
from frontends.dafny.resolve.defaults import default_argument
from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.infer import assignable, default, prefer
from frontends.dafny.resolve.names import (
    ConstructorReference,
    MemberReference,
    ModulePrefix,
    NameResolver,
    Reference,
    TypePrefix,
)
from frontends.dafny.resolve.scopes import Scope
from frontends.dafny.resolve.types import parameters_of
from frontends.dafny.syntax import ast
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    DatatypeDeclaration,
    Frame,
    Function,
    Method,
    TypeParameter,
    Variable,
)
from frontends.dafny.typed.expressions import BuiltinName
from frontends.dafny.typed.parts import known, numeric_base, peel, substitute, substitution
from ivl.base.node import record
from ivl.base.source import Span


@record
class MethodCall:
    """A call of a method, which is a statement of its own or a right-hand side."""

    receiver: e.Expr | None
    method: Method
    owner_arguments: tuple[t.Type, ...]
    type_arguments: tuple[t.Type, ...]
    arguments: tuple[e.Expr, ...]
    prefix: e.Expr | None
    span: Span

    @property
    def types(self) -> dict[TypeParameter, t.Type]:
        """What the type parameters stand for in this call."""
        return _types(self.method, self.owner_arguments, self.type_arguments)


@record
class BuiltinReference:
    """A member of a value of a built-in type that takes arguments."""

    receiver: e.Expr
    name: BuiltinName | e.FunctionMember
    span: Span


Path: TypeAlias = Reference | MethodCall | BuiltinReference


class CallResolver(NameResolver):
    """Resolves what is made of names, dots and parentheses."""

    def expression(self, syntax: ast.Expr, scope: Scope, expected: t.Type | None = None) -> e.Expr:
        """The typed expression; see `ExpressionResolver`."""
        raise NotImplementedError

    def reference(
        self, syntax: ast.Expr, scope: Scope, last: bool = True, hint: t.Type | None = None
    ) -> Path:
        """What a path or a call stands for; `last`: there is no dot after it.

        `hint` is the type that a call should have.

        Raises ProgramError.
        """
        match syntax:
            case ast.Name():
                return self.name(syntax, scope, last)
            case ast.Member():
                return self._member(syntax, scope, last)
            case ast.Call():
                return self._call(syntax, scope, hint)
            case _:
                return self.expression(syntax, scope)

    def _member(self, syntax: ast.Member, scope: Scope, last: bool) -> Path:
        before = self.reference(syntax.receiver, scope, last=False)
        if isinstance(before, ModulePrefix | TypePrefix):
            return self.qualified(before, syntax, scope, last)
        receiver = self.value(before, syntax.receiver.span)
        type_, span = default(receiver.type), syntax.span
        found = self.find_member(type_, syntax.name)
        if found is not None:
            return self.member_reference(receiver, type_, found, syntax.arguments, scope, span)
        pairs = self.builtins.tuple_datatype((False, False))
        builtin = _builtin(receiver, numeric_base(type_), syntax.name, pairs, span)
        if builtin is None:
            raise error(f"{operators.text(type_)} has no member {syntax.name!r}", span)
        return builtin

    def value(self, path: Path, span: Span) -> e.Expr:
        """A path as a value. Raises ProgramError where it is none."""
        match path:
            case MemberReference():
                return self._function_value(path)
            case ConstructorReference():
                if path.constructor.parameters:
                    raise error(f"{path.constructor.name!r} takes arguments", path.span)
                return e.Construct(path.constructor, (), type=path.type, span=path.span)
            case MethodCall():
                raise error(f"method {path.method.name!r} cannot be called here", path.span)
            case BuiltinReference():
                return self._property_value(path)
            case ModulePrefix():
                raise error("a module is no value", span)
            case TypePrefix():
                raise error("a type is no value", span)
            case _:
                return path

    def _function_value(self, reference: MemberReference) -> e.Expr:
        member = reference.member
        if isinstance(member, Method):
            raise error(f"method {member.name!r} is no value", reference.span)
        types = _types(member, reference.owner_arguments, reference.type_arguments)
        parameters = tuple([substitute(p.type, types) for p in member.parameters])
        assert member.result_type is not None
        result = substitute(member.result_type, types)
        return e.FunctionValue(
            reference.receiver, member, reference.owner_arguments, reference.type_arguments,
            type=t.FunctionType(parameters, result, self.arrows[member]), span=reference.span,
        )  # fmt: skip

    # ------------------------------------------------------------------ calls

    def _call(self, syntax: ast.Call, scope: Scope, hint: t.Type | None) -> Path:
        if isinstance(syntax.callee, ast.Name) and syntax.callee.name in ("real", "int"):
            operand = self.expression(syntax.arguments[0], scope)
            target = t.BasicType(t.Basic(syntax.callee.name))
            return e.Conversion(operand, type=target, span=syntax.span)
        callee = self.reference(syntax.callee, scope)
        match callee:
            case MemberReference():
                return self._member_call(callee, syntax, scope, hint)
            case ConstructorReference():
                if hint is not None:
                    prefer(callee.type, hint)
                types = substitution(
                    callee.constructor.datatype.type_parameters, callee.type.arguments
                )
                arguments = self.arguments_for(callee.constructor.parameters, types, syntax, scope)
                return e.Construct(
                    callee.constructor, arguments, type=callee.type, span=callee.span
                )
            case BuiltinReference():
                return self._builtin_call(callee, syntax, scope)
            case _:
                return self._apply(self.value(callee, syntax.span), syntax, scope)

    def _member_call(
        self, callee: MemberReference, syntax: ast.Call, scope: Scope, hint: t.Type | None
    ) -> Path:
        member = callee.member
        scope.check_label(syntax.label, syntax.span)
        types = _types(member, callee.owner_arguments, callee.type_arguments)
        if hint is not None and isinstance(member, Function) and member.result_type is not None:
            result = substitute(member.result_type, types)
            if isinstance(result, t.DatatypeType):
                prefer(result, hint)
        prefix = None
        if syntax.prefix is not None:
            prefix = self.expression(syntax.prefix, scope)
            if isinstance(known(prefix.type), t.Inferred):
                assignable(t.INT if member.natural else t.ORDINAL, prefix.type)
        if isinstance(member, Method):
            arguments = self.arguments_for(member.inputs, types, syntax, scope, callee.receiver)
            return MethodCall(
                callee.receiver, member, callee.owner_arguments, callee.type_arguments, arguments,
                prefix, syntax.span,
            )  # fmt: skip
        arguments = self.arguments_for(member.parameters, types, syntax, scope, callee.receiver)
        assert member.result_type is not None
        result = substitute(member.result_type, types)
        return e.FunctionCall(
            callee.receiver, member, callee.owner_arguments, callee.type_arguments, arguments,
            syntax.label, prefix, syntax.span, type=result, span=callee.span,
        )  # fmt: skip

    def arguments_for(
        self, parameters: tuple[Variable, ...], types: dict[TypeParameter, t.Type],
        syntax: ast.Call, scope: Scope, receiver: e.Expr | None = None,
    ) -> tuple[e.Expr, ...]:  # fmt: skip
        """The arguments of a call in the order of the parameters, defaults filled in."""
        written = _by_parameter(parameters, syntax)
        found = dict[Variable, e.Expr]()
        for parameter in parameters:
            argument = written.get(parameter)
            if argument is not None:
                type_ = substitute(parameter.type, types)
                found[parameter] = self.expression(argument, scope, type_)
            elif parameter.default is not None:
                found[parameter] = default_argument(
                    parameter.default, found, receiver, types, syntax.span
                )
            else:
                raise error(f"{len(parameters)} arguments are expected", syntax.span)
        return tuple(found.values())

    def _apply(self, function: e.Expr, syntax: ast.Call, scope: Scope) -> e.Expr:
        type_ = peel(function.type)
        if isinstance(type_, t.Inferred):
            parameters = tuple([self.expression(a, scope).type for a in syntax.arguments])
            type_ = t.FunctionType(parameters, t.Inferred(), t.Arrow.GENERAL)
            if not assignable(function.type, type_):
                raise error("this is no function", function.span)
        if not isinstance(type_, t.FunctionType):
            raise error(f"{operators.text(type_)} cannot be called", syntax.span)
        arguments = self._plain_arguments(type_, syntax, scope)
        return e.Apply(function, arguments, syntax.callee.span, type=type_.result, span=syntax.span)

    def _plain_arguments(
        self, type_: t.FunctionType, syntax: ast.Call, scope: Scope
    ) -> tuple[e.Expr, ...]:
        if len(syntax.arguments) != len(type_.parameters):
            raise error(f"{len(type_.parameters)} arguments are expected", syntax.span)
        pairs = zip(syntax.arguments, type_.parameters, strict=True)
        return tuple([self.expression(a, scope, p) for a, p in pairs])

    def _builtin_call(self, callee: BuiltinReference, syntax: ast.Call, scope: Scope) -> e.Expr:
        if isinstance(callee.name, e.FunctionMember):
            type_ = peel(callee.receiver.type)
            assert isinstance(type_, t.FunctionType)
            return self.property(callee, self._plain_arguments(type_, syntax, scope))
        amounts = tuple([self.expression(a, scope, t.INT) for a in syntax.arguments])
        return e.BuiltinMember(
            callee.receiver, callee.name, amounts, type=peel(callee.receiver.type),
            span=callee.span,
        )  # fmt: skip

    def property(self, callee: BuiltinReference, arguments: tuple[e.Expr, ...]) -> e.Expr:
        """``f.requires(arguments)`` or ``f.reads(arguments)``."""
        assert isinstance(callee.name, e.FunctionMember)
        requires = callee.name is e.FunctionMember.REQUIRES
        result = t.BOOL if requires else t.SetType(t.ClassType(self.builtins.object))
        return e.FunctionProperty(
            callee.receiver, callee.name, arguments, type=result, span=callee.span
        )

    def _property_value(self, path: BuiltinReference) -> e.Expr:
        """``f.requires`` as ``x reads f.reads(x) => f.requires(x)``."""
        type_, span = peel(path.receiver.type), path.span
        if not isinstance(type_, t.FunctionType):
            raise error("arguments are expected here", span)
        variables = tuple([Variable(f"x{i}", p, span) for i, p in enumerate(type_.parameters)])
        arguments = tuple([e.VariableReference(v, type=v.type, span=span) for v in variables])
        reads = BuiltinReference(path.receiver, e.FunctionMember.READS, span)
        frame = Frame(self.property(reads, arguments), span=span)
        body = self.property(path, arguments)
        function = t.FunctionType(type_.parameters, body.type, t.Arrow.GENERAL)
        return e.Lambda(variables, (), (frame,), body, type=function, span=span)


def _by_parameter(parameters: tuple[Variable, ...], syntax: ast.Call) -> dict[Variable, ast.Expr]:
    """The arguments that are written, positional ones first, by what they are for."""
    named = {p.name: p for p in parameters}
    written = dict[Variable, ast.Expr]()
    for i, argument in enumerate(syntax.arguments):
        name = syntax.names[i]
        if not name and (i >= len(parameters) or any(syntax.names[:i])):
            raise error(f"{len(parameters)} arguments are expected", syntax.span)
        parameter = named.get(name) if name else parameters[i]
        if parameter is None or parameter in written:
            raise error(f"there is no parameter {name!r} to be given here", argument.span)
        written[parameter] = argument
    return written


def _types(
    member: Function | Method, owner: tuple[t.Type, ...], own: tuple[t.Type, ...]
) -> dict[TypeParameter, t.Type]:
    return substitution((*parameters_of(member.owner), *member.type_parameters), (*owner, *own))


def _builtin(
    receiver: e.Expr, type_: t.Type, name: str, pairs: DatatypeDeclaration, span: Span
) -> e.Expr | BuiltinReference | None:
    """A member of a value of a built-in type; `pairs` are what a map's items are."""
    result: t.Type
    match type_, name:
        case t.FunctionType(), ("requires" | "reads"):
            return BuiltinReference(receiver, e.FunctionMember(name), span)
        case t.BitvectorType(), ("RotateLeft" | "RotateRight"):
            return BuiltinReference(receiver, BuiltinName(name), span)
        case t.BasicType(t.Basic.REAL), "Floor":
            result = t.INT
        case t.BasicType(t.Basic.ORDINAL), ("IsLimit" | "IsSucc" | "IsNat"):
            result = t.BOOL
        case t.BasicType(t.Basic.ORDINAL), "Offset":
            result = t.INT
        case t.MapType(), "Keys":
            result = t.SetType(type_.domain, type_.finite)
        case t.MapType(), "Values":
            result = t.SetType(type_.range, type_.finite)
        case t.MapType(), "Items":
            item = t.DatatypeType(pairs, (type_.domain, type_.range))
            result = t.SetType(item, type_.finite)
        case _:
            return None
    return e.BuiltinMember(receiver, BuiltinName(name), type=result, span=span)
