"""What code asks of polymorphic declarations: the symbols it uses, and at which types."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from ivl.base.node import node
from ivl.core.expressions import (
    Apply,
    CodeExpression,
    Expr,
    FieldAccess,
    Function,
    IsConstructor,
    Lambda,
    Let,
    Literal,
    Operation,
    Operator,
    Quantifier,
    Select,
    Store,
    Variable,
    VariableReference,
)
from ivl.core.fold import children
from ivl.core.map_statements import walk_statements
from ivl.core.program import Implementation
from ivl.core.statements import Assign, Call, Havoc, Statement
from ivl.core.types import Type
from ivl.transform.is_monomorphic import is_polymorphic
from ivl.transform.monomorphize.type_parts import depth


class Kind(Enum):
    """What an occurrence is an occurrence of."""

    FUNCTION = "function"
    TYPE = "type"
    SELECT = "select"
    STORE = "store"
    PROCEDURE = "procedure"


class Occurrence(NamedTuple):
    """A symbol used at `types`, which may contain type variables of enclosing binders.

    FUNCTION: `symbol` at its type arguments. TYPE: the one type occurs (`symbol` is None).
    SELECT, STORE: the map type, then the type arguments of the select or store. PROCEDURE: a call.
    """

    kind: Kind
    symbol: Function | str | None
    types: tuple[Type, ...]


class Summary:
    """The occurrences in some code, those inside polymorphic binders apart.

    `bound` are the types of variables that monomorphic binders bind, `equations` the pairs of
    different types whose values are compared.
    """

    __slots__ = ("binders", "bound", "equations", "noted", "occurrences", "stores")

    def __init__(self) -> None:
        self.occurrences: dict[Occurrence, None] = {}
        self.noted: set[int] = set()
        """The ids of types that are among the occurrences; the summarizer keeps them valid."""
        self.binders: list[Binder] = []
        self.bound: list[Type] = []
        self.equations: dict[tuple[Type, Type], None] = {}
        self.stores = False

    @property
    def distinguishes(self) -> bool:
        """Whether it may matter that two types are not the same one.

        That is where a polymorphic map is updated at one type and read at another, and where
        values of two types are compared.
        """
        return (
            self.stores or bool(self.equations) or any(b.inside.distinguishes for b in self.binders)
        )

    @property
    def depth(self) -> int:
        """How deep the types written here are."""
        own = [depth(t) for o in self.occurrences for t in o.types]
        return max([1, *own, *[b.inside.depth for b in self.binders]])

    @property
    def empty(self) -> bool:
        """Whether nothing here is touched by monomorphization."""
        return not self.occurrences and not self.binders


@node
class Binder:
    """A polymorphic quantifier or lambda, or an implementation with type parameters.

    `triggers` are the occurrences in each positive trigger. `inside` covers everything below.
    """

    expr: Quantifier | Lambda | Implementation
    inside: Summary
    triggers: tuple[tuple[Occurrence, ...], ...]


class Summarizer:
    """Makes summaries; remembers which types are worth a look."""

    def __init__(self) -> None:
        self._interesting: dict[int, bool] = {}
        self._signatures: dict[Function, tuple[Type, ...]] = {}
        self._kept: list[Type] = []  # keeps the ids of `_interesting` valid
        self._summaries: dict[object, Summary] = {}
        self._binders: dict[Quantifier | Lambda, Binder] = {}

    def summary_of(self, declaration: object) -> tuple[Summary, bool]:
        """The summary of a declaration, and whether it is a new one that is yet to be filled."""
        known = self._summaries.get(declaration)
        if known is None:
            new = self._summaries[declaration] = Summary()
            return new, True
        return known, False

    def interesting(self, type_: Type) -> bool:
        """Whether `type_` has a type variable, an argument or a type parameter anywhere."""
        known = self._interesting.get(id(type_))
        if known is None:
            self._kept.append(type_)
            known = self._interesting[id(type_)] = is_polymorphic(type_)
        return known

    def signature(self, function: Function) -> tuple[Type, ...]:
        """The types in the signature of a monomorphic function that are worth a look."""
        known = self._signatures.get(function)
        if known is None:
            types = [t for t in (*function.parameters, function.result) if self.interesting(t)]
            known = self._signatures[function] = tuple(types)
        return known

    def add_type(self, summary: Summary, type_: Type) -> None:
        """Note that `type_` occurs."""
        if id(type_) not in summary.noted and self.interesting(type_):
            summary.noted.add(id(type_))
            summary.occurrences[Occurrence(Kind.TYPE, None, (type_,))] = None

    def add_types(self, summary: Summary, types: Iterable[Type]) -> None:
        """Note that each of `types` occurs."""
        for type_ in types:
            self.add_type(summary, type_)

    def add_statements(self, summary: Summary, statements: Iterable[Statement]) -> None:
        """Note what `statements`, at any depth, call and assign (not their expressions)."""
        for statement in walk_statements(statements):
            match statement:
                case Call(procedure, type_arguments, _, results):
                    if type_arguments:
                        call = Occurrence(Kind.PROCEDURE, procedure, type_arguments)
                        summary.occurrences[call] = None
                    self.add_types(summary, [v.type for v in results if v is not None])
                case Assign(variables) | Havoc(variables):
                    self.add_types(summary, [v.type for v in variables])
                case _:
                    pass

    def add(self, summary: Summary, expr: Expr) -> None:
        """Note what occurs in `expr`."""
        stack = [expr]
        pop = stack.pop
        interesting = self.interesting
        occurrences = summary.occurrences
        while stack:
            e = pop()
            if isinstance(e, VariableReference):  # most of all; `match` takes longer
                if interesting(e.variable.type):
                    self.add_type(summary, e.variable.type)
                continue
            match e:
                case Literal():
                    pass
                case Apply(function, type_arguments, arguments, _):
                    if type_arguments:
                        found = Occurrence(Kind.FUNCTION, function, type_arguments)
                        occurrences[found] = None
                    else:
                        self.add_types(summary, self.signature(function))
                    stack.extend(arguments)
                case Operation(operator, arguments, _):
                    if operator is Operator.EQUAL or operator is Operator.NOT_EQUAL:
                        self._equation(summary, arguments)
                    stack.extend(arguments)
                case Select(map_, type_arguments, indexes, _):
                    if type_arguments:
                        found = Occurrence(Kind.SELECT, None, (map_.type, *type_arguments))
                        occurrences[found] = None
                    stack.append(map_)
                    stack.extend(indexes)
                case Store(map_, type_arguments, indexes, value):
                    if type_arguments:
                        found = Occurrence(Kind.STORE, None, (map_.type, *type_arguments))
                        occurrences[found] = None
                        summary.stores = True
                    stack.append(map_)
                    stack.extend(indexes)
                    stack.append(value)
                case Quantifier() | Lambda():
                    if e.type_parameters:
                        summary.binders.append(self.binder(e))
                        continue
                    self._bind(summary, e.variables)
                    stack.extend(children(e))
                case FieldAccess(operand, _, type_):
                    self.add_type(summary, type_)
                    stack.append(operand)
                case IsConstructor(operand, constructor):
                    self.add_type(summary, operand.type)
                    if not constructor.type_parameters:
                        self.add_types(summary, self.signature(constructor))
                    stack.append(operand)
                case Let(variables):
                    self.add_types(summary, [v.type for v in variables])
                    stack.extend(children(e))
                case CodeExpression(locals_, blocks):
                    self._bind(summary, locals_)
                    for block in blocks:
                        self.add_statements(summary, block.statements)
                    stack.extend(children(e))
                case _:
                    stack.extend(children(e))

    def _equation(self, summary: Summary, arguments: tuple[Expr, ...]) -> None:
        left, right = arguments[0].type, arguments[1].type
        if left is not right and left != right:
            summary.equations[left, right] = None

    def _bind(self, summary: Summary, variables: Iterable[Variable]) -> None:
        types = [v.type for v in variables if self.interesting(v.type)]
        self.add_types(summary, types)
        summary.bound.extend(types)

    def binder(self, expr: Quantifier | Lambda) -> Binder:
        """The summary of a polymorphic quantifier or lambda."""
        known = self._binders.get(expr)
        if known is None:
            known = self._binders[expr] = self._binder(expr)
        return known

    def _binder(self, expr: Quantifier | Lambda) -> Binder:
        inside = Summary()
        self.add_types(inside, [v.type for v in expr.variables])
        for child in children(expr):
            self.add(inside, child)
        if isinstance(expr, Lambda):
            self.add_type(inside, expr.type)
            return Binder(expr, inside, ())
        triggers: list[tuple[Occurrence, ...]] = []
        for trigger in expr.triggers:
            if trigger.positive:
                terms = Summary()
                for term in trigger.terms:
                    self.add(terms, term)
                triggers.append(tuple([o for o in terms.occurrences if o.kind is not Kind.TYPE]))
        return Binder(expr, inside, tuple(triggers))
