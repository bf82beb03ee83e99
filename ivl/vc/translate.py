"""Expressions of the core as terms of the logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.core.attributes import int_attribute, is_true, text_attribute
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
    QuantifierKind,
    Select,
    Store,
    Variable,
    VariableReference,
    datatype_of,
)
from ivl.core.fold import walk
from ivl.core.program import Datatype
from ivl.core.types import INT, REAL, STRING, BitvectorType, ConstructedType, FloatType, Type
from ivl.logic.terms import Term, Terms
from ivl.vc.map_functions import map_operator
from ivl.vc.names import POWER, Names
from ivl.vc.sorts import Sorts, builtin_text

FLOAT_OPERATORS = {
    Operator.ADD: "fp.add RNE",
    Operator.SUBTRACT: "fp.sub RNE",
    Operator.MULTIPLY: "fp.mul RNE",
    Operator.REAL_DIVIDE: "fp.div RNE",
    Operator.NEGATE: "fp.neg",
    Operator.LESS: "fp.lt",
    Operator.LESS_EQUAL: "fp.leq",
    Operator.GREATER: "fp.gt",
    Operator.GREATER_EQUAL: "fp.geq",
}
COMPARISONS = {Operator.LESS, Operator.LESS_EQUAL, Operator.GREATER, Operator.GREATER_EQUAL}


class Translator:
    """Translates expressions without type variables, lambdas, ``old`` or code expressions.

    Bound variables and let values are kept in a scope while their bodies are translated; every
    other variable is a free symbol, named by `names`.
    """

    def __init__(
        self, terms: Terms, names: Names, sorts: Sorts, datatypes: Mapping[str, Datatype]
    ) -> None:
        self._terms = terms
        self._names = names
        self._sorts = sorts
        self._datatypes = datatypes
        self._scope: dict[Variable, Term] = {}
        self._bound_names: dict[str, Variable] = {}
        self._free: dict[Variable, Term] = {}
        self._functions: dict[Function, Callable[[Sequence[Term]], Term]] = {}
        self._outer: Translator | None = None

    def extended(self) -> Translator:
        """A translator of one condition, whose names no other condition sees."""
        names = self._names.extended()
        translator = Translator(self._terms, names, self._sorts, self._datatypes)
        translator._outer = self
        return translator

    # -------------------------------------------------------- variables and functions

    def symbols(self) -> dict[str, Variable | Function]:
        """The free variables and functions that have names, by their names."""
        return self._names.symbols()

    def variable(self, variable: Variable) -> Term:
        """The term of a variable, bound or free."""
        found = self._scope.get(variable)
        if found is None:
            found = self._free.get(variable)
        if found is None:
            if self._outer is not None:
                found = self._outer._free.get(variable)
            if found is None:
                sort = self._sorts.sort(variable.type)
                found = self._terms.symbol(self._names.symbol(variable), sort)
            self._free[variable] = found
        return found

    def bind(self, variables: Sequence[Variable]) -> list[Term]:
        """Bound symbols for `variables`, which are in scope until `unbind`."""
        bound = []
        for variable in variables:
            name, number = variable.name, 0
            while name in self._bound_names:
                number += 1
                name = f"{variable.name}@{number}"
            self._bound_names[name] = variable
            term = self._terms.bound(name, self._sorts.sort(variable.type))
            self._scope[variable] = term
            bound.append(term)
        return bound

    def unbind(self, variables: Sequence[Variable]) -> None:
        """End the scope of `variables`, the last ones bound."""
        for variable in variables:
            del self._scope[variable]
            self._bound_names.popitem()

    def function(self, function: Function) -> Callable[[Sequence[Term]], Term]:
        """What applies `function` to terms."""
        found = self._functions.get(function)
        if found is None:
            if self._outer is not None:
                found = self._outer._functions.get(function)
            if found is None:
                found = self._application(function)
            self._functions[function] = found
        return found

    def _application(self, function: Function) -> Callable[[Sequence[Term]], Term]:
        terms = self._terms
        result = self._sorts.sort(function.result)
        builtin = builtin_text(function.attributes)
        if builtin is not None:
            if not function.parameters:
                text = builtin
                if isinstance(function.result, ConstructedType):
                    text = f"(as {builtin} {self._sorts.text(result)})"
                return lambda _: terms.raw(text, result)
            text = map_operator(builtin, function, self._sorts) or builtin
            return lambda arguments: terms.builtin(text, arguments, result)
        name = self._names.symbol(function)
        if not function.parameters:
            symbol = terms.symbol(name, result)
            return lambda _: symbol
        parameters = [self._sorts.sort(t) for t in function.parameters]
        symbol = terms.function(name, parameters, result)
        return lambda arguments: terms.apply(symbol, arguments)

    # -------------------------------------------------------- expressions

    def expression(self, expr: Expr) -> Term:
        """The term of `expr`."""
        match expr:
            case VariableReference(variable):
                return self.variable(variable)
            case Apply(function, _, arguments):
                return self.function(function)([self.expression(a) for a in arguments])
            case Operation(operator, arguments):
                return self._operation(operator, arguments)
            case Literal(value, type_):
                return self._literal(value, type_)
            case Select(map_, _, indexes):
                term = self.expression(map_)
                for index in indexes:
                    term = self._terms.select(term, self.expression(index))
                return term
            case Store(map_, _, indexes, stored):
                indexes_ = [self.expression(i) for i in indexes]
                return self._store(self.expression(map_), indexes_, self.expression(stored))
            case Quantifier():
                return self._quantifier(expr)
            case Let(variables, values, body):
                return self._let(variables, values, body)
            case Extract(operand, high, low, type_):
                if high == low:
                    raise AssertionError("bitvectors of no bits do not reach the logic")
                argument = [self.expression(operand)]
                extraction = f"(_ extract {high - 1} {low})"
                return self._terms.builtin(extraction, argument, self._sorts.sort(type_))
            case FieldAccess(operand, field):
                return self._field(operand.type, self.expression(operand), field)
            case FieldUpdate(operand, field, new):
                return self._update(expr, field, new)
            case IsConstructor(operand, constructor):
                return self._is(constructor, self.expression(operand))
            case CodeExpression():
                what = "a code expression cannot be verified here, only in bodies and contracts"
                raise ProgramError((Diagnostic("unsupported.code-expression", what, expr.span),))
            case Old() | Lambda():
                raise AssertionError(f"{type(expr).__name__} should have been removed by a pass")
            case _:
                assert_never(expr)

    def _literal(self, value: bool | int | Fraction | FloatValue | str, type_: Type) -> Term:
        terms = self._terms
        match value:
            case bool():
                return terms.bool_(value)
            case int():
                if isinstance(type_, BitvectorType):
                    return terms.bitvector(value, type_.width)
                return terms.int_(value)
            case Fraction():
                return terms.real(value)
            case str():
                sort = self._sorts.sort(type_)
                if type_ == STRING:
                    return terms.raw('"' + value.replace('"', '""') + '"', sort)
                return terms.raw(value, sort)
            case FloatValue():
                assert isinstance(type_, FloatType)
                return terms.raw(_float(value, type_), self._sorts.sort(type_))
            case _:
                assert_never(value)

    def _operation(self, operator: Operator, arguments: tuple[Expr, ...]) -> Term:
        terms = self._terms
        if operator in (Operator.AND, Operator.OR):
            flat = [self.expression(a) for a in _flatten(operator, arguments)]
            return terms.and_(flat) if operator is Operator.AND else terms.or_(flat)
        args = [self.expression(a) for a in arguments]
        first = arguments[0].type
        if isinstance(first, FloatType) and operator in FLOAT_OPERATORS:
            boolean = operator in COMPARISONS
            sort = terms.BOOL if boolean else self._sorts.sort(first)
            return terms.builtin(FLOAT_OPERATORS[operator], args, sort)
        match operator:
            case Operator.NOT:
                return terms.not_(args[0])
            case Operator.IMPLIES:
                return terms.implies(args[0], args[1])
            case Operator.IFF | Operator.EQUAL:
                return terms.equal(args[0], args[1])
            case Operator.NOT_EQUAL:
                return terms.not_(terms.equal(args[0], args[1]))
            case Operator.LESS:
                return terms.less(args[0], args[1])
            case Operator.LESS_EQUAL:
                return terms.less_equal(args[0], args[1])
            case Operator.GREATER:
                return terms.less(args[1], args[0])
            case Operator.GREATER_EQUAL:
                return terms.less_equal(args[1], args[0])
            case Operator.ADD:
                return terms.add(args[0], args[1])
            case Operator.SUBTRACT:
                return terms.subtract(args[0], args[1])
            case Operator.MULTIPLY:
                return terms.multiply(args[0], args[1])
            case Operator.NEGATE:
                return terms.negate(args[0])
            case Operator.INT_DIVIDE:
                return terms.builtin("div", args, terms.INT)
            case Operator.MODULO:
                return terms.builtin("mod", args, terms.INT)
            case Operator.REAL_DIVIDE:
                reals = [
                    terms.builtin("to_real", [a], terms.REAL) if e.type == INT else a
                    for a, e in zip(args, arguments, strict=True)
                ]
                return terms.builtin("/", reals, terms.REAL)
            case Operator.POWER:
                power = terms.function(POWER, [terms.REAL, terms.REAL], terms.REAL)
                return terms.apply(power, args)
            case Operator.CONCATENATE:
                return terms.builtin("concat", args, self._sorts.sort(_concatenation(arguments)))
            case Operator.TO_INT:
                return terms.builtin("to_int", args, terms.INT) if first == REAL else args[0]
            case Operator.TO_REAL:
                return terms.builtin("to_real", args, terms.REAL) if first == INT else args[0]
            case Operator.IF_THEN_ELSE:
                return terms.ite(args[0], args[1], args[2])
            case Operator.AND | Operator.OR:
                raise AssertionError("handled above")
            case _:
                assert_never(operator)

    def _store(self, map_: Term, indexes: list[Term], value: Term) -> Term:
        if not indexes:
            return value
        index, *rest = indexes
        if rest:
            value = self._store(self._terms.select(map_, index), rest, value)
        return self._terms.store(map_, index, value)

    def _let(self, variables: tuple[Variable, ...], values: tuple[Expr, ...], body: Expr) -> Term:
        terms = [self.expression(v) for v in values]
        self._scope.update(zip(variables, terms, strict=True))
        result = self.expression(body)
        for variable in variables:
            del self._scope[variable]
        return result

    def _quantifier(self, expr: Quantifier) -> Term:
        if not expr.variables:
            return self.expression(expr.body)
        bound = self.bind(expr.variables)
        body = self.expression(expr.body)
        patterns = [[self.expression(t) for t in g.terms] for g in expr.triggers if g.positive]
        excluded = [self.expression(t) for g in expr.triggers if not g.positive for t in g.terms]
        if not patterns:
            excluded += [self.expression(t) for t in _never_patterns(expr)]
        self.unbind(expr.variables)
        return self._terms.quantifier(
            expr.kind is QuantifierKind.FORALL,
            bound,
            body,
            patterns,
            excluded,
            qid=text_attribute(expr.attributes, "qid"),
            skolemid=text_attribute(expr.attributes, "skolemid"),
            weight=int_attribute(expr.attributes, "weight"),
        )

    # -------------------------------------------------------- datatypes

    def _is(self, constructor: Function, term: Term) -> Term:
        return self._terms.tester(self._names.symbol(constructor), term)

    def selector(self, constructor: Function, index: int) -> str:
        """The name of the selector of a constructor's field."""
        return self._names.selector(constructor, index)

    def _selected(self, constructor: Function, index: int, term: Term) -> Term:
        sorts = [self._sorts.sort(constructor.result)]
        name = self.selector(constructor, index)
        result = self._sorts.sort(constructor.parameters[index])
        return self._terms.apply(self._terms.function(name, sorts, result), [term])

    def _having(self, type_: Type, field: str) -> list[tuple[Function, int]]:
        datatype = self._datatypes[datatype_of(type_).name]
        return [(c, c.names.index(field)) for c in datatype.constructors if field in c.names]

    def _field(self, type_: Type, term: Term, field: str) -> Term:
        """A selection; which constructor's field it is depends on the value."""
        *others, (last, index) = self._having(type_, field)
        result = self._selected(last, index, term)
        for constructor, at in reversed(others):
            chosen = self._selected(constructor, at, term)
            result = self._terms.ite(self._is(constructor, term), chosen, result)
        return result

    def _update(self, expr: FieldUpdate, field: str, new: Expr) -> Term:
        term, value = self.expression(expr.operand), self.expression(new)
        *others, last = self._having(expr.operand.type, field)

        def rebuilt(constructor: Function, at: int) -> Term:
            fields = [
                value if i == at else self._selected(constructor, i, term)
                for i in range(len(constructor.parameters))
            ]
            return self.function(constructor)(fields)

        result = rebuilt(*last)
        for constructor, at in reversed(others):
            chosen = rebuilt(constructor, at)
            result = self._terms.ite(self._is(constructor, term), chosen, result)
        return result


def _flatten(operator: Operator, arguments: tuple[Expr, ...]) -> list[Expr]:
    """The operands of a nest of one associative operator, in order."""
    flat: list[Expr] = []
    stack = list(reversed(arguments))
    while stack:
        argument = stack.pop()
        if isinstance(argument, Operation) and argument.operator is operator:
            stack.extend(reversed(argument.arguments))
        else:
            flat.append(argument)
    return flat


def _never_patterns(expr: Quantifier) -> list[Expr]:
    """Applications in a body that a solver must not choose as triggers."""
    return [
        e
        for e in walk(expr.body, annotations=False)
        if isinstance(e, Apply) and is_true(e.function.attributes, "never_pattern")
    ]


def _concatenation(arguments: tuple[Expr, ...]) -> Type:
    widths = [a.type.width for a in arguments if isinstance(a.type, BitvectorType)]
    return BitvectorType(sum(widths))


def _float(value: FloatValue, type_: FloatType) -> str:
    if value.special:
        return f"(_ {value.special} {type_.exponent} {type_.significand})"
    sign = int(value.negative)
    exponent = f"{value.exponent:0{type_.exponent}b}"
    significand = f"{value.significand:0{type_.significand - 1}b}"
    return f"(fp #b{sign} #b{exponent} #b{significand})"
