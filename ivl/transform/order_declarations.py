"""Put declarations in an order that is not the text's."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeAlias, TypeVar

from ivl.base.node import replace
from ivl.core.alpha import alpha_key
from ivl.core.attributes import text_attribute
from ivl.core.expressions import Expr, Function, Variable
from ivl.core.program import Program
from ivl.core.types import ConstructedType, MapType

Symbol: TypeAlias = Function | Variable | str
"""What has a name: types and fields are texts."""
T = TypeVar("T")
_BUILTIN = ("builtin", "bvbuiltin")


def order_declarations(program: Program) -> Program:
    """`program` with declarations in an order of their contents, whatever their names.

    A symbol's contents are its type and in which places of which axioms it occurs, an axiom's are
    its text with its symbols' contents for their names (color refinement, as it is done to compare
    graphs). What that cannot tell apart stays in the order of the text.
    """
    axioms = [_shape(axiom.condition) for axiom in program.axioms]
    colors: dict[Symbol, str] = {}
    keys = [shape for shape, _ in axioms]
    different = 0
    while different < len(set(keys)):
        different = len(set(keys))
        places: dict[Symbol, list[str]] = {}
        for key, (_, symbols) in zip(keys, axioms, strict=True):
            for index, symbol in enumerate(symbols):
                places.setdefault(symbol, []).append(f"{key} {index}")
        colors = {s: _digest((_signature(s), *sorted(found))) for s, found in places.items()}
        keys = [_digest((shape, *[colors[s] for s in symbols])) for shape, symbols in axioms]

    def color(symbol: Symbol) -> str:
        return colors.get(symbol) or _digest((_signature(symbol),))

    def ordered(keys: Iterable[str]) -> list[int]:
        return [i for _, i in sorted([(key, i) for i, key in enumerate(keys)])]

    return _reordered(
        program,
        ordered(keys),
        ordered(color(c.variable) for c in program.constants),
        ordered(color(d.function) for d in program.functions),
        ordered(_digest([color(c) for c in d.constructors]) for d in program.datatypes),
    )


def shuffle_declarations(program: Program, seed: int) -> Program:
    """`program` with declarations in an order drawn at random."""
    source = random.Random(seed)

    def shuffled(items: Sequence[object]) -> list[int]:
        order = list(range(len(items)))
        source.shuffle(order)
        return order

    return _reordered(
        program,
        shuffled(program.axioms),
        shuffled(program.constants),
        shuffled(program.functions),
        shuffled(program.datatypes),
    )


def _reordered(
    program: Program,
    axioms: list[int],
    constants: list[int],
    functions: list[int],
    datatypes: list[int],
) -> Program:
    """`program` with the old indexes of what it declares in these orders."""
    place = {old: new for new, old in enumerate(axioms)}

    def used(uses: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted([place[i] for i in uses]))

    def taken(items: tuple[T, ...], order: list[int], f: Callable[[T], T]) -> tuple[T, ...]:
        return tuple([f(items[i]) for i in order])

    return replace(
        program,
        axioms=taken(program.axioms, axioms, lambda a: a),
        constants=taken(program.constants, constants, lambda c: replace(c, uses=used(c.uses))),
        functions=taken(program.functions, functions, lambda d: replace(d, uses=used(d.uses))),
        datatypes=taken(program.datatypes, datatypes, lambda d: d),
    )


def _shape(expr: Expr) -> tuple[str, tuple[Symbol, ...]]:
    """What is left of an expression without names, and the symbols in it in order."""
    symbols: dict[Symbol, int] = {}
    tokens = [_nameless(token, symbols) for token in alpha_key(expr)]
    return _digest(tokens), tuple(symbols)


def _nameless(token: Hashable, symbols: dict[Symbol, int]) -> str:
    """A token with numbers for names. Text in attributes may be anything, and is left out."""

    def number(symbol: Symbol) -> str:
        return f"${symbols.setdefault(symbol, len(symbols))}"

    match token:
        case Function() | Variable():
            return number(token)
        case ConstructedType(name, arguments):
            inner = " ".join([_nameless(a, symbols) for a in arguments])
            return f"({number(f'type {name}')} {inner})"
        case MapType(_, domain, result):
            return f"[{' '.join([_nameless(t, symbols) for t in (*domain, result)])}]"
        case (type() as kind, str(field)):
            return f"{kind.__name__} {number(f'field {field}')}"
        case tuple():
            return f"({' '.join([_nameless(t, symbols) for t in token])})"
        case str():
            return ""
        case _:
            return str(token)


def _signature(symbol: Symbol) -> str:
    """What the declaration of a symbol says, without names."""
    match symbol:
        case Function(_, _, parameters, result, _, attributes):
            text = "".join([text_attribute(attributes, a) or "" for a in _BUILTIN])
            return _nameless((*parameters, result), {}) + text
        case Variable():
            return _nameless(symbol.type, {})
        case _:
            return ""


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
