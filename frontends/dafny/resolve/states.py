"""Which parts of a program may speak of two states: with ``old``, of what is new or unchanged.

Functions have one value in one state: they may not even depend on which objects there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.errors import error
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import (
    Field,
    Function,
    Method,
    MethodKind,
    Module,
    NewtypeDeclaration,
    SubsetTypeDeclaration,
)
from frontends.dafny.typed.walk import walk


def check_states(module: Module) -> None:
    """Check that what is about one state mentions no other. Raises ProgramError."""
    for declaration in (*module.declarations, module.default):
        if isinstance(declaration, SubsetTypeDeclaration | NewtypeDeclaration):
            _check_timeless([declaration.constraint, declaration.witness])
        for member in declaration.members:
            match member:
                case Field():
                    _check_timeless([member.initializer])
                case Function():
                    if not member.two_state:
                        _check_timeless([member.requires, member.reads, member.ensures,
                                         member.decreases, member.body])  # fmt: skip
                case Method():
                    if member.kind is not MethodKind.TWO_STATE_LEMMA:
                        _check_one_state([member.requires, member.reads, member.modifies,
                                          member.decreases])  # fmt: skip


def _check_timeless(parts: Sequence[object]) -> None:
    """Check that parts are about one state, and not about which objects there are in it."""
    _check_one_state(parts)
    for each in walk(parts):
        if isinstance(each, e.Allocated):
            raise error("what is allocated cannot be used here", each.span)


def _check_one_state(parts: Sequence[object]) -> None:
    for each in walk(parts):
        match each:
            case e.Old():
                what = "'old'"
            case e.Fresh():
                what = "'fresh'"
            case e.Unchanged():
                what = "'unchanged'"
            case e.FunctionCall() | e.FunctionValue() if each.function.two_state:
                what = f"the two-state function {each.function.name!r}"
            case s.Call() if each.method.kind is MethodKind.TWO_STATE_LEMMA:
                what = f"the two-state lemma {each.method.name!r}"
            case _:
                continue
        raise error(f"{what} cannot be used here, as there is but one state", each.span)
