"""Unification of core types: unknowns, map types up to renaming, bitvectors of unknown width.

After "This is Boogie 2" (KRML 178), section 3: a type that inference has still to find is an
`Unknown`. It may be restricted to bitvectors of some least width, or to maps of some arity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ivl.core.types import (
    INT,
    BasicType,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    free_variables,
    map_type,
    substitute,
)


class Unknown(TypeVariable):
    """A type to be inferred; `solution` is set once it is found.

    `width` >= 0: only a bitvector of at least that width will do, the concatenation of `parts`
    if there are any. `arity` >= 0: only a map of that arity will do, and each of `uses` (index
    types and value type) must be an instance of it.
    """

    __slots__ = ("arity", "parts", "solution", "uses", "width")

    def __init__(self, name: str = "?", width: int = -1, arity: int = -1) -> None:
        super().__init__(name)
        self.solution: Type | None = None
        self.width = width
        self.parts: tuple[Type, Type] | None = None
        self.arity = arity
        self.uses: list[tuple[tuple[Type, ...], Type]] = []


ERROR = Unknown("error")
"""The type of what is ill-typed: never solved, and compatible with every type."""


def prune(type_: Type) -> Type:
    """`type_`, or what it is known to be when it is a solved unknown."""
    while type(type_) is Unknown and type_.solution is not None:
        type_ = type_.solution
    return type_


def zonk(type_: Type) -> Type:
    """`type_` with all solved unknowns replaced."""
    match prune(type_):
        case ConstructedType(name, arguments) as same:
            if not arguments:
                return same
            return ConstructedType(name, tuple([zonk(t) for t in arguments]))
        case MapType(parameters, domain, range_) as same:
            if not parameters:
                return MapType((), tuple([zonk(t) for t in domain]), zonk(range_))
            if not has_unknown(same):
                return same
            fresh = tuple([TypeVariable(v.name) for v in parameters])
            *opened, last = [zonk(t) for t in _instance(same, fresh)]
            return map_type(fresh, tuple(opened), last)
        case same:
            return same


def has_unknown(type_: Type) -> bool:
    """Whether an unknown, solved or not, occurs in `type_`."""
    match type_:
        case ConstructedType(_, arguments):
            return any(has_unknown(t) for t in arguments)
        case MapType(_, domain, range_):
            return has_unknown(range_) or any(has_unknown(t) for t in domain)
        case _:
            return type(type_) is Unknown


def unknowns(type_: Type) -> Iterable[Unknown]:
    """The unsolved unknowns of `type_`, left to right."""
    return [v for v in free_variables(zonk(type_)) if type(v) is Unknown]


class Unifier:
    """One unification problem.

    `flexible` are type variables that may be instantiated although they are not unknowns; their
    instances are forgotten afterwards (equality compares values whose types *may* be the same).
    """

    def __init__(self, flexible: Iterable[TypeVariable] = ()) -> None:
        self.flexible: dict[TypeVariable, Type | None] = dict.fromkeys(flexible)

    def unify(self, left: Type, right: Type) -> bool:
        """Make both types the same by solving unknowns; False when that is impossible."""
        left, right = prune(left), prune(right)
        if left is right:
            return True
        if type(left) is Unknown:
            return self._solve(left, right)
        if type(right) is Unknown:
            return self._solve(right, left)
        if type(left) is TypeVariable and left in self.flexible:
            return self._instantiate(left, right)
        if type(right) is TypeVariable and right in self.flexible:
            return self._instantiate(right, left)
        match left, right:
            case ConstructedType(), ConstructedType():
                if left.name != right.name:
                    return False
                good = True
                for one, other in zip(left.arguments, right.arguments, strict=True):
                    good = self.unify(one, other) and good
                return good
            case MapType(), MapType():
                return self._unify_maps(left, right)
            case (BasicType(), BasicType()) | (BitvectorType(), BitvectorType()):
                return left == right
            case FloatType(), FloatType():
                return left == right
            case _:
                return False

    def _unify_maps(self, left: MapType, right: MapType) -> bool:
        if len(left.parameters) != len(right.parameters) or len(left.domain) != len(right.domain):
            return False
        fresh = tuple([TypeVariable(v.name) for v in left.parameters])
        one, other = _instance(left, fresh), _instance(right, fresh)
        good = True
        for a, b in zip(one, other, strict=True):
            good = self.unify(a, b) and good
        if good and fresh:  # no bound variable may have escaped
            seen = [*free_variables(zonk(left)), *free_variables(zonk(right))]
            for value in self.flexible.values():
                if value is not None:
                    seen.extend(free_variables(zonk(value)))
            good = not any(v in fresh for v in seen)
        return good

    def _occurs(self, variable: TypeVariable, type_: Type) -> bool:
        for other in free_variables(zonk(type_)):
            if other is variable:
                return True
            value = self.flexible.get(other)
            if value is not None and self._occurs(variable, value):
                return True
        return False

    def _instantiate(self, variable: TypeVariable, type_: Type) -> bool:
        known = self.flexible[variable]
        if known is not None:
            return self.unify(known, type_)
        if self._occurs(variable, type_):
            return False
        self.flexible[variable] = type_
        return True

    def _solve(self, unknown: Unknown, type_: Type) -> bool:
        if unknown is ERROR or type_ is ERROR:
            return True
        if self._occurs(unknown, type_):
            return False
        if unknown.width >= 0:
            return self._solve_width(unknown, type_)
        if unknown.arity >= 0:
            return self._solve_map(unknown, type_)
        unknown.solution = type_
        return True

    def _solve_width(self, unknown: Unknown, type_: Type) -> bool:
        if isinstance(type_, BitvectorType):
            if type_.width < unknown.width:
                return False
            unknown.solution = type_
            return unknown.parts is None or self._split(unknown.parts, type_.width)
        if type(type_) is TypeVariable and type_ in self.flexible:
            return self._instantiate(type_, unknown)
        if type(type_) is not Unknown or type_.arity >= 0:
            return False
        if type_.width < 0:
            type_.solution = unknown
        elif unknown.parts is None and unknown.width <= type_.width:
            unknown.solution = type_
        else:
            unknown.width = max(unknown.width, type_.width)
            if unknown.parts is None:
                unknown.parts = type_.parts
            elif type_.parts is not None:
                self.unify(unknown.parts[0], type_.parts[0])
                self.unify(unknown.parts[1], type_.parts[1])
            type_.solution = unknown
        return True

    def _split(self, parts: tuple[Type, Type], width: int) -> bool:
        """Share out `width` bits to the operands of a concatenation, as many to the left."""
        right = least_width(parts[1])
        first = prune(parts[0])
        if isinstance(first, BitvectorType):
            right = width - first.width
        return self.unify(first, BitvectorType(width - right)) and self.unify(
            parts[1], BitvectorType(right)
        )

    def _solve_map(self, unknown: Unknown, type_: Type) -> bool:
        if isinstance(type_, MapType):
            if len(type_.domain) != unknown.arity:
                return False
            unknown.solution = type_
            good = True
            for indexes, value in unknown.uses:
                formal = _instance(type_, tuple([Unknown(v.name) for v in type_.parameters]))
                for one, other in zip(formal, (*indexes, value), strict=True):
                    good = self.unify(one, other) and good
            if not good:
                unknown.solution = None
            return good
        if type(type_) is TypeVariable and type_ in self.flexible:
            return self._instantiate(type_, unknown)
        if type(type_) is not Unknown or type_.width >= 0:
            return False
        if type_.arity >= 0:
            if type_.arity != unknown.arity:
                return False
            type_.uses.extend(unknown.uses)
            unknown.solution = type_
        else:
            type_.solution = unknown
        return True


def _instance(type_: MapType, arguments: Sequence[Type]) -> tuple[Type, ...]:
    if not type_.parameters:
        return (*type_.domain, type_.range)
    binding = dict(zip(type_.parameters, arguments, strict=True))
    return tuple([substitute(t, binding) for t in (*type_.domain, type_.range)])


_RIGID = Unifier()


def unify(left: Type, right: Type) -> bool:
    """Make both types the same by solving unknowns; False when that is impossible."""
    return left is right or _RIGID.unify(left, right)


def comparable(left: Type, right: Type) -> bool:
    """Whether some instances of the types are the same (solves unknowns on the way)."""
    if left is right:
        return True
    left, right = zonk(left), zonk(right)
    flexible = [v for t in (left, right) for v in free_variables(t) if type(v) is TypeVariable]
    return Unifier(flexible).unify(left, right)


def least_width(type_: Type) -> int:
    """The least number of bits that a bitvector of this type can have, -1 if it cannot be one."""
    match prune(type_):
        case BitvectorType(width) | Unknown(width=width):
            return width
        case _:
            return -1


def match_types(
    formal: Type,
    actual: Type,
    parameters: Sequence[TypeVariable],
    binding: dict[TypeVariable, Type],
    fresh: Callable[[str], Type],
) -> bool:
    """Instantiate `parameters` in `binding` so that `formal` becomes `actual`, if possible.

    This is unification of `actual` with `formal` under fresh unknowns, without making them where
    one look at `actual` tells the instance.
    """
    match formal:
        case TypeVariable():
            if formal not in parameters:
                return unify(formal, actual)
            known = binding.get(formal)
            if known is None:
                binding[formal] = prune(actual)
                return True
            return unify(known, actual)
        case ConstructedType(name, arguments):
            actual = prune(actual)
            if isinstance(actual, ConstructedType):
                if actual.name != name:
                    return False
                good = True
                for one, other in zip(arguments, actual.arguments, strict=True):
                    good = match_types(one, other, parameters, binding, fresh) and good
                return good
        case MapType((), domain, range_):
            actual = prune(actual)
            if isinstance(actual, MapType):
                if actual.parameters or len(actual.domain) != len(domain):
                    return False
                good = True
                for one, other in zip(domain, actual.domain, strict=True):
                    good = match_types(one, other, parameters, binding, fresh) and good
                return match_types(range_, actual.range, parameters, binding, fresh) and good
        case BasicType() | BitvectorType() | FloatType():
            return unify(formal, actual)
    for variable in free_variables(formal):
        if variable in parameters and variable not in binding:
            binding[variable] = fresh(variable.name)
    return unify(substitute(formal, binding), actual)


def default(unknown: Unknown) -> None:
    """Give an unknown that nothing determines some type."""
    if unknown.width >= 0:
        Unifier().unify(unknown, BitvectorType(unknown.width))
    elif unknown.arity >= 0:
        variables = tuple([TypeVariable(f"arg{i}") for i in range(unknown.arity)])
        result = TypeVariable("res")
        unify(unknown, map_type((*variables, result), variables, result))
    else:
        unknown.solution = INT
