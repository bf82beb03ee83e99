"""Matching types against types."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from ivl.core.types import (
    BasicType,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    free_variables,
)

Binding = dict[TypeVariable, Type]


def match_type(
    pattern: Type, ground: Type, parameters: Collection[TypeVariable], binding: Binding
) -> bool:
    """Extend `binding` of `parameters` so that `pattern` becomes `ground`, if that is possible."""
    match pattern:
        case TypeVariable():
            if pattern not in parameters:
                return pattern is ground
            known = binding.get(pattern)
            if known is None:
                binding[pattern] = ground
                return True
            return known == ground
        case ConstructedType(name, arguments):
            if not isinstance(ground, ConstructedType) or ground.name != name:
                return False
            return match_types(arguments, ground.arguments, parameters, binding)
        case MapType(bound, domain, range_):
            if (
                not isinstance(ground, MapType)
                or len(ground.parameters) != len(bound)
                or len(ground.domain) != len(domain)
            ):
                return False
            inner = {*parameters, *bound}
            return match_types(
                (*bound, *domain, range_),
                (*ground.parameters, *ground.domain, ground.range),
                inner,
                binding,
            )
        case BasicType() | BitvectorType() | FloatType():
            return pattern == ground
        case _:
            assert_never(pattern)


def match_types(
    patterns: tuple[Type, ...],
    ground: tuple[Type, ...],
    parameters: Collection[TypeVariable],
    binding: Binding,
) -> bool:
    """`match_type` of each pair; `binding` may have been extended when the answer is False."""
    if len(patterns) != len(ground):
        return False
    for pattern, type_ in zip(patterns, ground, strict=True):
        if not match_type(pattern, type_, parameters, binding):
            return False
    return True


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
