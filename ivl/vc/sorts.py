"""Types of the core as sorts of the logic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from ivl.core.attributes import text_attribute
from ivl.core.expressions import Attributes
from ivl.core.types import (
    BasicType,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
)
from ivl.logic.smtlib import Printer
from ivl.logic.terms import Sort, Terms
from ivl.vc.names import Names


class Sorts:
    """Translates monomorphic types; each type once.

    A map with several arguments is an array of arrays, one without arguments is its range: both
    are the same thing to the array theory, and every solver has arrays of one index.
    """

    def __init__(self, terms: Terms, names: Names, builtins: Mapping[str, str]) -> None:
        self._terms = terms
        self._names = names
        self._builtins = builtins
        self._done: dict[Type, Sort] = {}
        self.text = Printer(terms).sort
        """The SMT-LIB text of a sort."""

    def sort(self, type_: Type) -> Sort:
        """The sort of `type_`, which has no type variables."""
        found = self._done.get(type_)
        if found is None:
            found = self._done[type_] = self._sort(type_)
        return found

    def _sort(self, type_: Type) -> Sort:
        match type_:
            case BasicType(name):
                return self._basic(name)
            case BitvectorType(width):
                return self._terms.bitvector_sort(width)
            case FloatType(significand, exponent):
                return self._terms.builtin_sort(f"(_ FloatingPoint {exponent} {significand})")
            case ConstructedType(name, arguments):
                builtin = self._builtins.get(name)
                if builtin is None:
                    assert not arguments, "monomorphization comes first"
                    return self._terms.named_sort(self._names.type(name))
                if not arguments:
                    return self._terms.builtin_sort(builtin)
                uses = [self.sort(a) for a in arguments]
                inner = " ".join([self.text(s) for s in uses])
                return self._terms.builtin_sort(f"({builtin} {inner})", uses)
            case MapType(parameters, domain, range_):
                assert not parameters, "monomorphization comes first"
                sort = self.sort(range_)
                for index in reversed(domain):
                    sort = self._terms.array_sort(self.sort(index), sort)
                return sort
            case TypeVariable():
                raise AssertionError("monomorphization comes first")
            case _:
                assert_never(type_)

    def _basic(self, name: str) -> Sort:
        match name:
            case "int":
                return self._terms.INT
            case "real":
                return self._terms.REAL
            case "bool":
                return self._terms.BOOL
            case "rmode":
                return self._terms.builtin_sort("RoundingMode")
            case "string":
                return self._terms.builtin_sort("String")
            case "regex":
                return self._terms.builtin_sort("RegLan")
            case _:
                raise AssertionError(name)


def builtin_text(attributes: Attributes) -> str | None:
    """The text of a ``{:builtin}`` or ``{:bvbuiltin}`` attribute, if there is one."""
    for name in ("builtin", "bvbuiltin"):
        text = text_attribute(attributes, name)
        if text is not None:
            return text
    return None
