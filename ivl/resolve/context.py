"""The state of elaboration: where we are, what names mean, and what has been reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.base.node import value
from ivl.base.source import Span
from ivl.core.expressions import Expr, Function, Literal, Variable
from ivl.core.statements import Statement
from ivl.core.types import TypeVariable
from ivl.resolve.scopes import ProcedureSignature, Scope, Symbols
from ivl.resolve.unify import ERROR, Unknown
from ivl.syntax import ast

Handler = Callable[["Context", Any], Expr]


class State(Enum):
    """Which program states an expression may speak of."""

    NONE = "no global variables"
    ONE = "one state"
    TWO = "also old(...)"


@value
class ResolveOptions:
    """How to resolve: `infer_modifies` fills the modifies clauses from the bodies.

    With `overlook_type_errors`, implementations with errors are dropped with a warning.
    """

    infer_modifies: bool = False
    overlook_type_errors: bool = False


class Context:
    """Mutable state shared by the functions that elaborate expressions and statements."""

    def __init__(
        self,
        options: ResolveOptions,
        handlers: Mapping[type, Handler],
        statements: Callable[[Context, Iterable[ast.Statement]], tuple[Statement, ...]],
    ) -> None:
        self.options = options
        self.handlers = handlers
        self._statements = statements
        self.symbols = Symbols()
        self.scope = Scope()
        self.type_variables: dict[str, TypeVariable] = {}
        self.state = State.ONE
        self.in_trigger = False
        self.procedure: ProcedureSignature | None = None
        self.modifiable: frozenset[Variable] | None = None  # None: every global variable
        self.labels: set[str] = set()  # of the body at hand
        self.assigned_assumptions: set[Variable] = set()
        self.statement_ids: set[str] = set()
        self.unknowns: list[Unknown] = []  # made since the last `finish`
        self.order = 0  # of the declaration at hand: reports come in textual order
        self.resolve_errors: list[tuple[int, Diagnostic]] = []
        self.type_errors: list[tuple[int, Diagnostic]] = []
        self.warnings: list[tuple[int, Diagnostic]] = []
        self._reported: set[tuple[int, int]] = set()  # ids of syntax nodes, which outlive us

    def expression(self, node: ast.Expr) -> Expr:
        """Elaborate an expression."""
        return self.handlers[type(node)](self, node)

    def statements(self, nodes: Iterable[ast.Statement]) -> tuple[Statement, ...]:
        """Elaborate a list of statements."""
        return self._statements(self, nodes)

    def unknown(self, name: str, width: int = -1, arity: int = -1) -> Unknown:
        """A new unknown type; the expression must be finished afterwards."""
        made = Unknown(name, width, arity)
        self.unknowns.append(made)
        return made

    def resolve_error(self, kind: str, span: Span | None, message: str) -> None:
        """Report an error of name resolution."""
        self.resolve_errors.append((self.order, Diagnostic("resolve." + kind, message, span)))

    def type_error(self, kind: str, span: Span | None, message: str) -> None:
        """Report a type error."""
        self.type_errors.append((self.order, Diagnostic("type." + kind, message, span)))

    def operator_error(
        self, node: object, kind: str, span: Span | None, message: str, place: int = -1
    ) -> None:
        """Report a type error of an operator or application, once for each node and place."""
        if (id(node), place) not in self._reported:
            self._reported.add((id(node), place))
            self.type_error(kind, span, message)

    def warning(self, kind: str, span: Span | None, message: str) -> None:
        """Report a warning."""
        self.warnings.append(
            (self.order, Diagnostic("type." + kind, message, span, Severity.WARNING))
        )

    def failed(self, node: ast.Expr) -> Expr:
        """What stands for an expression in which an error has been reported."""
        return Literal(False, ERROR, span=node.span)

    def declare(self, variable: Variable) -> None:
        """Bring a variable into the innermost scope."""
        if not self.scope.declare(variable):
            self.resolve_error(
                "duplicate-variable",
                variable.span,
                f"more than one declaration of variable name: {variable.name}",
            )

    def function(self, name: str, span: Span) -> Function | None:
        """The function called `name`; reports when there is none."""
        found = self.symbols.functions.get(name)
        if found is None:
            self.resolve_error("undeclared-function", span, f"use of undeclared function: {name}")
        return found
