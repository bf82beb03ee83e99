"""Names of instances: readable, and different for different instances."""

from __future__ import annotations

import re
from typing import assert_never

from ivl.core.types import (
    BasicType,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    show,
)

MADE = re.compile(r"\$\d+\.(\d+)")
"""The names of type variables that the program has not named: see `ivl.core.types`."""


def instance_name(name: str, types: tuple[Type, ...]) -> str:
    """``f`` at ``int, Seq bool``: ``f_int_Seq_bool`` (not injective: see `Names.fresh`)."""
    return "_".join([name, *[mangle(t) for t in types]])


def mangle(type_: Type) -> str:
    """`type_` as a piece of an identifier."""
    match type_:
        case BasicType() | BitvectorType() | FloatType():
            return show(type_)
        case TypeVariable(name):
            made = MADE.fullmatch(name)
            return chr(ord("a") + int(made[1]) % 26) if made else name
        case ConstructedType(name, arguments):
            return instance_name(name, arguments)
        case MapType(_, domain, range_):
            return instance_name("Map", (*domain, range_))
        case _:
            assert_never(type_)
