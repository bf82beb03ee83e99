"""What it means to be in a set that is made of others: said of those, which are what is known."""

from __future__ import annotations

from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.shared import Shared
from ivl import build as b
from ivl.core.expressions import Apply, Expr, VariableReference


def contains(set_: Expr, boxed: Expr, shared: Shared) -> Expr:
    """That a box is in a finite or infinite set."""
    match _operation(set_):
        case "Empty", ():
            return b.bool_(False)
        case "Add", (rest, element):
            same = b.eq(boxed, element)
            return b.or_(contains(rest, boxed, shared), same) if not _is_empty(rest) else same
        case "Union", (one, other):
            return b.or_(contains(one, boxed, shared), contains(other, boxed, shared))
        case "Intersection", (one, other):
            return b.and_(contains(one, boxed, shared), contains(other, boxed, shared))
        case "Difference", (one, other):
            return b.and_(contains(one, boxed, shared), b.not_(contains(other, boxed, shared)))
        case _:
            return _member(set_, boxed, shared)


def positive_members(set_: Expr, boxed: Expr, shared: Shared) -> list[Expr]:
    """Memberships one of which holds of all that is in a set; none where that cannot be said."""
    match _operation(set_):
        case "Empty", ():
            return []
        case "Union", (one, other):
            found = [positive_members(x, boxed, shared) for x in (one, other)]
            return [*found[0], *found[1]] if all(found) else []
        case (("Intersection" | "Difference"), (one, _)):
            return positive_members(one, boxed, shared)
        case "Add", _:
            return []
        case _:
            return [_member(set_, boxed, shared)]


def _operation(set_: Expr) -> tuple[str, tuple[Expr, ...]]:
    """The prelude's operation by which a set is made, and its operands."""
    match set_:
        case VariableReference():
            name, operands = set_.variable.name, tuple[Expr, ...]()
        case Apply():
            name, operands = set_.function.name, set_.arguments
        case _:
            return "", ()
    sort, _, operation = name.partition("#")
    return (operation, operands) if sort in ("Set", "ISet") else ("", ())


def _is_empty(set_: Expr) -> bool:
    return _operation(set_)[0] == "Empty"


def _member(set_: Expr, boxed: Expr, shared: Shared) -> Expr:
    if set_.type == p.SET:
        return shared.prelude("Set#In", boxed, set_)
    return b.select(set_, boxed)
