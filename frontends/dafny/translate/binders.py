"""Variables that may have any value."""

from __future__ import annotations

from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.types import good, is_of
from frontends.dafny.typed.declarations import Variable
from ivl import build as b


def havoc_variables(variables: tuple[Variable, ...], context: Context, emit: Emitter) -> Context:
    """Any values for some variables, and the context with them."""
    made = tuple([emit.variable(v) for v in variables])
    emit.havoc(*made)
    inner = context.bind_all(variables, made)
    for variable, local in zip(variables, made, strict=True):
        emit.assume(good(b.ref(local), variable.type, inner))
    return inner


def any_values(variables: tuple[Variable, ...], context: Context, emit: Emitter) -> Context:
    """Any values of their types for bound variables, allocated or not; the context with them."""
    made = tuple([emit.variable(v) for v in variables])
    emit.havoc(*made)
    inner = context.bind_all(variables, made)
    for variable, local in zip(variables, made, strict=True):
        emit.assume(is_of(b.ref(local), variable.type, inner))
    return inner
