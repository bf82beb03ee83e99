"""A change of every node of a tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ivl.base.node import replace


def rebuild(tree: Any, change: Callable[[Any], Any]) -> Any:
    """`tree` with `change` of each node, from the leaves up; what does not change is shared."""
    kind = type(tree)
    if kind is tuple:
        items = tuple([rebuild(item, change) for item in tree])
        return tree if all(a is b for a, b in zip(tree, items, strict=True)) else items
    if not hasattr(kind, "__fields__"):
        return tree
    changes = {}
    for name in kind.__fields__:
        old = getattr(tree, name)
        new = rebuild(old, change)
        if new is not old:
            changes[name] = new
    return change(replace(tree, **changes) if changes else tree)
