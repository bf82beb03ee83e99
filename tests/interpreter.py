"""A concrete interpreter of the typed core: small, bounded, and independent of ivl.flow and ivl.vc.

A run makes a random choice wherever the language leaves one: initial values, ``havoc``, ``goto``
with several labels, a guard ``*``, and what a contract leaves open. It is *blocked* where an
assumption does not hold; then it says nothing. What is assumed is what a verifier may assume: an
``assume``, a ``where`` clause where it applies, a free invariant, a callee's postcondition.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from evaluator import Blocked, Evaluator, Values

from ivl.base.source import Span
from ivl.core.expressions import Expr, Variable, VariableReference
from ivl.core.fold import substitute
from ivl.core.program import Condition, Implementation, Procedure, Program
from ivl.core.statements import (
    Assert,
    Assign,
    Assume,
    Break,
    Call,
    Goto,
    Havoc,
    If,
    Label,
    Return,
    Statement,
    While,
)

TRIES = 30


@dataclasses.dataclass(frozen=True)
class Failure(Exception):  # noqa: N818  # of the program, not of ours
    """An assertion of the body of `procedure` does not hold."""

    procedure: str
    span: Span
    values: Mapping[str, Any]


class _Jump(Exception):  # noqa: N818
    def __init__(self, label: str) -> None:
        self.label = label


class _Break(Exception):  # noqa: N818
    def __init__(self, label: str | None) -> None:
        self.label = label


class _Return(Exception):  # noqa: N818
    pass


class Interpreter(Evaluator):
    """Runs procedures of `program`, for so many steps.

    Where it is `careful`, where clauses hold wherever there may be the head of a loop, also those
    of variables that the loop does not assign.
    """

    careful = True

    def __init__(
        self,
        program: Program,
        random: Random,
        functions: Mapping[str, Callable[..., Any]],
        steps: int = 300,
    ) -> None:
        super().__init__(program, random, functions)
        self.steps = steps
        self.procedures = {p.name: p for p in program.procedures}
        self.implementations: dict[str, list[Implementation]] = {}
        for i in program.implementations:
            self.implementations.setdefault(i.name, []).append(i)
        self.globals = [d.variable for d in program.globals]

    def run(self, name: str) -> None:
        """Call procedure `name` in some state. Raises Failure and Blocked."""
        procedure = self.procedures[name]
        where = {d.variable: d.where for d in self.program.globals if d.where is not None}
        inputs = {d.variable: d.where for d in procedure.inputs if d.where is not None}
        state = dict(self.constants)
        formals = [d.variable for d in procedure.inputs]
        for _ in range(TRIES):
            self.havoc([*self.globals, *formals], where | inputs, state)
            if all(self.value(c.condition, state, {}) for c in procedure.requires):
                self.call(procedure, [state[v] for v in formals], state)
                return
        raise Blocked

    def way(self, labels: Sequence[str]) -> str:
        """One of `labels` to go to, or of "yes" and "no" for the guard ``*``."""
        return self.random.choice(labels)

    def carries_on(self, failing: Assert) -> bool:
        """Whether a run goes on behind an assertion that does not hold."""
        return False

    def havoc(
        self, variables: Sequence[Variable], where: Mapping[Variable, Expr], state: Values
    ) -> None:
        """Any values that satisfy the where clauses of `variables`; `state` changes."""
        clauses = [where[v] for v in variables if v in where]
        for _ in range(TRIES):
            for v in variables:
                state[v] = self.choose(v.type)
            if all(self.value(c, state, {g: state[g] for g in self.globals}) for c in clauses):
                return
        raise Blocked

    def call(self, callee: Procedure, arguments: list[Any], state: Values) -> list[Any]:
        """The results; the globals in `state` change. Preconditions hold."""
        before = {g: state[g] for g in self.globals}
        formals = [d.variable for d in callee.inputs]
        outputs = [d.variable for d in callee.outputs]
        own = dict(zip(formals, arguments, strict=True))
        implementations = self.implementations.get(callee.name)
        if implementations:
            body = self.random.choice(implementations)
            results, after = _Run(self, callee, body, arguments, state).run()
            self.check_promises(
                callee, after, own, dict(zip(outputs, results, strict=True)), before
            )
            state.update(after)
            return results
        where = {
            d.variable: d.where
            for d in (*self.program.globals, *callee.outputs)
            if d.where is not None
        }
        for _ in range(TRIES):
            after = {**self.constants, **before, **own}
            self.havoc([*callee.modifies, *outputs], where, after)
            if all(self.value(c.condition, after, before) for c in callee.ensures):
                state.update({g: after[g] for g in self.globals})
                return [after[v] for v in outputs]
        raise Blocked

    def check_promises(
        self, callee: Procedure, after: Values, own: Values, results: Values, before: Values
    ) -> None:
        """What a caller assumes of a callee, checked by its body or not."""
        everything = {**self.constants, **after, **own, **results}
        assumed = [c.condition for c in callee.ensures]
        assumed += [d.where for d in callee.outputs if d.where is not None]
        assumed += [
            d.where
            for d in self.program.globals
            if d.where is not None and d.variable in callee.modifies
        ]
        if not all(self.value(c, everything, before) for c in assumed):
            raise Blocked


class _Run:
    """One run of one body."""

    def __init__(
        self,
        interpreter: Interpreter,
        procedure: Procedure,
        body: Implementation,
        arguments: list[Any],
        state: Values,
    ) -> None:
        self.interpreter = interpreter
        self.random = interpreter.random
        self.procedure = procedure
        self.body = body
        self.old = {g: state[g] for g in interpreter.globals}
        declared = [d.variable for d in (*procedure.inputs, *procedure.outputs)]
        self.formals: dict[Variable, Expr] = {
            v: VariableReference(w)
            for v, w in zip(declared, (*body.inputs, *body.outputs), strict=True)
        }
        self.where: dict[Variable, Expr] = {
            d.variable: d.where for d in interpreter.program.globals if d.where is not None
        }
        for v, d in zip(
            (*body.inputs, *body.outputs), (*procedure.inputs, *procedure.outputs), strict=True
        ):
            if d.where is not None:
                self.where[v] = substitute(d.where, self.formals)
        self.where |= {d.variable: d.where for d in body.locals if d.where is not None}
        self.state: Values = {**interpreter.constants, **self.old}
        self.state.update(zip(body.inputs, arguments, strict=True))
        fresh = [*body.outputs, *[d.variable for d in body.locals]]
        interpreter.havoc(fresh, self.where, self.state)
        self.assume_where()

    def run(self) -> tuple[list[Any], Values]:
        """The results and the globals."""
        with contextlib.suppress(_Return):
            self.list(self.body.body)
        for clause in self.procedure.ensures:
            if not clause.free and not self.holds(substitute(clause.condition, self.formals)):
                self.fail(clause)
        state = self.state
        after = {g: state[g] for g in self.interpreter.globals}
        return [state[v] for v in self.body.outputs], after

    def fail(self, at: Condition | Assert | Call) -> None:
        if isinstance(at, Assert) and self.interpreter.carries_on(at):
            return
        raise Failure(self.body.name, at.span, {v.name: x for v, x in self.state.items()})

    def value(self, expr: Expr) -> Any:
        return self.interpreter.value(expr, self.state, self.old)

    def holds(self, expr: Expr) -> bool:
        return bool(self.value(expr))

    def assume_where(self) -> None:
        """Where the verifier may assume where clauses although nothing was havocked: loops."""
        if self.interpreter.careful and not all(map(self.holds, self.where.values())):
            raise Blocked

    def tick(self) -> None:
        self.interpreter.steps -= 1
        if self.interpreter.steps < 0:
            raise Blocked

    # ------------------------------------------------------------ statements

    def list(self, statements: tuple[Statement, ...]) -> None:
        """Run statements; a jump to one of their labels goes on there."""
        at = 0
        label: str | None = None
        while at < len(statements):
            self.tick()
            statement = statements[at]
            at += 1
            try:
                if isinstance(statement, Label):
                    label = statement.name
                    continue
                self.statement(statement, label)
                label = None
            except _Jump as jump:
                targets = [
                    i
                    for i, s in enumerate(statements)
                    if isinstance(s, Label) and s.name == jump.label
                ]
                if not targets:
                    raise
                at = targets[0]
                self.assume_where()

    def statement(self, statement: Statement, label: str | None) -> None:
        match statement:
            case Assert(condition):
                if not self.holds(condition):
                    self.fail(statement)
            case Assume(condition):
                if not self.holds(condition):
                    raise Blocked
            case Assign(variables, values):
                self.state.update(zip(variables, [self.value(v) for v in values], strict=True))
            case Havoc(variables):
                self.interpreter.havoc(variables, self.where, self.state)
            case Call():
                self.call(statement)
            case If(guard, then, otherwise):
                try:
                    self.list(then if self.guard(guard) else otherwise or ())
                except _Break as jump:
                    if label is None or jump.label != label:
                        raise
            case While():
                try:
                    self.loop(statement)
                except _Break as jump:
                    if jump.label is not None and jump.label != label:
                        raise
            case Break(target):
                raise _Break(target)
            case Goto(labels):
                raise _Jump(self.interpreter.way(labels))
            case Return():
                raise _Return
            case _:
                raise Blocked

    def guard(self, guard: Expr | None) -> bool:
        if guard is None:
            return self.interpreter.way(("yes", "no")) == "yes"
        return self.holds(guard)

    def loop(self, loop: While) -> None:
        while True:
            self.tick()
            for invariant in loop.invariants:
                if isinstance(invariant, Assert) and not self.holds(invariant.condition):
                    self.fail(invariant)
            for invariant in loop.invariants:
                if not self.holds(invariant.condition):
                    raise Blocked
            self.assume_where()
            if not self.guard(loop.guard):
                return
            self.list(loop.body)

    def call(self, call: Call) -> None:
        callee = self.interpreter.procedures[call.procedure]
        arguments = [self.value(a) for a in call.arguments]
        inner = {
            **self.state,
            **dict(zip([d.variable for d in callee.inputs], arguments, strict=True)),
        }
        for clause in callee.requires:
            if not self.interpreter.value(clause.condition, inner, self.old):
                if clause.free or call.free:
                    raise Blocked
                self.fail(call)
        for d in (*callee.inputs, *self.interpreter.program.globals):
            if d.where is not None and not self.interpreter.value(d.where, inner, self.old):
                raise Blocked
        results = self.interpreter.call(callee, arguments, self.state)
        for variable, value in zip(call.results, results, strict=True):
            if variable is not None:
                self.state[variable] = value


def run(
    program: Program,
    name: str,
    random: Random,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> Failure | bool:
    """One run of procedure `name`: what failed, or whether it came to its end."""
    try:
        Interpreter(program, random, functions or {}).run(name)
    except Failure as failure:
        return failure
    except Blocked:
        return False
    return True
