"""Arguments that a call leaves out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import TypeParameter, Variable
from frontends.dafny.typed.parts import known, parts
from frontends.dafny.typed.rewrite import rewrite
from frontends.dafny.typed.walk import walk
from ivl.base.source import Span


def default_argument(
    default: e.Expr, arguments: Mapping[Variable, e.Expr], receiver: e.Expr | None,
    types: Collection[TypeParameter], span: Span,
) -> e.Expr:  # fmt: skip
    """The value `default` of a parameter in a call with these `arguments` for the others.

    Raises ProgramError where it depends on one of the type parameters `types`.
    """
    for each in walk(default):
        if isinstance(each, e.Typed) and _mentions(each.type, types):
            raise unsupported("a default value whose type depends on type parameters", span)

    def instance(thing: Any) -> Any:
        match thing:
            case e.VariableReference() if thing.variable in arguments:
                return arguments[thing.variable]
            case e.This() if receiver is not None:
                return receiver
            case _:
                return thing

    return rewrite(default, instance)


def _mentions(type_: t.Type, parameters: Collection[TypeParameter]) -> bool:
    type_ = known(type_)
    if isinstance(type_, t.ParameterType):
        return type_.parameter in parameters
    return any([_mentions(p, parameters) for p in parts(type_)])  # noqa: C419  # deep types
