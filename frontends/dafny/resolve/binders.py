"""Resolving what binds variables: quantifiers, comprehensions, lambdas, let, patterns."""

from __future__ import annotations

from functools import reduce

from frontends.dafny.resolve.calls import BuiltinReference, CallResolver
from frontends.dafny.resolve.errors import error, unsupported
from frontends.dafny.resolve.infer import assignable, bind_if_unknown
from frontends.dafny.resolve.scopes import Scope
from frontends.dafny.syntax import ast
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Attribute,
    Constructor,
    Field,
    Frame,
    TypeParameter,
    Variable,
)
from frontends.dafny.typed.parts import known, peel, substitute, substitution
from ivl.base.source import Span


class BinderResolver(CallResolver):
    """Resolves expressions that bind variables, attributes and frames."""

    def statement_in_expression(self, syntax: ast.Statement, scope: Scope) -> s.Statement:
        """A statement before a value."""
        raise NotImplementedError

    def bound_variable(self, syntax: ast.Variable, scope: Scope) -> Variable:
        """A variable bound by an expression."""
        return Variable(syntax.name, self.type(syntax.type, scope), syntax.span)

    def bind(
        self, syntax: tuple[ast.Variable, ...], range_: ast.Expr | None, scope: Scope
    ) -> tuple[tuple[Variable, ...], e.Expr | None, Scope]:
        """Quantified variables, the conjunction of all that restricts them, and their scope."""
        variables = list[Variable]()
        restrictions = list[e.Expr]()
        for each in syntax:
            variable = self.bound_variable(each, scope)
            if each.domain is not None:
                domain = self.expression(each.domain, scope)
                reference = e.VariableReference(variable, type=variable.type, span=each.span)
                restrictions.append(self._in(reference, domain))
            variables.append(variable)
            scope = scope.with_variables(variable)
            if each.range is not None:
                restrictions.append(self.expression(each.range, scope, t.BOOL))
        if range_ is not None:
            restrictions.append(self.expression(range_, scope, t.BOOL))
        restriction = reduce(_and, restrictions) if restrictions else None
        return tuple(variables), restriction, scope

    def _in(self, element: e.Expr, collection: e.Expr) -> e.Expr:
        type_ = peel(collection.type)
        match type_:
            case t.SetType() | t.MultisetType() | t.SequenceType():
                assignable(element.type, type_.element)
            case t.MapType():
                assignable(element.type, type_.domain)
            case _:
                raise error("a collection is expected here", collection.span)
        return e.Binary(e.BinaryOperator.IN, element, collection, type=t.BOOL, span=element.span)

    def attributes(self, syntax: tuple[ast.Attribute, ...], scope: Scope) -> tuple[Attribute, ...]:
        """Attributes; what their arguments mean is up to those who read them."""
        return tuple([self._attribute(a, scope) for a in syntax])

    def _attribute(self, syntax: ast.Attribute, scope: Scope) -> Attribute:
        arguments = list[e.Expr | str]()
        for argument in syntax.arguments:
            if isinstance(argument, ast.Literal) and isinstance(argument.value, str):
                arguments.append(argument.value)
            elif syntax.name in _WITH_NAMES and isinstance(argument, ast.Name):
                arguments.append(argument.name)
            else:
                arguments.append(self.expression(argument, scope))
        return Attribute(syntax.name, tuple(arguments), syntax.span)

    # ------------------------------------------------------------------ quantifiers

    def quantifier(self, syntax: ast.Quantifier, scope: Scope) -> e.Expr:
        """``forall`` and ``exists``."""
        parameters = tuple([TypeParameter(p.name, p.span) for p in syntax.type_parameters])
        if parameters:
            raise unsupported("quantification over types", syntax.span)
        variables, range_, inner = self.bind(syntax.variables, syntax.range, scope)
        body = self.expression(syntax.body, inner, t.BOOL)
        attributes = self.attributes(
            (*syntax.attributes, *[a for v in syntax.variables for a in v.attributes]), inner
        )
        kind = e.QuantifierKind(syntax.kind)
        return e.Quantifier(
            kind, variables, range_, body, (), attributes, type=t.BOOL, span=syntax.span
        )

    def set_comprehension(self, syntax: ast.SetComprehension, scope: Scope) -> e.Expr:
        """``set x | range :: term``."""
        variables, range_, inner = self.bind(syntax.variables, syntax.range, scope)
        assert range_ is not None
        if syntax.term is None:
            if len(variables) != 1:
                raise error("a term is expected, as there are several variables", syntax.span)
            term: e.Expr = _reference(variables[0])
        else:
            term = self.expression(syntax.term, inner)
        attributes = self.attributes(
            (*syntax.attributes, *[a for v in syntax.variables for a in v.attributes]), inner
        )
        type_ = t.SetType(term.type, syntax.kind == "set")
        return e.SetComprehension(variables, range_, term, attributes, type=type_, span=syntax.span)

    def map_comprehension(self, syntax: ast.MapComprehension, scope: Scope) -> e.Expr:
        """``map x | range :: value``."""
        variables, range_, inner = self.bind(syntax.variables, syntax.range, scope)
        if range_ is None:
            range_ = e.Literal(True, type=t.BOOL, span=syntax.span)
        key = None if syntax.key is None else self.expression(syntax.key, inner)
        if key is None and len(variables) != 1:
            raise error("a key is expected, as there are several variables", syntax.span)
        value = self.expression(syntax.value, inner)
        attributes = self.attributes(
            (*syntax.attributes, *[a for v in syntax.variables for a in v.attributes]), inner
        )
        domain = variables[0].type if key is None else key.type
        type_ = t.MapType(domain, value.type, syntax.kind == "map")
        return e.MapComprehension(
            variables, range_, key, value, attributes, type=type_, span=syntax.span
        )

    def lambda_(self, syntax: ast.Lambda, scope: Scope, expected: t.Type | None) -> e.Expr:
        """A lambda expression, whose parameters may get their types from what is expected."""
        variables = tuple([self.bound_variable(p, scope) for p in syntax.parameters])
        wanted = None if expected is None else peel(expected)
        if isinstance(wanted, t.FunctionType) and len(wanted.parameters) == len(variables):
            for variable, type_ in zip(variables, wanted.parameters, strict=True):
                if isinstance(known(variable.type), t.Inferred):
                    assignable(variable.type, type_)
        inner = scope.with_variables(*variables)
        requires = tuple([self.expression(r, inner, t.BOOL) for r in syntax.requires])
        reads = tuple([self.frame(f, inner) for f in syntax.reads])
        body = self.expression(syntax.body, inner)
        arrow = t.Arrow.GENERAL if reads else t.Arrow.PARTIAL if requires else t.Arrow.TOTAL
        function = t.FunctionType(tuple([v.type for v in variables]), body.type, arrow)
        return e.Lambda(variables, requires, reads, body, type=function, span=syntax.span)

    def frame(self, syntax: ast.Frame, scope: Scope) -> Frame:
        """An item of a frame."""
        if isinstance(syntax.expression, ast.Wildcard):
            return Frame(None, span=syntax.span)
        if syntax.expression is None:
            expression = self.expression(ast.This(span=syntax.span), scope)
        else:
            expression = self._frame_expression(syntax.expression, scope)
        if not syntax.field:
            return Frame(expression, span=syntax.span)
        type_ = peel(expression.type)
        if isinstance(type_, t.SetType | t.SequenceType):
            type_ = peel(type_.element)
        found = self.find_member(type_, syntax.field)
        if not isinstance(found, Field):
            raise error(f"there is no field {syntax.field!r}", syntax.span)
        return Frame(expression, found, syntax.span)

    def _frame_expression(self, syntax: ast.Expr, scope: Scope) -> e.Expr:
        """References or collections of them; what functions to sets have for any arguments."""
        path = self.reference(syntax, scope)
        if isinstance(path, BuiltinReference) and isinstance(path.name, e.FunctionMember):
            type_ = peel(path.receiver.type)
            assert isinstance(type_, t.FunctionType)
            variables = _arguments(type_, path.span)
            return _union(variables, self.property(path, _references(variables)))
        expression = self.value(path, syntax.span)
        type_ = peel(expression.type)
        match type_:
            case t.SetType() | t.SequenceType() | t.MultisetType():
                bind_if_unknown(type_.element, t.ClassType(self.builtins.object))
            case t.FunctionType():
                variables = _arguments(type_, expression.span)
                arguments = _references(variables)
                return _union(
                    variables,
                    e.Apply(
                        expression,
                        arguments,
                        expression.span,
                        type=type_.result,
                        span=expression.span,
                    ),
                )
            case _:
                pass
        return expression

    # ------------------------------------------------------------------ let and patterns

    def let(self, syntax: ast.Let, scope: Scope, expected: t.Type | None) -> e.Expr:
        """``var x := e; body`` and ``var x :| c; body``."""
        ghost = syntax.ghost or scope.ghost
        if syntax.such_that:
            variables = tuple([self._such_that_variable(p, scope) for p in syntax.patterns])
            inner = scope.with_variables(*variables)
            condition = self.expression(syntax.values[0], inner, t.BOOL)
            body = self.expression(syntax.body, inner, expected)
            return e.LetSuchThat(
                variables, condition, body, ghost, type=body.type, span=syntax.span
            )
        if len(syntax.patterns) != len(syntax.values):
            raise error("as many values as variables are expected", syntax.span)
        patterns, values, bound = list[e.Pattern](), list[e.Expr](), list[Variable]()
        for pattern_syntax, value_syntax in zip(syntax.patterns, syntax.values, strict=True):
            declared = None
            if isinstance(pattern_syntax, ast.NamePattern) and pattern_syntax.type is not None:
                declared = self.type(pattern_syntax.type, scope)
            value = self.expression(value_syntax, scope, declared)
            pattern, variables = self.pattern(
                pattern_syntax, declared or value.type, scope, constants=False
            )
            patterns.append(pattern)
            values.append(value)
            bound.extend(variables)
        for variable in bound:
            variable.ghost |= syntax.ghost
        body = self.expression(syntax.body, scope.with_variables(*bound), expected)
        return e.Let(tuple(patterns), tuple(values), body, ghost, type=body.type, span=syntax.span)

    def _such_that_variable(self, syntax: ast.Pattern, scope: Scope) -> Variable:
        if not isinstance(syntax, ast.NamePattern) or syntax.arguments is not None:
            raise error("a variable is expected here", syntax.span)
        return Variable(syntax.name, self.type(syntax.type, scope), syntax.span)

    def pattern(
        self, syntax: ast.Pattern, type_: t.Type, scope: Scope, constants: bool = True
    ) -> tuple[e.Pattern, tuple[Variable, ...]]:
        """A pattern for values of a type, and the variables that it binds.

        With `constants` a name may be a constructor or a constant; else it is a variable.
        """
        match syntax:
            case ast.AlternativePattern():
                raise error("a choice cannot stand here", syntax.span)
            case ast.LiteralPattern():
                literal = self.expression(syntax.value, scope)
                if not assignable(literal.type, peel(type_)):
                    raise error("this literal has another type than the value", syntax.span)
                return e.LiteralPattern(literal, syntax.span), ()
            case ast.NamePattern():
                return self._name_pattern(syntax, type_, scope, constants)

    def _name_pattern(
        self, syntax: ast.NamePattern, type_: t.Type, scope: Scope, constants: bool
    ) -> tuple[e.Pattern, tuple[Variable, ...]]:
        constructor = self._constructor_of_pattern(syntax, type_, constants)
        if constructor is None:
            if syntax.arguments is not None:
                raise error(f"there is no constructor {syntax.name!r}", syntax.span)
            declared = self.type(syntax.type, scope) if syntax.type is not None else type_
            variable = Variable(syntax.name, declared, syntax.span, syntax.ghost)
            return e.VariablePattern(variable, syntax.span), (variable,)
        datatype = constructor.datatype
        value_type = peel(type_)
        if isinstance(value_type, t.Inferred):
            value_type = t.DatatypeType(
                datatype, tuple([t.Inferred() for _ in datatype.type_parameters])
            )
            assignable(type_, value_type)
        if not isinstance(value_type, t.DatatypeType) or value_type.declaration is not datatype:
            raise error(f"{syntax.name!r} is of another type than the value", syntax.span)
        inside = syntax.arguments or ()
        if len(inside) != len(constructor.parameters):
            raise error(f"{len(constructor.parameters)} arguments are expected", syntax.span)
        types = substitution(datatype.type_parameters, value_type.arguments)
        arguments, variables = list[e.Pattern](), list[Variable]()
        for argument, parameter in zip(inside, constructor.parameters, strict=True):
            found, bound = self.pattern(
                argument, substitute(parameter.type, types), scope, constants
            )
            if parameter.ghost:
                for variable in bound:
                    variable.ghost = True
            arguments.append(found)
            variables.extend(bound)
        pattern = e.ConstructorPattern(constructor, tuple(arguments), value_type, syntax.span)
        return pattern, tuple(variables)

    def _constructor_of_pattern(
        self, syntax: ast.NamePattern, type_: t.Type, constants: bool
    ) -> Constructor | None:
        if not syntax.name:
            assert syntax.arguments is not None
            found = peel(type_)
            if isinstance(found, t.DatatypeType):  # its ghost components are known
                return found.declaration.constructors[0]
            ghosts = (False,) * len(syntax.arguments)
            return self.builtins.tuple_datatype(ghosts).constructors[0]
        if not constants and syntax.arguments is None:
            return None
        datatype = peel(type_)
        if not isinstance(datatype, t.DatatypeType):
            return None
        name = syntax.name.rpartition(".")[2]
        for constructor in datatype.declaration.constructors:
            if constructor.name == name:
                return constructor
        return None


_WITH_NAMES = frozenset(("extern", "opaque"))
"""Attributes whose arguments may be names that are looked up elsewhere."""


def _arguments(type_: t.FunctionType, span: Span) -> tuple[Variable, ...]:
    return tuple([Variable(f"x{i}", p, span) for i, p in enumerate(type_.parameters)])


def _references(variables: tuple[Variable, ...]) -> tuple[e.Expr, ...]:
    return tuple([_reference(v) for v in variables])


def _union(variables: tuple[Variable, ...], objects: e.Expr) -> e.Expr:
    """``iset x, o | o in f(x) :: o``: all of the sets ``f(x)``, whatever the arguments are."""
    type_, span = peel(objects.type), objects.span
    if not isinstance(type_, t.SetType | t.SequenceType | t.MultisetType):
        raise error("a function to sets of objects is expected here", span)
    object_ = Variable("o", type_.element, span)
    member = e.Binary(e.BinaryOperator.IN, _reference(object_), objects, type=t.BOOL, span=span)
    union = t.SetType(type_.element, False)
    return e.SetComprehension(
        (*variables, object_), member, _reference(object_), type=union, span=span
    )


def _reference(variable: Variable) -> e.Expr:
    return e.VariableReference(variable, type=variable.type, span=variable.span)


def _and(left: e.Expr, right: e.Expr) -> e.Expr:
    return e.Binary(e.BinaryOperator.AND, left, right, type=t.BOOL, span=right.span)
