"""Resolving expressions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

from frontends.dafny.resolve import operators
from frontends.dafny.resolve.binders import BinderResolver
from frontends.dafny.resolve.errors import error, unsupported
from frontends.dafny.resolve.infer import assignable, join
from frontends.dafny.resolve.scopes import Scope
from frontends.dafny.resolve.types import self_type
from frontends.dafny.syntax import ast
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Destructor
from frontends.dafny.typed.parts import known, peel
from ivl.base.node import replace
from ivl.base.source import Span

_MOST_PATTERNS = 1000
"""How many patterns one with alternatives inside may stand for."""


class ExpressionResolver(BinderResolver):
    """Resolves expressions of all kinds."""

    def expression(self, syntax: ast.Expr, scope: Scope, expected: t.Type | None = None) -> e.Expr:
        """The typed expression; its type may be assigned to `expected`. Raises ProgramError."""
        found = self._expression(syntax, scope, expected)
        if expected is not None and not assignable(expected, found.type):
            raise error(
                f"{operators.text(expected)} is expected here, not {operators.text(found.type)}",
                found.span,
            )
        return found

    def hinted(self, syntax: ast.Expr, scope: Scope, hint: t.Type) -> e.Expr:
        """The typed expression, whose type may be another than `hint`. Raises ProgramError."""
        return self._expression(syntax, scope, hint)

    def _expression(  # one case for each kind
        self, syntax: ast.Expr, scope: Scope, expected: t.Type | None
    ) -> e.Expr:
        span = syntax.span
        match syntax:
            case ast.Literal():
                return _literal(syntax)
            case ast.Null():
                return e.Null(type=t.Inferred(t.Literal.NULL), span=span)
            case ast.This():
                return self._this(scope, span)
            case ast.Wildcard():
                raise error("'*' cannot stand here", span)
            case ast.Name() | ast.Member() | ast.Call():
                return self.value(self.reference(syntax, scope, hint=expected), span)
            case ast.Parentheses():
                return self._expression(syntax.operand, scope, expected)
            case ast.Index() | ast.Slice() | ast.MultiSlice() | ast.Update():
                return self._collection(syntax, scope)
            case ast.DatatypeUpdate():
                return self._datatype_update(syntax, scope)
            case ast.Display() | ast.MapDisplay() | ast.Tuple():
                return self._display(syntax, scope, expected)
            case ast.MultisetOf():
                return self._multiset_of(syntax, scope)
            case ast.SequenceConstruction():
                element = self.type(syntax.element, scope)
                length = self.expression(syntax.length, scope, t.INT)
                function_type = t.FunctionType((t.INT,), element, t.Arrow.GENERAL)
                function = self.expression(syntax.function, scope, function_type)
                type_: t.Type = t.SequenceType(element)
                return e.SequenceConstruction(length, function, type=type_, span=span)
            case ast.Unary():
                operand = self.expression(syntax.operand, scope)
                return operators.unary(e.UnaryOperator(syntax.operator), operand, span)
            case ast.Binary():
                return self._binary(syntax, scope)
            case ast.Chain():
                return self._chain(syntax, scope)
            case ast.Conversion():
                operand = self.expression(syntax.operand, scope)
                return e.Conversion(operand, type=self.type(syntax.type, scope), span=span)
            case ast.TypeTest():
                operand = self.expression(syntax.operand, scope)
                return e.TypeTest(operand, self.type(syntax.type, scope), type=t.BOOL, span=span)
            case ast.If():
                return self._if(syntax, scope, expected)
            case ast.Match():
                return self._match(syntax, scope, expected)
            case ast.Let():
                return self.let(syntax, scope, expected)
            case ast.Quantifier():
                return self.quantifier(syntax, scope)
            case ast.SetComprehension():
                return self.set_comprehension(syntax, scope)
            case ast.MapComprehension():
                return self.map_comprehension(syntax, scope)
            case ast.Lambda():
                return self.lambda_(syntax, scope, expected)
            case ast.Heap():
                return self._heap(syntax, scope)
            case ast.Unchanged():
                frames = tuple([self.frame(f, scope) for f in syntax.frames])
                scope.check_label(syntax.label, span)
                return e.Unchanged(frames, syntax.label, type=t.BOOL, span=span)
            case ast.StatementExpression():
                statement = self.statement_in_expression(syntax.statement, scope.as_ghost())
                body = self._expression(syntax.body, scope, expected)
                return e.StatementExpression(statement, body, type=body.type, span=body.span)

    def _this(self, scope: Scope, span: Span) -> e.Expr:
        if scope.owner is None or scope.static:
            raise error("there is no 'this' here", span)
        return e.This(type=self_type(scope.owner), span=span)

    # ------------------------------------------------------------------ collections

    def _collection(
        self, syntax: ast.Index | ast.Slice | ast.MultiSlice | ast.Update, scope: Scope
    ) -> e.Expr:
        collection = self.expression(syntax.collection, scope)
        type_, span = peel(collection.type), syntax.span
        match syntax:
            case ast.Index():
                return self._index(collection, type_, syntax, scope)
            case ast.Slice():
                low, high = self._bound(syntax.low, scope), self._bound(syntax.high, scope)
                sliced = _sliced(type_, span)
                return e.Slice(collection, low, high, type=sliced, span=span)
            case ast.MultiSlice():
                return self._multi_slice(collection, _sliced(type_, span), syntax, scope)
            case ast.Update():
                index_type, value_type = _update_types(type_, span)
                index = self._number_or(syntax.index, index_type, scope)
                value = self._number_or(syntax.value, value_type, scope)
                return e.Update(collection, index, value, type=type_, span=span)

    def _bound(self, syntax: ast.Expr | None, scope: Scope) -> e.Expr | None:
        return None if syntax is None else self.integral(syntax, scope)

    def integral(self, syntax: ast.Expr, scope: Scope) -> e.Expr:
        """An expression of a type of whole numbers."""
        found = self.expression(syntax, scope)
        type_ = peel(found.type)
        if isinstance(type_, t.Inferred):
            assignable(t.INT, type_)
        return found

    def _number_or(self, syntax: ast.Expr, type_: t.Type | None, scope: Scope) -> e.Expr:
        """An expression of a given type, or None: of any type of whole numbers."""
        if type_ is None:
            return self.integral(syntax, scope)
        return self.expression(syntax, scope, type_)

    def _index(self, collection: e.Expr, type_: t.Type, syntax: ast.Index, scope: Scope) -> e.Expr:
        span = syntax.span
        if isinstance(type_, t.ClassType) and type_.declaration.dimensions:
            if len(syntax.indexes) != type_.declaration.dimensions:
                raise error(f"{type_.declaration.dimensions} indexes are expected", span)
            indexes = tuple([self.integral(i, scope) for i in syntax.indexes])
            return e.ArraySelect(collection, indexes, type=type_.arguments[0], span=span)
        if len(syntax.indexes) != 1:
            raise error("one index is expected", span)
        match type_:
            case t.SequenceType():
                index = self.integral(syntax.indexes[0], scope)
                return e.Index(collection, index, type=type_.element, span=span)
            case t.MapType():
                index = self.expression(syntax.indexes[0], scope, type_.domain)
                return e.Index(collection, index, type=type_.range, span=span)
            case t.MultisetType():
                index = self.expression(syntax.indexes[0], scope, type_.element)
                return e.Index(collection, index, type=t.INT, span=span)
            case _:
                raise error(f"{operators.text(collection.type)} has no elements", span)

    def _multi_slice(
        self, collection: e.Expr, type_: t.Type, syntax: ast.MultiSlice, scope: Scope
    ) -> e.Expr:
        """``s[a : b : c]``: each slice starts where the one before it ends."""
        slices = list[e.Expr]()
        low: e.Expr | None = None
        for length in syntax.lengths:
            high = None if length is None else _as_int(self.integral(length, scope))
            if high is not None and low is not None:
                high = operators.binary(e.BinaryOperator.ADD, low, high, syntax.span)
            slices.append(e.Slice(collection, low, high, type=type_, span=syntax.span))
            low = high
        return e.SequenceDisplay(tuple(slices), type=t.SequenceType(type_), span=syntax.span)

    def _display(
        self, syntax: ast.Display | ast.MapDisplay | ast.Tuple, scope: Scope,
        expected: t.Type | None,
    ) -> e.Expr:  # fmt: skip
        span = syntax.span
        wanted = None if expected is None else peel(expected)
        if isinstance(syntax, ast.Tuple):
            components = tuple([self.expression(c, scope) for c in syntax.components])
            datatype = self.builtins.tuple_datatype((False,) * len(components))
            type_ = t.DatatypeType(datatype, tuple([c.type for c in components]))
            return e.Construct(datatype.constructors[0], components, type=type_, span=span)
        if isinstance(syntax, ast.MapDisplay):
            items = tuple(
                [(self.expression(k, scope), self.expression(v, scope)) for k, v in syntax.items]
            )
            domain = self._common([k for k, _ in items], wanted, 0)
            range_ = self._common([v for _, v in items], wanted, 1)
            map_type = t.MapType(domain, range_, syntax.kind == "map")
            return e.MapDisplay(items, type=map_type, span=span)
        elements = tuple([self.expression(x, scope) for x in syntax.elements])
        element = self._common(list(elements), wanted, 0)
        match syntax.kind:
            case "seq":
                return e.SequenceDisplay(elements, type=t.SequenceType(element), span=span)
            case "multiset":
                return e.MultisetDisplay(elements, type=t.MultisetType(element), span=span)
            case kind:
                return e.SetDisplay(elements, type=t.SetType(element, kind == "set"), span=span)

    def _common(self, elements: list[e.Expr], expected: t.Type | None, part: int) -> t.Type:
        """A type for all `elements` of a display that should have the type `expected`."""
        del expected, part
        type_: t.Type = t.Inferred()
        for element in elements:
            joined = join(type_, element.type)
            if joined is None:
                raise operators.mismatch("a display", type_, element.type, element.span)
            type_ = joined
        return type_

    def _multiset_of(self, syntax: ast.MultisetOf, scope: Scope) -> e.Expr:
        operand = self.expression(syntax.operand, scope)
        type_ = peel(operand.type)
        if not isinstance(type_, t.SetType | t.SequenceType):
            raise error("a set or a sequence is expected here", operand.span)
        return e.MultisetOf(operand, type=t.MultisetType(type_.element), span=syntax.span)

    def _datatype_update(self, syntax: ast.DatatypeUpdate, scope: Scope) -> e.Expr:
        value = self.expression(syntax.value, scope)
        type_ = peel(value.type)
        if not isinstance(type_, t.DatatypeType):
            raise error("a datatype value is expected here", value.span)
        updates = list[tuple[Destructor, e.Expr]]()
        constructors = list(type_.declaration.constructors)
        for name, new in syntax.updates:
            found = self.find_member(type_, name)
            reference = (
                None if found is None
                else self.member_reference(value, type_, found, None, scope, syntax.span)
            )  # fmt: skip
            if not isinstance(reference, e.DestructorSelect):
                raise error(f"there is no destructor {name!r}", syntax.span)
            destructor = reference.destructor
            updates.append((destructor, self.expression(new, scope, reference.type)))
            having = [c for c, _ in destructor.places]
            constructors = [c for c in constructors if c in having]
        if not constructors:
            raise error("no constructor has all of these destructors", syntax.span)
        return e.DatatypeUpdate(
            value, tuple(updates), tuple(constructors), type=type_, span=syntax.span
        )

    # ------------------------------------------------------------------ operators

    def _binary(self, syntax: ast.Binary, scope: Scope) -> e.Expr:
        left = self.expression(syntax.left, scope)
        right = self.expression(syntax.right, scope)
        return self.relation(syntax.operator, left, right, syntax.prefix, scope, syntax.span)

    def relation(
        self, operator: str, left: e.Expr, right: e.Expr, prefix: ast.Expr | None, scope: Scope,
        span: Span,
    ) -> e.Expr:  # fmt: skip
        """An operator applied to two operands, a prefix equality perhaps."""
        if prefix is None:
            return operators.binary(e.BinaryOperator(operator), left, right, span)
        depth = self.expression(prefix, scope)
        if isinstance(known(depth.type), t.Inferred):
            assignable(t.ORDINAL, depth.type)
        operators.binary(e.BinaryOperator.EQUAL, left, right, span)
        return e.PrefixEqual(depth, left, right, operator == "!=", type=t.BOOL, span=span)

    def _chain(self, syntax: ast.Chain, scope: Scope) -> e.Expr:
        operands = [self.expression(o, scope) for o in syntax.operands]
        if set(syntax.operators) == {"!!"}:
            return _pairwise_disjoint(operands, syntax)
        result: e.Expr | None = None
        for i, operator in enumerate(syntax.operators):
            span = syntax.places[i]
            link = self.relation(
                operator, operands[i], operands[i + 1], syntax.prefixes[i], scope, span
            )
            result = link if result is None else _and(result, link, span)
        assert result is not None
        return result

    def _if(self, syntax: ast.If, scope: Scope, expected: t.Type | None) -> e.Expr:
        inner = scope
        if syntax.variables:
            variables = tuple([self.bound_variable(v, scope) for v in syntax.variables])
            inner = scope.with_variables(*variables)
            body = self.expression(syntax.condition, inner, t.BOOL)
            condition: e.Expr = e.Quantifier(
                e.QuantifierKind.EXISTS, variables, None, body, type=t.BOOL, span=body.span
            )
        else:
            condition = self.expression(syntax.condition, scope, t.BOOL)
        then = self._expression(syntax.then, inner, expected)
        otherwise = self._expression(syntax.otherwise, scope, expected)
        type_ = join(then.type, otherwise.type)
        if type_ is None:
            raise operators.mismatch("if", then.type, otherwise.type, syntax.span)
        binding = bool(syntax.variables)
        return e.If(condition, then, otherwise, binding, type=type_, span=syntax.span)

    def _match(self, syntax: ast.Match, scope: Scope, expected: t.Type | None) -> e.Expr:
        subject = self.expression(syntax.subject, scope)
        cases = list[e.MatchCase]()
        type_: t.Type = t.Inferred()
        for case in syntax.cases:
            for alternative in alternatives(case.pattern):
                pattern, variables = self.pattern(alternative, subject.type, scope)
                body = self._expression(case.body, scope.with_variables(*variables), expected)
                joined = join(type_, body.type)
                if joined is None:
                    raise operators.mismatch("match", type_, body.type, case.span)
                type_ = joined
                cases.append(e.MatchCase(pattern, body, case.span))
        return e.Match(subject, tuple(cases), type=type_, span=syntax.span)

    def _heap(self, syntax: ast.Heap, scope: Scope) -> e.Expr:
        operand = self.expression(syntax.operand, scope)
        span, label = syntax.span, syntax.label
        scope.check_label(label, span)
        match syntax.kind:
            case "old":
                return e.Old(operand, label, type=operand.type, span=span)
            case "fresh":
                return e.Fresh(operand, label, type=t.BOOL, span=span)
            case _:
                return e.Allocated(operand, type=t.BOOL, span=span)


def alternatives(pattern: ast.Pattern) -> tuple[ast.Pattern, ...]:
    """The patterns without a choice inside that fit, together, what `pattern` does."""
    match pattern:
        case ast.AlternativePattern():
            return tuple([p for choice in pattern.alternatives for p in alternatives(choice)])
        case ast.NamePattern(arguments=arguments) if arguments is not None:
            choices = [alternatives(argument) for argument in arguments]
            if prod([len(choice) for choice in choices]) == 1:
                return (pattern,)
            if prod([len(choice) for choice in choices]) > _MOST_PATTERNS:
                raise unsupported("a pattern with so many choices", pattern.span)
            return tuple([replace(pattern, arguments=chosen) for chosen in product(*choices)])
        case _:
            return (pattern,)


def _literal(syntax: ast.Literal) -> e.Expr:
    value, span = syntax.value, syntax.span
    type_: t.Type
    match value:
        case bool():
            type_ = t.BOOL
        case int():
            type_ = t.Inferred(t.Literal.WHOLE)
        case Fraction():
            type_ = t.Inferred(t.Literal.REAL)
        case str():
            type_ = t.CHAR if syntax.char else t.STRING
    return e.Literal(value, type=type_, span=span)


def _as_int(number: e.Expr) -> e.Expr:
    if known(number.type) == t.INT or isinstance(known(number.type), t.Inferred):
        return number
    return e.Conversion(number, type=t.INT, span=number.span)


def _sliced(type_: t.Type, span: Span) -> t.Type:
    match type_:
        case t.SequenceType():
            return type_
        case t.ClassType() if type_.declaration.dimensions == 1:
            return t.SequenceType(type_.arguments[0])
        case _:
            raise error(f"{operators.text(type_)} cannot be sliced", span)


def _update_types(type_: t.Type, span: Span) -> tuple[t.Type | None, t.Type | None]:
    """The types of the index and the value of an update, None for whole numbers."""
    match type_:
        case t.SequenceType():
            return None, type_.element
        case t.MapType():
            return type_.domain, type_.range
        case t.MultisetType():
            return type_.element, None
        case t.DatatypeType():
            raise unsupported("datatype update in brackets", span)
        case _:
            raise error(f"{operators.text(type_)} cannot be updated", span)


def _and(left: e.Expr, right: e.Expr, span: Span) -> e.Expr:
    return e.Binary(e.BinaryOperator.AND, left, right, type=t.BOOL, span=span)


def _pairwise_disjoint(operands: list[e.Expr], syntax: ast.Chain) -> e.Expr:
    """``a !! b !! c``: each is disjoint from the union of those before it."""
    union, result = operands[0], None
    for operand, span in zip(operands[1:], syntax.places, strict=True):
        link = operators.binary(e.BinaryOperator.DISJOINT, union, operand, span)
        result = link if result is None else _and(result, link, span)
        union = operators.binary(e.BinaryOperator.ADD, union, operand, span)
    assert result is not None
    return result
