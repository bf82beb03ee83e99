"""Extensionality of maps, where a program compares them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ivl.base.fresh import Names
from ivl.base.node import replace
from ivl.core.build_expressions import and_, apply, eq, exists, forall, implies, not_, or_, select
from ivl.core.build_values import bound
from ivl.core.expressions import (
    Expr,
    FieldAccess,
    Function,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import map_expression, occurrences
from ivl.core.map_statements import (
    map_items,
    map_program,
    program_expressions,
    walk_statements,
)
from ivl.core.program import Axiom, FunctionDeclaration, Program
from ivl.core.statements import Assume
from ivl.core.types import BOOL, ConstructedType, MapType, Type
from ivl.transform.monomorphize.instance_names import mangle

_COMPARISONS = (Operator.EQUAL, Operator.NOT_EQUAL)


def compare_maps(program: Program) -> Program:
    """Say that the maps are equal that agree everywhere, of those that a program compares.

    Before::

        assert m == n;

    After::

        function Map_int_bool_compared([int]bool, [int]bool): bool uses {
          axiom (forall m: [int]bool, n: [int]bool :: {Map_int_bool_compared(m, n)}
            Map_int_bool_compared(m, n) && (m == n || (exists x0: int :: m[x0] != n[x0]))); }
        assert Map_int_bool_compared(m, n) ==> m == n;

    It changes the meaning of no program: it gives solvers whose maps are values with axioms what
    extensionality says about this one comparison. (An implication, since both its parts matter to
    a solver that looks for a counterexample.) What only states that two maps are equal, in an axiom
    or an assumption, stays as it is, and what says what a map is that exists: solvers put that in
    its place. Values of datatypes are compared with maps in their fields.
    """
    return _Rewriter(program).rewrite()


class _Rewriter:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.datatypes = {d.name: d for d in program.datatypes}
        self.names = Names(
            [d.function.name for d in program.functions]
            + [c.name for d in program.datatypes for c in d.constructors]
        )
        self.with_maps: dict[str, bool] = {}
        self.marks: dict[MapType, Function] = {}
        self.assumptions = {
            id(s.condition)
            for i in program.implementations
            for s in walk_statements(i.body)
            if isinstance(s, Assume)
        }

    def rewrite(self) -> Program:
        program = map_program(replace(self.program, axioms=()), self.outermost)
        axioms = map_items(self.program.axioms, self.axiom)
        laws = tuple([Axiom(law) for law in self.laws()])
        declarations = tuple(
            [
                FunctionDeclaration(
                    mark, tuple([bound("", t) for t in mark.parameters]), None, uses=(index,)
                )
                for index, mark in enumerate(self.marks.values(), len(axioms))
            ]
        )
        return replace(
            program, functions=(*program.functions, *declarations), axioms=(*axioms, *laws)
        )

    def axiom(self, axiom: Axiom) -> Axiom:
        if not self.may_compare_maps(axiom.condition):
            return axiom
        return replace(axiom, condition=self.assumed(axiom.condition))

    # -------------------------------------------------------------- expressions

    def outermost(self, expr: Expr) -> Expr:
        if not self.may_compare_maps(expr):  # most do not
            return expr
        return self.assumed(expr) if id(expr) in self.assumptions else self.everywhere(expr)

    def may_compare_maps(self, expr: Expr) -> bool:
        return any(
            isinstance(e, Operation)
            and e.operator in _COMPARISONS
            and self.has_maps(e.arguments[0].type)
            for e in occurrences((expr,), (Operation,))
        )

    def has_maps(self, type_: Type, inside: frozenset[str] = frozenset()) -> bool:
        """Whether values of `type_` are maps, or of a datatype with maps in fields."""
        match type_:
            case MapType():
                return True
            case ConstructedType(name) if name in self.datatypes and name not in inside:
                found = self.with_maps.get(name)
                if found is None:
                    constructors = self.datatypes[name].constructors
                    fields = [t for c in constructors for t in c.parameters]
                    found = any(self.has_maps(t, inside | {name}) for t in fields)
                    if found or not inside:
                        self.with_maps[name] = found
                return found
            case _:
                return False

    def everywhere(self, expr: Expr) -> Expr:
        """`expr` with all comparisons marked."""
        return map_expression(expr, self.marked)

    def assumed(self, expr: Expr) -> Expr:
        """`expr`, which is known to hold, with all comparisons marked but what thus holds."""
        match expr:
            case Operation(Operator.EQUAL, (left, right)):
                arguments = (self.everywhere(left), self.everywhere(right))
                return replace(expr, arguments=arguments)
            case Operation(Operator.AND | Operator.OR, arguments):
                return replace(expr, arguments=map_items(arguments, self.assumed))
            case Operation(Operator.IMPLIES, (left, right)):
                return replace(expr, arguments=(self.everywhere(left), self.assumed(right)))
            case Quantifier():
                return replace(expr, body=self.assumed(expr.body))
            case _:
                return self.everywhere(expr)

    def marked(self, expr: Expr) -> Expr:
        """`expr`, whose children are done."""
        if not isinstance(expr, Operation) or expr.operator not in _COMPARISONS:
            return expr
        left, right = expr.arguments
        marks = list(self.compared(left, right))
        if not marks or any(map(self.is_sought, expr.arguments)):
            return expr
        same = implies(and_(*marks), eq(left, right), span=expr.span)
        return same if expr.operator is Operator.EQUAL else not_(same, span=expr.span)

    def is_sought(self, expr: Expr) -> bool:
        """Whether `expr` is a variable of an existential quantifier."""
        match expr:
            case VariableReference(variable) if variable.kind is VariableKind.BOUND:
                return variable in self.sought
            case _:
                return False

    @cached_property
    def sought(self) -> frozenset[Variable]:
        """The variables of existential quantifiers."""
        found: list[Variable] = []
        for e in occurrences(program_expressions(self.program), (Quantifier,)):
            if isinstance(e, Quantifier) and e.kind is QuantifierKind.EXISTS:
                found += e.variables
        return frozenset(found)

    def compared(
        self, left: Expr, right: Expr, inside: frozenset[str] = frozenset()
    ) -> Iterator[Expr]:
        """The marks of a comparison; `inside` are the datatypes around."""
        match left.type:
            case MapType():
                yield apply(self.mark(left.type), left, right)
            case ConstructedType(name) if name in self.datatypes and name not in inside:
                for constructor in self.datatypes[name].constructors:
                    for field, type_ in zip(constructor.names, constructor.parameters, strict=True):
                        if isinstance(type_, MapType | ConstructedType):
                            mine = FieldAccess(left, field, type_)
                            other = FieldAccess(right, field, type_)
                            yield from self.compared(mine, other, inside | {name})
            case _:
                pass

    # -------------------------------------------------------------- marks

    def mark(self, type_: MapType) -> Function:
        found = self.marks.get(type_)
        if found is None:
            name = self.names.fresh(f"{mangle(type_)}_compared")
            found = Function(name, (), (type_, type_), BOOL, ("", ""))
            self.marks[type_] = found
        return found

    def laws(self) -> Iterator[Expr]:
        """The axioms of all marks; marks that the axioms themselves need are made meanwhile."""
        done = 0
        while done < len(self.marks):
            type_, mark = list(self.marks.items())[done]
            yield self.law(type_, mark)
            done += 1

    def law(self, type_: MapType, mark: Function) -> Expr:
        m, n = bound("m", type_), bound("n", type_)
        indexes = [bound(f"x{i}", t) for i, t in enumerate(type_.domain)]
        differ = not_(self.marked(eq(select(m, *indexes), select(n, *indexes))))
        here = apply(mark, m, n)
        somewhere = exists(indexes, differ) if indexes else differ
        return forall([m, n], and_(here, or_(eq(m, n), somewhere)), triggers=[[here]])
