"""Matching types with type variables against others."""

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
            inner = dict(binding)
            inner.update(zip(bound, ground.parameters, strict=True))
            fits = match_types(
                (*domain, range_),
                (*ground.domain, ground.range),
                {*parameters, *bound},
                inner,
            )
            binding.update({p: t for p, t in inner.items() if p not in bound})
            return fits
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
