"""What solvers are told of quantifiers besides their meaning: names and weights."""

from __future__ import annotations

from ivl.core.expressions import Attribute, Expr, Quantifier
from ivl.core.fold import map_expression
from ivl.core.map_statements import map_program
from ivl.core.program import Program, find_attribute
from ivl.options import QuantifierNames

NAMES = ("qid", "skolemid")


def annotate_quantifiers(program: Program, names: QuantifierNames, weights: bool) -> Program:
    """`program` with other attributes of quantifiers.

    With the `names` "all" a quantifier without ``{:qid}`` or ``{:skolemid}`` is called after its
    place, such as ``a.bpl.12:8``, and with "none" it has neither. Without `weights` it has no
    ``{:weight}``.
    """
    dropped = (*(NAMES if names == "none" else ()), *(() if weights else ("weight",)))

    def annotate(e: Expr) -> Expr:
        if not isinstance(e, Quantifier):
            return e
        kept = tuple([a for a in e.attributes if a.name not in dropped])
        if names == "all":
            kept = (*kept, *_missing(e))
        if kept == e.attributes:
            return e
        return Quantifier(
            e.kind, e.type_parameters, e.variables, kept, e.triggers, e.body, span=e.span
        )

    return map_program(program, lambda e: map_expression(e, annotate))


def _missing(quantifier: Quantifier) -> list[Attribute]:
    """Names for what has none; a quantifier that was made here stays without."""
    position = quantifier.span.position
    if not position.file:
        return []
    place = f"{position.file.rpartition('/')[2]}.{position.line}:{position.column}"
    return [
        Attribute(n, (place,)) for n in NAMES if find_attribute(quantifier.attributes, n) is None
    ]
