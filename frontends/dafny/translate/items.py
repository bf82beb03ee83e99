"""The items of maps, as sets of pairs."""

from __future__ import annotations

from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.datatypes import select_declared
from frontends.dafny.translate.types import conjunction, ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.parts import peel
from ivl import build as b
from ivl.core.expressions import Expr


def items(map_: Expr, expr: e.BuiltinMember, context: Context) -> Expr:
    """``map.Items``: the pairs of which the first part is a key, and the second what it has."""
    shared, type_ = context.shared, peel(expr.type)
    assert isinstance(type_, t.SetType)
    pair = peel(type_.element)
    assert isinstance(pair, t.DatatypeType)
    sort = "Map" if type_.finite else "IMap"
    function = shared.function(f"{sort}#Items", (map_.type,), ivl_type(type_))
    if shared.is_new(("items", sort)):
        m, x = b.bound("m", map_.type), b.bound("b", p.BOX)
        made = b.apply(function, m)
        member = shared.prelude("Set#In", x, made) if type_.finite else b.select(made, x)
        value = shared.unbox(b.ref(x), ivl_type(pair))
        (constructor,) = pair.declaration.constructors
        key, held = [select_declared(value, d, shared) for d in constructor.destructors]
        domain = shared.prelude(f"{sort}#Domain", m)
        has = shared.prelude("Set#In", key, domain) if type_.finite else b.select(domain, key)
        same = b.eq(b.select(shared.prelude(f"{sort}#Elements", m), key), held)
        known = conjunction(b.eq(shared.box(value), x), has, same)
        shared.axiom(b.forall([m, x], b.iff(member, known), triggers=[[member]]))
    return b.apply(function, map_)
