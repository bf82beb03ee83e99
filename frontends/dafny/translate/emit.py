"""Statements of IVL, collected in the order in which they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from frontends.dafny.translate.types import is_true, ivl_type
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Variable as Declared
from ivl import build as b
from ivl.base.source import NOWHERE, Span
from ivl.core.expressions import Expr, Variable, VariableReference
from ivl.core.program import GlobalDeclaration
from ivl.core.statements import (
    Assert,
    Assign,
    Havoc,
    If,
    Obligation,
    ObligationKind,
    Statement,
    While,
)
from ivl.core.types import Type


class Emitter:
    """The statements of one implementation, and its local variables."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.locals: list[Variable] = []
        self.where: dict[Variable, Expr] = {}
        self.shown: dict[str, tuple[str, t.Type]] = {}
        """Which variables of the program, of which types, have a name."""
        self._subsumes = True
        self._trusts = False
        self._count = 0
        self._targets: set[str] = set()
        self._postponed: list[tuple[Variable, str, Span]] | None = None

    def assert_(
        self, condition: Expr, message: str, span: Span, related: Span | None = None, *,
        subsumes: bool | None = None,
    ) -> None:  # fmt: skip
        """Something to prove, which is known afterwards if it `subsumes` that.

        It does if nothing is said, but not inside of `independently`. `related` is a second place
        of interest if it does not hold.
        """
        if self._trusts:
            self.assume(condition)
        elif not is_true(condition):
            known = self._subsumes if subsumes is None else subsumes
            attributes = () if known else (b.attribute("subsumption", 0),)
            obligation = Obligation(ObligationKind.ASSERT, span, related, message)
            self.statements.append(Assert(condition, obligation, attributes, span=span))

    @contextmanager
    def independently(self) -> Iterator[None]:
        """Prove what is asserted inside without knowing what was asserted before it."""
        outer, self._subsumes = self._subsumes, False
        yield
        self._subsumes = outer

    @contextmanager
    def trusting(self) -> Iterator[None]:
        """Assume what is asserted inside."""
        outer, self._trusts = self._trusts, True
        yield
        self._trusts = outer

    def assert_later(self, condition: Expr, message: str, span: Span) -> None:
        """Something to prove at the end of `postponing`, so that nothing is known from it."""
        if self._postponed is None or self._trusts:
            Emitter.assert_(self, condition, message, span)
        elif not is_true(condition):
            holds = self.local("holds", b.BOOL)
            self.assign(holds, condition)
            self._postponed.append((holds, message, span))

    @contextmanager
    def postponing(self) -> Iterator[None]:
        """Prove at the end what is asserted for later inside."""
        outer, self._postponed = self._postponed, []
        with self.block() as inside:
            yield
        made, self._postponed = self._postponed, outer
        for holds, _, _ in made:
            self.assign(holds, b.bool_(True))
        self.statements.extend(inside)
        for holds, message, span in made:
            Emitter.assert_(self, b.ref(holds), message, span)

    def assume(self, condition: Expr, span: Span = NOWHERE) -> None:
        """Something that is known."""
        if not is_true(condition):
            self.statements.append(b.assume(condition, span=span))

    def local(self, name: str, type_: Type) -> Variable:
        """A new local variable."""
        self._count += 1
        variable = b.local(f"{name}#{self._count}", type_)
        self.locals.append(variable)
        return variable

    def variable(self, declared: Declared) -> Variable:
        """A new local variable that stands for one of the program."""
        variable = self.local(declared.name, ivl_type(declared.type))
        self.shown[variable.name] = declared.name, declared.type
        return variable

    def declared(self) -> list[GlobalDeclaration]:
        """The declarations of the local variables; `where` says what is known of some."""
        return [b.declare(v, where=self.where.get(v)) for v in self.locals]

    def havoc(self, *variables: Variable) -> None:
        """Let variables have any value."""
        if variables:
            self.statements.append(b.havoc(*variables))

    def assign(self, variable: Variable, value: Expr) -> None:
        """Assign to a variable."""
        self.statements.append(b.assign(variable, value))

    def save(self, name: str, value: Expr) -> Expr:
        """A new local variable with a value."""
        variable = self.local(name, value.type)
        self.assign(variable, value)
        return VariableReference(variable)

    def add(self, statement: Statement) -> None:
        """Add a statement."""
        if self._trusts and isinstance(statement, Assert):
            self.assume(statement.condition)
        else:
            self.statements.append(statement)

    @contextmanager
    def block(self) -> Iterator[list[Statement]]:
        """Collect what is made inside in a list of its own."""
        saved, self.statements = self.statements, []
        collected = self.statements
        try:
            yield collected
        finally:
            self.statements = saved

    @contextmanager
    def when(self, condition: Expr | None, span: Span = NOWHERE) -> Iterator[None]:
        """Put what is made inside under a condition, None for either."""
        if condition is not None and is_true(condition):
            yield
            return
        with self.block() as inside:
            yield
        if inside:
            self.statements.append(b.if_(condition, inside, span=span))

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let nothing that is made inside be known afterwards.

        While something is postponed, the execution goes on after it, to where that is proved.
        """
        with self.block() as inside:
            yield
        if inside:
            end = [] if self._postponed is not None else [b.assume(False)]
            self.statements.append(b.if_(None, [*inside, *end]))

    def goto(self, label: str, span: Span) -> None:
        """Go to a label that `add_target` puts somewhere."""
        self._targets.add(label)
        self.statements.append(b.goto(label, span=span))

    def add_target(self, label: str) -> None:
        """Put a label here, if a `goto` needs it."""
        if label in self._targets:
            self.statements.append(b.label(label))

    def label(self, name: str) -> str:
        """A new label."""
        self._count += 1
        return f"{name}#{self._count}"


def assigns(statements: Iterable[Statement], variable: Variable) -> bool:
    """Whether statements may change a variable."""
    for each in statements:
        match each:
            case Assign() | Havoc():
                found = variable in each.variables
            case If():
                found = assigns((*each.then, *(each.otherwise or ())), variable)
            case While():
                found = assigns(each.body, variable)
            case _:
                found = False
        if found:
            return True
    return False
