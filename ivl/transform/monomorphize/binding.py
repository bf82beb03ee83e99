"""Where an assumed quantifier over types is worth instantiating."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import TypeAlias

from ivl.core.match_types import Binding, match_types
from ivl.core.types import ConstructedType, MapType, Type, TypeVariable, substitute
from ivl.transform.monomorphize.summary import Binder, Kind, Occurrence, Summary
from ivl.transform.monomorphize.type_parts import mentions, parts

Types: TypeAlias = tuple[Type, ...]
InstancesOf: TypeAlias = Callable[[Occurrence], Iterable[Types]]
TypesOf: TypeAlias = Callable[[TypeVariable], Iterable[Type]]


class Patterns:
    """What an assumed quantifier says of its type parameters, once those around it are known.

    A pattern is an occurrence in a trigger that mentions a type parameter; matched against the
    instances of its symbol it binds type parameters.
    """

    def __init__(self, binder: Binder, environment: Mapping[TypeVariable, Type]) -> None:
        expr = binder.expr
        self.parameters = expr.type_parameters
        self._wild = {*self.parameters, *_inner_parameters(binder.inside)}
        self.triggers = [self._patterns(t, environment) for t in binder.triggers] or [[]]
        variables = [substitute(v.type, environment) for v in getattr(expr, "variables", ())]
        self._joint = [
            t for t in variables if isinstance(t, ConstructedType) and len(t.arguments) > 1
        ]

    def _patterns(
        self, occurrences: Iterable[Occurrence], environment: Mapping[TypeVariable, Type]
    ) -> list[Occurrence]:
        """The occurrences that mention a parameter, types among them taken apart."""
        found: dict[Occurrence, None] = {}
        for kind, symbol, types in occurrences:
            types = tuple([substitute(t, environment) for t in types])
            if any(mentions(t, self.parameters) for t in types):
                found[Occurrence(kind, symbol, types)] = None
            for part in [part for t in types for part in parts(t)]:
                if mentions(part, self.parameters):
                    match part:
                        case ConstructedType(name, arguments):
                            found[Occurrence(Kind.TYPE, name, arguments)] = None
                        case MapType(bound, _, _) if bound:
                            found[Occurrence(Kind.TYPE, None, (part,))] = None
                        case _:
                            pass
        return list(found)

    def candidates(
        self,
        instances_of: InstancesOf,
        types_of: TypesOf,
        constructed: Mapping[str, Mapping[Types, None]],
    ) -> Iterable[Types]:
        """Where all symbols of a trigger occur, as it cannot fire elsewhere.

        A parameter that no trigger binds may be all that it can be (`types_of`), as long as the
        types of the bound variables occur (among `constructed`).
        """
        found: dict[Types, None] = {}
        for trigger in self.triggers:
            for partial in self._join(trigger, instances_of):
                missing = [p for p in self.parameters if p not in partial]
                for rest in product(*[types_of(p) for p in missing]):
                    binding = {**partial, **dict(zip(missing, rest, strict=True))}
                    if not missing or self._plausible(binding, constructed):
                        found[tuple([binding[p] for p in self.parameters])] = None
        return found

    def _join(self, trigger: list[Occurrence], instances_of: InstancesOf) -> list[Binding]:
        """The bindings under which every pattern of `trigger` is an instance."""
        bindings: list[Binding] = [{}]
        for pattern in trigger:
            extended: dict[Types, Binding] = {}
            keys: dict[TypeVariable, None] = {}
            for binding in bindings:
                for instance in instances_of(pattern):
                    candidate = dict(binding)
                    if match_types(pattern.types, instance, self._wild, candidate):
                        for variable in candidate:
                            keys.setdefault(variable)
                        extended[tuple([candidate[k] for k in keys])] = candidate
            bindings = list(extended.values())
        return bindings

    def _plausible(self, binding: Binding, constructed: Mapping[str, Mapping[Types, None]]) -> bool:
        """Whether the types of the bound variables occur at all."""
        return all(
            tuple([substitute(a, binding) for a in t.arguments]) in constructed[t.name]
            for t in self._joint
            if t.name in constructed
        )


def _inner_parameters(summary: Summary) -> list[TypeVariable]:
    found: list[TypeVariable] = []
    for binder in summary.binders:
        found.extend([*binder.expr.type_parameters, *_inner_parameters(binder.inside)])
    return found
