"""What functions and constants are: computed where the program says it, and chosen elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from ivl.base.node import EMPTY
from ivl.base.values import Construction, FunctionTable, Value
from ivl.core.attributes import text_attribute
from ivl.core.expressions import Function, Variable
from ivl.core.program import FunctionDeclaration, Program
from ivl.core.types import MapType, Type, substitute
from ivl.interpreter.axioms import Axioms
from ivl.interpreter.builtins import builtin_function
from ivl.interpreter.data import Datum
from ivl.interpreter.free_functions import free_functions, term_name
from ivl.interpreter.identity import depth_of
from ivl.interpreter.matching import by_rule
from ivl.interpreter.rules import Symbol, rules_of, whole_definitions
from ivl.interpreter.scope import Scope
from ivl.interpreter.stops import CannotTell
from ivl.interpreter.tables import Key, Table, function_table, table_of
from ivl.interpreter.trace import shown

if TYPE_CHECKING:
    from ivl.interpreter.evaluator import Evaluator

DEEPEST = 12
"""So often a function of arguments that stand for many may call itself."""
STEPS = 10_000
"""So many steps may be taken to follow the rules for one application."""
NESTED = 2
"""So often choices are looked at while others are."""
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
        self.free = free_functions(program)
        self.rules = rules_of(program, self.free)
        self.axioms = Axioms(program, whole_definitions(program, self.rules))


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
        given: Mapping[Symbol, FunctionTable | Table] = EMPTY,
        trusted: bool = False,
    ) -> None:
        self.oracle = oracle
        self.bodies = definitions.bodies
        self.unique = definitions.unique
        self.rules = definitions.rules
        self.free = definitions.free
        """Those that give terms: see `ivl.interpreter.free_functions`."""
        self.axioms = definitions.axioms
        self.trusted = trusted
        self.tables: dict[Symbol | str, Table] = {}
        self.given: set[Symbol | str] = set()
        for symbol, table in given.items():
            own = table_of(table, isinstance(symbol, Function))
            if own.entries or own.defaults:
                self.tables[symbol] = own
                self.given.add(symbol)
        self.chosen: dict[Symbol | str, None] = {}
        self.computed: dict[tuple[Symbol, Key], Datum] = {}
        self._computing: dict[tuple[Symbol, Key | None], int] = {}
        self._choosing = 0
        self.applied: dict[tuple[Symbol, Key], Datum] = {}
        """What has come up, with the results, but for what is only tried."""
        self.fresh: list[tuple[Symbol, Key]] = []
        """What has been chosen, in this order."""
        self.fresh_defaults: list[tuple[Symbol, tuple[Type, ...]]] = []
        """For which functions it has been chosen what they are nearly everywhere."""

    def known(self) -> dict[Symbol, Table]:
        """All that is known of functions and constants that were not computed."""
        return {s: t for s, t in self.tables.items() if not isinstance(s, str)}

    def as_tables(self) -> dict[Symbol, FunctionTable]:
        """What is known of the functions that have no type parameters and were not computed."""
        found: dict[Symbol, FunctionTable] = {}
        for symbol, table in self.known().items():
            plain = function_table(symbol.name, table)
            if plain is not None:
                found[symbol] = plain
        return found

    def types_of(self, function: Function) -> list[tuple[Type, ...]]:
        """The types for which something is known of a function with type parameters."""
        table = self.tables.get(function)
        found = [] if table is None else [types for types, _ in table.entries]
        found += [types for (symbol, (types, _)) in self.computed if symbol is function]
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
        parameters = self.parameter_types(function, types)
        name = _builtin_name(function)
        if name is not None:
            found = builtin_function(name, arguments, parameters, result, evaluator.identity)
            if found is None:
                raise CannotTell(f"what {function.name} is here is not known")
            return found
        return self._value(function, types, parameters, arguments, result, evaluator)

    def parameter_types(self, function: Function, types: tuple[Type, ...]) -> tuple[Type, ...]:
        """The types of the arguments of an instance of `function`."""
        if not types:
            return function.parameters
        binding = dict(zip(function.type_parameters, types, strict=True))
        return tuple([substitute(t, binding) for t in function.parameters])

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
        key = self._key(symbol, types, parameters, arguments, evaluator)
        found = None if key is None else self.computed.get((symbol, key))
        if found is None:
            found = self._find(symbol, types, parameters, arguments, key, result, evaluator)
        if key is not None and not self._choosing:
            self.applied[symbol, key] = found
        return found

    def _find(
        self,
        symbol: Symbol,
        types: tuple[Type, ...],
        parameters: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        key: Key | None,
        result: Type,
        evaluator: Evaluator,
    ) -> Datum:
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
                    found = by_rule(symbol, types, parameters, arguments, evaluator)
        finally:
            self._computing[symbol, key] = computing
        if found is None:
            return self._look_up(symbol, types, parameters, arguments, key, result, evaluator)
        if key is not None:
            self.computed[symbol, key] = found
        return found

    def key(
        self,
        function: Function,
        types: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        evaluator: Evaluator,
    ) -> Key | None:
        """By what the result for `arguments` is found, None if they stand for many."""
        parameters = self.parameter_types(function, types)
        return self._key(function, types, parameters, arguments, evaluator)

    def _key(
        self,
        symbol: Symbol,
        types: tuple[Type, ...],
        parameters: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        evaluator: Evaluator,
    ) -> Key | None:
        """By what the result can be found again; None if the arguments stand for many.

        Maps may look different and be equal: then it is the key that has been used before.
        """
        if evaluator.explorer.depth and max(map(depth_of, arguments), default=-1) >= 0:
            return None
        identity = evaluator.identity
        try:
            for parameter in parameters:
                identity.check_index(parameter)
            return types, tuple([identity.key(a) for a in arguments])
        except CannotTell:
            pass
        table = self.tables.get(symbol)
        try:
            for known in () if table is None else table.entries:
                if known[0] == types and all(map(identity.equal, known[1], arguments, parameters)):
                    return known
        except CannotTell:
            return None
        return types, arguments

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
        if self._is_free(symbol, parameters, result, evaluator):
            assert isinstance(symbol, Function)
            return self._term(symbol, types, parameters, arguments, table, key, evaluator)
        if key is None:
            return self._for_many(symbol, types, parameters, arguments, table, result, evaluator)
        found = table.entries.get(key)
        if found is None:
            found = table.defaults.get(types)
            if found is not None:
                table.entries[key] = found  # rules may find something by it
        if found is None:
            self.chosen[symbol] = None
            found = self._choose(symbol, key, table, result, evaluator)
        return found

    def _is_free(
        self, symbol: Symbol, parameters: tuple[Type, ...], result: Type, evaluator: Evaluator
    ) -> bool:
        """Whether what it gives are terms, but for what has been chosen."""
        return (
            symbol in self.free
            and evaluator.domains.is_infinite(result)
            and not any(isinstance(p, MapType) for p in parameters)
        )

    def _term(
        self,
        function: Function,
        types: tuple[Type, ...],
        parameters: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        table: Table,
        key: Key | None,
        evaluator: Evaluator,
    ) -> Datum:
        """What has been chosen for `arguments`, or a term."""
        if key is not None and key in table.entries:
            return table.entries[key]
        equal = evaluator.identity.equal
        for (types_, known), found in list(table.entries.items()) if key is None else ():
            if types_ == types and all(map(equal, known, arguments, parameters)):
                return found
        name = term_name(function, types)
        evaluator.domains.terms[name] = parameters
        term = Construction(name, arguments)  # type: ignore[arg-type]
        if key is not None:
            self.fresh.append((function, key))
        return term

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
            self.fresh_defaults.append((symbol, types))
            table.defaults[types] = self._default(symbol, types, table, candidates, evaluator)
        return table.defaults[types]

    def _choose(
        self, symbol: Symbol, key: Key, table: Table, result: Type, evaluator: Evaluator
    ) -> Datum:
        """A value that contradicts no axiom about just these arguments, as far as it is found."""
        arguments = tuple(map(shown, key[1]))
        candidates = iter(self.oracle.result(symbol, key[0], arguments, result))
        first = table.entries[key] = next(candidates)
        if self._choosing == NESTED:
            return first
        self._choosing += 1
        self.fresh.append((symbol, key))
        try:
            value: Datum | None = first
            while value is not None:
                table.entries[key] = value
                if self._is_distinct(symbol, value) and self.axioms.allow(symbol, key, evaluator):
                    return value
                value = next(candidates, None)
        finally:
            self._choosing -= 1
        table.entries[key] = first
        return first

    def choose_again(
        self, symbol: Symbol, key: Key, value: Datum | None, evaluator: Evaluator
    ) -> None:
        """Let the result for `key` be `value`, or another one, if no axiom is known against it."""
        table = self.tables[symbol]
        before = table.entries.get(key)
        if value is None:
            type_ = self.result_type(symbol, key[0])
            arguments = tuple(map(shown, key[1]))
            found = list(islice(self.oracle.result(symbol, key[0], arguments, type_), 3))
            value = not before if isinstance(before, bool) else found[-1]
        self.computed.clear()
        table.entries[key] = value
        if not (self._is_distinct(symbol, value) and self.axioms.allow(symbol, key, evaluator)):
            if before is None:
                del table.entries[key]  # a term
            else:
                table.entries[key] = before

    def choose_default_again(
        self, symbol: Symbol, types: tuple[Type, ...], evaluator: Evaluator
    ) -> None:
        """Let a function be something else nearly everywhere, if no axiom is known against it."""
        table = self.tables[symbol]
        before = table.defaults[types]
        found = list(
            islice(self.oracle.result(symbol, types, (), self.result_type(symbol, types)), 3)
        )
        self.computed.clear()
        table.defaults[types] = not before if isinstance(before, bool) else found[-1]
        if not self.axioms.allow_all(symbol, evaluator):
            table.defaults[types] = before

    def result_type(self, symbol: Symbol, types: tuple[Type, ...]) -> Type:
        """The type of a constant, or of what an instance of a function gives."""
        if isinstance(symbol, Variable):
            return symbol.type
        if not types:
            return symbol.result
        return substitute(symbol.result, dict(zip(symbol.type_parameters, types, strict=True)))

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
        if self._choosing == NESTED:
            return candidates[0]
        self._choosing += 1
        try:
            for value in candidates[:TRIES]:
                table.defaults[types] = value
                if self.axioms.allow_all(symbol, evaluator):
                    return value
        finally:
            self._choosing -= 1
        return candidates[0]


def _builtin_name(function: Function) -> str | None:
    for name in ("builtin", "bvbuiltin"):
        text = text_attribute(function.attributes, name)
        if text is not None:
            return text
    return None
