"""Termination measures: lexicographic tuples of values of types that have orders."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate import collections as c
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.equality import equal
from frontends.dafny.translate.numbers import base, bitwise
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Decreases
from frontends.dafny.typed.parts import peel
from ivl import build as b
from ivl.base.source import Span
from ivl.core.expressions import Expr


def less(new: Expr, old: Expr, type_: t.Type, context: Context) -> Expr:
    """That `new` is below `old` in the well-founded order of a type."""
    prelude, shared = context.shared.prelude, context.shared
    type_ = peel(type_)
    number = base(type_)
    match number:
        case t.BasicType(t.Basic.BOOL):
            return b.and_(b.not_(new), old)
        case t.BasicType(t.Basic.INT) | t.BasicType(t.Basic.CHAR):
            return b.and_(b.lt(new, old), b.le(0, old))
        case t.BasicType(t.Basic.REAL):
            return b.and_(b.le(new, b.sub(old, b.real(1))), b.le(b.real(0), old))
        case t.BasicType(t.Basic.ORDINAL):
            return prelude("ORD#Less", new, old)
        case t.BitvectorType():
            return bitwise("bvult", [new, old], context)
        case t.SetType() | t.MultisetType() if not isinstance(number, t.SetType) or number.finite:
            sort = c.sort_name(number)
            smaller = prelude(f"{sort}#Subset", new, old)
            return b.and_(smaller, b.not_(prelude(f"{sort}#Equal", new, old)))
        case t.ClassType():
            null = prelude.constant("null")
            return b.and_(b.eq(new, null), b.ne(old, null))
        case t.MapType() if number.finite:
            new_domain, old_domain = prelude("Map#Domain", new), prelude("Map#Domain", old)
            smaller = prelude("Set#Subset", new_domain, old_domain)
            return b.and_(smaller, b.not_(prelude("Set#Equal", new_domain, old_domain)))
        case t.SequenceType() | t.DatatypeType() | t.ParameterType() | t.OpaqueType():
            ranks = prelude("$Rank", shared.box(new)), prelude("$Rank", shared.box(old))
            return b.lt(*ranks)
        case _:
            return b.bool_(False)


def same(new: Expr, old: Expr, type_: t.Type, context: Context) -> Expr:
    """That neither of two values is below the other."""
    prelude, shared = context.shared.prelude, context.shared
    match peel(type_):
        case t.SequenceType() | t.DatatypeType() | t.ParameterType() | t.OpaqueType():
            return b.eq(prelude("$Rank", shared.box(new)), prelude("$Rank", shared.box(old)))
        case t.ClassType():
            null = prelude.constant("null")
            return b.iff(b.eq(new, null), b.eq(old, null))
        case _:
            return equal(new, old, type_, context)


def comparable(one: t.Type, other: t.Type) -> bool:
    """Whether values of two types are in one order."""
    one, other = peel(one), peel(other)
    ranked = (t.SequenceType, t.DatatypeType, t.ParameterType, t.OpaqueType)
    if isinstance(one, ranked) and isinstance(other, ranked):
        return True
    return (type(one) is type(other) and base(one) == base(other)) or (
        isinstance(one, t.ClassType) and isinstance(other, t.ClassType)
    )


def decreases(
    new: Sequence[tuple[Expr, t.Type]], old: Sequence[tuple[Expr, t.Type]], context: Context,
    *, or_equal: bool = False,
) -> Expr:  # fmt: skip
    """That the tuple `new` is below `old`, or equal to it where that suffices.

    A tuple that goes on is below one that ended. Only the parts count that are before the first
    two that are of different orders.
    """
    usable = list[tuple[Expr, Expr, t.Type]]()
    for (n, n_type), (o, o_type) in zip(new, old, strict=False):
        if not comparable(n_type, o_type):
            break
        usable.append((n, o, n_type))
    ended = len(usable) == len(old)
    result: Expr = b.bool_(ended and (len(new) > len(old) or (or_equal and len(new) == len(old))))
    for n, o, type_ in reversed(usable):
        lower = less(n, o, type_, context)
        equal = same(n, o, type_, context)
        result = b.or_(lower, b.and_(equal, result))
    return result


def measure(clause: Decreases, context: Context) -> list[tuple[Expr, t.Type]]:
    """The values of a measure."""
    return [(context.term(x), x.type) for x in clause.expressions]


def check_decrease(
    new: Sequence[tuple[Expr, t.Type]], old: Sequence[tuple[Expr, t.Type]],
    spans: Sequence[Span], message: str, where: str, span: Span, context: Context, emit: Emitter,
) -> None:  # fmt: skip
    """Emit that the measure `new` is below `old`, whose numbers are not negative.

    `spans` are the places of the parts of `new`, `where` ends messages about their bounds.
    """
    smaller: Expr = b.bool_(False)
    for i, ((n, n_type), (o, o_type), place) in enumerate(zip(new, old, spans, strict=False)):
        if not comparable(n_type, o_type):
            break
        if peel(o_type) in (t.INT, t.REAL):
            real = peel(o_type) == t.REAL
            bounded = b.le(b.real(0) if real else b.int_(0), o)
            component = f" (component {i})" if len(new) > 1 else ""
            bound = f"{component} must be bounded below by {'0.0' if real else '0'}{where}"
            bounded = b.or_(bounded, smaller, b.eq(n, o))
            emit.assert_(bounded, f"decreases expression{bound}", place)
        smaller = b.or_(smaller, less(n, o, n_type, context))
    emit.assert_(decreases(new, old, context), message, span)
