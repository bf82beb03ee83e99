"""Names for all parts of a program that a proof may need."""

from __future__ import annotations

from typing import TypeVar

from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.expressions import Attribute, Literal
from ivl.core.map_statements import map_items
from ivl.core.program import Axiom, Condition, Implementation, Procedure, Program
from ivl.core.proof_ids import ID, proof_id
from ivl.core.statements import Assert, Assume, Call, If, Statement, While

Named = TypeVar("Named", Assert, Assume, Call, Condition, Axiom)


def add_ids(program: Program, everything: bool = False) -> Program:
    """`program` with ``{:id "id_l3_c5_assert_1"}`` where no id is given, and an assertion counts.

    Assertions, assumptions, invariants, calls, and clauses of contracts get one, numbered as they
    come; ``assert true`` and free postconditions do not. With `everything` axioms and
    free postconditions get one, too.
    """
    numbering = _Numbering(everything)
    changed = replace(
        program,
        procedures=map_items(program.procedures, numbering.procedure),
        implementations=map_items(program.implementations, numbering.implementation),
    )
    if not everything:
        return changed
    return replace(changed, axioms=map_items(program.axioms, numbering.axiom))


class _Numbering:
    def __init__(self, everything: bool) -> None:
        self.everything = everything
        self.count = 0

    def named(self, part: Named, kind: str, span: Span) -> Named:
        if proof_id(part.attributes) is not None:
            return part
        self.count += 1
        position = span.position
        text = f"id_l{position.line}_c{position.column}_{kind}_{self.count}"
        return replace(part, attributes=(*part.attributes, Attribute(ID, (text,))))

    def axiom(self, axiom: Axiom) -> Axiom:
        return self.named(axiom, "axiom", axiom.span)

    def procedure(self, procedure: Procedure) -> Procedure:
        requires = tuple([self.named(c, "requires", c.span) for c in procedure.requires])
        ensures = tuple(
            [
                c if c.free and not self.everything else self.named(c, "ensures", c.span)
                for c in procedure.ensures
            ]
        )
        return replace(procedure, requires=requires, ensures=ensures)

    def implementation(self, implementation: Implementation) -> Implementation:
        return replace(implementation, body=self.statements(implementation.body))

    def statements(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple([self.statement(s) for s in statements])

    def statement(self, statement: Statement) -> Statement:
        match statement:
            case Assert():
                return self.assertion(statement)
            case Assume():
                return self.named(statement, "assume", statement.span)
            case Call():
                return self.named(statement, "call", statement.span)
            case If(_, then, otherwise):
                then = self.statements(then)
                otherwise = None if otherwise is None else self.statements(otherwise)
                return replace(statement, then=then, otherwise=otherwise)
            case While(_, invariants, _, body):
                invariants = tuple(
                    [
                        self.assertion(i)
                        if isinstance(i, Assert)
                        else self.named(i, "assume", i.span)
                        for i in invariants
                    ]
                )
                body = self.statements(body)
                return replace(statement, invariants=invariants, body=body)
            case _:
                return statement

    def assertion(self, assertion: Assert) -> Assert:
        if isinstance(assertion.condition, Literal) and assertion.condition.value is True:
            return assertion
        return self.named(assertion, "assert", assertion.span)
