"""Making typed expressions and statements anew, with some of them replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.walk import INSIDE
from ivl.base.node import replace

T = TypeVar("T")
Rewrite = Callable[[Any], Any]

_KEPT = ("type", "span", "end", "open")


def rewrite(thing: T, change: Rewrite) -> T:
    """`thing` with `change` made to each expression and statement in it, the inner ones first.

    What does not change is shared.
    """
    result: T = _rewrite(thing, change)
    return result


def _rewrite(thing: Any, change: Rewrite) -> Any:
    if isinstance(thing, tuple):
        items = [_rewrite(x, change) for x in thing]
        same = [new is old for new, old in zip(items, thing, strict=True)]
        return thing if all(same) else tuple(items)
    if isinstance(thing, e.Typed | s.Placed):
        return change(_with_parts(thing, change))
    return _with_parts(thing, change) if isinstance(thing, INSIDE) else thing


def _with_parts(thing: Any, change: Rewrite) -> Any:
    changed = {}
    for name in thing.__fields__:
        if name in _KEPT:
            continue
        old = getattr(thing, name)
        new = _rewrite(old, change)
        if new is not old:
            changed[name] = new
    return replace(thing, **changed) if changed else thing
