"""Clauses of contracts as commands: what callers and bodies have to show."""

from __future__ import annotations

from ivl.base.source import NOWHERE, Span
from ivl.core.expressions import Attributes, Expr
from ivl.core.map_statements import Rewrite, map_attributes
from ivl.core.program import Condition, find_attribute
from ivl.core.proof_ids import REQUIRED, REQUIRED_ASSUMED, call_id, only_id, without_id
from ivl.core.statements import Assert, Assume, Call, Command, Obligation, ObligationKind


def check_precondition(clause: Condition, here: Rewrite, call: Call) -> tuple[Command, ...]:
    """What `clause` makes of `call`: nothing if either is free.

    `here` gives what an expression of the contract says where the command stands.
    """
    condition = here(clause.condition)
    if clause.free or call.free:
        name = call_id(clause.attributes, call.attributes, REQUIRED_ASSUMED)
        return _always_assumed(clause, condition, call.span, name) if clause.free else ()
    obligation = Obligation(
        ObligationKind.PRECONDITION, call.span, clause.span, clause.message, clause.origin
    )
    name = call_id(clause.attributes, call.attributes, REQUIRED)
    attributes = (
        *without_id(map_attributes(clause.attributes, here)),
        *without_id(call.attributes),
        *name,
    )
    return (Assert(condition, obligation, attributes, span=call.span),)


def check_postcondition(clause: Condition, here: Rewrite) -> tuple[Command, ...]:
    """What `clause` makes of the end of a body; `here`: see `check_precondition`.

    The obligation is nowhere: it belongs to the return that was taken.
    """
    condition = here(clause.condition)
    if clause.free:
        return _always_assumed(clause, condition, clause.span, only_id(clause.attributes))
    obligation = Obligation(
        ObligationKind.POSTCONDITION, NOWHERE, clause.span, clause.message, clause.origin
    )
    attributes = map_attributes(clause.attributes, here)
    return (Assert(condition, obligation, attributes, span=clause.span),)


def _always_assumed(
    clause: Condition, condition: Expr, span: Span, name: Attributes
) -> tuple[Command, ...]:
    """With ``{:always_assume}`` a free clause is assumed where it would be checked."""
    if find_attribute(clause.attributes, "always_assume") is None:
        return ()
    return (Assume(condition, name, span=span),)
