"""Equality of values, as it is proved of each type."""

from __future__ import annotations

from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.codatatypes import Codatatype
from frontends.dafny.translate.collections import sort_name
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.datatypes import argument, constructor_function, is_made_by
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import DatatypeDeclaration
from frontends.dafny.typed.parts import peel
from ivl import build as b
from ivl.core.expressions import Expr, Function

LAYERS = 3
"""How deep datatype values are compared."""

_COLLECTIONS = (t.SetType, t.MultisetType, t.SequenceType, t.MapType)


def equal(left: Expr, right: Expr, type_: t.Type, context: Context) -> Expr:
    """``left == right`` of a type."""
    layer = context.shared.prelude.constant("$LayerZero")
    for _ in range(LAYERS):
        layer = context.shared.prelude("$Succ", layer)
    return _equal(left, right, type_, layer, context.shared)


def _equal(left: Expr, right: Expr, type_: t.Type, layer: Expr, shared: Shared) -> Expr:
    type_ = peel(type_)
    if left.type != ivl_type(type_) or right.type != left.type:
        return b.eq(left, right)
    match type_:
        case t.SetType() | t.MultisetType() | t.SequenceType() | t.MapType():
            return shared.prelude(f"{sort_name(type_)}#Equal", left, right)
        case t.DatatypeType(declaration=declaration):
            if declaration.coinductive:
                constructor_function(declaration.constructors[0], shared)
                return Codatatype(declaration, shared).equals(left, right, shared)
            if _is_deep(declaration, set()):
                return b.apply(_datatype_equality(declaration, shared), layer, left, right)
            return b.eq(left, right)
        case _:
            return b.eq(left, right)


def prefix_equal(expr: e.PrefixEqual, context: Context) -> Expr:
    """``left ==#[prefix] right``."""
    codatatype, depth, left, right = _operands(expr, context)
    same = codatatype.equals_until(depth, left, right, context.shared)
    return b.not_(same) if expr.negated else same


def prefix_parts(expr: e.PrefixEqual, context: Context) -> list[Expr]:
    """What is to be proved for ``left ==#[prefix] right``."""
    codatatype, depth, left, right = _operands(expr, context)
    functions = [
        constructor_function(x, context.shared) for x in codatatype.declaration.constructors
    ]
    return codatatype.equal_until_parts(depth, left, right, functions)


def _operands(expr: e.PrefixEqual, context: Context) -> tuple[Codatatype, Expr, Expr, Expr]:
    type_ = peel(expr.left.type)
    assert isinstance(type_, t.DatatypeType)
    constructor_function(type_.declaration.constructors[0], context.shared)
    depth = context.term(expr.prefix)
    if depth.type == b.INT:
        depth = context.shared.prelude("ORD#FromNat", depth)
    codatatype = Codatatype(type_.declaration, context.shared)
    return codatatype, depth, context.term(expr.left), context.term(expr.right)


# ---------------------------------------------------------------- datatypes


def _is_deep(datatype: DatatypeDeclaration, seen: set[DatatypeDeclaration]) -> bool:
    """Whether values have parts that are not equal at sight: collections, codatatype values."""
    if datatype.coinductive:
        return True
    if datatype in seen:
        return False
    seen.add(datatype)
    for constructor in datatype.constructors:
        for parameter in constructor.parameters:
            type_ = peel(parameter.type)
            if isinstance(type_, _COLLECTIONS):
                return True
            if isinstance(type_, t.DatatypeType) and _is_deep(type_.declaration, seen):
                return True
    return False


def _datatype_equality(datatype: DatatypeDeclaration, shared: Shared) -> Function:
    """Equality by what the values are made of, unfolded once for each layer."""
    first = constructor_function(datatype.constructors[0], shared)
    type_ = first.result
    function = shared.function(f"{datatype.full_name}#Equal", (p.LAYER, type_, type_), b.BOOL)
    if not shared.is_new(("datatype equality", datatype)):
        return function
    layer = b.bound("layer", p.LAYER)
    left, right = b.bound("d", type_), b.bound("e", type_)
    whole = b.apply(function, layer, left, right)
    shared.axiom(
        b.forall([layer, left, right], b.iff(whole, b.eq(left, right)), triggers=[[whole]])
    )
    above = b.apply(function, shared.prelude("$Succ", layer), left, right)
    choices = list[Expr]()
    for constructor in datatype.constructors:
        facts = [is_made_by(b.ref(x), constructor, shared) for x in (left, right)]
        for i, parameter in enumerate(constructor.parameters):
            parts = [argument(b.ref(x), constructor, i, shared) for x in (left, right)]
            facts.append(_equal(parts[0], parts[1], parameter.type, b.ref(layer), shared))
        choices.append(b.and_(*facts))
    shared.axiom(b.forall([layer, left, right], b.iff(above, b.or_(*choices)), triggers=[[above]]))
    return function
