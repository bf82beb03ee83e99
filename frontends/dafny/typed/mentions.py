"""What an expression depends on: variables, type parameters, heaps."""

from __future__ import annotations

from typing import Any

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Function, TypeParameter, Variable
from frontends.dafny.typed.parts import known, parts
from frontends.dafny.typed.walk import walk


def variables_of(root: object) -> list[Variable]:
    """The variables that are mentioned, in their order; those bound inside among them."""
    found = [x.variable for x in walk(root) if isinstance(x, e.VariableReference)]
    return list(dict.fromkeys(found))


def type_parameters_of(root: object) -> list[TypeParameter]:
    """The type parameters on which the types in an expression depend, in their order."""
    found = dict[TypeParameter, None]()
    for thing in walk(root):
        for name in getattr(thing, "__fields__", ()):
            for each in _as_tuple(getattr(thing, name)):
                if isinstance(each, Variable):
                    _collect(each.type, found)
                elif _is_type(each):
                    _collect(each, found)
    return list(found)


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


_TYPES = (
    t.BasicType, t.BitvectorType, t.SetType, t.MultisetType, t.SequenceType, t.MapType,
    t.FunctionType, t.ClassType, t.DatatypeType, t.SubsetType, t.NewtypeType, t.OpaqueType,
    t.ParameterType, t.Inferred,
)  # fmt: skip


def _is_type(value: object) -> bool:
    return isinstance(value, _TYPES)


def _collect(type_: t.Type, found: dict[TypeParameter, None]) -> None:
    type_ = known(type_)
    if isinstance(type_, t.ParameterType):
        found[type_.parameter] = None
    for part in parts(type_):
        _collect(part, found)


def mentions_this(root: object) -> bool:
    """Whether ``this`` is mentioned."""
    return any(isinstance(x, e.This) for x in walk(root))


def mentions_old(root: object) -> bool:
    """Whether an expression is about two heaps."""
    return any(
        isinstance(x, e.Old | e.Fresh | e.Unchanged)
        or (isinstance(x, e.FunctionCall) and x.function.two_state)
        for x in walk(root)
    )


def mentions_label(root: object) -> bool:
    """Whether an expression is about the heap at a label."""
    return any(
        isinstance(x, e.Old | e.Fresh | e.Unchanged | e.FunctionCall) and bool(x.label)
        for x in walk(root)
    )


def mentions_heap(root: object) -> bool:
    """Whether the value of an expression may depend on a heap."""
    found = [_reads(x) for x in walk(root)]
    return any(found)


def _reads(expr: object) -> bool:
    match expr:
        case e.FieldSelect():
            return expr.field.mutable
        case e.FunctionCall():
            return bool(expr.function.reads) or expr.function.two_state
        case e.Apply() | e.FunctionProperty():
            type_ = expr.function.type
            while isinstance(type_ := known(type_), t.SubsetType):
                type_ = type_.declaration.base
            return isinstance(type_, t.FunctionType) and type_.arrow is t.Arrow.GENERAL
        case e.Slice():
            return isinstance(known(expr.collection.type), t.ClassType)
        case e.MultisetOf():
            return isinstance(known(expr.operand.type), t.ClassType)
        case e.ArraySelect() | e.Old() | e.Fresh() | e.Allocated() | e.Unchanged():
            return True
        case _:
            return False


def may_apply(root: object) -> bool:
    """Whether the value of an expression may depend on that of values of function types."""
    seen = set[Function]()
    stack = [root]
    while stack:
        for each in walk(stack.pop()):
            match each:
                case e.Apply() | e.FunctionProperty():
                    return True
                case e.FunctionCall() if each.function not in seen:
                    seen.add(each.function)
                    stack.append((each.function.body, each.function.requires))
                case _:
                    pass
    return False
