"""Models: what a solver says that constants and functions are, as data.

`Model` reads the reply to ``(get-model)`` and evaluates terms. What cannot be evaluated is None:
a candidate model after ``unknown`` need not be a model, and may leave things open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from ivl.base.node import value
from ivl.base.values import Bits
from ivl.logic.names import spell, unspell
from ivl.logic.sexpr import Sexpr, SexprError, parse_sexprs, show_sexpr
from ivl.logic.smtlib import Printer

if TYPE_CHECKING:
    from ivl.logic.terms import Term, Terms


@value
class Element:
    """An element of a sort that has no data here: ``T!val!0``, a string, a float."""

    text: str


@value
class Construction:
    """A datatype's constructor applied."""

    constructor: str
    arguments: tuple[Value, ...]


@value
class ArrayValue:
    """An array: the entries that differ from the default, which is None where it is not known."""

    default: Value | None
    entries: tuple[tuple[Value, Value], ...]

    def select(self, index: Value) -> Value | None:
        """The element at `index`."""
        for at, element in self.entries:
            if at == index:
                return element
        return self.default

    def store(self, index: Value, element: Value) -> ArrayValue:
        """The array with one element changed."""
        entries = tuple([entry for entry in self.entries if entry[0] != index])
        if element == self.default:
            return ArrayValue(self.default, entries)
        return ArrayValue(self.default, (*entries, (index, element)))


Value: TypeAlias = bool | int | Fraction | Bits | Element | Construction | ArrayValue


@value
class Table:
    """A function, argument by argument; elsewhere it is `default`, None where not known."""

    entries: tuple[tuple[tuple[Value, ...], Value], ...]
    default: Value | None


class _Interpretation:
    """``(define-fun name (parameters) result body)``"""

    __slots__ = ("body", "parameters", "sort")

    def __init__(self, parameters: tuple[str, ...], sort: Sexpr, body: Sexpr) -> None:
        self.parameters = parameters
        self.sort = sort
        self.body = body


MOST_DIGITS = 4000
"""Python does not read longer numbers."""

_Scope: TypeAlias = Mapping[str, "Value | None"]


class Model:
    """A solver's reply to ``(get-model)``. Names are those that `Terms` was given.

    `constructors` are the datatypes' constructors; without `terms`, `value` is not available.
    """

    def __init__(
        self, text: str, terms: Terms | None = None, constructors: Iterable[str] = ()
    ) -> None:
        self.text = text
        self._constructors = {_plain(spell(name)): name for name in constructors}
        self._printer = Printer(terms) if terms is not None else None
        self._functions: dict[str, _Interpretation] = {}
        self._values: dict[str, Value | None] = {}
        self.universes: dict[str, tuple[str, ...]] = {}
        """The elements of the uninterpreted sorts, where the solver lists them."""
        replies = parse_sexprs(text)
        for reply in replies[0] if replies and isinstance(replies[0], list) else ():
            self._read(reply)

    def _read(self, reply: Sexpr) -> None:
        match reply:
            case ["define-fun" | "define-fun-rec", str(name), list(parameters), sort, body]:
                names = tuple([str(p[0]) for p in parameters])
                self._functions[_plain(name)] = _Interpretation(names, sort, body)
            case ["declare-fun", str(name), [], sort]:
                universe = unspell(show_sexpr(sort))
                self.universes[universe] = (*self.universes.get(universe, ()), unspell(name))
            case _:
                pass

    @property
    def names(self) -> tuple[str, ...]:
        """The constants and functions that have an interpretation."""
        return tuple([unspell(symbol) for symbol in self._functions])

    def constant(self, name: str) -> Value | None:
        """The value of a constant."""
        return self._constant(_plain(spell(name)))

    def _constant(self, symbol: str) -> Value | None:
        if symbol not in self._values:
            function = self._functions.get(symbol)
            if function is None or function.parameters:
                return None
            self._values[symbol] = None  # one that refers to itself has no value
            self._values[symbol] = self._evaluate(function.body, {}, function.sort)
        return self._values[symbol]

    def table(self, name: str) -> Table | None:
        """The interpretation of a function, as far as it is a chain of ``ite``."""
        return self._table_of(_plain(spell(name)))

    def _table_of(self, symbol: str) -> Table | None:
        function = self._functions.get(symbol)
        if function is None or not function.parameters:
            return None
        return self._table(function.parameters, function.body, function.sort)

    def read(self, text: str) -> Value | None:
        """The value that a text stands for, such as a reply to ``(get-value)``."""
        try:
            replies = parse_sexprs(text)
        except SexprError:
            return None
        return self._evaluate(replies[0], {}) if len(replies) == 1 else None

    def value(self, term: Term) -> Value | None:
        """The value of a term without quantifiers."""
        assert self._printer is not None, "this model was made without terms"
        return self._evaluate(parse_sexprs(self._printer.print(term).text)[0], {})

    # ------------------------------------------------------------ evaluation

    def _table(self, parameters: tuple[str, ...], body: Sexpr, sort: Sexpr) -> Table:
        entries: list[tuple[tuple[Value, ...], Value]] = []
        scope: dict[str, Value | None] = {}
        lets: dict[str, Sexpr] = {}
        known: set[tuple[Value, ...]] = set()
        while True:
            match body:
                case ["ite", condition, then, else_]:
                    if isinstance(condition, str):
                        condition = lets.get(condition, condition)
                    arguments = self._arguments(parameters, condition, scope)
                    result = self._evaluate(then, scope, sort)
                    if arguments is None or result is None:
                        return Table(tuple(entries), None)
                    if arguments not in known:
                        known.add(arguments)
                        entries.append((arguments, result))
                    body = else_
                case ["let", list(bindings), inner]:
                    lets |= {str(b[0]): b[1] for b in bindings}
                    scope |= {str(b[0]): self._evaluate(b[1], scope) for b in bindings}
                    body = inner
                case str(atom) if atom in lets:
                    body = lets[atom]
                case _:
                    return Table(tuple(entries), self._evaluate(body, scope, sort))

    def _arguments(
        self, parameters: tuple[str, ...], condition: Sexpr, scope: _Scope
    ) -> tuple[Value, ...] | None:
        """The one argument list that satisfies a conjunction of equations."""
        found: dict[str, Value] = {}
        conjuncts = condition[1:] if isinstance(condition, list) and condition[0] == "and" else None
        for conjunct in conjuncts if conjuncts is not None else [condition]:
            match conjunct:
                case ["=", str(name), right] if name in parameters:
                    result = self._evaluate(right, scope)
                case ["=", left, str(name)] if name in parameters:
                    result = self._evaluate(left, scope)
                case str(name) if name in parameters:
                    result = True
                case ["not", str(name)] if name in parameters:
                    result = False
                case _:
                    return None
            if result is None:
                return None
            found[name] = result
        arguments = [found[name] for name in parameters if name in found]
        return tuple(arguments) if len(arguments) == len(parameters) else None

    def _evaluate(self, body: Sexpr, scope: _Scope, sort: Sexpr = "") -> Value | None:
        while True:  # lets and branches are loops: they nest deeply
            match body:
                case str(atom):
                    return self._atom(atom, scope, sort)
                case ["let", list(bindings), inner]:
                    extended = dict(scope)
                    for binding in bindings:
                        extended[str(binding[0])] = self._evaluate(binding[1], scope)
                    scope, body = extended, inner
                case ["ite", condition, then, else_]:
                    decided = self._evaluate(condition, scope)
                    if decided is None:
                        return None
                    body = then if decided is True else else_
                case ["!", inner, *_]:
                    body = inner
                case ["_", "as-array", str(name)]:
                    table = self._table_of(_plain(name))
                    return _array(table) if table is not None else None
                case ["lambda", [[str(name), _]], inner]:
                    return _array(self._table((name,), inner, ""))
                case ["_", str(literal), width] if literal.startswith("bv"):
                    return Bits(int(literal[2:]), int(str(width)))
                case ["_" | "fp" | "seq.unit" | "seq.++", *_]:
                    return Element(show_sexpr(body))
                case ["as", str(atom), _]:
                    return self._atom(atom, scope, sort)
                case [["as", "const", _], element]:
                    return ArrayValue(self._evaluate(element, scope), ())
                case [["as", str(head), _], *arguments]:
                    return self._apply(head, [self._evaluate(a, scope) for a in arguments])
                case [["_", "is", constructor], argument]:
                    data = self._evaluate(argument, scope)
                    if not isinstance(data, Construction):
                        return None
                    return data.constructor == unspell(str(constructor))
                case [str(head), *arguments]:
                    if head in ("and", "or", "=>"):
                        return self._connective(head, arguments, scope)
                    return self._apply(head, [self._evaluate(a, scope) for a in arguments])
                case _:
                    return None

    def _atom(self, atom: str, scope: _Scope, sort: Sexpr) -> Value | None:
        if atom in scope:
            return scope[atom]
        if atom in ("true", "false"):
            return atom == "true"
        if atom[0].isdigit():
            if len(atom) > MOST_DIGITS:
                return None
            if "." in atom or sort == "Real":
                return Fraction(atom)
            return int(atom)
        if atom.startswith("#b"):
            return Bits(int(atom[2:], 2), len(atom) - 2)
        if atom.startswith("#x"):
            return Bits(int(atom[2:], 16), 4 * (len(atom) - 2))
        if atom[0] == '"':
            return Element(atom)
        symbol = _plain(atom)
        if symbol in self._functions:
            return self._constant(symbol)
        if symbol in self._constructors:
            return Construction(self._constructors[symbol], ())
        is_element = "!val!" in atom or atom[0] == "@" or atom in _ROUNDING
        return Element(unspell(atom)) if is_element else None

    def _connective(self, head: str, operands: Sequence[Sexpr], scope: _Scope) -> Value | None:
        results = [self._evaluate(operand, scope) for operand in operands]
        if head == "=>":
            results = [None if r is None else r is False for r in results[:-1]] + results[-1:]
        decisive = head != "and"
        if any(r is decisive for r in results):
            return decisive
        return None if None in results else not decisive

    def _apply(self, head: str, arguments: list[Value | None]) -> Value | None:
        known = [a for a in arguments if a is not None]
        if len(known) < len(arguments):
            return None
        symbol = _plain(head)
        function = self._functions.get(symbol)
        if function is not None:
            scope = dict(zip(function.parameters, known, strict=False))
            return self._evaluate(function.body, scope, function.sort)
        match head, known:
            case "=", [left, right]:
                return left == right
            case "distinct", _:
                return len(set(known)) == len(known)
            case "not", [bool(operand)]:
                return not operand
            case "select", [ArrayValue() as array, index]:
                return array.select(index)
            case "store", [ArrayValue() as array, index, element]:
                return array.store(index, element)
            case _, [*numbers] if head in _ARITHMETIC:
                numeric = [n for n in numbers if isinstance(n, int | Fraction)]
                return _arithmetic(head, numeric) if len(numeric) == len(numbers) else None
        if symbol in self._constructors:
            return Construction(self._constructors[symbol], tuple(known))
        return None


_ROUNDING = frozenset(
    (
        "RNE", "RNA", "RTP", "RTN", "RTZ", "roundNearestTiesToEven", "roundNearestTiesToAway",
        "roundTowardPositive", "roundTowardNegative", "roundTowardZero",
    )
)  # fmt: skip
_ARITHMETIC = frozenset(("+", "-", "*", "/", "div", "mod", "<", "<=", ">", ">=", "to_real"))


def _plain(symbol: str) -> str:
    """A symbol without its quotes, which do not matter."""
    return symbol[1:-1] if len(symbol) > 1 and symbol[0] == symbol[-1] == "|" else symbol


def _array(table: Table) -> ArrayValue:
    entries = [(arguments[0], element) for arguments, element in table.entries]
    return ArrayValue(table.default, tuple([e for e in entries if e[1] != table.default]))


def _arithmetic(operator: str, numbers: Sequence[int | Fraction]) -> Value | None:
    match operator, numbers:
        case "-", [operand]:
            return -operand
        case "to_real", [operand]:
            return Fraction(operand)
        case "+", [first, *rest]:
            return sum(rest, first)
        case "-", [first, *rest]:
            return first - sum(rest)
        case "*", [first, *rest]:
            for factor in rest:
                first = first * factor
            return first
        case "/", [top, bottom] if bottom:
            return Fraction(top) / bottom
        case "div", [int(top), int(bottom)] if bottom:
            return (top - top % abs(bottom)) // bottom
        case "mod", [int(top), int(bottom)] if bottom:
            return top % abs(bottom)
        case "<", [left, right]:
            return left < right
        case "<=", [left, right]:
            return left <= right
        case ">", [left, right]:
            return left > right
        case ">=", [left, right]:
            return left >= right
        case _:
            return None
