"""The variables of ``for`` loops, which go from one number to another."""

from __future__ import annotations

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.resolve.operators import text
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.numbers import base
from frontends.dafny.translate.types import conjunction, is_of, is_true
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.types import INT
from ivl import build as b
from ivl.base.node import node
from ivl.core.expressions import Expr, Variable


@node
class Counter:
    """A variable that goes from `first` on, or `down` from there, until it is `last`, if given."""

    variable: Variable
    first: Expr
    last: Expr | None
    down: bool

    def in_range(self) -> Expr:
        """Where the variable is, before any round and after the last."""
        return _within(b.ref(self.variable), self.first, self.last, self.down)

    def at_end(self) -> Expr:
        """That there is no further round."""
        return b.bool_(False) if self.last is None else b.eq(self.variable, self.last)

    def before(self, emit: Emitter) -> None:
        """The step before the body."""
        if self.down:
            emit.assign(self.variable, b.sub(self.variable, 1))

    def after(self, emit: Emitter) -> None:
        """The step after the body."""
        if not self.down:
            emit.assign(self.variable, b.add(self.variable, 1))


def start(stmt: s.For, context: Context, emit: Emitter) -> Counter:
    """The counter of a loop, at its first number. Emits that the bounds are defined and fit."""
    if base(stmt.variable.type) != INT:
        raise unsupported(f"a for loop over {text(stmt.variable.type)}", stmt.span)
    bounds = [x for x in (stmt.low, stmt.high) if x is not None]
    for bound in bounds:
        context.check(bound, emit)
    first, *rest = [emit.save("bound", context.term(x)) for x in bounds]
    last = rest[0] if rest else None
    if last is not None:
        low, high = (last, first) if stmt.down else (first, last)
        message = "lower bound must not exceed upper bound"
        emit.assert_(b.le(low, high), message, stmt.low.span)
    each = b.bound("i", b.INT)
    fits = is_of(b.ref(each), stmt.variable.type, context)
    if not is_true(fits):
        inside = _within(b.ref(each), first, last, stmt.down)
        message = "entire range must be assignable to index variable, but some value is not"
        goal = b.forall([each], b.implies(inside, fits))
        emit.assert_(goal, message, stmt.variable.span)
    variable = emit.variable(stmt.variable)
    emit.assign(variable, first)
    return Counter(variable, first, last, stmt.down)


def _within(value: Expr, first: Expr, last: Expr | None, down: bool) -> Expr:
    if down:
        start_, end = b.le(value, first), b.bool_(True) if last is None else b.le(last, value)
    else:
        start_, end = b.le(first, value), b.bool_(True) if last is None else b.le(value, last)
    return conjunction(start_, end)
