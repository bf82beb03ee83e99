"""What rules say that a function is: patterns are matched with arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivl.base.values import Construction
from ivl.core.expressions import (
    Apply,
    Expr,
    Literal,
    Operation,
    Operator,
    VariableReference,
    datatype_of,
)
from ivl.core.match_types import Binding, match_types
from ivl.core.types import Type
from ivl.interpreter import probes
from ivl.interpreter.data import Datum
from ivl.interpreter.free_functions import term_name
from ivl.interpreter.identity import depth_of
from ivl.interpreter.probes import Linear, Other
from ivl.interpreter.rules import Rule, Symbol
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import CannotTell

if TYPE_CHECKING:
    from ivl.interpreter.evaluator import Evaluator


def by_rule(
    symbol: Symbol,
    types: tuple[Type, ...],
    parameters: tuple[Type, ...],
    arguments: tuple[Datum, ...],
    evaluator: Evaluator,
) -> Datum | None:
    """What the first axiom that is a rule for it says, None if there is none."""
    for rule in evaluator.functions.rules.get(symbol, ()):
        binding: Binding = {}
        if not match_types(rule.types, types, rule.type_parameters, binding):
            continue
        scope = Scope({}, {}, {}, binding)
        try:
            if not (
                _match_all(rule.patterns, arguments, parameters, rule, scope, evaluator)
                and all(_equal(*equation, rule, scope, evaluator) for equation in rule.equations)
                and _guards_hold(rule, rule.facts, scope, evaluator)
            ):
                continue
        except CannotTell:
            if evaluator.explorer.depth and max(map(depth_of, arguments), default=-1) >= 0:
                raise  # some of many arguments may match, and others not
            continue
        return evaluator.value(rule.result, scope)
    return None


def _equal(pattern: Expr, known: Expr, rule: Rule, scope: Scope, evaluator: Evaluator) -> bool:
    value = evaluator.value(known, scope)
    return match_argument(pattern, value, scope.type(known.type), rule, scope, evaluator)


def _guards_hold(rule: Rule, facts: tuple[Apply, ...], scope: Scope, evaluator: Evaluator) -> bool:
    """Whether the guards hold for some of the values for which the `facts` are known."""
    if not facts:
        return all(evaluator.holds(g, scope) is wanted for g, wanted in rule.guards)
    fact, *rest = facts
    functions = evaluator.functions
    types = tuple([scope.type(t) for t in fact.type_arguments])
    parameters = functions.parameter_types(fact.function, types)
    before = dict(scope.values)
    table = functions.tables.get(fact.function)
    for key, holds in list(table.entries.items()) if table else ():
        evaluator.budget.spend()
        if holds is not True or key[0] != types:
            continue
        scope.values = dict(before)
        if _match_all(fact.arguments, key[1], parameters, rule, scope, evaluator) and _guards_hold(
            rule, tuple(rest), scope, evaluator
        ):
            return True
    scope.values = before
    return False


def match_argument(
    pattern: Expr, argument: Datum, type_: Type, rule: Rule, scope: Scope, evaluator: Evaluator
) -> bool:
    """Whether `pattern` is `argument` for some values of variables, which are put into `scope`.

    Raises CannotTell where `argument` stands for many values, and it depends on which one.
    """
    match pattern:
        case VariableReference(variable) if (
            variable in rule.variables and variable not in scope.values
        ):
            scope.values[variable] = argument
            return True
        case Apply(function, _, patterns) if function.is_constructor:
            if isinstance(argument, Other):
                raise CannotTell("a quantifier over a datatype looks into its values")
            if not isinstance(argument, Construction) or argument.constructor != function.name:
                return False
            _, types = evaluator.domains.constructor(datatype_of(type_), function.name)
            return _match_all(patterns, argument.arguments, types, rule, scope, evaluator)
        case Apply(function) if function in rule.free:
            return _match_term(pattern, argument, type_, rule, scope, evaluator)
        case Operation(Operator.ADD | Operator.SUBTRACT as operator, (operand, Literal(int(n)))):
            assert isinstance(argument, int | Linear)
            step = -n if operator is Operator.ADD else n
            shifted = probes.add(argument, step)
            return match_argument(operand, shifted, type_, rule, scope, evaluator)
        case _:
            return evaluator.identity.equal(evaluator.value(pattern, scope), argument, type_)


def _match_all(
    patterns: tuple[Expr, ...],
    arguments: tuple[Datum, ...],
    types: tuple[Type, ...],
    rule: Rule,
    scope: Scope,
    evaluator: Evaluator,
) -> bool:
    return all(
        match_argument(p, a, t, rule, scope, evaluator)
        for p, a, t in zip(patterns, arguments, types, strict=True)
    )


def _match_term(
    pattern: Apply, argument: Datum, type_: Type, rule: Rule, scope: Scope, evaluator: Evaluator
) -> bool:
    """Match the application of a function whose results are terms, or have been chosen."""
    function = pattern.function
    types = tuple([scope.type(t) for t in pattern.type_arguments])
    parameters = evaluator.functions.parameter_types(function, types)
    table = evaluator.functions.tables.get(function)
    for key, value in () if table is None else list(table.entries.items()):
        if key[0] == types and evaluator.equal(value, argument, type_):
            return _match_all(pattern.arguments, key[1], parameters, rule, scope, evaluator)
    match argument:
        case Other(plain=False):
            raise CannotTell("a quantifier looks into what functions give")
        case Construction(name, arguments) if name == term_name(function, types):
            return _match_all(pattern.arguments, arguments, parameters, rule, scope, evaluator)
        case _:
            return False
