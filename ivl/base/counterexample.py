"""How an execution fails: what is known of the values at each step, in the program's own terms."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Protocol, TypeAlias

from ivl.base.node import field, node, value
from ivl.base.source import NOWHERE, Span
from ivl.base.values import FunctionTable, Value


@value
class Index:
    """``[i, ...]`` after a map."""

    arguments: tuple[Value, ...]


@value
class Arguments:
    """``(e, ...)`` after a function."""

    arguments: tuple[Value, ...]


@value
class Field:
    """``->f`` after a datatype's value."""

    name: str


Access: TypeAlias = Index | Arguments | Field


@value
class Binding:
    """``name accesses == value``, such as ``heap[ref#1, next] == null``; `old`: before the body.

    `name` is a variable's, or a function's if the first access is Arguments. A variable of a
    procedure whose body is inlined is called ``P.x``.
    """

    name: str
    accesses: tuple[Access, ...]
    value: Value
    old: bool = False


class StepKind(Enum):
    """What happens at a step; the value is a stable id."""

    START = "start"
    """The values before the body, of what is read on the path."""
    ASSIGN = "assign"
    HAVOC = "havoc"
    """Variables get arbitrary values: by ``havoc``, in a call, in the rounds of a loop."""
    STATE = "state"
    """``assume {:captureState "name"}``; the text is the name."""
    PRINT = "print"
    """``{:print ...}``; the text is the output."""
    FAILURE = "failure"
    """The assertion that fails, with what it reads."""


@node
class Step:
    """A place on the path, and what has become known there.

    `block` is the index, in the diagnostic's trace, of the block it is in, -1 before the first.
    `printed` are the parameters of a ``{:print}``: texts, and values of expressions.
    """

    kind: StepKind
    bindings: tuple[Binding, ...] = ()
    text: str = ""
    block: int = -1
    printed: tuple[PrintedText | Value, ...] = ()
    span: Span = field(default=NOWHERE, kw_only=True)


@value
class PrintedText:
    """A string among the parameters of ``{:print}``, other than the value of an expression."""

    text: str


@node
class CapturedState:
    """The values of all variables at a ``{:captureState}``, by name; "" is the initial state."""

    name: str
    values: Mapping[str, Value]


@node
class Interpretation:
    """All that a solver says: each constant and function, and the captured states.

    The n-th value that a variable has on the way to the assertion is a constant ``x@n``.
    """

    functions: tuple[FunctionTable, ...]
    states: tuple[CapturedState, ...] = ()


@node
class Counterexample:
    """An execution that a solver thinks of. Unless it is `complete` it may be none.

    `parts` are to blame in the assertion. `model` is there when it was asked for.
    """

    steps: tuple[Step, ...]
    complete: bool
    model: Interpretation | None = None
    parts: tuple[FailedPart, ...] = ()


class Presenter(Protocol):
    """Shows counterexamples to the users of another language: see `ivl.frontends.Frontend`.

    A frontend gives it with the program that it makes, as `Program.presenter`.
    """

    def present(self, implementation: str, found: Counterexample) -> Counterexample | None:
        """`found`, with its model, in the terms of the language; None if nothing is left to show.

        `implementation` is the name of the implementation that fails. A binding's name may be any
        text (``c.x``), and so may a value: an Element whose name is the text (``Cons(1, Nil)``).
        What cannot be said for certain of the candidate is to be left out.
        """


class PartKind(Enum):
    """How a part of a condition is to blame for it; the value is a stable id."""

    CONJUNCT = "conjunct"
    """One of several conditions that have to hold."""
    ANTECEDENT = "antecedent"
    """What holds on the left of an implication."""
    CONSEQUENT = "consequent"
    """What does not hold on its right."""
    INSTANCE = "instance"
    """What a quantifier says of the values in `bindings`."""
    DEFINITION = "definition"
    """What a function that is applied stands for."""


@node
class FailedPart:
    """A part, written `text`, of a condition that does not hold; `wanted` is what it should be."""

    kind: PartKind
    text: str
    wanted: bool = True
    bindings: tuple[Binding, ...] = ()
    span: Span = field(default=NOWHERE, kw_only=True)
