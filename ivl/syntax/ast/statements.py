"""Statements as written."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span, Spanned
from ivl.syntax.ast.expressions import Attribute, Expr
from ivl.syntax.ast.types import Name


@node
class Assert(Spanned):
    """``assert {:attr} e;``; span: the keyword."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()


@node
class Assume(Spanned):
    """``assume {:attr} e;``; span: the keyword."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()


@node
class Havoc(Spanned):
    """``havoc x, y;``; span: the keyword."""

    variables: tuple[Name, ...]


@node
class MapTarget(Spanned):
    """``m[i]`` on the left of an assignment; span: the bracket."""

    target: Target
    indexes: tuple[Expr, ...]


@node
class FieldTarget(Spanned):
    """``d->f`` on the left of an assignment; span: the arrow."""

    target: Target
    field: Name


Target: TypeAlias = Name | MapTarget | FieldTarget


@node
class Assign(Spanned):
    """``x, m[i], d->f := {:attr} e, f, g;``; span: the ``:=``."""

    targets: tuple[Target, ...]
    values: tuple[Expr, ...]
    attributes: tuple[Attribute, ...] = ()


@node
class Unpack(Spanned):
    """``C(x, y) := {:attr} e;``; span: the ``:=``."""

    constructor: Name
    variables: tuple[Name, ...]
    value: Expr
    attributes: tuple[Attribute, ...] = ()


@node
class Call(Spanned):
    """``free call {:attr} x, y := P(e, f);``; span: ``call``."""

    procedure: Name
    arguments: tuple[Expr, ...]
    results: tuple[Name, ...]
    attributes: tuple[Attribute, ...] = ()
    free: bool = False


@node
class If(Spanned):
    """``if {:attr} (e) { } else { }``; guard None is ``*``.

    Span: ``if``. `then_end` and `else_end` are the closing braces. With `else_if`, `otherwise` is
    one If that was written ``else if``.
    """

    guard: Expr | None
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] | None
    attributes: tuple[Attribute, ...] = ()
    then_end: Span = field(default=NOWHERE, kw_only=True)
    else_end: Span = field(default=NOWHERE, kw_only=True)
    else_if: bool = field(default=False, kw_only=True)


@node
class Invariant(Spanned):
    """``free invariant {:attr} e;``; span: ``free`` or ``invariant``, whichever is first."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()
    free: bool = False


@node
class Measure(Spanned):
    """``measure {:attr} e, f;`` of a procedure or a loop, or as a command; span: the keyword."""

    expressions: tuple[Expr, ...]
    attributes: tuple[Attribute, ...] = ()


@node
class While(Spanned):
    """``while (e) invariant ...; measure ...; { }``; guard None is ``*``; span: ``while``."""

    guard: Expr | None
    invariants: tuple[Invariant, ...]
    measures: tuple[Measure, ...]
    body: tuple[Statement, ...]
    body_end: Span = field(default=NOWHERE, kw_only=True)


@node
class Break(Spanned):
    """``break L;``"""

    label: Name | None


@node
class Goto(Spanned):
    """``goto {:attr} A, B;``; span: the keyword."""

    labels: tuple[Name, ...]
    attributes: tuple[Attribute, ...] = ()


@node
class Return(Spanned):
    """``return {:attr};``"""

    attributes: tuple[Attribute, ...] = ()


@node
class Label(Spanned):
    """``L:``"""

    name: str


@node
class HideReveal(Spanned):
    """``hide f;``, ``reveal f;``; name None is ``*``; span: the name, or the keyword for ``*``."""

    mode: Literal["hide", "reveal"]
    function: Name | None


@node
class ChangeScope(Spanned):
    """``push;``, ``pop;``"""

    mode: Literal["push", "pop"]


Statement: TypeAlias = (
    Assert | Assume | Havoc | Assign | Unpack | Call | If | While | Break | Goto | Return | Label
    | Measure | HideReveal | ChangeScope
)  # fmt: skip
