"""The one way in which this project declares its tree nodes."""

import dataclasses
from collections.abc import Callable
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(dataclasses.field,))
def node(cls: type[T]) -> type[T]:
    """Declare an immutable node with slots and identity equality.

    Type checkers see a frozen dataclass. At run time the class is not frozen, because a frozen
    ``__init__`` is three times slower and a program has a million nodes. Equality is identity:
    generated ``__eq__`` and ``__hash__`` would overflow the C stack on deep trees.
    """
    return dataclasses.dataclass(slots=True, eq=False, repr=False)(cls)


@dataclass_transform(frozen_default=True, eq_default=True, field_specifiers=(dataclasses.field,))
def value(cls: type[T]) -> type[T]:
    """Declare a small immutable value with structural equality (types, positions, options)."""
    make: Callable[[type[T]], type[T]] = dataclasses.dataclass(frozen=True, slots=True)
    return make(cls)
