"""Which assertions are assumed after they have been checked."""

from __future__ import annotations

from ivl.core.attributes import int_attribute
from ivl.core.expressions import Expr, Quantifier
from ivl.core.fold import walk
from ivl.core.statements import Assert


def is_subsumed(command: Assert, default: int) -> bool:
    """Whether `command` is assumed after it has been checked; `default`: see `ivl.Options`."""
    own = int_attribute(command.attributes, "subsumption")
    level = default if own is None else own
    return level >= 2 or (level == 1 and not _has_quantifier(command.condition))


def _has_quantifier(expr: Expr) -> bool:
    return any(isinstance(e, Quantifier) for e in walk(expr))
