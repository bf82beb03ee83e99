"""``var x := e; body``."""

from __future__ import annotations

from frontends.dafny.translate.context import Context
from frontends.dafny.translate.literals import with_literals
from frontends.dafny.translate.patterns import fit
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.declarations import Variable
from ivl import build as b
from ivl.core.expressions import Expr
from ivl.core.expressions import Variable as IvlVariable


def bind_values(expr: e.Let, context: Context) -> tuple[list[IvlVariable], list[Expr], Context]:
    """Variables of IVL and their values, and the context of the body."""
    inner = context
    variables, values, bound = list[IvlVariable](), list[Expr](), dict[Variable, Expr]()
    for pattern, value in zip(expr.patterns, expr.values, strict=True):
        term = context.term(value)
        variable = b.bound(context.shared.unique("let"), term.type)
        variables.append(variable)
        values.append(term)
        _, more = fit(pattern, b.ref(variable), value.type, context)
        bound.update(more)
        inner = with_literals(pattern, value, inner)
    return variables, values, inner.bind(bound)


def let(expr: e.Let, context: Context) -> Expr:
    """The term for a let expression."""
    variables, values, inner = bind_values(expr, context)
    return b.let(variables, values, inner.term(expr.body))
