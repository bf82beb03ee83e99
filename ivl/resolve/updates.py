"""Assignments, unpacking and calls: what commands do to variables."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.base.source import Span
from ivl.core.expressions import (
    Expr,
    FieldAccess,
    FieldUpdate,
    IsConstructor,
    Operation,
    Operator,
    Select,
    Store,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.statements import (
    Assert,
    Assign,
    Call,
    Obligation,
    ObligationKind,
    Statement,
)
from ivl.core.types import BOOL, ConstructedType, substitute
from ivl.resolve.applications import field_type, instantiate, select_type, type_arguments
from ivl.resolve.attributes import elaborate_attributes, string_of
from ivl.resolve.context import Context
from ivl.resolve.expressions import find_variable
from ivl.resolve.finish import finish
from ivl.resolve.operators import shown
from ivl.resolve.unify import match_types, unify, zonk
from ivl.syntax import ast

MUTABLE = (VariableKind.GLOBAL, VariableKind.OUTPUT, VariableKind.LOCAL)


def check_assigned(c: Context, variables: Iterable[Variable], span: Span) -> None:
    """A command may assign only to mutable variables, and to globals that may be modified."""
    for variable in variables:
        if variable.kind not in MUTABLE:
            c.type_error(
                "immutable",
                span,
                f"command assigns to an immutable variable: {variable.name}",
            )
        elif (
            variable.kind is VariableKind.GLOBAL
            and c.modifiable is not None
            and variable not in c.modifiable
        ):
            c.type_error(
                "modifies",
                span,
                "command assigns to a global variable that is not in the enclosing procedure's "
                f"modifies clause: {variable.name}",
            )


def statement_id(c: Context, attributes: tuple[ast.Attribute, ...], span: Span) -> None:
    """Register ``{:id "name"}``, which must be unique in the program."""
    name = string_of(attributes, "id")
    if name is None:
        return
    if name in c.statement_ids:
        c.resolve_error("duplicate-id", span, f"more than one statement with same id: {name}")
    c.statement_ids.add(name)


def _target(c: Context, node: ast.Target) -> Expr | None:
    """What a target denotes before the assignment; None after an error."""
    match node:
        case ast.Name():
            variable = find_variable(c, node.text, node)
            return None if variable is None else VariableReference(variable, span=node.span)
        case ast.MapTarget():
            map_ = _target(c, node.target)
            indexes = tuple([c.expression(e) for e in node.indexes])
            if map_ is None:
                return None
            found = select_type(c, node, map_, indexes, node.span, "map assignment")
            if found is None:
                return None
            instances, type_ = found
            return Select(map_, instances, indexes, type_, span=node.span)
        case ast.FieldTarget():
            operand = _target(c, node.target)
            if operand is None:
                return None
            type_of_field = field_type(c, node, operand.type, node.field)
            if type_of_field is None:
                return None
            return FieldAccess(operand, node.field.text, type_of_field, span=node.span)


def _update(target: Expr, value: Expr) -> tuple[Variable, Expr]:
    """The variable to assign to, and its new value, so that `target` becomes `value`."""
    if isinstance(target, VariableReference):
        return target.variable, value
    match target:
        case Select(map_, instances, indexes):
            return _update(map_, Store(map_, instances, indexes, value, span=target.span))
        case FieldAccess(operand, field):
            return _update(operand, FieldUpdate(operand, field, value, span=target.span))
        case _:
            raise AssertionError("not a target of an assignment")


def _assigned(target: Expr) -> Variable:
    while not isinstance(target, VariableReference):
        assert isinstance(target, Select | FieldAccess)
        target = target.map if isinstance(target, Select) else target.operand
    return target.variable


def assign(c: Context, node: ast.Assign) -> tuple[Statement, ...]:
    """``x, m[i], d->f := e, f, g;``."""
    before = len(c.type_errors)
    attributes = elaborate_attributes(c, node.attributes)
    if len(node.targets) != len(node.values):
        c.resolve_error(
            "arity",
            node.span,
            "number of left-hand sides does not match number of right-hand sides",
        )
    targets = [_target(c, t) for t in node.targets]
    values = [c.expression(e) for e in node.values]
    _check_twice(c, node, targets)
    if c.symbols.assumption_variables:
        for plain, target, value in zip(node.targets, targets, values, strict=False):
            if isinstance(plain, ast.Name) and isinstance(target, VariableReference):
                _check_assumption(c, target.variable, value, node.span)
    if len(c.type_errors) != before or None in targets or len(targets) != len(values):
        return ()
    known = [t for t in targets if t is not None]
    check_assigned(c, [_assigned(t) for t in known], node.span)
    for plain, target, value in zip(node.targets, known, values, strict=True):
        if not unify(target.type, value.type):
            c.type_error(
                "assignment",
                plain.span,
                "mismatched types in assignment command "
                f"(cannot assign {shown(value.type)} to {shown(target.type)})",
            )
    finished = finish(c, *known, *values)
    updates = [_update(t, v) for t, v in zip(finished, finished[len(known) :], strict=False)]
    variables = tuple([v for v, _ in updates])
    return (Assign(variables, tuple([e for _, e in updates]), attributes, span=node.span),)


def _check_twice(c: Context, node: ast.Assign, targets: list[Expr | None]) -> None:
    if len(targets) < 2:
        return
    seen: list[Variable] = []
    for plain, target in zip(node.targets, targets, strict=True):
        if target is None:
            continue
        variable = _assigned(target)
        for _ in range(seen.count(variable)):
            c.resolve_error(
                "assigned-twice",
                plain.span,
                f"variable {variable.name} is assigned more than once in parallel assignment",
            )
        seen.append(variable)


def _check_assumption(c: Context, variable: Variable, value: Expr, span: Span) -> None:
    """``{:assumption} var a: bool`` may be assigned once, ``a := a && e``."""
    if variable not in c.symbols.assumption_variables:
        return
    match value:
        case Operation(Operator.AND, (VariableReference(first), _)) if first is variable:
            if variable in c.assigned_assumptions:
                c.resolve_error(
                    "assumption",
                    span,
                    "assumption variable may not be assigned to more than once",
                )
            c.assigned_assumptions.add(variable)
        case _:
            c.resolve_error(
                "assumption",
                span,
                f"RHS of assignment to assumption variable {variable.name} must match "
                f'expression "{variable.name} && <boolean expression>"',
            )


def unpack(c: Context, node: ast.Unpack) -> tuple[Statement, ...]:
    """``C(x, y) := e;`` asserts that `e` is a `C` and assigns its fields."""
    before = len(c.type_errors)
    function = c.function(node.constructor.text, node.constructor.span)
    found = [find_variable(c, name.text, name) for name in node.variables]
    variables = tuple([v for v in found if v is not None])
    elaborate_attributes(c, node.attributes)
    value = c.expression(node.value)
    if function is None or len(variables) != len(found):
        return ()
    if len(function.parameters) != len(variables):
        c.type_error(
            "arity",
            node.constructor.span,
            f"wrong number of arguments to function: {function.name} "
            f"({len(variables)} instead of {len(function.parameters)})",
        )
        check_assigned(c, variables, node.span)
        return ()
    references = [
        VariableReference(v, span=n.span) for v, n in zip(variables, node.variables, strict=True)
    ]
    binding = instantiate(
        c,
        node,
        function.type_parameters,
        function.parameters,
        references,
        f"application of {function.name}",
    )
    type_arguments(c, function.type_parameters, binding)
    type_ = substitute(function.result, binding)
    failed = len(c.type_errors) != before
    check_assigned(c, variables, node.span)
    if not failed and not unify(type_, value.type):
        c.type_error(
            "assignment",
            node.span,
            "mismatched types in assignment command "
            f"(cannot assign {shown(value.type)} to {shown(type_)})",
        )
        return ()
    if not function.is_constructor:
        c.type_error(
            "unpack",
            node.span,
            "left side of unpack command must be a constructor application",
        )
    for index, variable in enumerate(variables):
        if variable in variables[:index]:
            c.type_error(
                "assigned-twice",
                node.span,
                f"variable {variable.name} is assigned more than once in unpack command",
            )
    (value,) = finish(c, value)
    if len(c.type_errors) != before or not isinstance(value.type, ConstructedType):
        return ()
    span = node.span
    fields = [
        FieldAccess(value, name, zonk(substitute(type_, binding)), span=span)
        for name, type_ in zip(function.names, function.parameters, strict=True)
    ]
    obligation = Obligation(
        ObligationKind.ASSERT, span, message="the precondition for unpack could not be proved"
    )
    check = Assert(IsConstructor(value, function, BOOL, span=span), obligation, span=span)
    if not variables:
        return (check,)
    return check, Assign(variables, tuple(fields), span=span)


def call(c: Context, node: ast.Call) -> tuple[Statement, ...]:
    """``call x, y := P(e, f);``."""
    names = len(c.resolve_errors)
    attributes = elaborate_attributes(c, node.attributes)
    name = node.procedure.text
    callee = c.symbols.procedures.get(name)
    if callee is None:
        c.resolve_error("undeclared-procedure", node.span, f"call to undeclared procedure: {name}")
    arguments = tuple([c.expression(e) for e in node.arguments])
    found = [find_variable(c, result.text, result) for result in node.results]
    results = tuple([v for v in found if v is not None])
    for index, variable in enumerate(results):
        if variable in results[:index]:
            c.resolve_error(
                "assigned-twice",
                node.span,
                f"left-hand side of call command contains variable twice: {variable.name}",
            )
    if callee is None:
        return ()
    for what, given, wanted in (
        ("arguments", len(node.arguments), len(callee.inputs)),
        ("result variables", len(node.results), len(callee.outputs)),
    ):
        if given != wanted:
            c.resolve_error(
                "arity", node.span, f"wrong number of {what} in call to {name}: {given}"
            )
            return ()
    statement_id(c, node.attributes, node.span)
    if c.procedure is not None and c.procedure.node.pure and not callee.node.pure:
        c.resolve_error("pure", node.span, "pure procedure may only call a pure procedure")
    if len(c.resolve_errors) != names:
        return ()
    check_assigned(c, (*results, *callee.modifies), node.span)
    parameters = callee.type_parameters
    where = f"call to {name}"
    inputs = [v.type for v in callee.inputs]
    binding = instantiate(c, node, parameters, inputs, arguments, where)
    for index, (formal, variable) in enumerate(zip(callee.outputs, results, strict=True)):
        if not match_types(formal.type, variable.type, parameters, binding, c.unknown):
            c.operator_error(
                node,
                "argument",
                node.results[index].span,
                f"invalid type for out-parameter {index} in {where}: "
                f"{shown(variable.type)} (expected: {shown(substitute(formal.type, binding))})",
                len(arguments) + index,
            )
    instances = type_arguments(c, parameters, binding)
    arguments = finish(c, *arguments)
    instances = tuple([zonk(t) for t in instances])
    statement = Call(name, instances, arguments, results, attributes, node.free, span=node.span)
    return (statement,)
