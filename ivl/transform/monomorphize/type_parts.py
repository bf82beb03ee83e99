"""What types are made of."""

from __future__ import annotations

from collections.abc import Collection

from ivl.core.types import ConstructedType, MapType, Type, TypeVariable, free_variables


def mentions(type_: Type, parameters: Collection[TypeVariable]) -> bool:
    """Whether one of `parameters` is free in `type_`."""
    return any(v in parameters for v in free_variables(type_))


def depth(type_: Type) -> int:
    """How deeply type constructors and map types are nested."""
    match type_:
        case ConstructedType(_, arguments):
            return 1 + max([depth(t) for t in arguments], default=0)
        case MapType(_, domain, range_):
            return 1 + max([depth(t) for t in (*domain, range_)])
        case _:
            return 1


def parts(type_: Type) -> list[Type]:
    """`type_` and every type inside it, inner ones first."""
    match type_:
        case ConstructedType(_, arguments):
            inner = arguments
        case MapType(_, domain, range_):
            inner = (*domain, range_)
        case _:
            inner = ()
    return [*[part for t in inner for part in parts(t)], type_]
