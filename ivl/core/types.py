"""Types of the core. They are values: two types are equal when they are the same type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, assert_never

from ivl.base.node import node, value


@value
class BasicType:
    """``int``, ``real``, ``bool``, ``rmode``, ``string``, ``regex``."""

    name: str


@value
class BitvectorType:
    """``bvN``, N >= 0 bits."""

    width: int


@value
class FloatType:
    """``floatSeE``: `significand` bits (the hidden one included) and `exponent` bits."""

    significand: int
    exponent: int


@node
class TypeVariable:
    """A type parameter. Its identity is the object, not the name."""

    name: str


@value
class ConstructedType:
    """``C T U``: an uninterpreted type, a datatype, or a type with a ``{:builtin}`` sort."""

    name: str
    arguments: tuple[Type, ...] = ()


@value
class MapType:
    """``<a>[T, U] V``. Make one with `map_type`, which gives bound variables canonical names."""

    parameters: tuple[TypeVariable, ...]
    domain: tuple[Type, ...]
    range: Type


Type: TypeAlias = BasicType | BitvectorType | FloatType | TypeVariable | ConstructedType | MapType

INT = BasicType("int")
REAL = BasicType("real")
BOOL = BasicType("bool")
RMODE = BasicType("rmode")
STRING = BasicType("string")
REGEX = BasicType("regex")

_BOUND: dict[tuple[int, int], TypeVariable] = {}


def _bound(height: int, index: int) -> TypeVariable:
    """The one bound variable of this place; a cache, so that equal map types compare equal."""
    return _BOUND.setdefault((height, index), TypeVariable(f"${height}.{index}"))


def _height(type_: Type) -> int:
    match type_:
        case MapType(parameters, domain, range_):
            inside = max((_height(t) for t in (*domain, range_)), default=0)
            return inside + 1 if parameters else inside
        case ConstructedType(_, arguments):
            return max((_height(t) for t in arguments), default=0)
        case _:
            return 0


def map_type(
    parameters: tuple[TypeVariable, ...], domain: tuple[Type, ...], range_: Type
) -> MapType:
    """``<parameters>[domain] range``, equal to every renaming of its bound variables."""
    if not parameters:
        return MapType((), domain, range_)
    height = 1 + max(_height(t) for t in (*domain, range_))
    bound = tuple([_bound(height, i) for i in range(len(parameters))])
    renaming: dict[TypeVariable, Type] = dict(zip(parameters, bound, strict=True))
    return MapType(
        bound, tuple([substitute(t, renaming) for t in domain]), substitute(range_, renaming)
    )


def substitute(type_: Type, mapping: Mapping[TypeVariable, Type]) -> Type:
    """`type_` with its free type variables replaced as `mapping` says; shares what stays."""
    match type_:
        case TypeVariable():
            return mapping.get(type_, type_)
        case ConstructedType(name, arguments):
            new = substitute_all(arguments, mapping)
            return type_ if new is arguments else ConstructedType(name, new)
        case MapType(parameters, domain, range_):
            new, new_range = substitute_all(domain, mapping), substitute(range_, mapping)
            if new is domain and new_range is range_:
                return type_
            return map_type(parameters, new, new_range)
        case BasicType() | BitvectorType() | FloatType():
            return type_
        case _:
            assert_never(type_)


def substitute_all(
    types: tuple[Type, ...], mapping: Mapping[TypeVariable, Type]
) -> tuple[Type, ...]:
    """`substitute` in each; the same tuple when nothing changed."""
    new = [substitute(t, mapping) for t in types]
    for before, after in zip(types, new, strict=True):
        if before is not after:
            return tuple(new)
    return types


def free_variables(type_: Type) -> Iterator[TypeVariable]:
    """The free type variables of `type_`, left to right, repeated as they occur."""
    match type_:
        case TypeVariable():
            yield type_
        case ConstructedType(_, arguments):
            for argument in arguments:
                yield from free_variables(argument)
        case MapType(parameters, domain, range_):
            for part in (*domain, range_):
                for variable in free_variables(part):
                    if variable not in parameters:
                        yield variable
        case _:
            return


def show(type_: Type) -> str:
    """`type_` in concrete syntax."""
    match type_:
        case BasicType(name) | TypeVariable(name):
            return name
        case BitvectorType(width):
            return f"bv{width}"
        case FloatType(significand, exponent):
            return f"float{significand}e{exponent}"
        case ConstructedType(name, arguments):
            return " ".join([name, *[_atom(t) for t in arguments]])
        case MapType(parameters, domain, range_):
            names = [f"<{','.join(p.name for p in parameters)}>"] if parameters else []
            return "".join([*names, f"[{', '.join(show(t) for t in domain)}]", show(range_)])
        case _:
            assert_never(type_)


def _atom(type_: Type) -> str:
    text = show(type_)
    return f"({text})" if " " in text or text[0] in "<[" else text
