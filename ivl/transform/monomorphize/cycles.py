"""Recursion at ever larger types, which has no finite set of instances."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.core.types import ConstructedType, MapType, Type, TypeVariable, free_variables

Flow = tuple[TypeVariable, Type]
"""The type flows into the type variable: a call instantiates it so."""


def has_expanding_cycle(flows: Iterable[Flow]) -> bool:
    """Whether a type variable flows into itself inside a larger type.

    Example: ``procedure A<T>(i: T) { call A(Some(i)); }``
    """
    successors: dict[TypeVariable, set[TypeVariable]] = {}
    growing: set[tuple[TypeVariable, TypeVariable]] = set()
    for target, type_ in flows:
        for source in free_variables(type_):
            successors.setdefault(source, set()).add(target)
            if isinstance(type_, ConstructedType | MapType):
                growing.add((source, target))
    return any(_reaches(target, source, successors) for source, target in growing)


def _reaches(
    start: TypeVariable, goal: TypeVariable, successors: dict[TypeVariable, set[TypeVariable]]
) -> bool:
    seen = {start}
    stack = [start]
    while stack:
        variable = stack.pop()
        if variable is goal:
            return True
        for following in successors.get(variable, ()):
            if following not in seen:
                seen.add(following)
                stack.append(following)
    return False
