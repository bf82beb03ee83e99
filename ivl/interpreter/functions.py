"""What functions and constants are: computed where the program says it, and chosen elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ivl.base.node import EMPTY, record
from ivl.base.values import UNKNOWN, Construction, FunctionTable, Value
from ivl.core.attributes import text_attribute
from ivl.core.expressions import (
    Apply,
    Expr,
    Function,
    Literal,
    Operation,
    Operator,
    Variable,
    VariableReference,
    datatype_of,
)
from ivl.core.match_types import Binding, match_types
from ivl.core.program import FunctionDeclaration, Program
from ivl.core.types import Type, substitute
from ivl.interpreter import probes
from ivl.interpreter.axioms import Axioms
from ivl.interpreter.builtins import builtin_function
from ivl.interpreter.data import Datum
from ivl.interpreter.identity import depth_of
from ivl.interpreter.probes import Linear, Other
from ivl.interpreter.rules import Rule, Symbol, rules_of
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import CannotTell

if TYPE_CHECKING:
    from ivl.interpreter.evaluator import Evaluator

Key: TypeAlias = tuple[tuple[Type, ...], tuple[Value, ...]]
"""Type arguments and arguments."""
DEEPEST = 12
"""So often a function of arguments that stand for many may call itself."""
STEPS = 10_000
"""So many steps may be taken to follow the rules for one application."""
TRIES = 6
"""So many values are tried for what a function is in general."""


class Oracle(Protocol):
    """Chooses what a program leaves open about functions and constants."""

    def result(
        self,
        symbol: Symbol | str,
        types: tuple[Type, ...],
        arguments: tuple[Value, ...],
        type_: Type,
    ) -> Iterable[Datum]:
        """Values of `type_` for an application, or a constant, the best first; at least one."""


class Definitions:
    """What a program says of its functions and constants."""

    def __init__(self, program: Program) -> None:
        self.bodies: dict[Function, FunctionDeclaration] = {
            f.function: f for f in program.functions if f.body is not None
        }
        self.unique = [c.variable for c in program.constants if c.unique]
        self.rules = rules_of(program)
        self.axioms = Axioms(program)


@record
class Table:
    """What a function has been chosen to be: `entries`, and elsewhere `defaults`, by types."""

    entries: dict[Key, Datum]
    defaults: dict[tuple[Type, ...], Datum]


class Functions:
    """The functions and constants of a program, of which `definitions` tells.

    `given` are those that are known as tables; unless they are `trusted` a model of the axioms must
    be checked to have such values, as with those that `oracle` chooses: they are the `chosen`
    symbols. Whatever else is computed follows from axioms and definitions.
    """

    def __init__(
        self,
        definitions: Definitions,
        oracle: Oracle,
        given: Mapping[Symbol, FunctionTable] = EMPTY,
        trusted: bool = False,
    ) -> None:
        self.oracle = oracle
        self.bodies = definitions.bodies
        self.unique = definitions.unique
        self.rules = definitions.rules
        self.axioms = definitions.axioms
        self.trusted = trusted
        self.tables: dict[Symbol | str, Table] = {}
        self.given: set[Symbol | str] = set()
        for symbol, table in given.items():
            self._give(symbol, table)
        self.chosen: dict[Symbol | str, None] = {}
        self._known: dict[tuple[Symbol, Key], Datum] = {}
        self._computing: dict[tuple[Symbol, Key | None], int] = {}
        self._choosing = False

    def _give(self, symbol: Symbol, table: FunctionTable) -> None:
        entries: dict[Key, Datum] = {
            ((), a): v for a, v in table.entries if v != UNKNOWN and UNKNOWN not in a
        }
        defaults: dict[tuple[Type, ...], Datum] = {}
        if table.default != UNKNOWN and isinstance(symbol, Function):
            defaults[()] = table.default
        if entries or defaults:
            self.tables[symbol] = Table(entries, defaults)
            self.given.add(symbol)

    def as_tables(self) -> dict[Symbol, FunctionTable]:
        """What is known of the functions that have no type parameters and were not computed."""
        found: dict[Symbol, FunctionTable] = {}
        for symbol, table in self.tables.items():
            if isinstance(symbol, str) or any(types for types, _ in table.entries):
                continue
            entries = [
                (arguments, value)
                for (_, arguments), value in table.entries.items()
                if isinstance(value, Value)
            ]
            default = table.defaults.get((), UNKNOWN)
            if isinstance(default, Value):
                found[symbol] = FunctionTable(symbol.name, tuple(entries), default)
        return found

    def types_of(self, function: Function) -> list[tuple[Type, ...]]:
        """The types for which something is known of a function with type parameters."""
        table = self.tables.get(function)
        found = [] if table is None else [types for types, _ in table.entries]
        found += [types for (symbol, (types, _)) in self._known if symbol is function]
        return found

    def constant(self, variable: Variable, evaluator: Evaluator) -> Datum:
        """The value of a constant."""
        return self._value(variable, (), (), (), variable.type, evaluator)

    def apply(
        self,
        function: Function,
        types: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        result: Type,
        evaluator: Evaluator,
    ) -> Datum:
        """The result for `arguments`. `types` instantiate the type parameters."""
        evaluator.budget.spend()
        if function.is_constructor:
            return Construction(function.name, arguments)  # type: ignore[arg-type]
        binding = dict(zip(function.type_parameters, types, strict=True))
        parameters = function.parameters
        if binding:
            parameters = tuple([substitute(t, binding) for t in parameters])
        name = _builtin_name(function)
        if name is not None:
            found = builtin_function(name, arguments, parameters, result, evaluator.identity)
            if found is None:
                raise CannotTell(f"what {function.name} is here is not known")
            return found
        return self._value(function, types, parameters, arguments, result, evaluator)

    def unspecified(
        self, name: str, arguments: tuple[Datum, ...], type_: Type, evaluator: Evaluator
    ) -> Datum:
        """What the language leaves open, such as a division by zero: a function called `name`."""
        plain = tuple([evaluator.identity.plain(a) for a in arguments])
        table = self.tables.setdefault(name, Table({}, {}))
        key = ((type_,), plain)
        if key not in table.entries:
            table.entries[key] = next(iter(self.oracle.result(name, (), plain, type_)))
        self.chosen[name] = None
        return table.entries[key]

    # -------------------------------------------------------- by definition

    def _value(
        self,
        symbol: Symbol,
        types: tuple[Type, ...],
        parameters: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        result: Type,
        evaluator: Evaluator,
    ) -> Datum:
        key = self._key(types, parameters, arguments, evaluator)
        if key is not None:
            known = self._known.get((symbol, key))
            if known is not None:
                return known
        computing = self._computing.get((symbol, key), 0)
        body = self.bodies.get(symbol) if isinstance(symbol, Function) else None
        if key is None and computing > DEEPEST:
            raise CannotTell(f"what {symbol.name} is for many arguments at once is too hard")
        self._computing[symbol, key] = computing + 1
        found: Datum | None = None
        try:
            if body is not None:
                found = self._by_body(body, types, arguments, evaluator)
            elif key is None or not computing:
                with evaluator.budget.limited(STEPS):
                    found = self._by_rule(symbol, types, parameters, arguments, evaluator)
        finally:
            self._computing[symbol, key] = computing
        if found is None:
            return self._look_up(symbol, types, parameters, arguments, key, result, evaluator)
        if key is not None:
            self._known[symbol, key] = found
        return found

    def _key(
        self,
        types: tuple[Type, ...],
        parameters: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        evaluator: Evaluator,
    ) -> Key | None:
        """By what the result can be found again; None if the arguments stand for many."""
        if evaluator.explorer.depth and max(map(depth_of, arguments), default=-1) >= 0:
            return None
        identity = evaluator.identity
        try:
            for parameter in parameters:
                identity.check_index(parameter)
            return types, tuple([identity.key(a) for a in arguments])
        except CannotTell:  # maps, which can be compared only
            return None

    def _by_body(
        self,
        declaration: FunctionDeclaration,
        types: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        evaluator: Evaluator,
    ) -> Datum:
        assert declaration.body is not None
        values = dict(zip(declaration.parameters, arguments, strict=True))
        binding = dict(zip(declaration.function.type_parameters, types, strict=True))
        return evaluator.value(declaration.body, Scope(values, {}, {}, binding))

    def _by_rule(
        self,
        symbol: Symbol,
        types: tuple[Type, ...],
        parameters: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        evaluator: Evaluator,
    ) -> Datum | None:
        """What an axiom says it is."""
        for rule in self.rules.get(symbol, ()):
            binding: Binding = {}
            if not match_types(rule.types, types, rule.type_parameters, binding):
                continue
            scope = Scope({}, {}, {}, binding)
            try:
                matching = all(
                    _match(pattern, argument, type_, rule, scope, evaluator)
                    for pattern, argument, type_ in zip(
                        rule.patterns, arguments, parameters, strict=True
                    )
                )
                if not matching or not all(
                    _match(
                        pattern,
                        evaluator.value(known, scope),
                        scope.type(known.type),
                        rule,
                        scope,
                        evaluator,
                    )
                    for pattern, known in rule.equations
                ):
                    continue
                if not all(evaluator.holds(g, scope) is wanted for g, wanted in rule.guards):
                    continue
            except CannotTell:
                continue
            return evaluator.value(rule.result, scope)
        return None

    # -------------------------------------------------------- by choice

    def _look_up(
        self,
        symbol: Symbol,
        types: tuple[Type, ...],
        parameters: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        key: Key | None,
        result: Type,
        evaluator: Evaluator,
    ) -> Datum:
        if not (self.trusted and symbol in self.given):
            self.chosen[symbol] = None
        table = self.tables.setdefault(symbol, Table({}, {}))
        if key is None:
            return self._for_many(symbol, types, parameters, arguments, table, result, evaluator)
        found = table.entries.get(key)
        if found is None:
            found = table.defaults.get(types)
        if found is None:
            self.chosen[symbol] = None
            found = self._choose(symbol, key, table, result, evaluator)
        return found

    def _for_many(
        self,
        symbol: Symbol,
        types: tuple[Type, ...],
        parameters: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        table: Table,
        result: Type,
        evaluator: Evaluator,
    ) -> Datum:
        """The result for arguments that stand for many: if they are none of the entries, these
        have one result from now on."""
        equal = evaluator.identity.equal
        for (types_, known), found in list(table.entries.items()):
            evaluator.budget.spend()
            if types_ == types and all(map(equal, known, arguments, parameters)):
                return found
        if types not in table.defaults:
            self.chosen[symbol] = None
            entries = [v for (types_, _), v in table.entries.items() if types_ == types]
            candidates = [*entries[:1], *self.oracle.result(symbol, types, (), result)]
            table.defaults[types] = self._default(symbol, types, table, candidates, evaluator)
        return table.defaults[types]

    def _choose(
        self, symbol: Symbol, key: Key, table: Table, result: Type, evaluator: Evaluator
    ) -> Datum:
        """A value that contradicts no axiom about just these arguments, as far as it is found."""
        candidates = iter(self.oracle.result(symbol, key[0], key[1], result))
        first = table.entries[key] = next(candidates)
        if self._choosing:
            return first
        self._choosing = True
        try:
            value: Datum | None = first
            while value is not None:
                table.entries[key] = value
                if self._is_distinct(symbol, value) and self.axioms.allow(symbol, key, evaluator):
                    return value
                value = next(candidates, None)
        finally:
            self._choosing = False
        table.entries[key] = first
        return first

    def _is_distinct(self, symbol: Symbol, value: Datum) -> bool:
        if symbol not in self.unique:
            return True
        taken = [
            self.tables[c].entries.get(((), ()))
            for c in self.unique
            if c is not symbol and c.type == symbol.type and c in self.tables
        ]
        return value not in taken

    def _default(
        self,
        symbol: Symbol,
        types: tuple[Type, ...],
        table: Table,
        candidates: Sequence[Datum],
        evaluator: Evaluator,
    ) -> Datum:
        """A result for all arguments that have none which contradicts no axiom, if one is found."""
        if self._choosing:
            return candidates[0]
        self._choosing = True
        try:
            for value in candidates[:TRIES]:
                table.defaults[types] = value
                if self.axioms.allow_all(symbol, evaluator):
                    return value
        finally:
            self._choosing = False
        return candidates[0]


def _builtin_name(function: Function) -> str | None:
    for name in ("builtin", "bvbuiltin"):
        text = text_attribute(function.attributes, name)
        if text is not None:
            return text
    return None


def _match(
    pattern: Expr, argument: Datum, type_: Type, rule: Rule, scope: Scope, evaluator: Evaluator
) -> bool:
    """Whether `pattern` is `argument` for some values of variables, which are put into `scope`."""
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
            parts = zip(patterns, argument.arguments, types, strict=True)
            return all(_match(p, a, t, rule, scope, evaluator) for p, a, t in parts)
        case Operation(Operator.ADD | Operator.SUBTRACT as operator, (operand, Literal(int(n)))):
            assert isinstance(argument, int | Linear)
            step = -n if operator is Operator.ADD else n
            return _match(operand, probes.add(argument, step), type_, rule, scope, evaluator)
        case _:
            return evaluator.identity.equal(evaluator.value(pattern, scope), argument, type_)
