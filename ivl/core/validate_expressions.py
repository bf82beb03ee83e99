"""Check that expressions are well typed and closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import assert_never

from ivl.core.expressions import (
    Apply,
    CodeExpression,
    Expr,
    Extract,
    FieldAccess,
    FieldUpdate,
    FloatValue,
    Function,
    IsConstructor,
    Lambda,
    Let,
    Literal,
    Old,
    Operation,
    Operator,
    Quantifier,
    Select,
    Store,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import bound_variables, children
from ivl.core.program import Datatype
from ivl.core.statements import Statement
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    REGEX,
    RMODE,
    STRING,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    free_variables,
    map_type,
    show,
    substitute,
)

_LOGICAL = {Operator.IFF, Operator.IMPLIES, Operator.AND, Operator.OR, Operator.NOT}
_COMPARISONS = {
    Operator.LESS, Operator.LESS_EQUAL, Operator.GREATER, Operator.GREATER_EQUAL,
}  # fmt: skip
_UNARY = {Operator.NOT, Operator.NEGATE, Operator.TO_INT, Operator.TO_REAL}
_BUILTIN_SORTS = {INT, REAL, BOOL, RMODE, STRING, REGEX}


class Checker:
    """Checks expressions against what is declared and in scope; appends to `problems`."""

    def __init__(
        self,
        arities: Mapping[str, int],
        functions: set[Function],
        datatypes: Mapping[str, Datatype],
        problems: list[str],
        statements: Callable[[Iterable[Statement], str, set[str] | None], None],
    ) -> None:
        self.arities = arities
        self.functions = functions
        self.datatypes = datatypes
        self.problems = problems
        self.statements = statements
        self.variables: set[Variable] = set()
        self.type_variables: set[TypeVariable] = set()
        self._good_types: set[Type] = set()

    @contextmanager
    def scope(
        self, variables: Iterable[Variable], types: Iterable[TypeVariable] = ()
    ) -> Iterator[None]:
        """With these in scope; nothing may be bound inside itself."""
        new, new_types = set(variables), set(types)
        for variable in new & self.variables:
            self.problems.append(f"{variable.name} is bound inside its own scope")
        self.variables |= new
        self.type_variables |= new_types
        yield
        self.variables -= new
        self.type_variables -= new_types

    def problem(self, place: str, text: str) -> None:
        """Note what is wrong."""
        self.problems.append(f"{place}: {text}")

    def check_type(self, type_: Type, place: str) -> None:
        """`type_` is declared, and its type variables are in scope."""
        if type_ in self._good_types:
            return
        free = list(free_variables(type_))
        for variable in free:
            if variable not in self.type_variables:
                self.problem(place, f"type variable {variable.name} is not in scope")
        self._constructors(type_, place)
        if not free:
            self._good_types.add(type_)

    def _constructors(self, type_: Type, place: str) -> None:
        match type_:
            case ConstructedType(name, arguments):
                if self.arities.get(name) != len(arguments):
                    self.problem(place, f"type {show(type_)} is not declared")
                inner: tuple[Type, ...] = arguments
            case MapType(parameters, domain, range_):
                inner = (*domain, range_)
                if type_ != map_type(parameters, domain, range_):
                    self.problem(place, f"type {show(type_)} is not in its canonical form")
            case _:
                return
        for t in inner:
            self._constructors(t, place)

    # -------------------------------------------------------------- expressions

    def expression(self, expr: Expr, place: str) -> None:
        """`expr` and everything in it."""
        match expr:
            case VariableReference(variable):
                if variable.kind is not VariableKind.INCARNATION and (
                    variable not in self.variables
                ):
                    self.problem(place, f"{variable.name} is not in scope")
                return
            case Quantifier() | Lambda():
                with self.scope(expr.variables, expr.type_parameters):
                    for v in expr.variables:
                        self.check_type(v.type, place)
                    self._children(expr, place)
                    self.check_type(expr.type, place)
                self._node(expr, place)
                return
            case Let(variables, values, body):
                for value in values:
                    self.expression(value, place)
                with self.scope(variables):
                    self.expression(body, place)
                self._expect_all(place, "let", [v.type for v in variables], values)
                return
            case CodeExpression(locals_, blocks):
                with self.scope(locals_):
                    labels = {b.label for b in blocks}
                    for block in blocks:
                        self.statements(block.statements, place, labels)
                        if block.value is not None:
                            self.expression(block.value, place)
                            self._expect(place, "return", BOOL, block.value)
                return
            case _:
                self._children(expr, place)
        for v in bound_variables(expr):
            self.check_type(v.type, place)
        self._node(expr, place)

    def _children(self, expr: Expr, place: str) -> None:
        for child in children(expr):
            self.expression(child, place)

    def _expect(self, place: str, what: str, type_: Type, expr: Expr) -> None:
        if expr.type != type_:
            self.problem(place, f"{what} has {show(expr.type)} where {show(type_)} must stand")

    def _expect_all(
        self, place: str, what: str, types: Iterable[Type], exprs: tuple[Expr, ...]
    ) -> None:
        expected = list(types)
        if len(expected) != len(exprs):
            self.problem(place, f"{what} has {len(exprs)} arguments instead of {len(expected)}")
        for type_, e in zip(expected, exprs, strict=False):
            self._expect(place, what, type_, e)

    def _node(self, expr: Expr, place: str) -> None:
        """`expr` itself, its children being right."""
        match expr:
            case Literal():
                if not _literal_fits(expr):
                    self.problem(place, f"{expr.value!r} is no {show(expr.type)}")
            case Apply(function, type_arguments, arguments, type_):
                self._apply(function, type_arguments, arguments, type_, place)
            case Operation():
                self._operation(expr, place)
            case Extract(operand, high, low, type_):
                width = operand.type.width if isinstance(operand.type, BitvectorType) else -1
                if not 0 <= low <= high <= width or type_ != BitvectorType(high - low):
                    self.problem(place, f"malformed extraction [{high}:{low}]")
            case Select(map_, type_arguments, indexes, type_):
                range_ = self._map(map_, type_arguments, indexes, place)
                if range_ is not None and range_ != type_:
                    self.problem(place, f"select gives {show(range_)}, not {show(type_)}")
            case Store(map_, type_arguments, indexes, value):
                range_ = self._map(map_, type_arguments, indexes, place)
                if range_ is not None:
                    self._expect(place, "store", range_, value)
            case FieldAccess(operand, field, type_):
                found = self._field(operand, field, place)
                if found is not None and found != type_:
                    self.problem(place, f"->{field} gives {show(found)}, not {show(type_)}")
            case FieldUpdate(operand, field, value):
                found = self._field(operand, field, place)
                if found is not None:
                    self._expect(place, f"->({field} := )", found, value)
            case IsConstructor(operand, constructor):
                datatype = self._datatype(operand)
                if datatype is None or constructor not in datatype.constructors:
                    self.problem(place, f"is {constructor.name} of {show(operand.type)}")
            case Quantifier(_, _, _, _, _, body):
                self._expect(place, "quantifier", BOOL, body)
            case Lambda(type_parameters, variables, _, body, type_):
                domain = tuple([v.type for v in variables])
                if type_ != map_type(type_parameters, domain, body.type):
                    self.problem(place, f"lambda has the type {show(type_)}")
            case Old() | VariableReference() | Let() | CodeExpression():
                pass
            case _:
                assert_never(expr)

    def _apply(
        self,
        function: Function,
        type_arguments: tuple[Type, ...],
        arguments: tuple[Expr, ...],
        type_: Type,
        place: str,
    ) -> None:
        if function not in self.functions:
            self.problem(place, f"{function.name} is not declared")
        if len(type_arguments) != len(function.type_parameters):
            self.problem(place, f"{function.name} has {len(type_arguments)} type arguments")
            return
        for t in type_arguments:
            self.check_type(t, place)
        types = dict(zip(function.type_parameters, type_arguments, strict=True))
        expected = [substitute(t, types) for t in function.parameters]
        self._expect_all(place, function.name, expected, arguments)
        if substitute(function.result, types) != type_:
            self.problem(place, f"{function.name} gives {show(type_)}")

    def _map(
        self, map_: Expr, type_arguments: tuple[Type, ...], indexes: tuple[Expr, ...], place: str
    ) -> Type | None:
        """The type of an element."""
        type_ = map_.type
        if not isinstance(type_, MapType) or len(type_.parameters) != len(type_arguments):
            self.problem(place, f"{show(type_)} is indexed")
            return None
        for t in type_arguments:
            self.check_type(t, place)
        types = dict(zip(type_.parameters, type_arguments, strict=True))
        self._expect_all(place, "index", [substitute(t, types) for t in type_.domain], indexes)
        return substitute(type_.range, types)

    def _datatype(self, operand: Expr) -> Datatype | None:
        type_ = operand.type
        return self.datatypes.get(type_.name) if isinstance(type_, ConstructedType) else None

    def _field(self, operand: Expr, field: str, place: str) -> Type | None:
        """The type of `field` of `operand`."""
        datatype = self._datatype(operand)
        assert datatype is None or isinstance(operand.type, ConstructedType)
        for constructor in datatype.constructors if datatype else ():
            if field in constructor.names:
                assert isinstance(operand.type, ConstructedType)
                types = dict(zip(constructor.type_parameters, operand.type.arguments, strict=True))
                return substitute(constructor.parameters[constructor.names.index(field)], types)
        self.problem(place, f"{show(operand.type)} has no field {field}")
        return None

    def _operation(self, expr: Operation, place: str) -> None:
        operator, arguments, result = expr.operator, expr.arguments, expr.type
        what = operator.value
        arity = 3 if operator is Operator.IF_THEN_ELSE else 1 if operator in _UNARY else 2
        if len(arguments) != arity:
            self.problem(place, f"{what} has {len(arguments)} arguments")
            return
        first = arguments[0].type
        if operator in _LOGICAL:
            self._expect_all(place, what, [BOOL] * arity, arguments)
            expected: Type = BOOL
        elif operator in (Operator.EQUAL, Operator.NOT_EQUAL):
            expected = BOOL  # operands may differ in type variables, and then in type
            types = [a.type for a in arguments]
            if types[0] != types[1] and not any(any(free_variables(t)) for t in types):
                self.problem(place, f"{show(types[0])} {what} {show(types[1])}")
        elif operator in _COMPARISONS:
            expected = BOOL
            self._expect(place, what, first, arguments[1])
        elif operator is Operator.IF_THEN_ELSE:
            self._expect(place, what, BOOL, arguments[0])
            expected = arguments[1].type
            self._expect(place, what, expected, arguments[2])
        elif operator is Operator.TO_INT:
            expected = INT
        elif operator is Operator.TO_REAL:
            expected = REAL
        elif operator in (Operator.INT_DIVIDE, Operator.MODULO):
            self._expect_all(place, what, [INT, INT], arguments)
            expected = INT
        elif operator is Operator.REAL_DIVIDE:
            expected = first if isinstance(first, FloatType) else REAL
        elif operator is Operator.POWER:
            expected = REAL
        elif operator is Operator.CONCATENATE:
            widths = [a.type.width for a in arguments if isinstance(a.type, BitvectorType)]
            expected = BitvectorType(sum(widths))
        else:  # + - * and negation
            expected = first
            self._expect_all(place, what, [first] * arity, arguments)
        if result != expected:
            self.problem(place, f"{what} gives {show(expected)}, not {show(result)}")


def _literal_fits(literal: Literal) -> bool:
    value, type_ = literal.value, literal.type
    match type_:
        case BitvectorType(width):
            return type(value) is int and 0 <= value < max(1 << width, 1)
        case FloatType():
            return isinstance(value, FloatValue)
        case _ if type_ == BOOL:
            return isinstance(value, bool)
        case _ if type_ == INT:
            return type(value) is int and value >= 0
        case _ if type_ == REAL:
            return isinstance(value, Fraction)
        case _:
            return type_ in _BUILTIN_SORTS and isinstance(value, str)
