"""Which expressions are for specifications only, and which parts of others are."""

from __future__ import annotations

from collections.abc import Iterable

from frontends.dafny.resolve.bounds import unbounded
from frontends.dafny.resolve.errors import error
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.expressions import QuantifierKind
from frontends.dafny.typed.parts import numeric_base, peel
from frontends.dafny.typed.walk import expressions_in, walk

_ORDERS = (Op.LESS, Op.LESS_EQUAL, Op.GREATER, Op.GREATER_EQUAL)
_COMPARISONS = (*_ORDERS, Op.EQUAL, Op.NOT_EQUAL)


class GhostRules:
    """What may be compiled. `lenient`: functions may be, whether they are ghost or not.

    That is for programs that do not tell whether a ``function`` is one of Dafny 2 or of Dafny 4.
    """

    def __init__(self, lenient: bool) -> None:
        self._lenient = lenient

    def why_ghost(self, expr: e.Expr) -> str:
        """What in an expression keeps it from being compiled, a phrase; empty if nothing does."""
        own = self._own_reason(expr)
        if own:
            return own
        for inside in compiled_parts(expr):
            found = self.why_ghost(inside)
            if found:
                return found
        return ""

    def require_compiled(self, expr: e.Expr) -> None:
        """Check that an expression can be compiled. Raises ProgramError."""
        reason = self.why_ghost(expr)
        if reason:
            raise error(f"{reason} cannot be used here, where code is compiled", expr.span)

    def _own_reason(self, expr: e.Expr) -> str:
        match expr:
            case e.VariableReference() if expr.variable.ghost:
                return f"the ghost variable {expr.variable.name!r}"
            case e.FieldSelect() if expr.field.ghost:
                return f"the ghost field {expr.field.name!r}"
            case e.DestructorSelect() if expr.destructor.ghost:
                return f"the ghost field {expr.destructor.name!r}"
            case e.FunctionCall() | e.FunctionValue():
                ghost = expr.function.ghost and not self._lenient
                return f"the ghost function {expr.function.name!r}" if ghost else ""
            case e.Old():
                return "'old'"
            case e.Fresh() | e.Allocated() | e.Unchanged():
                return "a state in the past"
            case e.PrefixEqual():
                return "an equality up to a depth"
            case e.FunctionProperty():
                return f"{expr.member.value!r} of a function"
            case e.Binary(operator=operator) if operator in _COMPARISONS:
                return _why_incomparable(expr)
            case e.Quantifier():
                return _why_endless(expr)
            case e.SetComprehension():
                return "" if not unbounded(expr.variables, expr.range) else "an unbounded set"
            case e.MapComprehension():
                return "" if not unbounded(expr.variables, expr.range) else "an unbounded map"
            case _:
                return ""


def _why_incomparable(expr: e.Binary) -> str:
    type_ = peel(expr.left.type)
    if isinstance(expr.left, e.Construct) or isinstance(expr.right, e.Construct):
        return ""
    if expr.operator in _ORDERS:
        ranked = isinstance(type_, t.DatatypeType | t.ParameterType)
        return "the order of datatype values" if ranked else ""
    match type_:
        case t.FunctionType():
            return "equality of functions"
        case t.SetType(finite=False) | t.MapType(finite=False):
            return "equality of infinite collections"
        case t.DatatypeType(declaration=declaration) if declaration.coinductive:
            return "equality of codatatype values"
        case _:
            return ""


def _why_endless(expr: e.Quantifier) -> str:
    universal = expr.kind is QuantifierKind.FORALL
    condition = expr.body
    if expr.range is not None:
        operator = Op.IMPLIES if universal else Op.AND
        condition = e.Binary(operator, expr.range, expr.body, type=t.BOOL)
    endless = unbounded(expr.variables, condition, not universal)
    return "a quantifier without bounds" if endless else ""


def compiled_parts(expr: e.Expr) -> list[e.Expr]:
    """The expressions directly inside of a compiled one that are compiled too."""
    match expr:
        case e.FunctionCall():
            found = _arguments(expr.arguments, expr.function.parameters)
            return found if expr.receiver is None else [expr.receiver, *found]
        case e.Construct():
            return _arguments(expr.arguments, expr.constructor.parameters)
        case e.DatatypeUpdate():
            return [expr.value, *[v for d, v in expr.updates if not d.ghost]]
        case e.Let():
            if expr.ghost:
                return [expr.body]
            pairs = zip(expr.patterns, expr.values, strict=True)
            return [*[v for p, v in pairs if not is_ghost_pattern(p)], expr.body]
        case e.LetSuchThat():
            return [expr.body] if expr.ghost else [expr.condition, expr.body]
        case e.Match():
            return [expr.subject, *[case.body for case in expr.cases]]
        case e.Lambda() | e.StatementExpression():
            return [expr.body]
        case e.Quantifier():
            return [expr.body] if expr.range is None else [expr.range, expr.body]
        case e.SetComprehension():
            return [expr.range, expr.term]
        case e.MapComprehension():
            return [x for x in (expr.range, expr.key, expr.value) if x is not None]
        case _:
            return expressions_in(expr)


def _arguments(arguments: tuple[e.Expr, ...], parameters: tuple[Variable, ...]) -> list[e.Expr]:
    return [a for a, p in zip(arguments, parameters, strict=True) if not p.ghost]


def require_enumerable(variables: Iterable[Variable], condition: e.Expr) -> None:
    """Check that compiled code can look for a choice. Raises ProgramError."""
    for variable in unbounded(variables, condition):
        if numeric_base(variable.type) != t.INT:
            raise error(
                f"compiled code cannot look for {variable.name!r}: no bound is known",
                variable.span,
            )


def is_ghost_pattern(pattern: e.Pattern) -> bool:
    """Whether all that a pattern binds is ghost."""
    match pattern:
        case e.VariablePattern():
            return pattern.variable.ghost
        case e.ConstructorPattern():
            return bool(pattern.arguments) and all(is_ghost_pattern(p) for p in pattern.arguments)
        case e.LiteralPattern():
            return False


def mark_ghost(root: object) -> None:
    """Let all choices in `root` be ghost: what is chosen need not be unique."""
    for each in walk(root):
        if isinstance(each, e.LetSuchThat):
            object.__setattr__(each, "ghost", True)  # the last step of the making of the node


def mark_compiled(expr: e.Expr) -> None:
    """Let the choices in a compiled expression be compiled, where they do not make ghosts."""
    compiled = list[e.Expr]()
    pending = [expr]
    while pending:
        each = pending.pop()
        compiled.append(each)
        pending.extend(compiled_parts(each))
    mine = set(map(id, compiled))
    for each_inside in walk(expr):
        if isinstance(each_inside, e.LetSuchThat):
            ghost = id(each_inside) not in mine or each_inside.ghost
            if not ghost:
                require_enumerable(each_inside.variables, each_inside.condition)
            object.__setattr__(each_inside, "ghost", ghost)
