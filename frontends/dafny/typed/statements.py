"""Typed statements. `span` starts at the token at which Dafny reports an error of the statement."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span

if TYPE_CHECKING:
    from frontends.dafny.typed.declarations import (
        Attribute,
        Clause,
        Decreases,
        Field,
        Frame,
        Function,
        Method,
        Variable,
    )
    from frontends.dafny.typed.expressions import BinaryOperator, Expr, Pattern
    from frontends.dafny.typed.types import ClassType, Type


@node
class Placed:
    """What all statements have. `end` is the closing brace, or the end of the statement."""

    span: Span = field(default=NOWHERE, kw_only=True)
    end: Span = field(default=NOWHERE, kw_only=True)
    attributes: tuple[Attribute, ...] = field(default=(), kw_only=True)
    labels: tuple[str, ...] = field(default=(), kw_only=True)
    ghost: bool = field(default=False, kw_only=True)


@node
class Block(Placed):
    """``{ statements }``."""

    statements: tuple[Statement, ...] = ()


@node
class Assert(Placed):
    """``assert label: c by { proof }``; `place` is that of the condition as it is written."""

    condition: Expr
    place: Span
    label: str = ""
    proof: Block | None = None


@node
class Assume(Placed):
    """``assume c``."""

    condition: Expr


@node
class Expect(Placed):
    """``expect c, message``: assumed afterwards."""

    condition: Expr
    message: Expr | None = None


@node
class Print(Placed):
    """``print e, ...``."""

    arguments: tuple[Expr, ...]


@node
class Reveal(Placed):
    """``reveal f(), L;``: functions and labels of assertions and preconditions."""

    functions: tuple[Function, ...]
    revealed_labels: tuple[str, ...] = ()


@node
class Declare(Placed):
    """``var x: T, ...;`` without the initialization, which follows as a statement of its own."""

    variables: tuple[Variable, ...]


@node
class VariableTarget:
    """``x :=``."""

    variable: Variable
    span: Span = NOWHERE


@node
class FieldTarget:
    """``receiver.field :=``."""

    receiver: Expr
    field: Field
    span: Span = NOWHERE


@node
class ArrayTarget:
    """``array[indexes] :=``."""

    array: Expr
    indexes: tuple[Expr, ...]
    span: Span = NOWHERE


Target: TypeAlias = VariableTarget | FieldTarget | ArrayTarget


@node
class ExpressionValue:
    """``:= e``."""

    expression: Expr
    span: Span = NOWHERE


@node
class HavocValue:
    """``:= *``."""

    span: Span = NOWHERE


@node
class NewObject:
    """``:= new C.Init(arguments)``; `constructor` is None for a class without one."""

    type: ClassType
    constructor: Method | None
    arguments: tuple[Expr, ...] = ()
    span: Span = NOWHERE


@node
class NewArray:
    """``:= new T[n, m] [e, ...]`` or ``new T[n](f)``."""

    type: ClassType
    dimensions: tuple[Expr, ...]
    elements: tuple[Expr, ...] | None = None
    initializer: Expr | None = None
    span: Span = NOWHERE


Value: TypeAlias = ExpressionValue | HavocValue | NewObject | NewArray


@node
class Assign(Placed):
    """``targets := values``, all at once."""

    targets: tuple[Target, ...]
    values: tuple[Value, ...]


@node
class AssignSuchThat(Placed):
    """``targets :| condition``; `assumed`: ``:| assume``."""

    targets: tuple[Target, ...]
    condition: Expr
    assumed: bool = False


@node
class DestructurePattern(Placed):
    """``var (x, Cons(y, _)) := e;``; the pattern's variables live on."""

    pattern: Pattern
    value: Expr


@node
class Call(Placed):
    """``targets := receiver.method(arguments)``; see `FunctionCall` for the type arguments.

    `prefix` is the ``k`` of a prefix lemma's call ``L#[k](...)``.
    """

    targets: tuple[Target, ...]
    receiver: Expr | None
    method: Method
    owner_arguments: tuple[Type, ...]
    type_arguments: tuple[Type, ...]
    arguments: tuple[Expr, ...]
    prefix: Expr | None = None


@node
class Return(Placed):
    """``return``; values are assigned to the out-parameters by a statement before."""


@node
class Break(Placed):
    """``break``, ``continue`` (`goes_on`): the statement labelled `label`, or `levels` loops."""

    label: str = ""
    levels: int = 1
    goes_on: bool = False


@node
class If(Placed):
    """``if c {} else {}``; `condition` is None for ``*``.

    `binding`: ``if x :| c``, where `condition` is an existential quantifier whose variables the
    branch sees.
    """

    condition: Expr | None
    then: Block
    otherwise: Block | If | None = None
    binding: bool = False


@node
class Alternative:
    """``case c => body``; `binding`: see `If`."""

    condition: Expr
    body: tuple[Statement, ...]
    binding: bool = False
    span: Span = NOWHERE


@node
class IfCases(Placed):
    """``if { case c => ... }``."""

    alternatives: tuple[Alternative, ...]


@node
class LoopSpecification:
    """What a loop promises. `modifies` is None where it is not written."""

    invariants: tuple[Clause, ...]
    decreases: Decreases
    modifies: tuple[Frame, ...] | None = None


@node
class While(Placed):
    """``while c ... { }``; `condition` is None for ``*``, `body` where there is none."""

    condition: Expr | None
    specification: LoopSpecification
    body: Block | None


@node
class WhileCases(Placed):
    """``while ... { case c => ... }``."""

    specification: LoopSpecification
    alternatives: tuple[Alternative, ...]


@node
class For(Placed):
    """``for i := low to high`` or, when `down`, ``downto``; `high` is None for ``*``."""

    variable: Variable
    low: Expr
    high: Expr | None
    down: bool
    specification: LoopSpecification
    body: Block | None


@node
class MatchCase:
    """``case pattern => statements``."""

    pattern: Pattern
    body: tuple[Statement, ...]
    span: Span = NOWHERE


@node
class Match(Placed):
    """``match e { case ... }``."""

    subject: Expr
    cases: tuple[MatchCase, ...]


@node
class CalcStep:
    """``operator { hint } line``. `prefix` is the ``k`` of the operator ``==#[k]``.

    `place` is that of the line as it is written.
    """

    operator: BinaryOperator
    hint: tuple[Block, ...]
    line: Expr
    place: Span
    prefix: Expr | None = None


@node
class Calc(Placed):
    """A calculation; `conclusion` relates the first and the last line, None with fewer than two."""

    first: Expr | None
    steps: tuple[CalcStep, ...]
    conclusion: Expr | None


class ForallKind(Enum):
    """What a ``forall`` statement does for each choice of its variables."""

    ASSIGN = "assign"
    CALL = "call"
    PROOF = "proof"


@node
class Forall(Placed):
    """``forall x: T | range ensures c { body }``."""

    kind: ForallKind
    variables: tuple[Variable, ...]
    range: Expr
    ensures: tuple[Clause, ...]
    body: Block | None


@node
class Modify(Placed):
    """``modify frames { body }``."""

    frames: tuple[Frame, ...]
    body: Block | None = None


@node
class DivideConstructor(Placed):
    """``new;`` in a constructor: the fields have their values, ``this`` may be used."""


Statement: TypeAlias = (
    Block | Assert | Assume | Expect | Print | Reveal | Declare | Assign | AssignSuchThat
    | DestructurePattern | Call | Return | Break | If | IfCases | While | WhileCases | For | Match
    | Calc | Forall | Modify | DivideConstructor
)  # fmt: skip
