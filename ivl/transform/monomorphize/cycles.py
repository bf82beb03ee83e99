"""Recursion at ever larger types, which has no finite set of instances."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

from ivl.core.types import Type, TypeVariable, free_variables

Flow = tuple[TypeVariable, Type]
"""The type flows into the type variable: a call instantiates it so."""

T = TypeVar("T", bound=Hashable)


def has_expanding_cycle(flows: Iterable[Flow]) -> bool:
    """Whether a type variable flows into itself inside a larger type.

    Example: ``procedure A<T>(i: T) { call A(Some(i)); }``
    """
    edges: set[tuple[TypeVariable, TypeVariable]] = set()
    growing: set[tuple[TypeVariable, TypeVariable]] = set()
    for target, type_ in flows:
        for source in free_variables(type_):
            edges.add((source, target))
            if not isinstance(type_, TypeVariable):
                growing.add((source, target))
    return bool(growing) and not growing.isdisjoint(edges_in_cycles(edges))


def edges_in_cycles(edges: Iterable[tuple[T, T]]) -> set[tuple[T, T]]:
    """Those of `edges` that are part of a cycle."""
    successors: dict[T, set[T]] = {}
    for source, target in edges:
        successors.setdefault(source, set()).add(target)
    reached = {source: _reachable(source, successors) for source in successors}
    return {(s, t) for s, targets in successors.items() for t in targets
            if s == t or s in reached.get(t, ())}  # fmt: skip


def _reachable(start: T, successors: dict[T, set[T]]) -> set[T]:
    seen: set[T] = set()
    stack = [start]
    while stack:
        for following in successors.get(stack.pop(), ()):
            if following not in seen:
                seen.add(following)
                stack.append(following)
    return seen
