"""Values and models in the format that Boogie prints and its clients read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from ivl.base.counterexample import CapturedState, Interpretation, PrintedText
from ivl.base.values import (
    UNKNOWN,
    Bits,
    Construction,
    Element,
    Float,
    FunctionTable,
    MapValue,
    Unknown,
    Value,
)

INITIAL = "<initial>"


class ModelWriter:
    """Writes the values of one model: an element, and a map, is called the same everywhere."""

    def __init__(self) -> None:
        self._elements: dict[str, dict[str, int]] = {}
        self._maps: dict[MapValue, str] = {}

    def printed(self, items: Sequence[PrintedText | Value]) -> str:
        """What ``{:print}`` prints."""
        return "".join([i.text if isinstance(i, PrintedText) else self.value(i) for i in items])

    def model(self, model: Interpretation, with_states: bool) -> list[str]:
        """The lines of a model: constants, functions, captured states."""
        tables = sorted(model.functions, key=lambda table: table.name)
        constants = [t for t in tables if t.entries and not t.entries[0][0]]
        lines = [
            f"{_name(t.name)} -> {self.value(t.entries[0][1])}"
            for t in constants
            if t.entries[0][1] != UNKNOWN
        ]
        functions = [line for t in tables if t not in constants for line in self._function(t)]
        states = list(self._states(model.states)) if with_states else []
        return ["*** MODEL", *lines, *functions, *self._map_graphs(), *states, "*** END_MODEL"]

    def value(self, value: Value) -> str:
        """A value as Boogie writes it; a map by the name of its graph."""
        match value:
            case bool():
                return "true" if value else "false"
            case int():
                return str(value) if value >= 0 else f"(- {-value})"
            case Fraction():
                top, bottom = abs(value.numerator), value.denominator
                text = f"{top}.0" if bottom == 1 else f"(/ {top}.0 {bottom}.0)"
                return text if value >= 0 else f"(- {text})"
            case str():
                return '"' + value.replace('"', '""') + '"'
            case Bits(bits, width):
                return f"{bits}bv{width}"
            case Float(bits, significand, exponent):
                digits = f"{bits:0{significand + exponent}b}"
                parts = (digits[0], digits[1 : 1 + exponent], digits[1 + exponent :])
                return f"(fp {' '.join([f'#b{part}' for part in parts])})"
            case Element(type_, name):
                numbers = self._elements.setdefault(type_, {})
                return f"T@{_name(type_)}!val!{numbers.setdefault(name, len(numbers))}"
            case Construction(constructor, arguments):
                return f"({' '.join([_name(constructor), *map(self.value, arguments)])})"
            case MapValue():
                name = self._maps.setdefault(value, f"k!{len(self._maps)}")
                return f"(_ (as-array) ({name}))"
            case Unknown():
                return ""
            case _:
                assert_never(value)

    def _function(self, table: FunctionTable) -> list[str]:
        rows = [
            f"  {' '.join([*map(self.value, arguments), '->', self.value(result)])}"
            for arguments, result in table.entries
            if UNKNOWN not in (*arguments, result)
        ]
        if table.default != UNKNOWN:
            rows.append(f"  else -> {self.value(table.default)}")
        return [f"{_name(table.name)} -> {{", *rows, "}"]

    def _map_graphs(self) -> list[str]:
        """The graphs of all maps that have been mentioned, and of those in them."""
        lines: list[str] = []
        written = 0
        while written < len(self._maps):
            value, name = list(self._maps.items())[written]
            entries = tuple([((index,), element) for index, element in value.entries.items()])
            lines += self._function(FunctionTable(name, entries, value.default))
            written += 1
        return lines

    def _states(self, states: Sequence[CapturedState]) -> Iterator[str]:
        """Each state as what is different from the one before."""
        before: Mapping[str, Value] = {}
        for state in states:
            yield f"*** STATE {state.name or INITIAL}"
            for name in sorted(state.values):
                value = state.values[name]
                if name not in before or before[name] != value:
                    yield f"  {_name(name)} -> {self.value(value)}"
            yield "*** END_STATE"
            before = state.values


def _name(name: str) -> str:
    """A name without the spaces that would end it."""
    return name.replace(" ", "_")
