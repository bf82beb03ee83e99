"""Building blocks of `ivl.build`: declarations and programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from ivl.base.counterexample import Presenter
from ivl.base.source import NOWHERE, Span
from ivl.core.build_values import BuildError, Term, expression
from ivl.core.expressions import (
    Attributes,
    Expr,
    Function,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import substitute as substitute_variables
from ivl.core.map_statements import map_statements
from ivl.core.program import (
    Axiom,
    Condition,
    ConstantDeclaration,
    Datatype,
    FunctionDeclaration,
    GlobalDeclaration,
    Implementation,
    Procedure,
    Program,
    TypeConstructor,
)
from ivl.core.statements import Statement
from ivl.core.types import BOOL, ConstructedType, Type, TypeVariable, show
from ivl.core.validate import validate

Declarable: TypeAlias = (
    TypeConstructor | Datatype | ConstantDeclaration | GlobalDeclaration | Variable
    | FunctionDeclaration | Function | Axiom | Procedure | Implementation
)  # fmt: skip


def type_constructor(
    name: str, arity: int = 0, *, attributes: Attributes = (), span: Span = NOWHERE
) -> TypeConstructor:
    """``type name a b;``; refer to it as ``type_of(name, ...)``."""
    return TypeConstructor(name, arity, attributes, span=span)


def constructor(name: str, *, span: Span = NOWHERE, **fields: Type) -> Function:
    """``name(field: T, ...)``, for `datatype`, which gives it its result type."""
    types = tuple(fields.values())
    return Function(name, (), types, BOOL, tuple(fields), (), is_constructor=True, span=span)


def datatype(
    name: str,
    constructors: Sequence[Function],
    *,
    parameters: Sequence[TypeVariable] = (),
    attributes: Attributes = (),
    span: Span = NOWHERE,
) -> Datatype:
    """``datatype name<parameters> { constructors }``.

    Its `constructors` are the functions to apply and to take fields of.
    """
    result = ConstructedType(name, tuple(parameters))
    made: list[Function] = []
    for c in constructors:
        if not c.is_constructor:
            raise BuildError(f"{c.name} is not a constructor")
        made.append(
            Function(
                c.name,
                tuple(parameters),
                c.parameters,
                result,
                c.names,
                c.attributes,
                is_constructor=True,
                span=c.span,
            )
        )
    return Datatype(name, tuple(parameters), tuple(made), attributes, span=span)


def declare_constant(
    variable: Variable, *, unique: bool = False, attributes: Attributes = ()
) -> ConstantDeclaration:
    """``const unique x: T;``; a bare constant in `program` is declared without ``unique``."""
    _check_kind(variable, VariableKind.CONSTANT)
    return ConstantDeclaration(variable, unique, attributes)


def declare(
    variable: Variable, *, where: Term | None = None, attributes: Attributes = ()
) -> GlobalDeclaration:
    """``x: T where e``: a global, a formal or a local with a where clause or attributes."""
    clause = None if where is None else expression(where, BOOL)
    return GlobalDeclaration(variable, clause, attributes)


def function(
    name: str,
    parameters: Sequence[Type | Variable],
    result: Type,
    *,
    types: Sequence[TypeVariable] = (),
    attributes: Attributes = (),
    span: Span = NOWHERE,
) -> Function:
    """``function name<types>(parameters) : result``; give it a body with `define`."""
    found = tuple([p.type if isinstance(p, Variable) else p for p in parameters])
    names = tuple([p.name if isinstance(p, Variable) else "" for p in parameters])
    return Function(name, tuple(types), found, result, names, attributes, span=span)


def define(function: Function, parameters: Sequence[Variable], body: Term) -> FunctionDeclaration:
    """``function f(parameters) { body }``; the function's attributes say how it is used."""
    types = tuple([p.type for p in parameters])
    if types != function.parameters:
        raise BuildError(f"{function.name} has other parameters")
    return FunctionDeclaration(function, tuple(parameters), expression(body, function.result))


def axiom(condition: Term, *, attributes: Attributes = (), span: Span = NOWHERE) -> Axiom:
    """``axiom e;``"""
    return Axiom(expression(condition, BOOL), False, attributes, span=span)


def clause(
    condition: Term,
    *,
    free: bool = False,
    message: str = "",
    origin: object = None,
    attributes: Attributes = (),
    span: Span = NOWHERE,
) -> Condition:
    """A ``requires`` or ``ensures`` clause; a bare expression will do where it is plain."""
    e = expression(condition, BOOL)
    return Condition(e, free, attributes, span=span, message=message, origin=origin)


def procedure(
    name: str,
    inputs: Sequence[Variable | GlobalDeclaration] = (),
    outputs: Sequence[Variable | GlobalDeclaration] = (),
    *,
    requires: Sequence[Term | Condition] = (),
    ensures: Sequence[Term | Condition] = (),
    modifies: Sequence[Variable] = (),
    types: Sequence[TypeVariable] = (),
    attributes: Attributes = (),
    span: Span = NOWHERE,
) -> Procedure:
    """``procedure name<types>(inputs) returns (outputs); contract``; see `implementation`."""
    for variable in modifies:
        _check_kind(variable, VariableKind.GLOBAL)

    def formals(
        given: Sequence[Variable | GlobalDeclaration], kind: VariableKind
    ) -> tuple[GlobalDeclaration, ...]:
        found = [declare(g) if isinstance(g, Variable) else g for g in given]
        for g in found:
            _check_kind(g.variable, kind)
        return tuple(found)

    def clauses(given: Sequence[Term | Condition]) -> tuple[Condition, ...]:
        return tuple([c if isinstance(c, Condition) else clause(c, span=span) for c in given])

    return Procedure(
        name,
        tuple(types),
        formals(inputs, VariableKind.INPUT),
        formals(outputs, VariableKind.OUTPUT),
        clauses(requires),
        clauses(ensures),
        tuple(modifies),
        attributes=attributes,
        span=span,
    )


def implementation(
    procedure: Procedure,
    body: Sequence[Statement],
    *,
    locals: Sequence[Variable | GlobalDeclaration] = (),
    attributes: Attributes | None = None,
    span: Span | None = None,
    end: Span | None = None,
) -> Implementation:
    """A body for `procedure`, written with the procedure's own formals.

    `span` is where a verdict on it is reported, `end` where a postcondition that does not hold
    after its last statement is.
    """
    copies: dict[Variable, Variable] = {}
    for g in (*procedure.inputs, *procedure.outputs):
        v = g.variable
        copies[v] = Variable(v.name, v.type, v.kind, span=v.span)
    references: dict[Variable, Expr] = {v: VariableReference(c) for v, c in copies.items()}

    def rewrite(e: Expr) -> Expr:
        return substitute_variables(e, references)

    found: list[GlobalDeclaration] = []
    for item in locals:
        g = declare(item) if isinstance(item, Variable) else item
        _check_kind(g.variable, VariableKind.LOCAL)
        where = None if g.where is None else rewrite(g.where)
        found.append(GlobalDeclaration(g.variable, where, g.attributes))
    place = procedure.span if span is None else span
    return Implementation(
        procedure.name,
        procedure.type_parameters,
        tuple([copies[g.variable] for g in procedure.inputs]),
        tuple([copies[g.variable] for g in procedure.outputs]),
        tuple(found),
        map_statements(tuple(body), rewrite, lambda v: copies.get(v, v)),
        procedure.attributes if attributes is None else attributes,
        span=place,
        end=place if end is None else end,
    )


def program(*declarations: Declarable, presenter: Presenter | None = None) -> Program:
    """The program of `declarations`, in any order; a Variable or Function declares itself.

    `presenter` shows counterexamples in the terms of the language that the program comes from.
    Raises BuildError when something is used that is not declared, or declared twice, or does not
    fit together.
    """
    types: list[TypeConstructor] = []
    datatypes: list[Datatype] = []
    constants: list[ConstantDeclaration] = []
    globals_: list[GlobalDeclaration] = []
    functions: list[FunctionDeclaration] = []
    axioms: list[Axiom] = []
    procedures: list[Procedure] = []
    implementations: list[Implementation] = []
    keep: dict[type, Callable[..., None]] = {
        TypeConstructor: types.append,
        Datatype: datatypes.append,
        ConstantDeclaration: constants.append,
        GlobalDeclaration: globals_.append,
        FunctionDeclaration: functions.append,
        Axiom: axioms.append,
        Procedure: procedures.append,
        Implementation: implementations.append,
    }
    for declaration in declarations:
        match declaration:
            case Variable(kind=VariableKind.CONSTANT):
                constants.append(declare_constant(declaration))
            case Variable(kind=VariableKind.GLOBAL):
                globals_.append(declare(declaration))
            case Function():
                functions.append(FunctionDeclaration(declaration, _parameters(declaration), None))
            case _ if type(declaration) in keep:
                keep[type(declaration)](declaration)
            case _:
                raise BuildError(f"not a declaration: {declaration!r}")
    result = Program(
        tuple(types),
        tuple(datatypes),
        tuple(constants),
        tuple(globals_),
        tuple(functions),
        tuple(axioms),
        tuple(procedures),
        tuple(implementations),
        presenter,
    )
    problems = validate(result)
    if problems:
        raise BuildError("; ".join(problems[:5]))
    return result


def _parameters(function: Function) -> tuple[Variable, ...]:
    return tuple(
        [Variable(name, t, VariableKind.BOUND)
         for name, t in zip(function.names, function.parameters, strict=True)]
    )  # fmt: skip


def _check_kind(variable: Variable, kind: VariableKind) -> None:
    if not isinstance(variable, Variable) or variable.kind is not kind:
        shown = f"{variable.name}: {show(variable.type)}" if isinstance(variable, Variable) else ""
        raise BuildError(f"expected a variable of kind {kind.value}, got {shown or variable!r}")
