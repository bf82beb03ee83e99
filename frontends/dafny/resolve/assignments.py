"""Resolving declarations of local variables, assignments, allocations, and calls of methods."""

from __future__ import annotations

from frontends.dafny.resolve import operators
from frontends.dafny.resolve.calls import MethodCall
from frontends.dafny.resolve.errors import error, unsupported
from frontends.dafny.resolve.expressions import ExpressionResolver
from frontends.dafny.resolve.infer import assign
from frontends.dafny.resolve.names import MemberReference
from frontends.dafny.resolve.scopes import Scope
from frontends.dafny.syntax import ast
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Function, Method, Variable
from frontends.dafny.typed.parts import ancestors, known, substitute
from ivl.base.diagnostic import ProgramError
from ivl.base.node import replace
from ivl.base.source import Span


class AssignmentResolver(ExpressionResolver):
    """Resolves statements that change variables."""

    def declare(self, syntax: ast.Declare, scope: Scope) -> tuple[tuple[s.Statement, ...], Scope]:
        """``var x, y := values;``: a declaration and an assignment."""
        ghost = syntax.ghost or scope.ghost
        variables = tuple(
            [Variable(v.name, self._type_of_local(v, scope), v.span, ghost, True)
             for v in syntax.variables]
        )  # fmt: skip
        declare = s.Declare(variables, span=syntax.span, end=syntax.end, ghost=ghost)
        inner = scope.with_variables(*variables)
        targets = tuple([s.VariableTarget(v, v.span) for v in variables])
        match syntax.operator:
            case "":
                return (declare,), inner
            case ":|":
                found = self._such_that(targets, syntax, inner)
            case ":-":
                raise unsupported("failure-compatible types", syntax.place)
            case _:
                found = self._assign_values(targets, syntax.values, scope, syntax, syntax.place)
        return (declare, *found), inner

    def _type_of_local(self, syntax: ast.Variable, scope: Scope) -> t.Type:
        return t.Inferred(grows=True) if syntax.type is None else self.type(syntax.type, scope)

    def destructure(
        self, syntax: ast.Destructure, scope: Scope
    ) -> tuple[tuple[s.Statement, ...], Scope]:
        """``var (x, y) := e;``."""
        value = self.expression(syntax.value, scope)
        pattern, variables = self.pattern(syntax.pattern, value.type, scope, constants=False)
        for variable in variables:
            variable.mutable = True
            variable.ghost = syntax.ghost or scope.ghost
        statement = s.DestructurePattern(pattern, value, span=syntax.span, end=syntax.end)
        return (statement,), scope.with_variables(*variables)

    def assign(self, syntax: ast.Assign, scope: Scope) -> tuple[s.Statement, ...]:
        """``a, b := values;``, and calls without targets."""
        if not syntax.operator:
            return self._assign_values((), syntax.values, scope, syntax, syntax.span)
        targets = tuple([self._target(x, scope) for x in syntax.targets])
        match syntax.operator:
            case ":|":
                return self._such_that(targets, syntax, scope)
            case ":-":
                raise unsupported("failure-compatible types", syntax.span)
            case _:
                return self._assign_values(targets, syntax.values, scope, syntax, syntax.span)

    def _such_that(
        self, targets: tuple[s.Target, ...], syntax: ast.Declare | ast.Assign, scope: Scope
    ) -> tuple[s.Statement, ...]:
        (condition_syntax,) = syntax.values
        assert not isinstance(condition_syntax, ast.NewValue)
        condition = self.expression(condition_syntax, scope, t.BOOL)
        span = syntax.place if isinstance(syntax, ast.Declare) else syntax.span
        statement = s.AssignSuchThat(
            targets, condition, syntax.assumed, span=span, end=syntax.end, ghost=scope.ghost
        )
        return (statement,)

    def _target(self, syntax: ast.Expr, scope: Scope) -> s.Target:
        found = self.expression(syntax, scope)
        match found:
            case e.VariableReference():
                if not found.variable.mutable:
                    raise error(f"{found.variable.name!r} cannot be assigned to", found.span)
                return s.VariableTarget(found.variable, found.span)
            case e.FieldSelect() if found.receiver is not None:
                return s.FieldTarget(found.receiver, found.field, found.span)
            case e.ArraySelect():
                return s.ArrayTarget(found.array, found.indexes, found.span)
            case _:
                raise error("this cannot be assigned to", found.span)

    def _assign_values(
        self, targets: tuple[s.Target, ...], values: tuple[ast.Value, ...], scope: Scope,
        syntax: ast.Statement, span: Span,
    ) -> tuple[s.Statement, ...]:  # fmt: skip
        if len(values) == 1 and isinstance(values[0], ast.Call):
            revealed = None if targets else self.revealed(values[0], scope)
            if revealed is not None:
                return (s.Reveal((revealed,), span=values[0].span, end=syntax.end),)
            path = self.reference(values[0], scope)
            if isinstance(path, MethodCall):
                return (self._call_statement(targets, path, syntax),)
            if targets:
                value = self.value(path, values[0].span)
                return (self._plain(targets, (value,), syntax, span),)
        if not targets:
            if len(values) == 1 and not isinstance(values[0], ast.NewValue):
                raise error("this is no statement: a method call is expected", span)
            raise error("a method call is expected", span)
        if len(targets) != len(values):
            raise error(f"{len(targets)} values are expected, not {len(values)}", span)
        found = list[s.Value | e.Expr]()
        for target, value_syntax in zip(targets, values, strict=True):
            found.append(self._value(value_syntax, target_type(target), scope))
        return (self._plain(targets, tuple(found), syntax, span),)

    def _plain(
        self, targets: tuple[s.Target, ...], values: tuple[s.Value | e.Expr, ...],
        syntax: ast.Statement, span: Span,
    ) -> s.Statement:  # fmt: skip
        resolved = list[s.Value]()
        for target, value in zip(targets, values, strict=True):
            type_ = target_type(target)
            match value:
                case s.HavocValue() | s.ExpressionValue():
                    resolved.append(value)
                    continue
                case s.NewObject() | s.NewArray():
                    fits = assign(type_, value.type)
                    resolved.append(value)
                case _:
                    fits = assign(type_, value.type)
                    resolved.append(s.ExpressionValue(value, value.span))
            if not fits:
                raise operators.mismatch(":=", type_, value.type, span)
        return s.Assign(targets, tuple(resolved), span=span, end=syntax.end)

    def _value(self, syntax: ast.Value, expected: t.Type, scope: Scope) -> s.Value | e.Expr:
        match syntax:
            case ast.NewValue():
                return self._new(syntax, scope)
            case ast.Wildcard():
                return s.HavocValue(syntax.span)
            case _:
                return self.hinted(syntax, scope, expected)

    # ------------------------------------------------------------------ allocation

    def _new(self, syntax: ast.NewValue, scope: Scope) -> s.Value:
        if syntax.dimensions is not None:
            return self._new_array(syntax, scope)
        if not isinstance(syntax.type, ast.NamedType):
            raise error("there are no objects of this type", syntax.span)
        type_, name = self._allocated_class(syntax.type, scope)
        found = self.find_member(type_, name or "_ctor")
        constructor: Method | None = None
        if isinstance(found, Method):
            constructor = found
        elif name:
            raise error(f"there is no constructor {name!r}", syntax.span)
        arguments: tuple[e.Expr, ...] = ()
        if constructor is not None:
            path = ast.Call(
                ast.Name("", span=syntax.span), syntax.arguments or (),
                ("",) * len(syntax.arguments or ()), span=syntax.span,
            )  # fmt: skip
            types = dict(zip(type_.declaration.type_parameters, type_.arguments, strict=True))
            arguments = self.arguments_for(constructor.inputs, types, path, scope)
        return s.NewObject(type_, constructor, arguments, syntax.span)

    def _allocated_class(self, syntax: ast.NamedType, scope: Scope) -> tuple[t.ClassType, str]:
        """The class that is allocated, and the name of the constructor, if one is given."""
        name = ""
        try:
            type_ = self.type(syntax, scope)
        except ProgramError:
            if len(syntax.path) < 2:
                raise
            name = syntax.path[-1].name
            type_ = self.type(ast.NamedType(syntax.path[:-1], span=syntax.span), scope)
        type_ = known(type_)
        if not isinstance(type_, t.ClassType):
            raise error(f"{operators.text(type_)} is no class", syntax.span)
        return t.ClassType(type_.declaration, type_.arguments), name

    def _new_array(self, syntax: ast.NewValue, scope: Scope) -> s.Value:
        assert syntax.dimensions is not None
        element = self.type(syntax.type, scope)
        dimensions = tuple([self.integral(d, scope) for d in syntax.dimensions])
        elements = initializer = None
        if syntax.elements is not None:
            elements = tuple([self.expression(x, scope, element) for x in syntax.elements])
        count = max(len(dimensions), 1)
        if syntax.initializer is not None:
            wanted = t.FunctionType((t.INT,) * count, element, t.Arrow.GENERAL)
            initializer = self.expression(syntax.initializer, scope, wanted)
        type_ = t.ClassType(self.builtins.array_class(count), (element,))
        return s.NewArray(type_, dimensions, elements, initializer, syntax.span)

    # ------------------------------------------------------------------ calls, return

    def revealed(self, syntax: ast.Call, scope: Scope) -> Function | None:
        """The opaque function that ``reveal_f()`` reveals, the way it is written in 2.x."""
        callee = syntax.callee
        if not isinstance(callee, ast.Name | ast.Member) or not callee.name.startswith("reveal_"):
            return None
        name = callee.name.removeprefix("reveal_")
        try:
            self.reference(callee, scope)
        except ProgramError:
            found = self.reference(replace(callee, name=name), scope)
            if isinstance(found, MemberReference) and isinstance(found.member, Function):
                return found.member
            raise
        return None

    def _call_statement(
        self, targets: tuple[s.Target, ...], call: MethodCall, syntax: ast.Statement
    ) -> s.Statement:
        outputs = call.method.outputs
        if len(targets) != len(outputs):
            raise error(f"{len(outputs)} results are to be assigned", call.span)
        for target, output in zip(targets, outputs, strict=True):
            type_ = target_type(target)
            if not assign(type_, substitute(output.type, call.types)):
                raise operators.mismatch(":=", type_, output.type, call.span)
        return s.Call(
            targets, call.receiver, call.method, call.owner_arguments, call.type_arguments,
            call.arguments, call.prefix, span=call.span, end=syntax.end, labels=syntax.labels,
        )  # fmt: skip

    def return_(self, syntax: ast.Return, scope: Scope) -> tuple[s.Statement, ...]:
        """``return values;``: an assignment to the out-parameters, and a return."""
        if syntax.yields:
            raise unsupported("an iterator", syntax.span)
        found: tuple[s.Statement, ...] = ()
        if syntax.values is not None:
            assert isinstance(scope.member, Method)
            targets = tuple([s.VariableTarget(v, syntax.span) for v in scope.member.outputs])
            found = self._assign_values(targets, syntax.values, scope, syntax, syntax.span)
        return (*found, s.Return(span=syntax.span, end=syntax.end))


def target_type(target: s.Target) -> t.Type:
    """The type of what a target may hold."""
    match target:
        case s.VariableTarget():
            return target.variable.type
        case s.FieldTarget():
            receiver = known(target.receiver.type)
            if isinstance(receiver, t.ClassType):
                for above in ancestors(receiver):
                    if above.declaration is target.field.owner:
                        types = dict(
                            zip(above.declaration.type_parameters, above.arguments, strict=True)
                        )
                        return substitute(target.field.type, types)
            return target.field.type
        case s.ArrayTarget():
            array = known(target.array.type)
            assert isinstance(array, t.ClassType)
            return array.arguments[0]
