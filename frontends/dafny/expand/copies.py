"""Copies of syntax trees that stand where another module uses them."""

from __future__ import annotations

from typing import Any, TypeVar

from ivl.base.node import replace
from ivl.base.source import NOWHERE, Source, Span

T = TypeVar("T")


class Copier:
    """Copies what the module called `use` inherits: its places are printed with that name."""

    def __init__(self, use: str) -> None:
        self.use = use
        self._sources: dict[Source, Source] = {}

    def copy(self, item: T) -> T:
        """A copy of a node, or of a tuple of nodes."""
        copied: T = self._copy(item)
        return copied

    def _copy(self, item: Any) -> Any:
        kind = type(item)
        if kind is Span:
            return item if item is NOWHERE else item._replace(source=self._source(item.source))
        if kind is tuple:
            return tuple([self._copy(each) for each in item])
        if not hasattr(kind, "__fields__"):
            return item
        return replace(item, **{name: self._copy(getattr(item, name)) for name in kind.__fields__})

    def _source(self, source: Source) -> Source:
        found = self._sources.get(source)
        if found is None:
            found = Source(source.name, source.text, source.first_column, self.use)
            self._sources[source] = found
        return found
