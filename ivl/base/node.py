"""The one way in which this project declares its tree nodes.

Type checkers see dataclasses, and the functions of ``dataclasses`` work on them. The standard
decorator compiles text for each class, though, which takes a quarter of the time of a small run.
Here methods are compiled once for each number of fields, then renamed for each class.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import CodeType, FunctionType, MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")

EMPTY: Mapping[Any, Any] = MappingProxyType({})
"""Nothing: the default of a field that is a mapping."""

_REQUIRED: Any = object()


class _Field:
    """What a field is when it is left out, and whether it is given by name only."""

    __slots__ = ("default", "kw_only")

    def __init__(self, *, default: object = _REQUIRED, kw_only: bool = False) -> None:
        self.default = default
        self.kw_only = kw_only


if TYPE_CHECKING:
    from dataclasses import field as field
    from dataclasses import replace as replace
else:
    field = _Field

    def replace(item, /, **changes):
        """A copy of a node or value with some fields changed."""
        for name in item.__fields__:
            if name not in changes:
                changes[name] = getattr(item, name)
        return type(item)(**changes)


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def node(cls: type[T]) -> type[T]:
    """Declare an immutable node with slots and identity equality.

    At run time the class is not frozen, because a frozen ``__init__`` is three times slower and a
    program has a million nodes. Equality is identity: an ``__eq__`` or ``__hash__`` by structure
    would overflow the C stack on deep trees.
    """
    return _declare(cls, frozen=False)


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Declare a class with slots and identity equality whose fields may change."""
    return _declare(cls, frozen=False)


@dataclass_transform(frozen_default=True, eq_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """Declare a small immutable value with structural equality (types, positions, options)."""
    return _declare(cls, frozen=True)


def _declare(cls: type[T], frozen: bool) -> type[T]:
    """`cls`, made again with slots and the methods that depend on its fields."""
    inherited: dict[str, _Field] = getattr(cls, "__fields__", {})
    members = dict(cls.__dict__)
    fields = dict(inherited)
    for name in cls.__annotations__:
        given = members.pop(name, _REQUIRED)
        if type(given).__module__ == "dataclasses":
            raise TypeError(f"{cls.__qualname__}.{name} needs the 'field' of {__name__}")
        fields[name] = given if isinstance(given, _Field) else _Field(default=given)
    for name in ("__dict__", "__weakref__"):  # a class with slots has none
        members.pop(name, None)
    positional = tuple([name for name, f in fields.items() if not f.kw_only])
    keywords = tuple([name for name, f in fields.items() if f.kw_only])
    made = {
        **(_VALUE_METHODS if frozen else {}),
        **_methods(cls.__qualname__, positional + keywords, frozen),
        **members,
        "__slots__": tuple([name for name in fields if name not in inherited]),
        "__match_args__": positional,
        "__fields__": fields,
        "__dataclass_fields__": _DataclassFields(),
    }
    init = made["__init__"]
    init.__code__ = init.__code__.replace(
        co_argcount=1 + len(positional), co_kwonlyargcount=len(keywords)
    )
    defaults = {name: f.default for name, f in fields.items() if f.default is not _REQUIRED}
    init.__defaults__ = tuple([defaults[name] for name in positional if name in defaults])
    init.__kwdefaults__ = {name: defaults[name] for name in keywords if name in defaults}
    declared: type[T] = type(cls)(cls.__name__, cls.__bases__, made)  # type: ignore[misc]
    return declared


def _methods(owner: str, fields: tuple[str, ...], frozen: bool) -> dict[str, Any]:
    """The methods of the class `owner` that depend on its fields."""
    names: dict[object, str] = dict(zip(_placeholders(len(fields)), fields, strict=True))
    made = {}
    for code in _compiled(len(fields), frozen):
        renamed = code.replace(
            co_qualname=f"{owner}.{code.co_name}",
            co_varnames=tuple([names.get(name, name) for name in code.co_varnames]),
            co_names=tuple([names.get(name, name) for name in code.co_names]),
            co_consts=tuple([names.get(constant, constant) for constant in code.co_consts]),
        )
        made[code.co_name] = FunctionType(renamed, globals())
    return made


@cache
def _compiled(count: int, frozen: bool) -> tuple[CodeType, ...]:
    """The methods of a class with `count` fields, all positional, called as `_placeholders`."""
    names = _placeholders(count)
    store = "_set(self, '{0}', {0})" if frozen else "self.{0} = {0}"
    text = f"def __init__(self, {', '.join(names)}): " + (
        "; ".join([store.format(name) for name in names]) or "pass"
    )
    if frozen:
        mine, its = ["".join([f"{who}.{name}, " for name in names]) for who in ("self", "other")]
        text += f"""
def __eq__(self, other):
    return ({mine}) == ({its}) if other.__class__ is self.__class__ else NotImplemented
def __hash__(self):
    return hash(({mine}))
"""
    constants = compile(text, __file__, "exec").co_consts
    return tuple([code for code in constants if isinstance(code, CodeType)])


def _placeholders(count: int) -> list[str]:
    return [f"field_{number}" for number in range(count)]


class _DataclassFields:
    """What the functions of ``dataclasses`` look for, made when one of them does."""

    def __get__(self, item: object, owner: Any) -> dict[str, Any]:
        import dataclasses

        fields = [
            (name, Any, dataclasses.field(kw_only=f.kw_only))
            for name, f in owner.__fields__.items()
        ]
        made: Any = dataclasses.make_dataclass(owner.__name__, fields)
        found: dict[str, Any] = made.__dataclass_fields__
        return found


_set = object.__setattr__


def _refuse(self: object, name: str, content: object = None) -> NoReturn:
    raise AttributeError(f"{type(self).__name__} is immutable: cannot change {name!r}")


def _show(self: Any) -> str:
    contents = ", ".join([f"{name}={getattr(self, name)!r}" for name in self.__fields__])
    return f"{type(self).__qualname__}({contents})"


def _set_state(self: object, state: tuple[None, dict[str, object]]) -> None:
    for name, content in state[1].items():
        _set(self, name, content)


_VALUE_METHODS = {
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__repr__": _show,
    "__setstate__": _set_state,  # for pickle and copy
}
