"""Literals: values of which the solver may compute functions, however often they are recursive.

``$Lit(x)`` is x; it marks x as something that is known from the text of the program. Definitions of
functions are unfolded for marked arguments without using up a layer, and mark the arguments of
recursive calls that are made of marked ones. Facts: N. Amin, K. R. M. Leino, T. Rompf, "Computing
with an SMT solver", TAP 2014.
"""

from __future__ import annotations

from collections.abc import Collection

from frontends.dafny.translate.context import Context
from frontends.dafny.translate.shared import Shared, box_name
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.walk import expressions_in
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Apply, Expr, Function
from ivl.core.types import Type

_COMPUTED = (Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE, Op.MODULO)


def is_literal(expr: e.Expr, known: Collection[Variable] = ()) -> bool:
    """Whether a value is known from the text of the program, given those of some variables."""
    match expr:
        case e.Literal():
            return True
        case e.VariableReference():
            return expr.variable in known
        case e.Binary() if expr.operator not in _COMPUTED:
            return False
        case e.FunctionCall():
            if expr.receiver is not None or expr.function.reads or expr.function.two_state:
                return False
        case (
            e.Construct() | e.DestructorSelect() | e.Binary() | e.SetDisplay()
            | e.SequenceDisplay() | e.MapDisplay() | e.Conversion()
            | e.Unary(e.UnaryOperator.NEGATE)
        ):  # fmt: skip
            pass
        case _:
            return False
    found = [is_literal(x, known) for x in expressions_in(expr)]
    return all(found)


def is_written_out(expr: e.Expr) -> bool:
    """Whether a value of several parts is known from the text of the program."""
    return not isinstance(expr, e.Literal) and is_literal(expr)


def can_be_marked(type_: Type, shared: Shared) -> bool:
    """Whether the program has literals of an IVL type."""
    return shared.declares(_mark(type_))


def _mark(type_: Type) -> str:
    return f"$Lit_{box_name(type_)}"


def marked(term: Expr, shared: Shared) -> Expr:
    """A term with the mark."""
    name = _mark(term.type)
    function = shared.function(name, (term.type,), term.type)
    if shared.is_new(("literal", name)):
        x = b.bound("x", term.type)
        mark = b.apply(function, x)
        shared.axiom(b.forall([x], b.eq(mark, x), triggers=[[mark]]))
    return b.apply(function, term)


MOST_COMPOSED = 20
"""How many constructors an expression may have of which `composed` speaks."""


def composed(term: Expr, shared: Shared) -> list[Expr]:
    """What tells the solver where the program makes values of others, perhaps of literals."""
    found = list[Expr]()
    stack = [term]
    while stack:
        each = stack.pop()
        if not isinstance(each, Apply):
            continue
        stack.extend(each.arguments)
        if each.function.is_constructor and each.arguments:
            found.append(b.apply(composing(each.function, shared), *each.arguments))
            if len(found) > MOST_COMPOSED:
                return []
    return found


def composing(constructor: Function, shared: Shared) -> Function:
    """A predicate of a constructor's arguments, of which nothing is known: see `composed`."""
    name = f"$Composed_{constructor.name}"
    return shared.function(name, constructor.parameters, b.BOOL)


def note(number: int, context: Context) -> None:
    """See to it that a number in the program is marked; not one in a definition."""
    if context.layer is None:
        context.shared.numbers.add(number)


def with_literals(pattern: e.Pattern, value: e.Expr, context: Context) -> Context:
    """The context of what sees the variables of a pattern that `value` fits."""
    if not context.literals or not is_literal(value, context.literals):
        return context
    found = set(context.literals)
    patterns = [pattern]
    while patterns:
        each = patterns.pop()
        if isinstance(each, e.VariablePattern):
            found.add(each.variable)
        elif isinstance(each, e.ConstructorPattern):
            patterns.extend(each.arguments)
    return replace(context, literals=frozenset(found))
