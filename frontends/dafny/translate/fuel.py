"""How often the definitions of functions are unfolded, and which are hidden until revealed."""

from __future__ import annotations

from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import FUEL, Context
from frontends.dafny.translate.shared import Shared
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.declarations import Function, find_attribute
from ivl import build as b
from ivl.core.expressions import Expr


def layers(function: Function, context: Context) -> Expr:
    """The layers for a call of a function that is not recursive with what is being defined."""
    if function.opaque:
        return _hidden(function, context.shared, proving=context.fuel > FUEL)
    low, high = _fuel(function)
    count = low if context.fuel <= FUEL else high
    return _raised(context.shared.prelude.constant("$LayerZero"), count, context.shared)


def reveal(function: Function, shared: Shared) -> Expr:
    """That the definition of an opaque function may be used."""
    if not function.opaque:
        return b.bool_(True)
    more = shared.constant(f"{function.full_name}#revealed", p.LAYER)
    low, high = _fuel(function)
    return b.and_(
        b.eq(_hidden(function, shared, proving=False), _raised(more, low, shared)),
        b.eq(_hidden(function, shared, proving=True), _raised(more, high, shared)),
    )


def _hidden(function: Function, shared: Shared, *, proving: bool) -> Expr:
    """The layers of an opaque function, of which nothing is known until it is revealed."""
    which = "proving" if proving else "assuming"
    return shared.constant(f"{function.full_name}#{which}", p.LAYER)


def _raised(layer: Expr, count: int, shared: Shared) -> Expr:
    for _ in range(count):
        layer = shared.prelude("$Succ", layer)
    return layer


def _fuel(function: Function) -> tuple[int, int]:
    """How often a definition is unfolded where something is assumed, and where it is proved."""
    attribute = find_attribute(function.attributes, "fuel")
    numbers = [
        x.value
        for x in (() if attribute is None else attribute.arguments)
        if isinstance(x, e.Literal) and isinstance(x.value, int)
    ]
    low = numbers[0] if numbers else FUEL
    return low, numbers[1] if len(numbers) > 1 else low + 1
