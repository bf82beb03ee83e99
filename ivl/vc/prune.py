"""Which axioms can matter to a verification condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import TypeAlias

from ivl.base.node import node, replace
from ivl.core.attributes import is_true
from ivl.core.expressions import (
    Apply,
    Expr,
    Function,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import children
from ivl.core.map_statements import attribute_expressions
from ivl.core.program import Axiom, Program
from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveCfg, Revealed, as_implementation
from ivl.flow.revealed import ALL, NONE, revealed_by

Symbol: TypeAlias = Function | Variable


@node
class Relevant:
    """The axioms, in order, with the functions and constants that matter to a condition."""

    axioms: tuple[int, ...]
    symbols: frozenset[Symbol]


class Pruner:
    """The dependencies between the axioms, functions and constants of a prepared program.

    An axiom is relevant when one of these is:

    - a function or constant whose ``uses`` clause it stands in;
    - all functions and constants of one of its triggers;
    - with ``{:include_dep}``, any function or constant that it mentions; inside a quantifier that
      is assumed and has triggers, only those of the triggers count.

    What a relevant axiom or ``{:define}`` function mentions is relevant, too. It starts from what
    a condition mentions and what is declared ``{:keep}``. A ``hideable`` axiom is not relevant for
    the sake of a function that is hidden wherever something is asserted.
    """

    def __init__(self, program: Program) -> None:
        self._hideable = {i for i, a in enumerate(program.axioms) if a.hideable}
        self._mentioned: list[set[Symbol]] = []
        self._groups: list[tuple[int, int]] = []  # how many symbols, and the axiom that needs them
        self._groups_of: dict[Symbol, list[int]] = {}
        self._used: dict[Symbol, tuple[int, ...]] = {}
        self._bodies: dict[Symbol, set[Symbol]] = {}
        self._always_revealed: set[Symbol] = set()
        keep: list[Symbol] = []
        kept = [i for i, a in enumerate(program.axioms) if is_true(a.attributes, "keep")]
        for index, axiom in enumerate(program.axioms):
            self._axiom(index, axiom)
        for constant in program.constants:
            self._used[constant.variable] = constant.uses
            if is_true(constant.attributes, "keep"):
                keep.append(constant.variable)
        for declaration in program.functions:
            function = declaration.function
            self._used[function] = declaration.uses
            if declaration.body is not None:
                self._bodies[function] = set(_symbols((declaration.body,)))
            if declaration.revealed:
                self._always_revealed.add(function)
            if is_true(function.attributes, "keep"):
                keep.append(function)
        self._roots: tuple[tuple[Symbol, ...], list[int]] = tuple(keep), kept
        self.common = self._relevant((), NONE).axioms
        """The axioms that are relevant to every condition."""

    def axioms(self, cfg: PassiveCfg) -> list[int]:
        """The axioms that are relevant to the assertions of `cfg`, but for the common ones."""
        common = set(self.common)
        return [i for i in self.relevant(cfg).axioms if i not in common]

    def relevant(self, cfg: PassiveCfg) -> Relevant:
        """All that is relevant to the assertions of `cfg`."""
        commands = [c for block in cfg.blocks.values() for c in block.commands]
        expressions = [
            e for c in commands for e in (c.condition, *attribute_expressions(c.attributes))
        ]
        shown = ALL
        if cfg.revealed:
            states = [
                cfg.revealed.get(c.obligation, ALL) for c in commands if isinstance(c, Assert)
            ]
            shown = reduce(revealed_by, states, NONE)
        return self._relevant(_symbols(expressions), shown)

    def _axiom(self, index: int, axiom: Axiom) -> None:
        self._mentioned.append(set(_symbols((axiom.condition,))))
        reader = _Incoming()
        reader.read(axiom.condition, 1, True)
        groups = list(reader.triggers)
        if is_true(axiom.attributes, "include_dep"):
            groups += [frozenset((symbol,)) for symbol in reader.singles]
        for group in groups:
            if group:
                for symbol in group:
                    self._groups_of.setdefault(symbol, []).append(len(self._groups))
                self._groups.append((len(group), index))

    def _relevant(self, symbols: Iterable[Symbol], shown: Revealed) -> Relevant:
        roots, axioms = self._roots
        pending: list[Symbol | int] = [*axioms, *roots, *symbols]
        seen: set[Symbol | int] = set(pending)
        missing = [size for size, _ in self._groups]
        while pending:
            item = pending.pop()
            found: list[Symbol | int] = []
            if isinstance(item, int):
                found.extend(self._mentioned[item])
            else:
                found.extend(self._bodies.get(item, ()))
                hidden = not (
                    isinstance(item, Variable)
                    or item in self._always_revealed
                    or shown.shows(item.name)
                )
                reached = list(self._used.get(item, ()))
                for group in self._groups_of.get(item, ()):
                    missing[group] -= 1
                    size, axiom = self._groups[group]
                    if size == 1:
                        reached.append(axiom)
                    elif missing[group] == 0:
                        found.append(axiom)
                found += [a for a in reached if not (hidden and a in self._hideable)]
            for other in found:
                if other not in seen:
                    seen.add(other)
                    pending.append(other)
        return Relevant(
            tuple(sorted([i for i in seen if isinstance(i, int)])),
            frozenset([s for s in seen if not isinstance(s, int)]),
        )


def pruned_program(program: Program, cfg: PassiveCfg, relevant: Relevant) -> Program:
    """`cfg` as the only implementation of a program with no more than what is relevant to it.

    Its contract has become part of its commands.
    """
    places = {old: new for new, old in enumerate(relevant.axioms)}

    def uses(indexes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple([places[i] for i in indexes if i in places])

    implementation = as_implementation(cfg)
    procedure = replace(
        program.procedure(implementation.name), requires=(), ensures=(), modifies=(), attributes=()
    )
    return replace(
        program,
        constants=tuple(
            [
                replace(c, uses=uses(c.uses))
                for c in program.constants
                if c.variable in relevant.symbols
            ]
        ),
        functions=tuple(
            [
                replace(d, uses=uses(d.uses))
                for d in program.functions
                if d.function in relevant.symbols
            ]
        ),
        axioms=tuple([program.axioms[i] for i in relevant.axioms]),
        procedures=(procedure,),
        implementations=(implementation,),
    )


class _Incoming:
    """What of a formula makes it relevant: the symbols of each trigger, and all others."""

    def __init__(self) -> None:
        self.triggers: dict[frozenset[Symbol], None] = {}
        self.singles: dict[Symbol, None] = {}

    def read(self, expr: Expr, polarity: int, counts: bool) -> None:
        """Read a formula that is assumed (1), denied (-1) or either (0) where it stands."""
        if counts and (symbol := _symbol(expr)) is not None:
            self.singles[symbol] = None
        match expr:
            case Quantifier(kind, _, _, _, triggers, body):
                positive = [t for t in triggers if t.positive]
                for trigger in positive:
                    self.triggers[frozenset(_symbols(trigger.terms))] = None
                found_by_triggers = polarity == (1 if kind is QuantifierKind.FORALL else -1)
                self.read(body, 0, counts and not (positive and found_by_triggers))
            case Operation(Operator.NOT, (operand,)):
                self.read(operand, -polarity, counts)
            case Operation(Operator.AND | Operator.OR, operands):
                for operand in operands:
                    self.read(operand, polarity, counts)
            case Operation(Operator.IMPLIES, (left, right)):
                self.read(left, -polarity, counts)
                self.read(right, polarity, counts)
            case _:
                for child in children(expr, annotations=False):
                    self.read(child, 0, counts)


def _symbols(expressions: Iterable[Expr]) -> Iterator[Symbol]:
    """The functions and constants that occur, in triggers too."""
    seen: set[int] = set()
    stack = list(expressions)
    while stack:
        expr = stack.pop()
        if id(expr) not in seen:
            seen.add(id(expr))
            symbol = _symbol(expr)
            if symbol is not None:
                yield symbol
            stack.extend(children(expr))


def _symbol(expr: Expr) -> Symbol | None:
    match expr:
        case Apply(function):
            return function
        case VariableReference(variable) if variable.kind is VariableKind.CONSTANT:
            return variable
        case _:
            return None
