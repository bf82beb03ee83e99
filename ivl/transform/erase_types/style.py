"""What tells one encoding of types from another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeAlias

from ivl.core.expressions import Expr, Function, Variable
from ivl.core.types import Type, TypeVariable

TypeTerms: TypeAlias = Mapping[TypeVariable, Expr]
"""What stands for each type variable in scope: a term of the sort of types."""

Typed: TypeAlias = tuple[Expr, Type]
"""A term of the universal sort, and the type of its value; no map types in that."""

Bound: TypeAlias = tuple[dict[TypeVariable, Expr], dict[TypeVariable, Variable]]
"""A term for each of some type parameters, and the variables among them."""


class Style(Protocol):
    """How an encoding says what type a value has."""

    @property
    def function(self) -> Function:
        """The function that tells types; a value is its first argument."""

    def typing(self, term: Expr, type_: Expr) -> Expr:
        """The formula that says that `term` is of the type `type_`."""

    def guard(self, term: Expr, type_: Expr) -> Expr | None:
        """`typing`, or None when it holds anyway."""

    def bind(self, parameters: Iterable[TypeVariable], sources: Iterable[Typed]) -> Bound:
        """Terms for type `parameters`, which may be read off the values of `sources`."""

    @property
    def guards_all(self) -> bool:
        """Whether every bound variable needs a guard, instantiated or not, compared or not."""

    @property
    def values_tell_types(self) -> bool:
        """Whether values of different types always differ."""
