"""Which part of a condition is to blame for its value."""

from __future__ import annotations

from ivl.base.counterexample import (
    Access,
    Arguments,
    Binding,
    FailedPart,
    Field,
    Index,
    PartKind,
)
from ivl.base.node import node
from ivl.base.values import UNKNOWN, MapValue, Value
from ivl.core.expressions import (
    Apply,
    CodeExpression,
    Expr,
    FieldAccess,
    Lambda,
    Let,
    Old,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Select,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import children
from ivl.core.instantiate import instantiate
from ivl.core.syntax_of_expressions import Scope as Names
from ivl.core.syntax_of_expressions import TypeScope
from ivl.core.types import MapType
from ivl.interpreter.evaluator import Evaluator
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import CannotTell
from ivl.interpreter.trace import shown
from ivl.syntax.printer import print_expression

MOST = 8
"""No more parts in parts are named."""
LENGTH = 200


@node
class Leaf:
    """A condition without parts, which ought to be `wanted` in `scope` and is not."""

    expr: Expr
    scope: Scope
    wanted: bool


class Blame:
    """Looks into `condition`, which is not `wanted`: `leaf` is to blame, by way of `parts`."""

    def __init__(self, condition: Expr, scope: Scope, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.parts: list[FailedPart] = []
        self.leaf = Leaf(condition, scope, True)
        try:
            while self._step():
                pass
        except CannotTell:
            pass

    def _step(self) -> bool:
        """Go on to a part; false where there is none."""
        leaf, evaluator = self.leaf, self.evaluator
        scope, wanted = leaf.scope, leaf.wanted
        match leaf.expr:
            case Operation(Operator.NOT, (operand,)):
                self.leaf = Leaf(operand, scope, not wanted)
                return True
            case Operation(Operator.AND | Operator.OR as operator, _) if wanted is (
                operator is Operator.AND
            ):
                parts = operands(leaf.expr, operator)
                part = next(p for p in parts if evaluator.holds(p, scope) is not wanted)
                self._go(PartKind.CONJUNCT, part, scope, wanted)
            case Operation(Operator.IMPLIES, (antecedent, consequent)) if wanted:
                self.parts.append(self._part(PartKind.ANTECEDENT, antecedent))
                self._go(PartKind.CONSEQUENT, consequent, scope, True)
            case Operation(Operator.IMPLIES, (antecedent, consequent)):
                first = not evaluator.holds(antecedent, scope)
                self.leaf = (
                    Leaf(antecedent, scope, True) if first else Leaf(consequent, scope, False)
                )
            case Operation(Operator.IF_THEN_ELSE, (condition, yes, no)):
                chosen = yes if evaluator.holds(condition, scope) else no
                self._go(PartKind.CONJUNCT, chosen, scope, wanted)
            case Quantifier(kind) if (kind is QuantifierKind.FORALL) is wanted:
                found = evaluator.instance(leaf.expr, scope, not wanted)
                if found is None:
                    return False
                bindings = tuple([Binding(v.name, (), x) for v, x in found.items()])
                self._go(PartKind.INSTANCE, leaf.expr.body, scope.extended(found), wanted, bindings)
                return all(x != UNKNOWN for x in found.values())
            case Let(variables, values, body):
                inner = {
                    v: evaluator.value(e, scope) for v, e in zip(variables, values, strict=True)
                }
                self.leaf = Leaf(body, scope.extended(inner), wanted)
            case Old(operand):
                self.leaf = Leaf(operand, scope.before(), wanted)
            case Apply(function, types, arguments):
                declaration = evaluator.functions.bodies.get(function)
                if declaration is None or declaration.body is None or len(self.parts) >= MOST:
                    return False
                formals = dict(zip(declaration.parameters, arguments, strict=True))
                binding = dict(zip(function.type_parameters, types, strict=True))
                body = instantiate(declaration.body, formals, binding)
                self._go(PartKind.DEFINITION, body, scope, wanted)
            case _:
                return False
        return True

    def _go(
        self,
        kind: PartKind,
        part: Expr,
        scope: Scope,
        wanted: bool,
        bindings: tuple[Binding, ...] = (),
    ) -> None:
        self.leaf = Leaf(part, scope, wanted)
        self.parts.append(self._part(kind, part, bindings, wanted))

    def _part(
        self,
        kind: PartKind,
        expr: Expr,
        bindings: tuple[Binding, ...] = (),
        wanted: bool = True,
    ) -> FailedPart:
        return FailedPart(kind, expression_text(expr), wanted, bindings, span=expr.span)


def reads(leaf: Leaf, evaluator: Evaluator) -> tuple[Binding, ...]:
    """What the leaf reads: variables, places in maps, functions."""
    found: dict[Binding, None] = {}

    def visit(expr: Expr, scope: Scope, old: bool) -> None:
        if isinstance(expr, Old):
            visit(expr.operand, scope.before(), True)
            return
        if isinstance(expr, Quantifier | Lambda | Let | CodeExpression):
            return
        for child in children(expr):
            visit(child, scope, old)
        try:
            place = _place(expr, scope, evaluator)
            if place is None or isinstance(expr.type, MapType):
                return
            value = evaluator.value(expr, scope)
        except CannotTell:
            return
        if isinstance(value, Value):
            found[Binding(place[0], place[1], value, old and place[2])] = None

    visit(leaf.expr, leaf.scope, False)
    return tuple(found)


def _place(
    expr: Expr, scope: Scope, evaluator: Evaluator
) -> tuple[str, tuple[Access, ...], bool] | None:
    """The name and accesses of what stands for a place, and whether it is a global variable."""
    match expr:
        case VariableReference(variable):
            return variable.name, (), variable.kind is VariableKind.GLOBAL
        case Select(map_, _, indexes):
            inside = _place(map_, scope, evaluator)
            values = [evaluator.value(i, scope) for i in indexes]
            if inside is None or not all(isinstance(v, Value) for v in values):
                return None
            return inside[0], (*inside[1], Index(tuple(map(shown, values)))), inside[2]
        case FieldAccess(operand, field):
            inside = _place(operand, scope, evaluator)
            return None if inside is None else (inside[0], (*inside[1], Field(field)), inside[2])
        case Apply(function, _, arguments) if not function.is_constructor:
            values = [evaluator.value(a, scope) for a in arguments]
            if not all(isinstance(v, Value) and not isinstance(v, MapValue) for v in values):
                return None
            return function.name, (Arguments(tuple(map(shown, values))),), False
        case _:
            return None


def expression_text(expr: Expr) -> str:
    """`expr` as it is written, cut to a length that people read."""
    text = print_expression(Names(TypeScope()).write(expr))
    return text if len(text) <= LENGTH else text[:LENGTH] + "…"


def operands(expr: Expr, operator: Operator) -> list[Expr]:
    """The operands of a chain of one operator, from left to right."""
    found: list[Expr] = []
    stack = [expr]
    while stack:
        e = stack.pop()
        if isinstance(e, Operation) and e.operator is operator:
            stack += reversed(e.arguments)
        else:
            found.append(e)
    return found
