"""Quantifiers over types, by cases: which types make a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product

from ivl.core.expressions import Apply, Expr, Function, Quantifier, QuantifierKind, Select, Store
from ivl.core.fold import walk
from ivl.core.match_types import Binding, match_types
from ivl.core.types import ConstructedType, Type, TypeVariable, free_variables
from ivl.interpreter.data import PolymorphicMap
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import CannotTell

MOST = 200
"""No more cases are looked at than these."""


def type_cases(
    expr: Quantifier,
    scope: Scope,
    known: Callable[[Function], Iterable[tuple[Type, ...]]],
    wanted: bool,
) -> Iterator[Mapping[TypeVariable, Type]]:
    """The types for which instances of `expr` may differ that are looked for.

    Those are the types of what is in maps with type parameters, and of what is `known` of
    functions, and one that stands for all others, of which nothing is known. Since values of those
    can only be compared, what is true of all values of that type is true of all values of any.
    """
    parameters = expr.type_parameters
    if expr.kind is QuantifierKind.EXISTS or _depends_on_size(expr):
        raise CannotTell("there is a quantifier over types", expr.span)
    cases: dict[TypeVariable, dict[Type, None]] = {p: {} for p in parameters}
    maps = [
        v
        for values in (scope.values, scope.globals, scope.old)
        for v in values.values()
        if isinstance(v, PolymorphicMap)
    ]
    for e in walk(expr.body, annotations=False):
        match e:
            case Select(_, patterns, _) | Store(_, patterns, _, _) if patterns:
                found = [types for m in maps for types in m.types if len(types) == len(patterns)]
            case Apply(function, patterns, _) if patterns:
                found = list(known(function))
            case _:
                continue
        for types in found:
            binding: Binding = {}
            if match_types(tuple([scope.type(p) for p in patterns]), types, parameters, binding):
                for parameter, type_ in binding.items():
                    cases[parameter][type_] = None
    choices = [[ConstructedType(f"any {p.name}"), *cases[p]] for p in parameters]
    for number, chosen in enumerate(product(*choices)):
        if number == MOST:
            raise CannotTell("a quantifier over types has too many cases", expr.span)
        yield dict(zip(parameters, chosen, strict=True))


def _depends_on_size(expr: Quantifier) -> bool:
    """Whether there are quantifiers inside over what is of one of the types."""

    def mentions(type_: Type) -> bool:
        return any(v in expr.type_parameters for v in free_variables(type_))

    def binds(e: Expr) -> bool:
        return isinstance(e, Quantifier) and any(mentions(v.type) for v in e.variables)

    return any(binds(e) for e in walk(expr.body, annotations=False))
