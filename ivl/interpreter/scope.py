"""What expressions are evaluated in."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.core.expressions import Variable
from ivl.core.types import Type, TypeVariable, substitute
from ivl.interpreter.data import Datum


class Scope:
    """A state: `values` of formals, locals and bound variables, `globals` now and `old` ones.

    `types` are what type variables stand for.
    """

    __slots__ = ("globals", "old", "types", "values")

    def __init__(
        self,
        values: dict[Variable, Datum],
        globals_: dict[Variable, Datum],
        old: dict[Variable, Datum],
        types: Mapping[TypeVariable, Type],
    ) -> None:
        self.values = values
        self.globals = globals_
        self.old = old
        self.types = types

    def type(self, type_: Type) -> Type:
        """`type_` without type variables."""
        return substitute(type_, self.types) if self.types else type_

    def before(self) -> Scope:
        """The scope inside ``old``."""
        return Scope(self.values, self.old, self.old, self.types)

    def extended(self, values: Mapping[Variable, Datum]) -> Scope:
        """The scope with more variables."""
        return Scope({**self.values, **values}, self.globals, self.old, self.types)

    def copy(self) -> Scope:
        """The same state, which then does not change."""
        return Scope(dict(self.values), dict(self.globals), self.old, self.types)
