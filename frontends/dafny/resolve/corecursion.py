"""Which recursive calls are co-recursive: guarded by a constructor of a codatatype, never undone.

Such calls need not get smaller. Facts: K. R. M. Leino and M. Moskal, "Co-induction simply",
FM 2014, section 5; abstemious functions, which do not take apart what they are given, from Dafny.
"""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Attribute, Function, Method, Variable, find_attribute
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import peel
from frontends.dafny.typed.walk import expressions_in, walk

_ALL = 1 << 30
"""More destructors than any expression has constructors."""


def mark_corecursion(component: Sequence[Function | Method]) -> None:
    """Mark the co-recursive calls in functions that are recursive with each other.

    The measures of functions with such calls get a first part: 0 for those that others call
    without guard, and 1.
    """
    functions = [f for f in component if isinstance(f, Function)]
    if len(functions) < len(component):
        return
    finder = _Finder(frozenset(functions))
    for function in functions:
        if function.body is not None:
            finder.visit(function.body, 0, False)
    if not finder.candidates or finder.destructive:
        return
    for call in finder.candidates:
        object.__setattr__(call, "corecursive", True)  # the last step of the making of the node
    called = {
        callee.function
        for function in functions
        for callee in walk(function.body)
        if isinstance(callee, e.FunctionCall)
        and not callee.corecursive
        and callee.function is not function
    }
    for function in functions:
        rank = e.Literal(0 if function in called else 1, type=t.INT, span=function.span)
        function.decreases.expressions = (rank, *function.decreases.expressions)


class _Finder:
    """Looks for `candidates` in bodies; `destructive`: there is a call whose result is taken apart.

    `depth` is the number of destructors around an expression that no constructor undoes; `guarded`
    tells whether a constructor is right around it.
    """

    def __init__(self, component: frozenset[Function]) -> None:
        self.component = component
        self.candidates: list[e.FunctionCall] = []
        self.destructive = False

    def visit(self, expr: e.Expr, depth: int, guarded: bool) -> None:
        """Look into an expression."""
        match expr:
            case e.Construct() if expr.constructor.datatype.coinductive:
                inside = depth if depth in (0, _ALL) else depth - 1
                for argument in expr.arguments:
                    self.visit(argument, inside, True)
            case e.DestructorSelect() if expr.destructor.datatype.coinductive:
                self.visit(expr.receiver, min(depth + 1, _ALL), guarded)
            case e.Binary(operator=Op.EQUAL | Op.NOT_EQUAL) | e.PrefixEqual():
                self._others(expr, _ALL)
            case e.Match():
                self.visit(expr.subject, _ALL, False)
                for case in expr.cases:
                    self.visit(case.body, depth, guarded)
            case e.If():
                self.visit(expr.condition, _ALL, False)
                self.visit(expr.then, depth, guarded)
                self.visit(expr.otherwise, depth, guarded)
            case e.Let():
                for value in expr.values:
                    self.visit(value, _ALL, False)
                self.visit(expr.body, depth, guarded)
            case e.FunctionCall():
                self._call(expr, depth, guarded)
            case e.Apply():
                self.visit(expr.function, _ALL, False)
                for argument in expr.arguments:
                    self.visit(argument, depth, False)
            case e.Lambda():
                for restriction in (*expr.requires, *[f.expression for f in expr.reads]):
                    if restriction is not None:
                        self.visit(restriction, _ALL, False)
                self.visit(expr.body, depth, guarded)
            case e.MapComprehension():
                self.visit(expr.range, _ALL, False)
                for term in (expr.key, expr.value):
                    if term is not None:
                        self.visit(term, depth, guarded)
            case e.Old():
                self.visit(expr.operand, depth, guarded)
            case e.StatementExpression():
                self.visit(expr.body, depth, guarded)
            case _:
                self._others(expr, depth)

    def _others(self, expr: e.Expr, depth: int) -> None:
        for inside in expressions_in(expr):
            self.visit(inside, depth, False)

    def _call(self, call: e.FunctionCall, depth: int, guarded: bool) -> None:
        function = call.function
        abstemious = _is_set(find_attribute(function.attributes, "abstemious"))
        for argument, parameter in zip(call.arguments, function.parameters, strict=True):
            if abstemious and _is_codatatype(parameter.type):
                self.visit(argument, 0, guarded)
            else:
                self.visit(argument, _ALL, False)
        if function not in self.component:
            return
        if depth != 0 and _guaranteed(function.body, function.parameters) <= depth:
            self.destructive = True
        elif guarded and not function.reads and not function.ensures:
            self.candidates.append(call)


def _is_set(attribute: Attribute | None) -> bool:
    if attribute is None:
        return False
    match attribute.arguments:
        case (e.Literal(value=False),):
            return False
        case _:
            return True


def _is_codatatype(type_: t.Type) -> bool:
    type_ = peel(type_)
    return isinstance(type_, t.DatatypeType) and type_.declaration.coinductive


def _guaranteed(body: e.Expr | None, parameters: tuple[Variable, ...]) -> int:
    """How many constructors of codatatypes are around whatever `body` may be."""
    match body:
        case e.Construct() if body.constructor.datatype.coinductive:
            components = zip(body.arguments, body.constructor.parameters, strict=True)
            inside = [
                _guaranteed(argument, parameters)
                for argument, component in components
                if _is_codatatype(component.type)
            ]
            return 1 + min(inside, default=0)
        case e.If():
            return min(_guaranteed(body.then, parameters), _guaranteed(body.otherwise, parameters))
        case e.Match():
            return min([_guaranteed(c.body, parameters) for c in body.cases], default=0)
        case e.Let():
            return _guaranteed(body.body, parameters)
        case e.VariableReference():
            return int(_is_codatatype(body.type) and body.variable in parameters)
        case _:
            return 0
