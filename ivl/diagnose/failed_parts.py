"""Which part of an assertion does not hold in what the solver thinks of."""

from __future__ import annotations

from collections.abc import Iterator

from ivl.base.counterexample import FailedPart, PartKind
from ivl.core.expressions import Expr, Lambda, Operation, Operator, Quantifier
from ivl.core.fold import walk
from ivl.diagnose.candidate import Candidate
from ivl.diagnose.failing_path import FailingPath
from ivl.interpreter.parts import expression_text, operands


def failed_parts(path: FailingPath, candidate: Candidate) -> tuple[FailedPart, ...]:
    """The conjuncts and implications to blame, from the outside in, as far as they are known.

    The assertion as it was written and as it is verified are taken apart side by side, as long as
    they have the same form. What has quantifiers is to blame where all else holds.
    """
    assertion = path.check.assertion
    obligation = assertion.obligation
    written = candidate.sources.conditions.get(obligation.declared or obligation.span)
    return () if written is None else tuple(_parts(written, assertion.condition, candidate))


def _parts(written: Expr, verified: Expr, candidate: Candidate) -> Iterator[FailedPart]:
    wanted = True
    while True:
        match written, verified:
            case Operation(Operator.NOT, (written,)), Operation(Operator.NOT, (verified,)):
                wanted = not wanted
            case (
                Operation(Operator.AND | Operator.OR as operator),
                Operation(Operator.AND | Operator.OR as same),
            ) if operator is same and wanted is (operator is Operator.AND):
                parts = operands(written, operator)
                number = _to_blame(operands(verified, operator), wanted, len(parts), candidate)
                if number is None:
                    return
                written, verified = parts[number], operands(verified, operator)[number]
                yield _part(PartKind.CONJUNCT, written, wanted)
            case (
                Operation(Operator.IMPLIES, (antecedent, written)),
                Operation(Operator.IMPLIES, (_, verified)),
            ) if wanted:
                yield _part(PartKind.ANTECEDENT, antecedent)
                yield _part(PartKind.CONSEQUENT, written)
            case _:
                return


def _to_blame(parts: list[Expr], wanted: bool, number: int, candidate: Candidate) -> int | None:
    """The first of `parts` that is not `wanted`; the only one of which nothing is known."""
    if len(parts) != number:
        return None
    asked = [i for i, p in enumerate(parts) if not _has_binders(p)]
    candidate.ask([parts[i] for i in asked])
    values = {i: candidate.value(parts[i]) for i in asked}
    for i, value in values.items():
        if value is (not wanted):
            return i
    unknown = [i for i in range(number) if values.get(i) is not wanted]
    return unknown[0] if len(unknown) == 1 else None


def _has_binders(expr: Expr) -> bool:
    return any(isinstance(e, Quantifier | Lambda) for e in walk(expr))


def _part(kind: PartKind, expr: Expr, wanted: bool = True) -> FailedPart:
    return FailedPart(kind, expression_text(expr), wanted, span=expr.span)
