"""Comparing trees by structure, without their places."""

from __future__ import annotations

from typing import Any

from ivl.base.source import Span


def structure(root: Any) -> list[Any]:
    """The classes and plain values of a tree in preorder; spans are left out."""
    out: list[Any] = []
    pending = [root]
    while pending:
        item = pending.pop()
        kind = type(item)
        if kind is Span:
            continue
        if kind is tuple:
            out.append(len(item))
            pending += item[::-1]
        elif hasattr(kind, "__fields__"):
            out.append(kind)
            pending += [getattr(item, name) for name in reversed(kind.__fields__)]
        else:
            out += (kind, item)
    return out
