"""What expressions are in a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import cast

from ivl.base.values import Bits, Construction, Float, MapValue, Value
from ivl.core.expressions import (
    Apply,
    CodeExpression,
    Expr,
    Extract,
    FieldAccess,
    FieldUpdate,
    Function,
    IsConstructor,
    Lambda,
    Let,
    Literal,
    Old,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Select,
    Store,
    Variable,
    VariableKind,
    VariableReference,
    datatype_of,
)
from ivl.core.types import REAL, MapType, Type
from ivl.interpreter import floats, probes
from ivl.interpreter.code import execute_code
from ivl.interpreter.data import Closure, Datum, Origin, PolymorphicMap, instance, split
from ivl.interpreter.domains import Domains
from ivl.interpreter.explore import Explorer
from ivl.interpreter.functions import Functions
from ivl.interpreter.identity import Identity, depth_of
from ivl.interpreter.operators import (
    concatenate,
    divide,
    extract,
    literal,
    of_floats,
    of_real,
    of_reals,
    remainder,
    sized,
)
from ivl.interpreter.probes import Integer, Linear, Other
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import Budget, CannotTell
from ivl.interpreter.type_cases import TypeCases

SMALL = 4
"""Types with no more values are always looked at as a whole."""
_CONNECTIVES = {Operator.AND, Operator.OR, Operator.IMPLIES}


class Evaluator:
    """Evaluates expressions; `functions` say what is left open, `budget` how long it may take."""

    def __init__(self, functions: Functions, domains: Domains, budget: Budget) -> None:
        self.functions = functions
        self.domains = domains
        self.budget = budget
        self.read: dict[Variable, None] = {}
        """The constants and global variables that have been read."""
        domains.free = functions.free
        self.type_cases: list[TypeCases] = []
        """Those of the quantifiers over types that are being evaluated."""
        self.explorer = Explorer(domains, budget)
        self.identity = Identity(self.explorer)
        self.maps: dict[Type, list[Datum]] = {t: [] for t in functions.axioms.map_types}
        """The maps that have come up, of the types that axioms quantify over."""
        self.noting = bool(self.maps)
        self.came_up: list[tuple[Type, Datum]] = []
        """The values that variables have been given."""
        self.values: Callable[[Type], Iterable[Datum]] | None = None
        """The values of a type that have come up, if quantifiers are about these alone."""
        self._evaluate: dict[type, Callable[..., Datum]] = {
            Literal: lambda e, _: literal(e),
            VariableReference: self._variable,
            Operation: self._operation,
            Apply: self._apply,
            Select: self._select,
            Store: self._store,
            Quantifier: self._quantifier,
            Old: lambda e, scope: self.value(e.operand, scope.before()),
            Let: self._let,
            Lambda: self._lambda,
            Extract: self._extract,
            FieldAccess: self._field,
            FieldUpdate: self._field_update,
            IsConstructor: self._is_constructor,
            CodeExpression: lambda e, scope: execute_code(e, scope, self),
        }

    def value(self, expr: Expr, scope: Scope) -> Datum:
        """The value of `expr`. Raises CannotTell and OutOfSteps."""
        found = self._evaluate[type(expr)](expr, scope)
        if self.noting and expr.type in self.maps:
            self._note(found, self.maps[expr.type])
        return found

    def _note(self, found: Datum, known: list[Datum]) -> None:
        if depth_of(found) < 0 and not any(found is m for m in known):
            known.append(found)

    def holds(self, expr: Expr, scope: Scope) -> bool:
        """Whether a condition is true. Raises CannotTell and OutOfSteps."""
        return self.value(expr, scope) is True

    def equal(self, left: Datum, right: Datum, type_: Type) -> bool:
        """Whether two values are the same."""
        return self.identity.equal(left, right, type_)

    def _variable(self, expr: VariableReference, scope: Scope) -> Datum:
        variable = expr.variable
        if variable.kind is VariableKind.CONSTANT:
            self.read[variable] = None
            return self.functions.constant(variable, self)
        if variable.kind is VariableKind.GLOBAL:
            self.read[variable] = None
            return scope.globals[variable]
        value = scope.values.get(variable)
        if value is None:
            raise CannotTell(f"{variable.name} has no value", expr.span)
        return value

    def _apply(self, expr: Apply, scope: Scope) -> Datum:
        types = tuple([scope.type(t) for t in expr.type_arguments])
        arguments = tuple([self.value(a, scope) for a in expr.arguments])
        if types:
            for cases in self.type_cases:
                cases.meet(types, self.functions.types_of(expr.function))
        return self.functions.apply(expr.function, types, arguments, scope.type(expr.type), self)

    def _let(self, expr: Let, scope: Scope) -> Datum:
        values = [self.value(v, scope) for v in expr.values]
        return self.value(expr.body, scope.extended(dict(zip(expr.variables, values, strict=True))))

    # -------------------------------------------------------- operators

    def _operation(self, expr: Operation, scope: Scope) -> Datum:
        operator, arguments = expr.operator, expr.arguments
        if operator in _CONNECTIVES:
            return self._connective(operator, arguments, scope)
        if operator is Operator.NOT:
            return not self.holds(arguments[0], scope)
        if operator is Operator.IF_THEN_ELSE:
            condition, yes, no = arguments
            return self.value(yes if self.holds(condition, scope) else no, scope)
        values = [self.value(a, scope) for a in arguments]
        if operator in (Operator.EQUAL, Operator.IFF):
            return self._compared(arguments, values, scope)
        if operator is Operator.NOT_EQUAL:
            return not self._compared(arguments, values, scope)
        match values:
            case [int() | Linear() as first]:
                return self._of_integer(operator, first)
            case [int() | Linear() as first, int() | Linear() as second]:
                return self._of_integers(operator, first, second, expr.type)
        match [self.identity.plain(v) for v in values]:
            case [Fraction() as number]:
                return of_real(operator, number)
            case [Float() as operand]:
                assert operator is Operator.NEGATE
                return floats.negate(operand)
            case [Float() as left, Float() as right]:
                return of_floats(operator, left, right)
            case [Bits() as high, Bits() as low]:
                return concatenate(high, low)
            case [Fraction() | int() as left, Fraction() | int() as right]:
                return self._of_reals(operator, Fraction(left), Fraction(right))
            case _:
                raise AssertionError(operator)

    def _compared(self, arguments: tuple[Expr, ...], values: list[Datum], scope: Scope) -> bool:
        left, right = [scope.type(a.type) for a in arguments]
        if left != right:
            for cases in self.type_cases:
                cases.meet((left,), [(right,)])
                cases.meet((right,), [(left,)])
        return self.equal(values[0], values[1], left)

    def _connective(self, operator: Operator, arguments: tuple[Expr, ...], scope: Scope) -> bool:
        """Known as soon as one side decides, also if the other cannot be told."""
        decisive = operator is not Operator.AND
        first, second = arguments
        try:
            left = self.holds(first, scope) is not (operator is Operator.IMPLIES)
        except CannotTell:
            if self.holds(second, scope) is decisive:
                return decisive
            raise
        return decisive if left is decisive else self.holds(second, scope)

    def _of_integer(self, operator: Operator, number: Integer) -> Datum:
        match operator:
            case Operator.NEGATE:
                return probes.negate(number)
            case Operator.TO_REAL:
                return Fraction(probes.pinned(number))
            case Operator.TO_INT:
                return number
            case _:
                raise AssertionError(operator)

    def _of_integers(self, operator: Operator, left: Integer, right: Integer, type_: Type) -> Datum:
        match operator:
            case Operator.ADD:
                return probes.add(left, right)
            case Operator.SUBTRACT:
                return probes.subtract(left, right)
            case Operator.LESS:
                return probes.is_less(left, right)
            case Operator.LESS_EQUAL:
                return not probes.is_less(right, left)
            case Operator.GREATER:
                return probes.is_less(right, left)
            case Operator.GREATER_EQUAL:
                return not probes.is_less(left, right)
            case Operator.MULTIPLY:
                if isinstance(left, Linear):
                    left, right = right, left
                product = probes.scale(right, probes.pinned(left))
                sized(probes.integer(product))
                return product
            case Operator.INT_DIVIDE | Operator.MODULO:
                x, y = probes.pinned(left), probes.pinned(right)
                if y == 0:
                    return self.functions.unspecified(operator.value, (x,), type_, self)
                return divide(x, y) if operator is Operator.INT_DIVIDE else remainder(x, y)
            case Operator.REAL_DIVIDE:
                x, y = probes.pinned(left), probes.pinned(right)
                return self._of_reals(operator, Fraction(x), Fraction(y))
            case _:
                raise AssertionError(operator)

    def _of_reals(self, operator: Operator, left: Fraction, right: Fraction) -> Datum:
        found = of_reals(operator, left, right)
        if found is not None:
            return found
        arguments = (left, right) if operator is Operator.POWER else (left,)
        return self.functions.unspecified(operator.value, arguments, REAL, self)

    def _extract(self, expr: Extract, scope: Scope) -> Datum:
        bits = self.identity.plain(self.value(expr.operand, scope))
        assert isinstance(bits, Bits)
        return extract(bits, expr.high, expr.low)

    # -------------------------------------------------------- maps

    def _select(self, expr: Select, scope: Scope) -> Datum:
        map_ = self.value(expr.map, scope)
        indexes = [self.value(i, scope) for i in expr.indexes]
        type_ = scope.type(expr.map.type)
        if expr.type_arguments:
            types = tuple([scope.type(t) for t in expr.type_arguments])
            map_, type_ = self._part(map_, type_, types)
        for index in indexes:
            assert isinstance(type_, MapType)
            index_type, type_ = split(type_)
            map_ = self.identity.select(map_, index, index_type)
        return map_

    def _part(self, map_: Datum, type_: Type, types: tuple[Type, ...]) -> tuple[Datum, Type]:
        """What a map with type parameters is for `types`, and its type."""
        if not isinstance(map_, PolymorphicMap):
            raise CannotTell("a quantifier over maps looks into them")
        assert isinstance(type_, MapType)
        for cases in self.type_cases:
            cases.meet(types, map_.types)
        return map_.part(types), instance(type_, types)

    def _store(self, expr: Store, scope: Scope) -> Datum:
        map_ = self.value(expr.map, scope)
        indexes = [self.value(i, scope) for i in expr.indexes]
        types = tuple([scope.type(t) for t in expr.type_arguments])
        value = self.value(expr.value, scope)
        return self.stored(map_, indexes, value, scope.type(expr.type), types)

    def stored(
        self,
        map_: Datum,
        indexes: list[Datum],
        value: Datum,
        type_: Type,
        types: tuple[Type, ...] = (),
    ) -> Datum:
        """``map[indexes := value]``, with the types that instantiate the map's parameters."""
        if types:
            part, part_type = self._part(map_, type_, types)
            assert isinstance(map_, PolymorphicMap)
            return map_.with_part(types, self.stored(part, indexes, value, part_type))
        if not indexes:
            return value
        assert isinstance(type_, MapType)
        index_type, range_ = split(type_)
        index, *rest = indexes
        if rest:
            inner = self.identity.select(map_, index, index_type)
            value = self.stored(inner, rest, value, range_)
        return self.identity.store(map_, index, value, type_)

    def _lambda(self, expr: Lambda, scope: Scope) -> Datum:
        inside = scope.copy()
        type_ = scope.type(expr.type)
        if isinstance(expr.body, Literal | VariableReference):
            body = self._constant_map(expr, scope, type_)
            if body is not None:
                return body
        if expr.type_parameters:

            def part(types: tuple[Type, ...]) -> Datum:
                inner = inside.extended({})
                inner.types = {
                    **inside.types,
                    **dict(zip(expr.type_parameters, types, strict=True)),
                }
                assert isinstance(type_, MapType)
                return self._closure(expr, expr.variables, inner, instance(type_, types))

            return PolymorphicMap(Origin(part, computed=True))
        return self._closure(expr, expr.variables, inside, type_)

    def _constant_map(self, expr: Lambda, scope: Scope, type_: Type) -> Datum | None:
        """A map that is the same everywhere, None if it may not be."""
        if isinstance(expr.body, VariableReference) and expr.body.variable in expr.variables:
            return None
        value = self.value(expr.body, scope)
        if not isinstance(value, Value) or depth_of(value) >= 0:
            return None
        for _ in expr.variables:
            value = MapValue(value)
        if expr.type_parameters:
            whole = value
            return PolymorphicMap(Origin(lambda _: whole))
        return value

    def _closure(
        self, expr: Lambda, variables: tuple[Variable, ...], scope: Scope, type_: Type
    ) -> Datum:
        """The map over the remaining `variables` of a lambda expression."""
        if not variables:
            return self.value(expr.body, scope)
        assert isinstance(type_, MapType)
        index_type, range_ = split(type_)
        first, *rest = variables

        def at(index: Datum) -> Datum:
            self.budget.spend()
            return self._closure(expr, tuple(rest), scope.extended({first: index}), range_)

        return Closure(at, index_type, range_)

    # -------------------------------------------------------- datatypes

    def _construction(self, expr: Expr, scope: Scope) -> Construction:
        value = self.value(expr, scope)
        if not isinstance(value, Construction):
            raise CannotTell("a quantifier over a datatype looks into its values")
        return value

    def _field(self, expr: FieldAccess, scope: Scope) -> Datum:
        value = self._construction(expr.operand, scope)
        return self._field_of(value, expr.operand.type, expr.field, scope.type(expr.type))

    def _field_of(self, value: Construction, type_: Type, field: str, result: Type) -> Datum:
        constructor = self._constructor(type_, value.constructor)
        if field in constructor.names:
            return value.arguments[constructor.names.index(field)]
        return self.functions.unspecified(f"->{field}", (value,), result, self)

    def _constructor(self, type_: Type, name: str) -> Function:
        datatype = self.domains.datatypes[datatype_of(type_).name]
        return next(c for c in datatype.constructors if c.name == name)

    def _field_update(self, expr: FieldUpdate, scope: Scope) -> Datum:
        return self.updated(expr.operand, expr.field, self.value(expr.value, scope), scope)

    def updated(self, operand: Expr, field: str, new: Datum, scope: Scope) -> Datum:
        """``operand->(field := new)``"""
        value = self._construction(operand, scope)
        type_ = datatype_of(scope.type(operand.type))
        having = [c for c in self.domains.fields(type_) if field in c.names]
        constructor = next((c for c in having if c.name == value.constructor), having[-1])
        types = self.domains.fields(type_)[constructor]
        fields = [
            new if name == field else self._field_of(value, type_, name, t)
            for name, t in zip(constructor.names, types, strict=True)
        ]
        return Construction(constructor.name, cast(tuple[Value, ...], tuple(fields)))

    def _is_constructor(self, expr: IsConstructor, scope: Scope) -> bool:
        return self._construction(expr.operand, scope).constructor == expr.constructor.name

    # -------------------------------------------------------- quantifiers

    def _quantifier(self, expr: Quantifier, scope: Scope) -> bool:
        wanted = expr.kind is QuantifierKind.EXISTS
        return (self.instance(expr, scope, wanted) is not None) is wanted

    def instance(
        self, expr: Quantifier, scope: Scope, wanted: bool
    ) -> dict[Variable, Value] | None:
        """Values of the variables for which the body is `wanted`, None if there are none."""
        found: dict[Variable, Value] = {}
        try:
            if not expr.type_parameters:
                passed = self._search(expr, 0, scope.extended({}), wanted, found)
            else:
                passed = self._search_types(expr, scope, wanted, found)
        except CannotTell as stop:
            raise CannotTell(stop.reason, expr.span) from None
        return found if passed else None

    def _search_types(
        self, expr: Quantifier, scope: Scope, wanted: bool, found: dict[Variable, Value]
    ) -> bool:
        """`_search` for the types that make a difference."""
        cases = TypeCases(expr, len(self.type_cases))
        self.type_cases.append(cases)
        try:
            for types in cases:
                inner = scope.extended({})
                inner.types = {**scope.types, **types}
                if self._search(expr, 0, inner, wanted, found):
                    return True
        finally:
            self.type_cases.remove(cases)
        return False

    def _search(
        self,
        expr: Quantifier,
        at: int,
        scope: Scope,
        wanted: bool,
        found: dict[Variable, Value],
    ) -> bool:
        """Look for values of the variables from number `at` on."""
        if at == len(expr.variables):
            passed = self.holds(expr.body, scope) is wanted
            if passed:
                found.update({v: self._example(scope.values[v]) for v in expr.variables})
            return passed
        variable = expr.variables[at]

        def test(value: Datum) -> bool:
            scope.values[variable] = value
            return self._search(expr, at + 1, scope, wanted, found)

        type_ = scope.type(variable.type)
        if self.values is not None:
            return self._any(type_, self.values(type_), test)
        return self.explorer.some(type_, test)

    def _any(self, type_: Type, known: Iterable[Datum], test: Callable[[Datum], bool]) -> bool:
        """Whether a value that is known passes a test, of a small type any value."""
        size = self.domains.size(type_)
        every = self.domains.values(type_) if size is not None and size <= SMALL else None
        return any(test(value) for value in (known if every is None else every))

    def _example(self, value: Datum) -> Value:
        """One of the values that a bound variable stands for."""
        match value:
            case Linear():
                return value.value
            case Other():
                return self.domains.another(value.type)
            case Construction(name, arguments):
                return Construction(name, tuple([self._example(a) for a in arguments]))
            case _:
                return cast(Value, value)
