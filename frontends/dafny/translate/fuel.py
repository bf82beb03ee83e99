"""How often the definitions of functions are unfolded, and which are hidden until revealed.

Where a function is opaque, or where members say different things about it, its layers are constants
of which each member says what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import FUEL, Context
from frontends.dafny.translate.shared import Shared
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.declarations import Attribute, Function, Program, find_attribute
from ivl import build as b
from ivl.core.expressions import Expr

Fuel = tuple[int, int]
"""How often to unfold where something is assumed, and where it is proved."""


def layers(function: Function, context: Context) -> Expr:
    """The layers for a call of a function that is not recursive with what is being defined."""
    if is_variable(function):
        return variable(function, context.shared, proving=context.fuel > FUEL)
    low, high = _default(function)
    count = low if context.fuel <= FUEL else high
    return _raised(context.shared.prelude.constant("$LayerZero"), count, context.shared)


def is_variable(function: Function) -> bool:
    """Whether a function's layers differ from place to place."""
    return function.opaque or function.adjusted


def variable(function: Function, shared: Shared, *, proving: bool) -> Expr:
    """The layers of a function where they differ."""
    which = "proving" if proving else "assuming"
    return shared.constant(f"{function.full_name}#{which}", p.LAYER)


def reveal(function: Function, shared: Shared) -> Expr:
    """That the definition of an opaque function may be used."""
    if not function.opaque:
        return b.bool_(True)
    more = shared.constant(f"{function.full_name}#revealed", p.LAYER)
    return _are(function, more, _default(function), shared)


def find_adjusted(program: Program) -> tuple[Function, ...]:
    """The functions of which ``{:fuel}`` of some member speaks, which are marked."""
    found = dict[Function, None]()
    for module in program.modules:
        for declaration in (*module.declarations, module.default):
            for member in declaration.members:
                for function, _ in _adjustments(member.attributes):
                    function.adjusted = True
                    found[function] = None
    return tuple(found)


def assumed_layers(attributes: Sequence[Attribute], shared: Shared) -> list[Expr]:
    """What the layers of functions are where a member with some attributes is verified."""
    own = dict(_adjustments(attributes))
    zero = shared.prelude.constant("$LayerZero")
    return [
        _are(function, zero, own.get(function, _default(function)), shared)
        for function in shared.adjusted
        if function in own or not function.opaque
    ]


def _are(function: Function, base: Expr, fuel: Fuel, shared: Shared) -> Expr:
    low, high = fuel
    return b.and_(
        b.eq(variable(function, shared, proving=False), _raised(base, low, shared)),
        b.eq(variable(function, shared, proving=True), _raised(base, high, shared)),
    )


def _raised(layer: Expr, count: int, shared: Shared) -> Expr:
    for _ in range(count):
        layer = shared.prelude("$Succ", layer)
    return layer


def _default(function: Function) -> Fuel:
    attribute = find_attribute(function.attributes, "fuel")
    return (FUEL, FUEL + 1) if attribute is None else _numbers(attribute)


def _adjustments(attributes: Sequence[Attribute]) -> Iterator[tuple[Function, Fuel]]:
    for attribute in attributes:
        if attribute.name == "fuel" and attribute.arguments:
            first = attribute.arguments[0]
            if isinstance(first, e.FunctionValue):
                yield first.function, _numbers(attribute)


def _numbers(attribute: Attribute) -> Fuel:
    found = [
        x.value
        for x in attribute.arguments
        if isinstance(x, e.Literal) and isinstance(x.value, int)
    ]
    low = found[0] if found else FUEL
    return low, found[1] if len(found) > 1 else low + 1
