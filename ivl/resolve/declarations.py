"""The third pass: elaborate each declaration's expressions and statements."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.source import Span
from ivl.core.expressions import Attributes, Expr, Function, Variable
from ivl.core.program import (
    Axiom,
    Condition,
    ConstantDeclaration,
    Datatype,
    FunctionDeclaration,
    GlobalDeclaration,
    Implementation,
    Procedure,
    TypeConstructor,
)
from ivl.core.types import BOOL, Type, TypeVariable, substitute
from ivl.resolve.attributes import elaborate_attributes, is_set
from ivl.resolve.context import Context, State
from ivl.resolve.finish import finish
from ivl.resolve.measures import elaborate_measure
from ivl.resolve.operators import shown
from ivl.resolve.scopes import ProcedureSignature
from ivl.resolve.signatures import declare_formals, declare_local
from ivl.resolve.statements import condition
from ivl.resolve.types import (
    bind_type_variables,
    check_occurrences,
    resolve_type,
    sort_type_parameters,
)
from ivl.resolve.unify import comparable, has_unknown, unify
from ivl.syntax import ast


def type_constructor(c: Context, node: ast.TypeDeclaration) -> TypeConstructor:
    """``type C a b;``"""
    attributes = elaborate_attributes(c, node.attributes)
    return TypeConstructor(node.name, len(node.parameters), attributes, span=node.span)


def datatype(c: Context, node: ast.Datatype, constructors: Sequence[Function]) -> Datatype:
    """``datatype D<a> { C(x: T), E() }``"""
    attributes = elaborate_attributes(c, node.attributes)
    for constructor in node.constructors:
        for field in constructor.fields:
            elaborate_attributes(c, field.attributes)
    parameters = constructors[0].type_parameters if constructors else ()
    return Datatype(node.name, parameters, tuple(constructors), attributes, span=node.span)


def constant(
    c: Context, node: ast.ConstantDeclaration, variable: Variable, uses: tuple[int, ...]
) -> ConstantDeclaration:
    """One constant of ``const unique x, y: T uses { axiom ...; }``"""
    return ConstantDeclaration(
        variable, node.unique, elaborate_attributes(c, node.attributes), uses
    )


def axiom(c: Context, node: ast.Axiom) -> Axiom:
    """``axiom e;``"""
    attributes = elaborate_attributes(c, node.attributes)
    c.state = State.NONE
    e = c.expression(node.condition)
    c.state = State.ONE
    if not unify(e.type, BOOL):
        c.type_error("not-bool", node.span, "axioms must be of type bool")
    return Axiom(finish(c, e)[0], node.hideable, attributes, span=node.span)


def where(c: Context, node: ast.VariableDeclaration) -> Expr | None:
    """The condition of ``x: T where e``."""
    if node.where is None:
        return None
    e = c.expression(node.where)
    if not unify(e.type, BOOL):
        c.type_error("not-bool", node.name.span, "where clauses must be of type bool")
    return finish(c, e)[0]


def function(
    c: Context,
    node: ast.FunctionDeclaration,
    signature: Function,
    formals: tuple[Variable, ...],
    uses: tuple[int, ...],
) -> FunctionDeclaration:
    """``function f<a>(x: T): U { e }``; sets the attributes of its signature."""
    outer = c.type_variables
    c.type_variables = {**outer, **{v.name: v for v in signature.type_parameters}}
    c.scope.enter()
    for parameter, variable in zip(node.parameters, formals, strict=True):
        if parameter.name is not None:
            c.declare(variable)
        elaborate_attributes(c, parameter.attributes)
    result = node.result.name
    if result is not None and any(v.name == result.text for v in formals):
        c.resolve_error(
            "duplicate-variable",
            result.span,
            f"more than one declaration of variable name: {result.text}",
        )
    attributes = elaborate_attributes(c, node.attributes)
    object.__setattr__(signature, "attributes", attributes)  # only now can they be elaborated
    body = None if node.body is None else _body(c, node, node.body, signature, formals)
    c.scope.leave()
    c.type_variables = outer
    return FunctionDeclaration(signature, formals, body, node.revealed, uses)


def _body(
    c: Context,
    node: ast.FunctionDeclaration,
    body: ast.Expr,
    signature: Function,
    formals: tuple[Variable, ...],
) -> Expr:
    inline = is_set(node.attributes, "inline")
    if not inline:
        _resolve_again(c, node, signature)
        for parameter, variable in zip(node.parameters, formals, strict=True):
            if parameter.name is None:
                c.scope.declare(variable)
    c.state = State.NONE
    e = c.expression(body)
    c.state = State.ONE
    result = signature.result
    if inline or is_set(node.attributes, "define"):
        good = unify(e.type, result)
        if not good:
            c.type_error(
                "function-body",
                e.span,
                f"function body with invalid type: {shown(e.type)} (expected: {shown(result)})",
            )
        if inline or good:
            return finish(c, e)[0]
    if not comparable(result, e.type):
        c.type_error(
            "function-body",
            node.span,
            f"invalid argument types ({shown(result)} and {shown(e.type)}) to binary operator ==",
        )
    return finish(c, e)[0]


def _resolve_again(c: Context, node: ast.FunctionDeclaration, signature: Function) -> None:
    """Report once more what Boogie does when it resolves the axiom that defines the function."""
    if not c.resolve_errors:
        return
    if is_set(node.attributes, "define"):
        resolve_type(c, node.result.type)
        return
    for parameter in node.parameters:
        resolve_type(c, parameter.type)
    resolve_type(c, node.result.type)
    if node.parameters or node.type_parameters:
        if has_unknown(signature.result):  # in the trigger and in the body
            resolve_type(c, node.result.type)
        elaborate_attributes(c, node.attributes)


def _formals(
    c: Context, nodes: Sequence[ast.VariableDeclaration], variables: tuple[Variable, ...]
) -> tuple[GlobalDeclaration, ...]:
    """Bring formals into scope and elaborate their where clauses."""
    attributes = []
    for node, variable in zip(nodes, variables, strict=True):
        c.declare(variable)
        attributes.append(elaborate_attributes(c, node.attributes))
    return tuple(
        [
            GlobalDeclaration(variable, where(c, node), attribute)
            for node, variable, attribute in zip(nodes, variables, attributes, strict=True)
        ]
    )


def _conditions(
    c: Context, node: ast.Procedure, kind: type[ast.Requires | ast.Ensures], what: str
) -> tuple[Condition, ...]:
    found = []
    for clause in node.specification:
        if isinstance(clause, ast.Requires | ast.Ensures) and isinstance(clause, kind):
            e = condition(c, clause.condition, clause.span, what)
            attributes = elaborate_attributes(c, clause.attributes)
            found.append(Condition(e, clause.free, attributes, span=clause.span))
    return tuple(found)


def procedure(c: Context, signature: ProcedureSignature) -> Procedure:
    """A procedure's contract."""
    node = signature.node
    outer = c.type_variables
    c.type_variables = {**outer, **{v.name: v for v in signature.type_parameters}}
    c.scope.enter()
    if node.pure:
        c.state = State.NONE
    inputs = _formals(c, node.parameters, signature.inputs)
    requires = _conditions(c, node, ast.Requires, "preconditions")
    measure: tuple[Expr, ...] = ()
    for clause in node.specification:
        if isinstance(clause, ast.Measure):
            measure = elaborate_measure(c, clause)
    outputs = _formals(c, node.results, signature.outputs)
    if not node.pure:
        c.state = State.TWO
    ensures = _conditions(c, node, ast.Ensures, "postconditions")
    c.state = State.ONE
    attributes = elaborate_attributes(c, node.attributes)
    c.scope.leave()
    c.type_variables = outer
    return Procedure(
        node.name,
        signature.type_parameters,
        inputs,
        outputs,
        requires,
        ensures,
        signature.modifies,
        measure,
        node.pure,
        attributes,
        span=node.span,
    )


def implementation(
    c: Context, node: ast.Implementation | ast.Procedure, body: ast.Body
) -> Implementation:
    """A body with its own formals; it must match the procedure's signature."""
    signature = c.symbols.procedures.get(node.name)
    if signature is None:
        c.resolve_error(
            "undeclared-procedure",
            node.span,
            f"implementation given for undeclared procedure: {node.name}",
        )
    outer = c.type_variables
    c.type_variables = dict(outer)
    names = bind_type_variables(c, node.type_parameters)
    inputs, outputs = declare_formals(c, _bare(node.parameters), _bare(node.results))
    types = [v.type for v in (*inputs, *outputs)]
    parameters = sort_type_parameters(names, types)
    check_occurrences(c, names, types, node.span, "implementation arguments")
    c.scope.enter()
    for plain, variable in zip((*node.parameters, *node.results), (*inputs, *outputs), strict=True):
        c.declare(variable)
        elaborate_attributes(c, plain.attributes)
    local = _locals(c, body)
    attributes = elaborate_attributes(c, node.attributes)
    c.procedure = signature
    c.modifiable = None
    if signature is not None and not c.options.infer_modifies:
        c.modifiable = frozenset(signature.modifies)
    pure = signature is not None and signature.node.pure
    c.state = State.NONE if pure else State.TWO
    c.labels = set()
    statements = c.statements(body.statements)
    c.state = State.ONE
    c.procedure, c.modifiable = None, None
    c.scope.leave()
    c.type_variables = outer
    if signature is not None:
        _match_signature(c, node, signature, parameters, inputs, outputs)
    return Implementation(
        node.name,
        parameters,
        inputs,
        outputs,
        local,
        statements,
        attributes,
        span=node.span,
        end=body.end,
    )


def _bare(nodes: Sequence[ast.VariableDeclaration]) -> list[ast.VariableDeclaration]:
    """Formals as an implementation has them: without where clauses."""
    return [
        n if n.where is None else ast.VariableDeclaration(n.name, n.type, None, n.attributes)
        for n in nodes
    ]


def _locals(c: Context, body: ast.Body) -> tuple[GlobalDeclaration, ...]:
    declared: list[tuple[ast.VariableDeclaration, Variable, Attributes]] = []
    for node in body.locals:
        variable = declare_local(c, node)
        c.declare(variable)
        declared.append((node, variable, elaborate_attributes(c, node.attributes)))
    return tuple([GlobalDeclaration(v, where(c, node), a) for node, v, a in declared])


def _match_signature(
    c: Context,
    node: ast.Implementation | ast.Procedure,
    signature: ProcedureSignature,
    parameters: tuple[TypeVariable, ...],
    inputs: tuple[Variable, ...],
    outputs: tuple[Variable, ...],
) -> None:
    if len(parameters) != len(signature.type_parameters):
        _mismatch(c, node.span, f"mismatched number of type parameters: {node.name}")
        return
    renaming: dict[TypeVariable, Type] = dict(
        zip(parameters, signature.type_parameters, strict=True)
    )
    for which, mine, theirs in (
        ("in", inputs, signature.inputs),
        ("out", outputs, signature.outputs),
    ):
        if len(mine) != len(theirs):
            _mismatch(
                c,
                node.span,
                f"mismatched number of {which}-parameters in procedure implementation: {node.name}",
            )
            continue
        for one, other in zip(mine, theirs, strict=True):
            if substitute(one.type, renaming) != other.type:
                name = other.name
                if one.name != name:
                    name += f" (named {one.name} in implementation)"
                _mismatch(
                    c,
                    node.span,
                    f"mismatched type of {which}-parameter in implementation {node.name}: {name}",
                )


def _mismatch(c: Context, span: Span, message: str) -> None:
    c.type_error("implementation", span, message)
