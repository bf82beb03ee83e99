"""Contracts, frames, and what loops promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontends.dafny.syntax.ast.types import Placed
from ivl.base.node import node

if TYPE_CHECKING:
    from frontends.dafny.syntax.ast.expressions import Expr
    from frontends.dafny.syntax.ast.types import Attribute


@node
class Frame(Placed):
    """``e``, ``e`field``, `` `field`` (no expression) or ``*`` (a Wildcard)."""

    expression: Expr | None
    field: str = ""


@node
class Clause(Placed):
    """``requires L: e``, ``ensures``, ``invariant``; `span` is that of the expression."""

    condition: Expr
    label: str = ""
    free: bool = False
    attributes: tuple[Attribute, ...] = ()


@node
class Specification:
    """All clauses of a declaration or a loop; None where there is no such clause.

    `reads` and `modifies` may hold a Wildcard frame, `decreases` a Wildcard.
    """

    requires: tuple[Clause, ...] = ()
    ensures: tuple[Clause, ...] = ()
    invariants: tuple[Clause, ...] = ()
    reads: tuple[Frame, ...] | None = None
    modifies: tuple[Frame, ...] | None = None
    decreases: tuple[Expr, ...] | None = None
