"""Notes about the quantifiers that the solver instantiated most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.base.source import Span
from ivl.core.attributes import text_attribute
from ivl.core.expressions import Quantifier
from ivl.core.fold import walk
from ivl.core.map_statements import program_expressions
from ivl.core.program import Implementation, Program

MOST = 5
"""So many quantifiers are told of for each implementation."""


def quantifier_places(program: Program) -> dict[str, Span]:
    """Where the quantifiers are, by the names that solvers are told."""
    found: dict[str, Span] = {}
    for expr in program_expressions(program):
        for e in walk(expr):
            if isinstance(e, Quantifier):
                name = text_attribute(e.attributes, "qid")
                if name is not None:
                    found.setdefault(name, e.span)
    return found


def most_instantiated(
    implementation: Implementation,
    instances: Iterable[Mapping[str, int]],
    places: Mapping[str, Span],
) -> tuple[Diagnostic, ...]:
    """Notes about the quantifiers of which the proofs of `implementation` made most instances."""
    counts: Counter[str] = Counter()
    for found in instances:
        counts.update(found)
    notes = []
    for name, number in counts.most_common(MOST):
        if number:
            what = "this quantifier" if name in places else f"the quantifier {name}"
            times = "once" if number == 1 else f"{number} times"
            text = f"the solver instantiated {what} {times} for {implementation.name}"
            span = places.get(name, implementation.span)
            notes.append(Diagnostic("solver.instances", text, span, Severity.NOTE))
    return tuple(notes)
