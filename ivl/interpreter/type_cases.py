"""Quantifiers over types, by cases: which types make a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from ivl.core.expressions import Quantifier, QuantifierKind
from ivl.core.fold import walk
from ivl.core.match_types import Binding, match_types
from ivl.core.types import (
    ConstructedType,
    MapType,
    Type,
    TypeVariable,
    free_variables,
)
from ivl.interpreter.stops import CannotTell

MOST = 200
"""No more cases are looked at than these."""
ANY = "any "
"""What the names of types start with that stand for all others."""


class TypeCases:
    """The types for which instances of a universal quantifier may differ.

    The first case are types that stand for all others, of which nothing is known. Since values of
    those can only be compared, what is true of all values of such a type is true of all values of
    any, but for the types that it `meets` on the way: those of what maps with type parameters and
    functions have been told apart by, which are further cases. `depth` is the number of such
    quantifiers around it. Raises CannotTell where that is not so.
    """

    def __init__(self, expr: Quantifier, depth: int) -> None:
        if expr.kind is QuantifierKind.EXISTS or _depends_on_size(expr):
            raise CannotTell("there is a quantifier over types", expr.span)
        self.expr = expr
        primes = "'" * depth
        self.any: dict[TypeVariable, Type] = {
            p: ConstructedType(f"{ANY}{p.name}{primes}") for p in expr.type_parameters
        }
        self.variables = {any_: p for p, any_ in self.any.items()}
        self.found: dict[TypeVariable, dict[Type, None]] = {
            p: {t: None} for p, t in self.any.items()
        }

    def meet(self, asked: tuple[Type, ...], known: Iterable[tuple[Type, ...]]) -> None:
        """Something is `asked` for these types, and what there is differs for the `known` ones."""
        patterns = tuple([self._pattern(t) for t in asked])
        for types in known:
            binding: Binding = {}
            if match_types(patterns, types, self.expr.type_parameters, binding):
                for parameter, type_ in binding.items():
                    self.found[parameter][type_] = None

    def _pattern(self, type_: Type) -> Type:
        """`type_` with the variables instead of what stands for all types."""
        match type_:
            case ConstructedType(name, arguments):
                if name.startswith(ANY):
                    return self.variables.get(type_, type_)
                return ConstructedType(name, tuple([self._pattern(a) for a in arguments]))
            case MapType(parameters, domain, range_):
                inside = tuple([self._pattern(t) for t in domain])
                return MapType(parameters, inside, self._pattern(range_))
            case _:
                return type_

    def __iter__(self) -> Iterator[Mapping[TypeVariable, Type]]:
        """The cases; those that come up in one of them come after it."""
        done: set[tuple[Type, ...]] = set()
        while True:
            chosen = next((c for c in product(*self.found.values()) if c not in done), None)
            if chosen is None:
                return
            if len(done) == MOST:
                raise CannotTell("a quantifier over types has too many cases", self.expr.span)
            done.add(chosen)
            yield dict(zip(self.found, chosen, strict=True))


def _depends_on_size(expr: Quantifier) -> bool:
    """Whether there are quantifiers inside over what is of one of the types."""

    def mentions(type_: Type) -> bool:
        return any(v in expr.type_parameters for v in free_variables(type_))

    def binds(e: Quantifier) -> bool:
        return any(mentions(v.type) for v in e.variables)

    return any(isinstance(e, Quantifier) and binds(e) for e in walk(expr.body, annotations=False))
