"""Statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from frontends.dafny.syntax.ast.types import Placed
from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span

if TYPE_CHECKING:
    from frontends.dafny.syntax.ast.clauses import Clause, Frame, Specification
    from frontends.dafny.syntax.ast.expressions import Expr, Pattern
    from frontends.dafny.syntax.ast.types import Attribute, Type, Variable


@node
class StatementBase(Placed):
    """What all statements have; `end` is the last token."""

    end: Span = field(default=NOWHERE, kw_only=True)
    labels: tuple[str, ...] = field(default=(), kw_only=True)
    attributes: tuple[Attribute, ...] = field(default=(), kw_only=True)


@node
class Block(StatementBase):
    """``{ ... }``."""

    statements: tuple[Statement, ...]


@node
class Assert(StatementBase):
    """``assert L: e by { proof }``; `condition` is None for the skeleton ``assert ...;``."""

    condition: Expr | None
    label: str = ""
    proof: Block | None = None


@node
class Assume(StatementBase):
    """``assume e``; None for the skeleton."""

    condition: Expr | None


@node
class Expect(StatementBase):
    """``expect e, message``."""

    condition: Expr
    message: Expr | None = None


@node
class Print(StatementBase):
    """``print e, ...``."""

    arguments: tuple[Expr, ...]


@node
class Reveal(StatementBase):
    """``reveal f(), L;``."""

    targets: tuple[Expr, ...]


@node
class NewValue(Placed):
    """``new C.Init(arguments)``, ``new T[n]``, ``new T[n](f)``, ``new T[] [e, ...]``.

    `dimensions` is None for an object; `arguments` None where there is no parenthesis.
    """

    type: Type
    arguments: tuple[Expr, ...] | None = None
    dimensions: tuple[Expr, ...] | None = None
    elements: tuple[Expr, ...] | None = None
    initializer: Expr | None = None
    open: Span = NOWHERE


Value: TypeAlias = "Expr | NewValue"


@node
class Declare(StatementBase):
    """``var x: T, y := values;``; `operator` is ``:=``, ``:|``, ``:-`` or ``""``.

    `assumed`: ``:| assume``. `span` is the place of ``var``, `place` that of the operator.
    """

    variables: tuple[Variable, ...]
    operator: str = ""
    values: tuple[Value, ...] = ()
    assumed: bool = False
    ghost: bool = False
    place: Span = NOWHERE


@node
class Destructure(StatementBase):
    """``var (x, y) := e;``."""

    pattern: Pattern
    value: Expr
    ghost: bool = False


@node
class Assign(StatementBase):
    """``a, b := values;``, or a call on its own with no `targets` and one value; see Declare."""

    targets: tuple[Expr, ...]
    operator: str
    values: tuple[Value, ...]
    assumed: bool = False


@node
class Return(StatementBase):
    """``return values;``; None where there are none. ``yield`` when `yields`."""

    values: tuple[Value, ...] | None
    yields: bool = False


@node
class Break(StatementBase):
    """``break L;``, ``break break;`` (`levels` 2), ``continue``."""

    label: str = ""
    levels: int = 1
    goes_on: bool = False


@node
class IfStatement(StatementBase):
    """``if c {} else {}``; Wildcard: ``*``; `variables` of ``if x :| c``; None: a skeleton."""

    condition: Expr | None
    then: Block
    otherwise: Block | IfStatement | IfCases | None = None
    variables: tuple[Variable, ...] = ()


@node
class Alternative(Placed):
    """``case c => statements``, ``case x :| c => ...``."""

    condition: Expr
    body: tuple[Statement, ...]
    variables: tuple[Variable, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@node
class IfCases(StatementBase):
    """``if { case ... }``."""

    alternatives: tuple[Alternative, ...]


@node
class While(StatementBase):
    """``while c ... {}``; None: a skeleton. `body` is None where there is none.

    `skeleton`: the body is ``...``.
    """

    condition: Expr | None
    specification: Specification
    body: Block | None
    skeleton: bool = False


@node
class WhileCases(StatementBase):
    """``while ... { case ... }``."""

    specification: Specification
    alternatives: tuple[Alternative, ...]


@node
class For(StatementBase):
    """``for i: T := low to high``, ``downto``; `high` may be a Wildcard."""

    variable: Variable
    low: Expr
    high: Expr
    down: bool
    specification: Specification
    body: Block | None


@node
class StatementCase(Placed):
    """``case pattern => statements``."""

    pattern: Pattern
    body: tuple[Statement, ...]
    attributes: tuple[Attribute, ...] = ()


@node
class MatchStatement(StatementBase):
    """``match e { case ... }``."""

    subject: Expr
    cases: tuple[StatementCase, ...]


@node
class CalcStep:
    """`operator` (``""``: the default), `prefix` of ``==#[k]``, hints, and the next line."""

    operator: str
    prefix: Expr | None
    hints: tuple[Statement, ...]
    line: Expr | None
    """None for a dangling hint after the last line."""
    span: Span


@node
class Calc(StatementBase):
    """``calc op { first; steps }``."""

    operator: str
    prefix: Expr | None
    first: Expr | None
    steps: tuple[CalcStep, ...]


@node
class Forall(StatementBase):
    """``forall x | range ensures c { body }``."""

    variables: tuple[Variable, ...]
    range: Expr | None
    ensures: tuple[Clause, ...]
    body: Block | None


@node
class Modify(StatementBase):
    """``modify frames { body }``; `skeleton`: the frames are ``...``."""

    frames: tuple[Frame, ...]
    body: Block | None = None
    skeleton: bool = False


@node
class DivideConstructor(StatementBase):
    """``new;``."""


@node
class Skeleton(StatementBase):
    """``...;`` in a refining method's body."""


Statement: TypeAlias = (
    Block | Assert | Assume | Expect | Print | Reveal | Declare | Destructure | Assign | Return
    | Break | IfStatement | IfCases | While | WhileCases | For | MatchStatement | Calc | Forall
    | Modify | DivideConstructor | Skeleton
)  # fmt: skip
