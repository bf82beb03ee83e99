"""Typed statements, still structured; the flow stage turns them into blocks of commands.

Assignments to map elements and fields, and unpacking, have become assignments to variables.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal, TypeAlias

from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span, Spanned
from ivl.core.expressions import Attributes, Expr, Variable
from ivl.core.types import Type


class ObligationKind(Enum):
    """What an assertion stands for; the value is a stable id."""

    ASSERT = "assert"
    PRECONDITION = "precondition"
    POSTCONDITION = "postcondition"
    INVARIANT_ENTRY = "invariant.entry"
    INVARIANT_MAINTAINED = "invariant.maintained"
    MEASURE = "measure"
    BOUND = "bound"


@node
class Obligation:
    """What an assertion stands for, and what to say when it fails.

    `span` is where the failure is reported, `declared` where the violated clause stands (for
    pre- and postconditions). `message`, when not empty, replaces the kind's standard wording
    (a measure's, a frontend's, ``{:msg}``). `origin` belongs to whoever made the assertion and is
    handed back untouched, so that a frontend can report in its own terms. `maintained` replaces
    `message` where a loop invariant is not maintained.
    """

    kind: ObligationKind
    span: Span
    declared: Span | None = None
    message: str = ""
    origin: object = None
    maintained: str = ""


@node
class Assert(Spanned):
    """``assert e;``"""

    condition: Expr
    obligation: Obligation
    attributes: Attributes = ()


@node
class Assume(Spanned):
    """``assume e;``"""

    condition: Expr
    attributes: Attributes = ()


@node
class Assign(Spanned):
    """``x, y := e, f;``: simultaneous; the variables are pairwise different."""

    variables: tuple[Variable, ...]
    values: tuple[Expr, ...]
    attributes: Attributes = ()


@node
class Havoc(Spanned):
    """``havoc x, y;``"""

    variables: tuple[Variable, ...]


@node
class Call(Spanned):
    """``free call x, y := P(e, f);``; the procedure is found by name in the program.

    `type_arguments` instantiate the procedure's type parameters. A result variable is None where
    the caller ignores it.
    """

    procedure: str
    type_arguments: tuple[Type, ...]
    arguments: tuple[Expr, ...]
    results: tuple[Variable | None, ...]
    attributes: Attributes = ()
    free: bool = False


@node
class HideReveal(Spanned):
    """``hide f;``, ``reveal *;``: `function` None stands for all."""

    mode: Literal["hide", "reveal"]
    function: str | None


@node
class ChangeScope(Spanned):
    """``push;``, ``pop;``"""

    mode: Literal["push", "pop"]


@node
class Measure(Spanned):
    """``measure e, f;`` at the head of a loop: what decreases from one round to the next."""

    expressions: tuple[Expr, ...]


Command: TypeAlias = Assert | Assume | Assign | Havoc | Call | Measure | HideReveal | ChangeScope
"""What stands in a block of a flow graph."""


@node
class If(Spanned):
    """``if (e) { } else { }``; guard None is ``*``; `then_end`, `else_end`: closing braces.

    With `else_if`, `otherwise` is one If, written ``else if``.
    """

    guard: Expr | None
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] | None
    attributes: Attributes = ()
    then_end: Span = field(default=NOWHERE, kw_only=True)
    else_end: Span = field(default=NOWHERE, kw_only=True)
    else_if: bool = field(default=False, kw_only=True)


@node
class While(Spanned):
    """``while (e) invariant ... { }``; an Assume among the invariants is a free one.

    `measure` is the loop's list of expressions that decrease, empty when there is none.
    """

    guard: Expr | None
    invariants: tuple[Assert | Assume, ...]
    measure: tuple[Expr, ...]
    body: tuple[Statement, ...]
    body_end: Span = field(default=NOWHERE, kw_only=True)
    measure_span: Span = field(default=NOWHERE, kw_only=True)


@node
class Break(Spanned):
    """``break L;``"""

    label: str | None


@node
class Goto(Spanned):
    """``goto A, B;``"""

    labels: tuple[str, ...]
    attributes: Attributes = ()


@node
class Return(Spanned):
    """``return;``"""

    attributes: Attributes = ()


@node
class Label(Spanned):
    """``L:``"""

    name: str


Statement: TypeAlias = Command | If | While | Break | Goto | Return | Label
