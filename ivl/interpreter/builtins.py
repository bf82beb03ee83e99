"""Functions that are the solver's: ``{:builtin "s"}`` and ``{:bvbuiltin "s"}``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

from ivl.base.values import MapValue, Value
from ivl.core.types import MapType, Type
from ivl.interpreter.bitvectors import bitvector_function
from ivl.interpreter.data import Closure, Datum, split
from ivl.interpreter.floats import float_function
from ivl.interpreter.identity import Identity
from ivl.interpreter.operators import divide, remainder
from ivl.interpreter.sequences import sequence_function, string_function

Elementwise = Callable[..., Datum]


def builtin_function(
    name: str, arguments: Sequence[Datum], types: Sequence[Type], result: Type, identity: Identity
) -> Datum | None:
    """The function called `name` of `arguments`, which have `types`; None if it is not known."""
    if name.startswith("Map"):
        return _map_function(name, arguments, types, result, identity)
    plain = [identity.plain(a) for a in arguments]
    for family in (bitvector_function, float_function):
        found = family(name, plain, result)
        if found is not None:
            return found
    for values in (string_function, sequence_function, _integer_function):
        found = values(name, plain)
        if found is not None:
            return found
    return None


def _integer_function(name: str, arguments: Sequence[Value]) -> Value | None:
    match name, arguments:
        case "div", [int(x), int(y)] if y:
            return divide(x, y)
        case "mod", [int(x), int(y)] if y:
            return remainder(x, y)
        case "rem", [int(x), int(y)] if y:
            return remainder(x, y) if y > 0 else -remainder(x, y)
        case "abs", [int(x)]:
            return abs(x)
        case _:
            return None


def _map_function(
    name: str, arguments: Sequence[Datum], types: Sequence[Type], result: Type, identity: Identity
) -> Datum | None:
    """``MapAdd(a, b)[i] == a[i] + b[i]``; ``MapConst(x)[i] == x``."""
    if not isinstance(result, MapType):
        return None
    index, _ = split(result)
    if name == "MapConst":
        element = arguments[0]
        if _is_value(element):
            return MapValue(element)  # type: ignore[arg-type]
        return Closure(lambda _: element, index, result.range)
    if name == "MapEq":
        range_ = split(types[0])[1] if isinstance(types[0], MapType) else types[0]
        operator: Elementwise | None = lambda x, y: identity.equal(x, y, range_)  # noqa: E731
    else:
        operator = _ELEMENTWISE.get(name)
    if operator is None:
        return None
    chosen = operator
    if all(isinstance(a, MapValue) for a in arguments):
        maps = [a for a in arguments if isinstance(a, MapValue)]
        keys = dict.fromkeys(chain(*[m.entries for m in maps]))
        try:
            default = chosen(*[m.default for m in maps])
            entries = {k: chosen(*[m.select(k) for m in maps]) for k in keys}
        except ZeroDivisionError:
            return None
        return MapValue(default, entries)  # type: ignore[arg-type]
    return Closure(
        lambda i: chosen(*[identity.plain(identity.select(a, i, index)) for a in arguments]),
        index,
        result.range,
    )


def _is_value(element: Datum) -> bool:
    return isinstance(element, Value)


_ELEMENTWISE: dict[str, Elementwise] = {
    "MapNot": lambda x: not x,
    "MapAnd": lambda x, y: x and y,
    "MapOr": lambda x, y: x or y,
    "MapImp": lambda x, y: not x or y,
    "MapIff": lambda x, y: x == y,
    "MapIte": lambda c, x, y: x if c else y,
    "MapAdd": lambda x, y: x + y,
    "MapSub": lambda x, y: x - y,
    "MapMul": lambda x, y: x * y,
    "MapDiv": divide,
    "MapMod": remainder,
    "MapLt": lambda x, y: x < y,
    "MapLe": lambda x, y: x <= y,
    "MapGt": lambda x, y: x > y,
    "MapGe": lambda x, y: x >= y,
}
