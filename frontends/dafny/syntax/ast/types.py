"""Nodes in general, types and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span

if TYPE_CHECKING:
    from frontends.dafny.syntax.ast.expressions import Expr


@node
class Placed:
    """What all nodes have."""

    span: Span = field(default=NOWHERE, kw_only=True)


@node
class Attribute(Placed):
    """``{:name arguments}``."""

    name: str
    arguments: tuple[Expr, ...] = ()


# ---------------------------------------------------------------------- types


@node
class NameSegment:
    """One part of a path, ``name<T, U>``; `arguments` is None where none are written."""

    name: str
    arguments: tuple[Type, ...] | None
    span: Span


@node
class NamedType(Placed):
    """``M.C<T>``, and all built-in types by their names: ``int``, ``seq<T>``, ``array2<T>``."""

    path: tuple[NameSegment, ...]


@node
class ArrowType(Placed):
    """``(T, U) -> V``; `arrow` is ``->``, ``-->`` or ``~>``."""

    parameters: tuple[Type, ...]
    result: Type
    arrow: str


@node
class TupleType(Placed):
    """``(T, U)`` or ``()``; `ghosts` tells which components are ghost."""

    components: tuple[Type, ...]
    ghosts: tuple[bool, ...] = ()


Type: TypeAlias = NamedType | ArrowType | TupleType


@node
class TypeParameter(Placed):
    """``+T(==, !new)``; `variance` is the mark before it: ``""``, ``+``, ``-``, ``*`` or ``!``."""

    name: str
    variance: str = ""
    characteristics: tuple[str, ...] = ()


@node
class Variable(Placed):
    """A formal parameter, bound variable or local variable; `type` is None where left out."""

    name: str
    type: Type | None = None
    ghost: bool = False
    new: bool = False
    nameonly: bool = False
    default: Expr | None = None
    domain: Expr | None = None
    """``x <- domain`` of a quantified variable."""
    range: Expr | None = None
    """``| range`` right after a quantified variable that is not the last."""
    attributes: tuple[Attribute, ...] = ()
