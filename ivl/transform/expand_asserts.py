"""Prove each conjunct of an assertion by itself."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.attributes import has_attribute, int_attribute
from ivl.core.expressions import (
    Apply,
    Attributes,
    Expr,
    Function,
    Let,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
)
from ivl.core.map_statements import walk_statements
from ivl.core.program import Condition, FunctionDeclaration, Implementation, Procedure, Program
from ivl.core.statements import Assert, Assume, If, Statement, While
from ivl.core.types import BOOL
from ivl.transform.inline_functions import apply_body

EXPAND = "expand"


def expand_asserts(program: Program) -> Program:
    """Replace what is declared ``{:expand n}`` by its conjuncts, with functions expanded n deep.

    Before, where ``f(x)`` is defined as ``x > 0 && x != 3``::

        assert {:expand} a && (b ==> f(x));

    After::

        assert a;
        assert b ==> f(x) || x > 0;
        assert b ==> f(x) || x != 3;
        assume a && (b ==> f(x));

    Together they say what was said before, by the definition of ``f``: if ``f(x)`` did not hold all
    the others would, and hence it. That it is still mentioned lets triggers match.
    Without a number it is one level. Clauses of contracts and loop invariants are expanded, too.
    """
    if not _wanted(program):
        return program
    expansion = _Expansion({d.function: d for d in program.functions if d.body is not None})
    return replace(
        program,
        procedures=tuple([expansion.procedure(p) for p in program.procedures]),
        implementations=tuple([expansion.implementation(i) for i in program.implementations]),
    )


def _wanted(program: Program) -> bool:
    clauses = [c for p in program.procedures for c in (*p.requires, *p.ensures)]
    if any(has_attribute(c.attributes, EXPAND) for c in clauses):
        return True
    for implementation in program.implementations:
        for statement in walk_statements(implementation.body):
            asserts = statement.invariants if isinstance(statement, While) else (statement,)
            for a in asserts:
                if isinstance(a, Assert) and a.attributes and has_attribute(a.attributes, EXPAND):
                    return True
    return False


class _Expansion:
    """`functions` are those with a body."""

    def __init__(self, functions: dict[Function, FunctionDeclaration]) -> None:
        self.functions = functions

    def procedure(self, procedure: Procedure) -> Procedure:
        return replace(
            procedure,
            requires=self.clauses(procedure.requires),
            ensures=self.clauses(procedure.ensures),
        )

    def clauses(self, clauses: tuple[Condition, ...]) -> tuple[Condition, ...]:
        result: list[Condition] = []
        for clause in clauses:
            parts = () if clause.free else self.expanded(clause.condition, clause.attributes)
            if not parts:
                result.append(clause)
                continue
            result += [replace(clause, condition=p, span=p.span) for p in parts]
            result.append(Condition(clause.condition, free=True, span=clause.span))
        return tuple(result)

    def implementation(self, implementation: Implementation) -> Implementation:
        return replace(implementation, body=self.statements(implementation.body))

    def statements(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple([new for s in statements for new in self.statement(s)])

    def statement(self, statement: Statement) -> list[Statement]:
        match statement:
            case Assert():
                return list(self.assertion(statement))
            case If(_, then, otherwise):
                changed = None if otherwise is None else self.statements(otherwise)
                return [replace(statement, then=self.statements(then), otherwise=changed)]
            case While(_, invariants, _, body):
                expanded = [
                    new
                    for i in invariants
                    for new in (self.assertion(i) if isinstance(i, Assert) else [i])
                ]
                return [replace(statement, invariants=tuple(expanded), body=self.statements(body))]
            case _:
                return [statement]

    def assertion(self, assertion: Assert) -> list[Assert | Assume]:
        parts = self.expanded(assertion.condition, assertion.attributes)
        if not parts:
            return [assertion]
        result: list[Assert | Assume] = [
            replace(
                assertion,
                condition=part,
                obligation=replace(assertion.obligation, declared=part.span),
            )
            for part in parts
        ]
        if int_attribute(assertion.attributes, "subsumption") != 0:
            result.append(Assume(assertion.condition, span=assertion.span))
        return result

    def expanded(self, condition: Expr, attributes: Attributes) -> list[Expr]:
        """The parts of `condition`, none if it is not to be expanded or cannot be."""
        if not (attributes and has_attribute(attributes, EXPAND)):
            return []
        depth = int_attribute(attributes, EXPAND)
        parts = self.parts(condition, 1 if depth is None else depth)
        return [] if parts == [condition] else parts

    def parts(self, expr: Expr, depth: int) -> list[Expr]:
        match expr:
            case Operation(Operator.AND, (left, right)):
                return [*self.parts(left, depth), *self.parts(right, depth)]
            case Operation(Operator.IMPLIES, (guard, body)):
                return [_implies(guard, p) for p in self.parts(body, depth)]
            case Operation(Operator.IF_THEN_ELSE, (guard, then, otherwise)):
                negation = Operation(Operator.NOT, (guard,), BOOL, span=guard.span)
                return [
                    *[_implies(guard, p) for p in self.parts(then, depth)],
                    *[_implies(negation, p) for p in self.parts(otherwise, depth)],
                ]
            case Quantifier(kind, _, _, _, _, body) if kind is QuantifierKind.FORALL:
                return [replace(expr, body=p, span=p.span) for p in self.parts(body, depth)]
            case Let(_, _, body):
                return [replace(expr, body=p, span=p.span) for p in self.parts(body, depth)]
            case Apply(function) if depth > 0 and function in self.functions:
                declaration = self.functions[function]
                assert declaration.body is not None
                body = apply_body(declaration, declaration.body, expr)
                return [_or(expr, p) for p in self.parts(body, depth - 1)]
            case _:
                return [expr]


def _or(call: Expr, part: Expr) -> Expr:
    return Operation(Operator.OR, (call, part), BOOL, span=part.span)


def _implies(guard: Expr, body: Expr) -> Expr:
    return Operation(Operator.IMPLIES, (guard, body), BOOL, span=body.span)
