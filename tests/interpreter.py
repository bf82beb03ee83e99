"""A concrete interpreter of the typed core: small, bounded, and independent of ivl.flow and ivl.vc.

A run makes a random choice wherever the language leaves one: initial values, ``havoc``, ``goto``
with several labels, a guard ``*``, and what a contract leaves open. It is *blocked* where an
assumption does not hold; then it says nothing. What is assumed is what a verifier may assume: an
``assume``, a ``where`` clause where it applies, a free invariant, a callee's postcondition.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import floor
from random import Random
from typing import Any, TypeAlias

from ivl.base.source import Span
from ivl.core.expressions import (
    Apply,
    Expr,
    Extract,
    FieldAccess,
    FieldUpdate,
    Function,
    IsConstructor,
    Lambda,
    Let,
    Literal,
    Old,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Select,
    Store,
    Variable,
    VariableReference,
)
from ivl.core.fold import substitute
from ivl.core.program import Condition, Datatype, Implementation, Procedure, Program
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
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    BitvectorType,
    ConstructedType,
    MapType,
    Type,
)

Values: TypeAlias = dict[Variable, Any]
INTEGERS = range(-3, 8)
"""What a quantified integer ranges over: quantifiers must be guarded to stay in here."""
TRIES = 30


class Blocked(Exception):
    """The run is none that the verifier speaks of, or it takes too long."""


@dataclasses.dataclass(frozen=True)
class Failure(Exception):
    """An assertion of the body of `procedure` does not hold."""

    procedure: str
    span: Span
    values: Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Map:
    """A map: `default` but for `entries`, none of which is the default."""

    default: Any
    entries: frozenset[tuple[Any, Any]] = frozenset()

    def get(self, key: Any) -> Any:
        return dict(self.entries).get(key, self.default)

    def set(self, key: Any, value: Any) -> Map:
        entries = dict(self.entries)
        entries.pop(key, None)
        if value != self.default:
            entries[key] = value
        return Map(self.default, frozenset(entries.items()))


@dataclasses.dataclass(frozen=True, eq=False)
class Closure:
    """A lambda. It can be applied, not compared."""

    get: Callable[[Any], Any]

    def set(self, key: Any, value: Any) -> Closure:
        return Closure(lambda k: value if k == key else self.get(k))


class _Jump(Exception):
    def __init__(self, label: str) -> None:
        self.label = label


class _Break(Exception):
    def __init__(self, label: str | None) -> None:
        self.label = label


class _Return(Exception):
    pass


class Interpreter:
    """Runs procedures of `program`. `functions` say what bodiless functions are, by name.

    Other functions without a body, and constants, are chosen at random, once.
    """

    def __init__(
        self,
        program: Program,
        random: Random,
        functions: Mapping[str, Callable[..., Any]] | None = None,
        steps: int = 300,
    ) -> None:
        self.program = program
        self.random = random
        self.functions = dict(functions or {})
        self.bodies = {f.function: f for f in program.functions if f.body is not None}
        self.datatypes: dict[str, Datatype] = {d.name: d for d in program.datatypes}
        self.procedures = {p.name: p for p in program.procedures}
        self.implementations: dict[str, list[Implementation]] = {}
        for i in program.implementations:
            self.implementations.setdefault(i.name, []).append(i)
        self.globals = [d.variable for d in program.globals]
        self.tables: dict[tuple[Any, ...], Any] = {}
        self.steps = steps
        self.constants: Values = {}
        unique: dict[Type, list[Any]] = {}
        for constant in program.constants:
            taken = unique.setdefault(constant.variable.type, [])
            value = self.choose(constant.variable.type)
            while constant.unique and value in taken:
                value = self.choose(constant.variable.type)
            taken.append(value)
            self.constants[constant.variable] = value

    def satisfies_axioms(self) -> bool:
        """Whether the constants chosen satisfy the axioms without quantifiers."""
        return all(
            self.value(a.condition, self.constants, {})
            for a in self.program.axioms
            if not isinstance(a.condition, Quantifier)
        )

    # ------------------------------------------------------------ values

    def choose(self, type_: Type, depth: int = 2) -> Any:
        """Some value of a type."""
        random = self.random
        match type_:
            case BitvectorType(width):
                return random.randrange(1 << width)
            case MapType(domain=domain, range=range_):
                map_ = Map(self.choose(range_, depth))
                for _ in range(random.randrange(4)):
                    map_ = map_.set(tuple(map(self.choose, domain)), self.choose(range_, depth))
                return map_
            case ConstructedType(name) if name in self.datatypes:
                constructors = self.datatypes[name].constructors
                flat = [c for c in constructors if type_ not in c.parameters]
                constructor = random.choice(flat if depth == 0 else constructors)
                return (
                    constructor.name, *[self.choose(t, depth - 1) for t in constructor.parameters]
                )  # fmt: skip
            case ConstructedType(name):
                return f"{name}!{random.randrange(4)}"
            case _ if type_ == BOOL:
                return random.random() < 0.5
            case _ if type_ == INT:
                return random.randint(-3, 6)
            case _ if type_ == REAL:
                return Fraction(random.randint(-6, 12), 2)
        raise Blocked

    def default(self, type_: Type) -> Any:
        """A value that depends on the type alone, for what the language leaves unspecified."""
        match type_:
            case BitvectorType():
                return 0
            case MapType(range=range_):
                return Map(self.default(range_))
            case ConstructedType(name) if name in self.datatypes:
                for c in self.datatypes[name].constructors:
                    if type_ not in c.parameters:
                        return (c.name, *map(self.default, c.parameters))
            case ConstructedType(name):
                return f"{name}!0"
            case _ if type_ == BOOL:
                return False
            case _ if type_ == REAL:
                return Fraction(0)
        return 0

    def domain(self, type_: Type) -> Sequence[Any]:
        """What a bound variable ranges over."""
        if type_ == BOOL:
            return (False, True)
        if isinstance(type_, BitvectorType) and type_.width <= 4:
            return range(1 << type_.width)
        if type_ == INT:
            return INTEGERS
        raise Blocked

    # ------------------------------------------------------------ expressions

    def value(self, expr: Expr, now: Values, old: Values) -> Any:
        """The value of `expr` in the state `now`; `old` holds the globals at entry."""

        def of(e: Expr) -> Any:
            return self.value(e, now, old)

        match expr:
            case Literal(value):
                return value
            case VariableReference(variable):
                return now[variable]
            case Operation(operator, arguments):
                return self.operation(operator, arguments, of)
            case Apply(function, _, arguments, type_):
                return self.apply(function, [of(a) for a in arguments], type_)
            case Extract(operand, high, low):
                return (of(operand) >> low) & ((1 << (high - low)) - 1)
            case Select(map_, _, indexes):
                return of(map_).get(tuple(map(of, indexes)))
            case Store(map_, _, indexes, value):
                return of(map_).set(tuple(map(of, indexes)), of(value))
            case FieldAccess(operand, field, type_):
                return self.field(of(operand), operand.type, field, type_)
            case FieldUpdate(operand, field, value):
                return self.updated(of(operand), operand.type, field, of(value))
            case IsConstructor(operand, constructor):
                return of(operand)[0] == constructor.name
            case Old(operand):
                return self.value(operand, {**now, **old}, old)
            case Let(variables, values, body):
                inner = {**now, **dict(zip(variables, map(of, values), strict=True))}
                return self.value(body, inner, old)
            case Quantifier(kind, _, variables, _, _, body):
                cases = product(*[self.domain(v.type) for v in variables])
                holds = (
                    self.value(body, {**now, **dict(zip(variables, case, strict=True))}, old)
                    for case in cases
                )
                return all(holds) if kind is QuantifierKind.FORALL else any(holds)
            case Lambda(_, variables, _, body):
                return Closure(
                    lambda key: self.value(
                        body, {**now, **dict(zip(variables, key, strict=True))}, old
                    )
                )
        raise Blocked

    def operation(
        self, operator: Operator, arguments: tuple[Expr, ...], of: Callable[[Expr], Any]
    ) -> Any:
        if operator is Operator.IMPLIES:
            return not of(arguments[0]) or of(arguments[1])
        if operator is Operator.AND:
            return of(arguments[0]) and of(arguments[1])
        if operator is Operator.OR:
            return of(arguments[0]) or of(arguments[1])
        if operator is Operator.IF_THEN_ELSE:
            return of(arguments[1] if of(arguments[0]) else arguments[2])
        values = [of(a) for a in arguments]
        if any(isinstance(v, Closure) for v in values):
            raise Blocked
        if operator is Operator.CONCATENATE:
            low = arguments[1].type
            assert isinstance(low, BitvectorType)
            return values[0] << low.width | values[1]
        return _OPERATIONS[operator](*values)

    def apply(self, function: Function, arguments: list[Any], type_: Type) -> Any:
        if function.is_constructor:
            return (function.name, *arguments)
        if function.name in self.functions:
            return self.functions[function.name](*arguments)
        declaration = self.bodies.get(function)
        if declaration is not None:
            assert declaration.body is not None
            inner = dict(zip(declaration.parameters, arguments, strict=True))
            return self.value(declaration.body, {**self.constants, **inner}, {})
        key = (function, *arguments)
        if key not in self.tables:
            self.tables[key] = self.choose(type_)
        return self.tables[key]

    def field(self, value: Any, type_: Type, field: str, field_type: Type) -> Any:
        assert isinstance(type_, ConstructedType)
        for constructor in self.datatypes[type_.name].constructors:
            if constructor.name == value[0] and field in constructor.names:
                return value[1 + constructor.names.index(field)]
        return self.default(field_type)

    def updated(self, value: Any, type_: Type, field: str, new: Any) -> Any:
        assert isinstance(type_, ConstructedType)
        having = [c for c in self.datatypes[type_.name].constructors if field in c.names]
        constructor = next((c for c in having if c.name == value[0]), having[-1])
        fields = [
            new if name == field else self.field(value, type_, name, t)
            for name, t in zip(constructor.names, constructor.parameters, strict=True)
        ]
        return (constructor.name, *fields)

    # ------------------------------------------------------------ procedures

    def run(self, name: str) -> None:
        """Call procedure `name` in some state. Raises Failure and Blocked."""
        procedure = self.procedures[name]
        where = {d.variable: d.where for d in self.program.globals if d.where is not None}
        inputs = {d.variable: d.where for d in procedure.inputs if d.where is not None}
        state = dict(self.constants)
        self.havoc([*self.globals, *[d.variable for d in procedure.inputs]], where | inputs, state)
        for clause in procedure.requires:
            if not self.value(clause.condition, state, {}):
                raise Blocked
        self.call(procedure, [state[d.variable] for d in procedure.inputs], state)

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
            self.check_promises(callee, after, own, dict(zip(outputs, results, strict=True)), before)
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
        try:
            self.list(self.body.body)
        except _Return:
            pass
        for clause in self.procedure.ensures:
            holds = self.holds(substitute(clause.condition, self.formals))
            if not holds:
                if clause.free:
                    raise Blocked
                self.fail(clause)
        state = self.state
        after = {g: state[g] for g in self.interpreter.globals}
        return [state[v] for v in self.body.outputs], after

    def fail(self, at: Condition | Assert | Call) -> None:
        raise Failure(self.body.name, at.span, {v.name: x for v, x in self.state.items()})

    def value(self, expr: Expr) -> Any:
        return self.interpreter.value(expr, self.state, self.old)

    def holds(self, expr: Expr) -> bool:
        return bool(self.value(expr))

    def assume_where(self) -> None:
        """Where the verifier may assume where clauses although nothing was havocked: loops."""
        if not all(self.holds(clause) for clause in self.where.values()):
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
                raise _Jump(self.random.choice(labels))
            case Return():
                raise _Return
            case _:
                raise Blocked

    def guard(self, guard: Expr | None) -> bool:
        return self.random.random() < 0.5 if guard is None else self.holds(guard)

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
        inner = {**self.state, **dict(zip([d.variable for d in callee.inputs], arguments, strict=True))}
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


def _divide(x: int, y: int) -> int:
    """Euclid's: the remainder is not negative. Division by zero is some function."""
    if y == 0:
        return 0
    return x // y if y > 0 else -(x // -y)


def _remainder(x: int, y: int) -> int:
    return x if y == 0 else x % abs(y)


_OPERATIONS: dict[Operator, Callable[..., Any]] = {
    Operator.IFF: lambda x, y: x == y,
    Operator.NOT: lambda x: not x,
    Operator.EQUAL: lambda x, y: x == y,
    Operator.NOT_EQUAL: lambda x, y: x != y,
    Operator.LESS: lambda x, y: x < y,
    Operator.LESS_EQUAL: lambda x, y: x <= y,
    Operator.GREATER: lambda x, y: x > y,
    Operator.GREATER_EQUAL: lambda x, y: x >= y,
    Operator.ADD: lambda x, y: x + y,
    Operator.SUBTRACT: lambda x, y: x - y,
    Operator.NEGATE: lambda x: -x,
    Operator.MULTIPLY: lambda x, y: x * y,
    Operator.INT_DIVIDE: _divide,
    Operator.MODULO: _remainder,
    Operator.REAL_DIVIDE: lambda x, y: Fraction(0) if y == 0 else Fraction(x) / y,
    Operator.TO_INT: floor,
    Operator.TO_REAL: Fraction,
}


def run(
    program: Program,
    name: str,
    random: Random,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> Failure | bool:
    """One run of procedure `name`: what failed, or whether it came to its end."""
    interpreter = Interpreter(program, random, functions)
    try:
        if not interpreter.satisfies_axioms():
            return False
        interpreter.run(name)
    except Failure as failure:
        return failure
    except Blocked:
        return False
    return True
