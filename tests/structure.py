"""Comparing trees by structure, without their places."""

from __future__ import annotations

import dataclasses
from typing import Any

from ivl.base.source import Span


def structure(root: Any) -> list[Any]:
    """The classes and plain values of a tree in preorder; spans are left out."""
    out: list[Any] = []
    pending = [root]
    while pending:
        item = pending.pop()
        if isinstance(item, Span):
            continue
        if isinstance(item, tuple):
            out.append(len(item))
            pending += reversed(item)
        elif dataclasses.is_dataclass(item):
            out.append(type(item).__name__)
            pending += [getattr(item, field.name) for field in reversed(dataclasses.fields(item))]
        else:
            out.append((type(item).__name__, item))
    return out
