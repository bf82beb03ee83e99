"""Passes as values."""

from __future__ import annotations

from collections.abc import Callable

from ivl.base.node import node
from ivl.core.program import Program


@node
class Pass:
    """A named function from programs to programs; `doc` says in a line what it does."""

    name: str
    apply: Callable[[Program], Program]
    doc: str
