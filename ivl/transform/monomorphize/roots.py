"""Summaries of a program's declarations, and the rewriting that they need beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ivl.base.fresh import Names
from ivl.base.node import node, replace
from ivl.core.expressions import Expr, Quantifier
from ivl.core.map_statements import (
    attribute_expressions,
    map_attributes,
    map_items,
    map_statements,
    statement_expressions,
)
from ivl.core.program import (
    Axiom,
    Condition,
    FunctionDeclaration,
    GlobalDeclaration,
    Implementation,
    Procedure,
    Program,
)
from ivl.core.statements import Assert, Assume, If, Statement, While
from ivl.transform.monomorphize.position_quantifiers import Fate, Positions, Use
from ivl.transform.monomorphize.summary import Summarizer, Summary


@node
class Roots:
    """A summary for each declaration, by its index."""

    axioms: tuple[Summary, ...]
    functions: tuple[Summary, ...]
    procedures: tuple[Summary, ...]
    implementations: tuple[Summary, ...]
    rest: Summary

    def all(self) -> list[Summary]:
        """All of them."""
        return [
            *self.axioms, *self.functions, *self.procedures, *self.implementations, self.rest
        ]  # fmt: skip


def summarize(program: Program, summarizer: Summarizer) -> Roots:
    """The summaries of `program`; `summarizer` makes that of a declaration only once."""

    def make(item: Axiom | FunctionDeclaration | Procedure | Implementation) -> Summary:
        summary, is_new = summarizer.summary_of(item)
        if is_new:
            match item:
                case Axiom():
                    axiom(summary, item)
                case FunctionDeclaration():
                    function(summary, item)
                case Procedure():
                    procedure(summary, item)
                case Implementation():
                    implementation(summary, item)
        return summary

    def expressions(summary: Summary, found: Iterable[Expr]) -> None:
        for e in found:
            summarizer.add(summary, e)

    def axiom(s: Summary, a: Axiom) -> None:
        expressions(s, (*attribute_expressions(a.attributes), a.condition))

    def declaration(summary: Summary, g: GlobalDeclaration) -> None:
        summarizer.add_type(summary, g.variable.type)
        expressions(summary, attribute_expressions(g.attributes))
        expressions(summary, () if g.where is None else (g.where,))

    def function(s: Summary, d: FunctionDeclaration) -> None:
        summarizer.add_types(s, (*d.function.parameters, d.function.result))
        expressions(s, attribute_expressions(d.function.attributes))
        expressions(s, () if d.body is None else (d.body,))

    def procedure(s: Summary, p: Procedure) -> None:
        for g in (*p.inputs, *p.outputs):
            declaration(s, g)
        summarizer.add_types(s, [v.type for v in p.modifies])
        for c in (*p.requires, *p.ensures):
            expressions(s, (*attribute_expressions(c.attributes), c.condition))
        expressions(s, (*p.measure, *attribute_expressions(p.attributes)))

    def implementation(s: Summary, i: Implementation) -> None:
        summarizer.add_types(s, [v.type for v in (*i.inputs, *i.outputs)])
        for g in i.locals:
            declaration(s, g)
        expressions(s, attribute_expressions(i.attributes))
        summarizer.add_statements(s, i.body)
        expressions(s, statement_expressions(i.body))

    rest = Summary()
    for datatype in program.datatypes:
        if not datatype.type_parameters:
            for c in datatype.constructors:
                summarizer.add_types(rest, c.parameters)
    for constant in program.constants:
        summarizer.add_type(rest, constant.variable.type)
        expressions(rest, attribute_expressions(constant.attributes))
    for g in program.globals:
        declaration(rest, g)
    return Roots(
        tuple([make(a) for a in program.axioms]),
        tuple([make(d) for d in program.functions]),
        tuple([make(p) for p in program.procedures]),
        tuple([make(i) for i in program.implementations]),
        rest,
    )


def position_quantifiers(
    program: Program, roots: Roots, fate: Callable[[Quantifier], Fate], skolemize: bool
) -> tuple[Program, Positions]:
    """`program` with the quantifiers over types in all its formulas sorted out: see `Positions`."""
    names = Names(d.function.name for d in program.functions)
    positions = Positions(names, len(program.axioms), fate, skolemize)

    def assumed(e: Expr) -> Expr:
        return positions.formula(e, Use.ASSUMED)

    def checked(e: Expr) -> Expr:
        return positions.formula(e, Use.CHECKED)

    def axiom(a: Axiom) -> Axiom:
        condition = assumed(a.condition)
        return a if condition is a.condition else replace(a, condition=condition)

    def declaration(g: GlobalDeclaration) -> GlobalDeclaration:
        where = None if g.where is None else assumed(g.where)
        return g if where is g.where else GlobalDeclaration(g.variable, where, g.attributes)

    def clause(c: Condition) -> Condition:
        condition = assumed(c.condition) if c.free else checked(c.condition)
        return c if condition is c.condition else replace(c, condition=condition)

    def function(d: FunctionDeclaration) -> FunctionDeclaration:
        body = None if d.body is None else positions.formula(d.body, Use.VALUE)
        return d if body is d.body else replace(d, body=body)

    def procedure(p: Procedure) -> Procedure:
        return replace(
            p,
            inputs=map_items(p.inputs, declaration),
            outputs=map_items(p.outputs, declaration),
            requires=map_items(p.requires, clause),
            ensures=map_items(p.ensures, clause),
        )

    def implementation(i: Implementation) -> Implementation:
        body = _formulas(i.body, positions)
        return replace(i, locals=map_items(i.locals, declaration), body=body)

    result = Program(
        program.types,
        program.datatypes,
        program.constants,
        map_items(program.globals, declaration),
        tuple(
            [function(d) if s.binders else d
             for d, s in zip(program.functions, roots.functions, strict=True)]
        ),
        tuple(
            [axiom(a) if s.binders else a
             for a, s in zip(program.axioms, roots.axioms, strict=True)]
        ),
        tuple(
            [procedure(p) if s.binders else p
             for p, s in zip(program.procedures, roots.procedures, strict=True)]
        ),
        tuple(
            [implementation(i) if s.binders else i
             for i, s in zip(program.implementations, roots.implementations, strict=True)]
        ),
    )  # fmt: skip
    if positions.axioms:
        result = replace(
            result,
            functions=(*result.functions, *positions.functions),
            axioms=(*result.axioms, *positions.axioms),
        )
    return result, positions


def _formulas(statements: tuple[Statement, ...], positions: Positions) -> tuple[Statement, ...]:
    """`statements` with the formulas in them positioned by what they are for."""

    def condition(s: Assert | Assume) -> Assert | Assume:
        use = Use.CHECKED if isinstance(s, Assert) else Use.ASSUMED
        attributes = map_attributes(s.attributes, positions.value)
        return replace(s, condition=positions.formula(s.condition, use), attributes=attributes)

    result: list[Statement] = []
    for statement in statements:
        match statement:
            case Assert() | Assume():
                result.append(condition(statement))
            case If(guard, then, otherwise):
                result.append(
                    replace(
                        statement,
                        guard=None if guard is None else positions.value(guard),
                        then=_formulas(then, positions),
                        otherwise=None if otherwise is None else _formulas(otherwise, positions),
                    )
                )
            case While(guard, invariants, _, body):
                result.append(
                    replace(
                        statement,
                        guard=None if guard is None else positions.value(guard),
                        invariants=tuple([condition(i) for i in invariants]),
                        body=_formulas(body, positions),
                    )
                )
            case _:
                result.extend(map_statements((statement,), positions.value))
    return tuple(result)
