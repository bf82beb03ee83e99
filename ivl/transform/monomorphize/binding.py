"""How a quantifier over types finds the types to instantiate it at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import TypeAlias

from ivl.core.match_types import Binding, match_types
from ivl.core.program import Implementation
from ivl.core.types import ConstructedType, MapType, Type, TypeVariable, substitute
from ivl.transform.monomorphize.refusal import refuse
from ivl.transform.monomorphize.summary import Binder, Kind, Occurrence, Summary
from ivl.transform.monomorphize.type_parts import mentions, parts

Types: TypeAlias = tuple[Type, ...]
InstancesOf: TypeAlias = Callable[[Occurrence], list[Types]]


class Patterns:
    """What a quantifier says of its type parameters, once those around it are known.

    A pattern is an occurrence that mentions a type parameter; matched against the instances of
    its symbol it binds type parameters.
    """

    def __init__(self, binder: Binder, environment: Mapping[TypeVariable, Type]) -> None:
        self.parameters = binder.expr.type_parameters
        self._wild = {*self.parameters, *_inner_parameters(binder.inside)}
        self.all = self._patterns(_occurrences(binder.inside), environment)
        self._triggers = [self._patterns(trigger, environment) for trigger in binder.triggers]
        expr = binder.expr
        bound = expr.inputs if isinstance(expr, Implementation) else expr.variables
        variables = [substitute(v.type, environment) for v in bound]
        self._joint = [
            t for t in variables if isinstance(t, ConstructedType) and len(t.arguments) > 1
        ]
        self._equations = [
            (substitute(left, environment), substitute(right, environment))
            for left, right in _equations(binder.inside)
        ]

    def _patterns(
        self, occurrences: Iterable[Occurrence], environment: Mapping[TypeVariable, Type]
    ) -> list[Occurrence]:
        """The occurrences that mention a parameter, types among them taken apart."""
        found: dict[Occurrence, None] = {}
        for kind, symbol, types in occurrences:
            types = tuple([substitute(t, environment) for t in types])
            if kind is not Kind.TYPE and any(mentions(t, self.parameters) for t in types):
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

    def to_assume(
        self, instances_of: InstancesOf, types: Mapping[str, Mapping[Types, None]]
    ) -> list[Types]:
        """Where an assumed quantifier is worth instantiating.

        With triggers: where all symbols of a trigger occur, as it cannot fire elsewhere. Else, as
        Boogie does it: at the types that stand, somewhere, where the body has the type parameter.
        """
        hints: dict[TypeVariable, dict[Type, None]] | None = None
        found: dict[Types, None] = {}
        for trigger in self._triggers or [[]]:
            for partial in self._join(trigger, instances_of):
                missing = [p for p in self.parameters if p not in partial]
                if missing and hints is None:
                    hints = self._places(instances_of)
                for rest in product(*[(hints or {})[p] for p in missing]):
                    binding = {**partial, **dict(zip(missing, rest, strict=True))}
                    if not missing or self._plausible(binding, types):
                        found[tuple([binding[p] for p in self.parameters])] = None
        return list(found)

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

    def _plausible(self, binding: Binding, types: Mapping[str, Mapping[Types, None]]) -> bool:
        """Whether the types of the bound variables occur at all."""
        return all(
            tuple([substitute(a, binding) for a in t.arguments]) in types[t.name]
            for t in self._joint
            if t.name in types
        )

    def _places(self, instances_of: InstancesOf) -> dict[TypeVariable, dict[Type, None]]:
        """For each type parameter, the types at the places where a pattern has just it."""
        places: dict[TypeVariable, dict[Type, None]] = {p: {} for p in self.parameters}
        for pattern in self.all:
            map_type = pattern.types[0] if pattern.kind is Kind.SELECT else None
            for index, type_ in enumerate(pattern.types):
                if isinstance(type_, TypeVariable) and type_ in places:
                    for instance in instances_of(pattern):
                        if map_type is None or map_type == instance[0]:
                            places[type_][instance[index]] = None
        return places

    def _hints(self, instances_of: InstancesOf) -> dict[TypeVariable, dict[Type, None]]:
        """For each type parameter, the types that some pattern binds it to."""
        hints: dict[TypeVariable, dict[Type, None]] = {p: {} for p in self.parameters}
        for pattern in self.all:
            for instance in instances_of(pattern):
                binding: Binding = {}
                if match_types(pattern.types, instance, self._wild, binding):
                    for parameter in self.parameters:
                        if parameter in binding:
                            hints[parameter][binding[parameter]] = None
        return hints

    def to_prove(self, instances_of: InstancesOf, fresh: Types, ignored: Types = ()) -> list[Types]:
        """Where a quantifier must hold for it to hold everywhere.

        Any types that violate it are each either one that a pattern can tell from others, or may
        be renamed to a fresh type: equal ones to the same. `ignored` are fresh types for others.
        """
        hints = self._hints(instances_of)
        for left, right in self._equations:
            self._equate(left, right, hints)
        own = fresh[: len(self.parameters)]
        others = (*fresh[len(self.parameters) :], *ignored)
        found: dict[Types, None] = {}
        choices: list[list[Type]] = []
        for index, parameter in enumerate(self.parameters):
            known = [t for t in hints[parameter] if t not in own and not _contains(t, others)]
            choices.append([*known, *own[: index + 1]])
        for types in product(*choices):
            used = list(dict.fromkeys([t for t in types if t in own]))
            if used == list(own[: len(used)]) or any(
                _contains(t, own) for t in types if t not in own
            ):
                found[types] = None
        return list(found)

    def _equate(self, left: Type, right: Type, hints: dict[TypeVariable, dict[Type, None]]) -> None:
        """Let types compared in the body tell each other apart."""
        if isinstance(right, TypeVariable):
            left, right = right, left
        match left, right:
            case TypeVariable(), TypeVariable():
                if left in hints and right in hints:
                    merged = {**hints[left], **hints[right]}
                    hints[left] = hints[right] = merged
            case TypeVariable(), _:
                if left in hints and mentions(right, self._wild):
                    raise refuse("types are compared in a way that is not supported")
                if left in hints:
                    hints[left][right] = None
            case ConstructedType(name, arguments), ConstructedType(other, others):
                if name == other:
                    for a, b in zip(arguments, others, strict=True):
                        self._equate(a, b, hints)
            case _:
                pass


def _contains(type_: Type, fresh: Types) -> bool:
    """Whether one of `fresh` stands inside `type_`."""
    return any(part in fresh for part in parts(type_))


def _occurrences(summary: Summary) -> Iterable[Occurrence]:
    """Those of `summary` and of the binders in it."""
    yield from summary.occurrences
    for binder in summary.binders:
        yield from _occurrences(binder.inside)


def _equations(summary: Summary) -> Iterable[tuple[Type, Type]]:
    yield from summary.equations
    for binder in summary.binders:
        yield from _equations(binder.inside)


def _inner_parameters(summary: Summary) -> Iterable[TypeVariable]:
    for binder in summary.binders:
        yield from binder.expr.type_parameters
        yield from _inner_parameters(binder.inside)
