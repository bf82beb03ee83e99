"""Where an expression stands: its heaps, what its variables are, which module it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from frontends.dafny.translate.shared import Shared
from frontends.dafny.typed.declarations import (
    Field,
    Function,
    Method,
    Module,
    TypeParameter,
    Variable,
)
from frontends.dafny.typed.types import Type
from ivl.base.node import EMPTY, node, replace
from ivl.core.expressions import Expr, VariableReference
from ivl.core.expressions import Variable as IvlVariable

if TYPE_CHECKING:
    from frontends.dafny.translate.emit import Emitter
    from frontends.dafny.typed import expressions as e
    from frontends.dafny.typed import statements as s

FUEL = 1
"""How often a recursive function is unfolded where something is assumed; once more in proofs."""


@node
class Recursion:
    """The functions that take any expression or statement, for those that take parts of it."""

    term: Callable[[e.Expr, Context], Expr]
    check: Callable[[e.Expr, Context, Emitter], None]
    statement: Callable[[s.Statement, Context, Emitter], Context]


@node
class PermittedFrame:
    """The value of one item of a ``reads`` or ``modifies`` clause."""

    value: Expr
    type: Type
    field: Field | None


@node
class Permission:
    """What may be read or modified: some frames, and what is not allocated in `heap`."""

    frames: tuple[PermittedFrame, ...]
    heap: Expr


@node
class Context:
    """The place of an expression.

    `heap` and `old_heap` are the current heap and that before the method or loop; `labels` those
    at labels. `types` are the terms for type parameters. `member` is what is being verified or
    defined. `layer` is the layer for calls of functions with which the function being defined is
    recursive; other calls have `fuel` layers.
    """

    shared: Shared
    heap: Expr
    old_heap: Expr
    module: Module | None = None
    member: Function | Method | None = None
    this: Expr | None = None
    variables: Mapping[Variable, Expr] = EMPTY
    types: Mapping[TypeParameter, Expr] = EMPTY
    labels: Mapping[str, Expr] = EMPTY
    hidden: Mapping[str, Expr] = EMPTY
    """What tells, of labelled assertions and preconditions, whether they are revealed."""
    layer: Expr | None = None
    fuel: int = FUEL
    exists: int = 0
    """How much more functions are unfolded inside of ``exists``; of a condition as a whole."""
    result: bool = False
    """Whether this is a postcondition of `member`, a function: it may mention its own result."""
    framing: bool = False
    """Whether this is a reads clause, which has to contain what it depends on."""
    literals: frozenset[Variable] = frozenset()
    """Variables whose values are literals (see `translate.literals`)."""
    breaks: Mapping[str, str] = EMPTY
    """Where to go to leave a labelled statement."""
    loops: tuple[str, ...] = ()
    """Where to go to leave the enclosing loops, the innermost last."""
    rounds: tuple[str, ...] = ()
    """Where to go to the end of this round of the enclosing loops, the innermost last."""
    continues: Mapping[str, str] = EMPTY
    """The same for labelled loops."""
    modifies: Permission | None = None
    """What may be modified, None where anything may."""
    reads: Permission | None = None
    """What may be read, None where everything may."""
    assigned: Mapping[Variable | Field, IvlVariable] = EMPTY
    """Whether variables, and fields in a constructor, have a value, where that is to be proved."""
    past: bool = False
    """Whether this is inside of ``old(...)``."""
    fields: Mapping[Field, IvlVariable] = EMPTY
    """The fields of ``this`` in the first part of a constructor, where they are local variables."""

    def term(self, expr: e.Expr) -> Expr:
        """The term for an expression. Raises ProgramError for what is not supported."""
        return self.shared.recursion.term(expr, self)

    def check(self, expr: e.Expr, emit: Emitter) -> None:
        """Emit what has to hold for an expression to be defined."""
        self.shared.recursion.check(expr, self, emit)

    def statement(self, statement: s.Statement, emit: Emitter) -> Context:
        """Emit a statement; the context of what comes after it."""
        return self.shared.recursion.statement(statement, self, emit)

    def bind(self, variables: Mapping[Variable, Expr]) -> Context:
        """The context with more variables."""
        return replace(self, variables={**self.variables, **variables})

    def bind_all(self, variables: tuple[Variable, ...], values: tuple[IvlVariable, ...]) -> Context:
        """The context with variables that stand for others of IVL."""
        return self.bind({v: VariableReference(i) for v, i in zip(variables, values, strict=True)})

    def with_types(self, types: Mapping[TypeParameter, Expr]) -> Context:
        """The context with terms for more type parameters."""
        return replace(self, types={**self.types, **types})

    def at_heap(self, heap: Expr) -> Context:
        """The context in another heap."""
        return replace(self, heap=heap)

    def in_old(self, label: str = "") -> Context:
        """The context inside of ``old(...)``."""
        heap = self.labels[label] if label else self.old_heap
        return replace(self, heap=heap, past=True)

    def proving(self) -> Context:
        """The context of what is to be proved, where functions are unfolded once more.

        Not so in what is to be shown to exist: it is to be found among what is known.
        """
        return replace(self, fuel=self.fuel + 1, exists=-1)

    def plain(self) -> Context:
        """The context of what is a part neither of what is to be proved nor of what is known."""
        return replace(self, exists=0) if self.exists else self

    def knowing(self) -> Context:
        """The context of what is known: what exists is unfolded once more, to be found."""
        return replace(self, exists=1)

    def assuming(self) -> Context:
        """The context of what is assumed inside of what is to be proved."""
        return replace(self, fuel=FUEL, exists=0)
