"""Expressions over the universal sort and the solver's sorts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import assert_never

from ivl.core.build_expressions import and_, implies
from ivl.core.build_values import ref
from ivl.core.expressions import (
    Apply,
    CodeExpression,
    Expr,
    Extract,
    FieldAccess,
    FieldUpdate,
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
    Trigger,
    Variable,
    VariableReference,
)
from ivl.core.fold import walk
from ivl.core.map_statements import map_attributes
from ivl.core.types import BOOL, MapType, Type, TypeVariable
from ivl.transform.erase_types.erase_functions import ErasedFunctions
from ivl.transform.erase_types.map_classes import Access, MapClass, MapClasses
from ivl.transform.erase_types.occurrences import Occurrences
from ivl.transform.erase_types.vocabulary import Vocabulary

ASSUMED, EITHER, PROVED = -1, 0, 1
"""The polarity of a formula: where its universal quantifiers are instantiated, or skolemized."""


class Eraser(ABC):
    """Erases types; knows what variables and type variables in scope have become.

    The result of erasing an expression is of the universal sort, or of the solver's sort that its
    type is; `value` makes it the latter wherever there is one.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        maps: MapClasses,
        functions: ErasedFunctions,
        occurrences: Occurrences,
    ) -> None:
        self.vocabulary = vocabulary
        self.maps = maps
        self.style = maps.style
        self.functions = functions
        self.occurrences = occurrences
        self.variables: dict[Variable, Variable] = {}
        self.types: dict[TypeVariable, Expr] = {}
        self._done: dict[tuple[int, int], Expr] = {}
        self._unboxed: dict[Variable, dict[Type, Expr]] = {}

    # -------------------------------------------------------------- scopes

    def bind(self, variable: Variable, sort: Type | None = None) -> Variable:
        """What a variable declared here becomes: itself where its type is kept."""
        sort = sort or self.vocabulary.erased(variable.type)
        new = variable
        if sort != variable.type:
            new = Variable(variable.name, sort, variable.kind, variable.pools, span=variable.span)
        self.variables[variable] = new
        return new

    def variable(self, variable: Variable) -> Variable:
        """What a variable in scope has become."""
        return self.variables.get(variable) or self.bind(variable)

    def term(self, type_: Type) -> Expr:
        """The term that stands for `type_` here."""
        return self.maps.term(type_, self.types)

    def typing(self, variable: Variable) -> Expr | None:
        """What to know of the type of a variable in scope; None when its sort says it all."""
        new = self.variable(variable)
        if new.type != self.vocabulary.universe:
            return None
        return self.style.typing(ref(new), self.term(variable.type))

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """Within a binder: what was done outside may have meant other variables."""
        before, self._done = self._done, {}
        yield
        self._done = before

    # -------------------------------------------------------------- expressions

    def cast(self, e: Expr, sort: Type) -> Expr:
        """`e`, erased, as a term of `sort`."""
        result = self.vocabulary.cast(e, sort)
        if isinstance(e, VariableReference) and e.type == self.vocabulary.universe != sort:
            self._unboxed.setdefault(e.variable, {})[sort] = result
        return result

    def value(self, e: Expr) -> Expr:
        """`e` erased, of the sort that its type becomes."""
        return self.cast(self(e), self.vocabulary.erased(e.type))

    def formula(self, e: Expr, polarity: int) -> Expr:
        """The formula `e` erased."""
        return self.cast(self(e, polarity), BOOL)

    def __call__(self, e: Expr, polarity: int = EITHER) -> Expr:
        """`e` erased."""
        key = (id(e), polarity)
        result = self._done.get(key)
        if result is None:
            result = self._done[key] = self._erase(e, polarity)
        return result

    def _erase(self, e: Expr, polarity: int) -> Expr:
        match e:
            case VariableReference(variable):
                new = self.variable(variable)
                return e if new is variable else VariableReference(new, span=e.span)
            case Literal():
                return e
            case Apply(function, type_arguments, arguments, _):
                access = self.functions.find(function)
                given = dict(zip(function.type_parameters, type_arguments, strict=True))
                return self._apply(access, given, arguments, e)
            case Operation():
                return self._operation(e, polarity)
            case Select(map_, type_arguments, indexes, _):
                map_class, given = self._map(map_.type, type_arguments)
                return self._apply(map_class.select, given, (map_, *indexes), e)
            case Store(map_, type_arguments, indexes, value):
                map_class, given = self._map(map_.type, type_arguments)
                return self._apply(map_class.store, given, (map_, *indexes, value), e)
            case Extract(operand, high, low, type_):
                return Extract(self.value(operand), high, low, type_, span=e.span)
            case Old(operand):
                return Old(self(operand), span=e.span)
            case Quantifier():
                return self._quantifier(e, polarity)
            case Let(variables, values, body):
                new_values = tuple([self.value(v) for v in values])
                bound = tuple([self.bind(v) for v in variables])
                with self._inside():
                    return Let(bound, new_values, self(body, polarity), span=e.span)
            case CodeExpression():
                return self.code(e)
            case FieldAccess() | FieldUpdate() | IsConstructor():
                raise AssertionError("datatypes are refused")
            case Lambda():
                raise AssertionError("lambdas are lifted before")
            case _:
                assert_never(e)

    @abstractmethod
    def code(self, e: CodeExpression) -> Expr:
        """A code expression erased."""

    def _map(
        self, type_: Type, type_arguments: tuple[Type, ...]
    ) -> tuple[MapClass, dict[TypeVariable, Type]]:
        assert isinstance(type_, MapType)
        map_class, parts = self.maps.find(type_)
        parameters = (*map_class.bound, *map_class.free)
        return map_class, dict(zip(parameters, (*type_arguments, *parts), strict=True))

    def _apply(
        self,
        access: Access,
        given: dict[TypeVariable, Type],
        arguments: Sequence[Expr],
        e: Expr,
    ) -> Expr:
        function = access.function
        types = [self.term(given[p]) for p in access.explicit]
        sorts = function.parameters[len(types) :]
        values = [self.cast(self(a), sort) for a, sort in zip(arguments, sorts, strict=True)]
        return Apply(function, (), (*types, *values), function.result, span=e.span)

    def _operation(self, e: Operation, polarity: int) -> Expr:
        operator, arguments, type_ = e.operator, e.arguments, e.type
        match operator:
            case Operator.NOT:
                new = [self.formula(arguments[0], -polarity)]
            case Operator.AND | Operator.OR:
                new = [self.formula(a, polarity) for a in arguments]
            case Operator.IMPLIES:
                new = [
                    self.formula(arguments[0], -polarity),
                    self.formula(arguments[1], polarity),
                ]
            case Operator.EQUAL | Operator.NOT_EQUAL:
                return self._equality(e)
            case _:
                new = [self.value(a) for a in arguments]
        if all(a is b for a, b in zip(arguments, new, strict=True)):
            return e
        return Operation(operator, tuple(new), self.vocabulary.erased(type_), span=e.span)

    def _equality(self, e: Operation) -> Expr:
        left, right = e.arguments
        if left.type == right.type:
            new = (self.value(left), self.value(right))
            if new[0] is left and new[1] is right:
                return e
            return Operation(e.operator, new, BOOL, span=e.span)
        universe = self.vocabulary.universe
        boxed = (
            self.cast(self(left), universe),
            self.cast(self(right), universe),
        )
        same = Operation(e.operator, boxed, BOOL, span=e.span)
        if self.style.values_tell_types:
            return same
        types = (self.term(left.type), self.term(right.type))
        both = Operator.AND if e.operator is Operator.EQUAL else Operator.OR
        same_types = Operation(e.operator, types, BOOL, span=e.span)
        return Operation(both, (same, same_types), BOOL, span=e.span)

    # -------------------------------------------------------------- quantifiers

    def _quantifier(self, e: Quantifier, polarity: int) -> Expr:
        universal = e.kind is QuantifierKind.FORALL
        role = -polarity if universal else polarity  # > 0: instantiated, < 0: skolemized
        universe = self.vocabulary.universe
        known = self.occurrences
        variables = [v for v in e.variables if known.is_used(v) or not self.style.guards_all]
        unboxed = known.only_boxed(e) if role >= 0 else set()
        bound = [self.bind(v, universe if v in unboxed else None) for v in variables]
        sources = [
            (ref(new), self.maps.flat(v.type))
            for v, new in zip(variables, bound, strict=True)
            if new.type == universe
        ]
        types, new_types = self.style.bind(e.type_parameters, sources)
        self.types.update(types)
        every = self.style.guards_all or role <= 0
        guards: list[Expr] = []
        for v, new in zip(variables, bound, strict=True):
            if new.type == universe and (every or known.is_compared(v)):
                guard = self.style.guard(ref(new), self.term(v.type))
                guards.extend(() if guard is None else (guard,))
        with self._inside():
            triggers = [Trigger(tuple([self(t) for t in g.terms]), g.positive) for g in e.triggers]
            attributes = map_attributes(e.attributes, self.value)
            body = self.formula(e.body, polarity)
        if guards:
            body = implies(and_(*guards), body) if universal else and_(*guards, body)
        added: list[Variable] = []
        if new_types:
            mentioned = _variables([body, *[t for g in triggers for t in g.terms]])
            added = [v for v in new_types.values() if v in mentioned]
        quantified = (*added, *bound)
        if not quantified:
            return body
        triggers = [t for t in triggers if not t.positive or set(quantified) <= _variables(t.terms)]
        if not any(t.positive for t in triggers):
            triggers += [Trigger((t,), positive=False) for t in self._useless(bound, guards)]
        return Quantifier(e.kind, (), quantified, attributes, tuple(triggers), body, span=e.span)

    def _useless(self, bound: Sequence[Variable], guards: Sequence[Expr]) -> list[Expr]:
        """Terms that are no good as triggers: what a guard asks for, and unboxed variables."""
        typing = self.style.function
        asked = [
            e
            for guard in guards
            for e in walk(guard)
            if isinstance(e, Apply) and e.function is typing
        ]
        return [*asked, *[e for v in bound for e in self._unboxed.get(v, {}).values()]]


def _variables(terms: Sequence[Expr]) -> set[Variable]:
    return {e.variable for t in terms for e in walk(t) if isinstance(e, VariableReference)}
