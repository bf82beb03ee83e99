"""Map types as type constructors with polymorphic access functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivl.base.node import node
from ivl.core.build_expressions import and_, apply, eq, forall, implies, or_
from ivl.core.build_values import bound, ref
from ivl.core.expressions import Expr, Function, Variable
from ivl.core.types import (
    ConstructedType,
    MapType,
    Type,
    TypeVariable,
    free_variables,
    map_type,
)
from ivl.transform.erase_types.style import Bound, Typed, TypeTerms
from ivl.transform.erase_types.vocabulary import Vocabulary


@node
class Access:
    """``select`` or ``store``; the type parameters in `explicit` are arguments, the first ones."""

    function: Function
    explicit: tuple[TypeVariable, ...]

    def __call__(self, types: TypeTerms, *arguments: Expr | Variable) -> Expr:
        """Its application."""
        return apply(self.function, *[types[t] for t in self.explicit], *arguments)


@node
class MapClass:
    """All map types of a shape, such as ``<a>[C a, b]a`` for any b.

    `type` is a new type constructor applied to `free`; `bound` are the maps' own type parameters.
    """

    type: ConstructedType
    bound: tuple[TypeVariable, ...]
    free: tuple[TypeVariable, ...]
    domain: tuple[Type, ...]
    range: Type
    select: Access
    store: Access


class MapClasses:
    """The classes of a program's map types.

    In the shape of a map type, each largest part in which nothing bound occurs is a parameter
    (Leino and Rümmer, TACAS 2010): ``<a>[C a, int]a`` is ``<a>[C a, b]a`` at
    ``b := int``.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.style = vocabulary.style
        self._parameters: list[TypeVariable] = []
        self._classes: dict[MapType, MapClass] = {}
        self._found: dict[MapType, tuple[MapClass, tuple[Type, ...]]] = {}

    def find(self, type_: MapType) -> tuple[MapClass, tuple[Type, ...]]:
        """The class of `type_`, and what the class's free parameters are for it."""
        result = self._found.get(type_)
        if result is None:
            parts: list[Type] = []
            domain = tuple([self._thin(t, type_.parameters, parts) for t in type_.domain])
            range_ = self._thin(type_.range, type_.parameters, parts)
            shape = map_type(type_.parameters, domain, range_)
            result = self._found[type_] = (self._class(shape, len(parts)), tuple(parts))
        return result

    def _thin(self, type_: Type, own: tuple[TypeVariable, ...], parts: list[Type]) -> Type:
        if not any(v in own for v in free_variables(type_)):
            parts.append(self.flat(type_))
            while len(self._parameters) < len(parts):
                self._parameters.append(TypeVariable(f"m{len(self._parameters)}"))
            return self._parameters[len(parts) - 1]
        match type_:
            case ConstructedType(name, arguments):
                thin = tuple([self._thin(t, own, parts) for t in arguments])
                return ConstructedType(name, thin)
            case MapType():
                return self._thin(self.flat(type_), own, parts)
            case _:
                return type_

    def flat(self, type_: Type) -> Type:
        """`type_` with constructed types instead of map types."""
        match type_:
            case MapType():
                found, parts = self.find(type_)
                return ConstructedType(found.type.name, parts)
            case ConstructedType(name, arguments) if arguments:
                return ConstructedType(name, tuple([self.flat(t) for t in arguments]))
            case _:
                return type_

    def term(self, type_: Type, variables: TypeTerms) -> Expr:
        """The term that stands for `type_`."""
        return self.vocabulary.term(self.flat(type_), variables)

    # -------------------------------------------------------------- classes

    def _class(self, shape: MapType, arity: int) -> MapClass:
        found = self._classes.get(shape)
        if found is None:
            name = self.vocabulary.type_names.numbered("MapType")
            free = tuple(self._parameters[:arity])
            type_ = ConstructedType(name, free)
            keys, parameters = (type_, *shape.domain), (*shape.parameters, *free)
            found = self._classes[shape] = MapClass(
                type_,
                shape.parameters,
                free,
                shape.domain,
                shape.range,
                self._access(f"{name}Select", parameters, keys),
                self._access(f"{name}Store", parameters, (*keys, shape.range)),
            )
            self.vocabulary.declare(found.select.function, _Laws(self, found).select_type())
            laws = _Laws(self, found)
            self.vocabulary.declare(
                found.store.function, laws.store_type(), laws.stored(), *laws.others()
            )
        return found

    def _access(
        self, name: str, parameters: tuple[TypeVariable, ...], types: tuple[Type, ...]
    ) -> Access:
        universe = self.vocabulary.universe
        _, new = self.style.bind(parameters, [(ref(bound("x", universe)), t) for t in types])
        sorts = (*[self.vocabulary.types for _ in new], *[universe for _ in types])
        return Access(self.vocabulary.function(name, sorts, universe), tuple(new))


class _Laws:
    """The axioms of a class of maps, without extensionality."""

    def __init__(self, classes: MapClasses, map_class: MapClass) -> None:
        self.style = classes.style
        self.maps = map_class
        self.term = classes.vocabulary.term
        universe = classes.vocabulary.universe
        size = len(map_class.domain)
        self.map, self.value = bound("m", universe), bound("v", universe)
        self.keys = [bound(f"x{i}", universe) for i in range(size)]
        self.others_ = [bound(f"y{i}", universe) for i in range(size)]

    def typed(self, variables: Iterable[Variable], types: Iterable[Type]) -> list[Typed]:
        return [(ref(v), t) for v, t in zip(variables, types, strict=True)]

    def free(self) -> Bound:
        """What the class's parameters are for the map."""
        return self.style.bind(self.maps.free, self.typed((self.map,), (self.maps.type,)))

    def select_type(self) -> Expr:
        """What a map has in it is of its range."""
        maps = self.maps
        free, free_new = self.free()
        own, own_new = self.style.bind(maps.bound, self.typed(self.keys, maps.domain))
        types = {**own, **free}
        call = maps.select(types, self.map, *self.keys)
        law = self.style.typing(call, self.term(maps.range, types))
        variables = [*own_new.values(), *free_new.values(), self.map, *self.keys]
        return forall(variables, law, triggers=[[call]])

    def store_type(self) -> Expr:
        """A store gives a map of the same class, whatever is stored in whatever."""
        maps = self.maps
        free, free_new = self.free()
        stored = self.typed((*self.keys, self.value), (*maps.domain, maps.range))
        own, own_new = self.style.bind(maps.bound, stored)
        call = maps.store({**own, **free}, self.map, *self.keys, self.value)
        law = self.style.typing(call, self.term(maps.type, free))
        variables = [*own_new.values(), *free_new.values(), self.map, *self.keys, self.value]
        return forall(variables, law, triggers=[[call]])

    def guarded(self, typed: Iterable[Typed], types: TypeTerms, law: Expr) -> Expr:
        """`law` where these terms are of their types."""
        guards = [self.style.guard(e, self.term(t, types)) for e, t in typed]
        needed = [g for g in guards if g is not None]
        return implies(and_(*needed), law) if needed else law

    def stored(self) -> Expr:
        """``m[x := v][x] == v``, if v (and x) have the types that m wants."""
        maps = self.maps
        keys = self.typed(self.keys, maps.domain)
        value = self.typed((self.value,), (maps.range,))
        free, free_new = self.free()
        own, own_new = self.style.bind(maps.bound, keys)
        told_by_value, still_new = self.style.bind(tuple(own_new), value)
        types = {**own, **told_by_value, **free}
        call = maps.store(types, self.map, *self.keys, self.value)
        law = eq(maps.select(types, call, *self.keys), self.value)
        guarded = [*keys, *value] if self.style.guards_all else value
        variables = [*still_new.values(), *free_new.values(), self.map, *self.keys, self.value]
        return forall(variables, self.guarded(guarded, types, law), triggers=[[call]])

    def others(self) -> Iterator[Expr]:
        """``x == y || m[x := v][y] == m[y]`` for each index and type argument.

        Where ill-typed indexes stand for well-typed ones (`type_arguments`) it is claimed only of
        well-typed ones. Else all are indexes in their own right, and no store changes what is at
        an ill-typed one.
        """
        maps = self.maps
        free, free_new = self.free()
        stored = self.typed((*self.keys, self.value), (*maps.domain, maps.range))
        there, there_new = self.style.bind(maps.bound, stored)
        queried = self.typed(self.others_, maps.domain)
        here, here_new = self.style.bind(maps.bound, queried)
        store = maps.store({**there, **free}, self.map, *self.keys, self.value)
        call = maps.select({**here, **free}, store, *self.others_)
        unchanged = eq(call, maps.select({**here, **free}, self.map, *self.others_))
        variables = [*there_new.values(), *here_new.values(), *free_new.values()]
        variables += [self.map, *self.keys, self.value, *self.others_]
        for parameter in here_new:
            law = or_(eq(there[parameter], here[parameter]), unchanged)
            yield forall(variables, law, triggers=[[call]])
        for x, y in zip(stored, queried, strict=False):
            law = or_(eq(x[0], y[0]), unchanged)
            if not self.style.guards_all:
                law = self.guarded([x], {**there, **free}, law)
                law = self.guarded([y], {**here, **free}, law)
            yield forall(variables, law, triggers=[[call]])
