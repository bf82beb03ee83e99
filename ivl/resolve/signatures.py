"""The second pass: types, and the signatures of all functions, variables and procedures.

Afterwards any expression can be elaborated, wherever it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ivl.core.expressions import Function, Variable, VariableKind
from ivl.core.types import BOOL, ConstructedType, MapType, Type, TypeVariable
from ivl.resolve.attributes import is_set
from ivl.resolve.context import Context
from ivl.resolve.expressions import find_variable
from ivl.resolve.register import Key, Registry
from ivl.resolve.scopes import DatatypeSignature, ProcedureSignature
from ivl.resolve.types import (
    bind_type_variables,
    check_occurrences,
    resolve_type,
    sort_type_parameters,
)
from ivl.syntax import ast


class Signatures:
    """What each declaration declares, by its key."""

    def __init__(self) -> None:
        self.functions: dict[Key, Function] = {}
        self.variables: dict[Key, Variable] = {}
        self.procedures: dict[Key, ProcedureSignature] = {}
        self.formals: dict[Key, tuple[Variable, ...]] = {}


def resolve_signatures(c: Context, program: ast.Program, registry: Registry) -> Signatures:
    """Resolve all types and signatures."""
    signatures = Signatures()
    _type_names(c, program, registry)
    _synonyms(c, program, registry)
    _datatypes(c, program, registry, signatures)
    _check_well_founded(c)
    for index, declaration in enumerate(program.declarations):
        c.order = index
        match declaration:
            case ast.ConstantDeclaration():
                for place, name in enumerate(declaration.names):
                    type_ = resolve_type(c, declaration.type)
                    variable = Variable(name.text, type_, VariableKind.CONSTANT, span=name.span)
                    _declare(c, registry, signatures, (index, place), variable)
            case ast.GlobalDeclaration():
                for place, node in enumerate(declaration.variables):
                    variable = _variable(c, node, VariableKind.GLOBAL)
                    _declare(c, registry, signatures, (index, place), variable)
            case ast.FunctionDeclaration():
                _function(c, declaration, (index, 0), registry, signatures)
            case ast.Procedure():
                _procedure(c, declaration, (index, 0), registry, signatures)
    for index, declaration in enumerate(program.declarations):
        if isinstance(declaration, ast.Procedure):
            c.order = index
            _modifies(c, signatures.procedures[index, 0])
    return signatures


def _variable(c: Context, node: ast.VariableDeclaration, kind: VariableKind) -> Variable:
    variable = Variable(node.name.text, resolve_type(c, node.type), kind, span=node.name.span)
    if is_set(node.attributes, "assumption"):
        c.symbols.assumption_variables.add(variable)
        if variable.type != BOOL:
            c.type_error("assumption", node.name.span, "assumption variable must be of type 'bool'")
        if node.where is not None:
            c.resolve_error(
                "assumption",
                node.name.span,
                "assumption variable may not be declared with a where clause",
            )
    return variable


def declare_formals(
    c: Context,
    inputs: Sequence[ast.VariableDeclaration],
    outputs: Sequence[ast.VariableDeclaration],
) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
    """Variables for parameters and results; they are not in scope yet."""
    return (
        tuple([_variable(c, node, VariableKind.INPUT) for node in inputs]),
        tuple([_variable(c, node, VariableKind.OUTPUT) for node in outputs]),
    )


def declare_local(c: Context, node: ast.VariableDeclaration) -> Variable:
    """A variable for a local; it is not in scope yet."""
    return _variable(c, node, VariableKind.LOCAL)


def _declare(
    c: Context, registry: Registry, signatures: Signatures, key: Key, variable: Variable
) -> None:
    signatures.variables[key] = variable
    if key not in registry.ignored and key not in registry.duplicates:
        c.scope.declare(variable)


def _type_names(c: Context, program: ast.Program, registry: Registry) -> None:
    for index, declaration in enumerate(program.declarations):
        if isinstance(declaration, ast.TypeDeclaration | ast.Datatype):
            key = index, 0
            if key not in registry.ignored and key not in registry.duplicates:
                c.symbols.types[declaration.name] = declaration


def _synonyms(c: Context, program: ast.Program, registry: Registry) -> None:
    """Resolve synonyms, each after those that it mentions."""
    pending: dict[str, tuple[int, ast.TypeDeclaration, Type | ast.Type]] = {}
    extra: list[tuple[int, ast.TypeDeclaration]] = []
    for index, node in enumerate(program.declarations):
        if not isinstance(node, ast.TypeDeclaration) or node.body is None:
            continue
        if c.symbols.types.get(node.name) is node:
            pending[node.name] = index, node, node.body
        elif (index, 0) not in registry.ignored:
            extra.append((index, node))
    users: dict[str, list[str]] = defaultdict(list)
    missing: dict[str, int] = {}
    for name, (_, node, _) in pending.items():
        assert node.body is not None
        mentioned = {n for n in _mentioned(node.body) if n in pending}
        missing[name] = len(mentioned)
        for other in mentioned:
            users[other].append(name)
    ready = [name for name, count in missing.items() if count == 0]
    for name in ready:
        index, node, _ = pending.pop(name)
        c.order = index
        _synonym(c, node)
        for user in users[name]:
            missing[user] -= 1
            if missing[user] == 0:
                ready.append(user)
    for index, node, _ in pending.values():
        c.order = index
        c.resolve_error(
            "type-cycle",
            node.span,
            f"type synonym could not be resolved because of cycles: {node.name} "
            '(replacing body with "bool" to continue resolving)',
        )
        c.symbols.synonyms[node.name] = tuple([TypeVariable(p.text) for p in node.parameters]), BOOL
    for index, node in extra:
        c.order = index
        resolved = c.symbols.synonyms.get(node.name)
        _synonym(c, node)
        if resolved is not None:
            c.symbols.synonyms[node.name] = resolved


def _synonym(c: Context, node: ast.TypeDeclaration) -> None:
    assert node.body is not None
    outer = c.type_variables
    c.type_variables = dict(outer)
    parameters = bind_type_variables(c, node.parameters)
    c.symbols.synonyms[node.name] = parameters, resolve_type(c, node.body)
    c.type_variables = outer


def _mentioned(type_: ast.Type) -> Iterator[str]:
    match type_:
        case ast.TypeName(name, arguments):
            yield name
            parts: Iterable[ast.Type] = arguments
        case ast.MapType():
            parts = (*type_.domain, type_.range)
    for part in parts:
        yield from _mentioned(part)


def _datatypes(
    c: Context, program: ast.Program, registry: Registry, signatures: Signatures
) -> None:
    for index, node in enumerate(program.declarations):
        if not isinstance(node, ast.Datatype):
            continue
        c.order = index
        outer = c.type_variables
        c.type_variables = dict(outer)
        parameters = bind_type_variables(c, node.type_parameters)
        result = ConstructedType(node.name, parameters)
        datatype = DatatypeSignature(parameters, {}, {})
        for place, constructor in enumerate(node.constructors):
            key = index, place + 1
            names: set[str] = set()
            types = []
            for field in constructor.fields:
                if field.name.text in names:
                    c.resolve_error(
                        "duplicate-variable",
                        field.name.span,
                        f"more than one declaration of variable name: {field.name.text}",
                    )
                names.add(field.name.text)
                assert field.type is not None
                types.append(resolve_type(c, field.type))
            function = Function(
                constructor.name,
                parameters,
                tuple(types),
                result,
                tuple([f.name.text for f in constructor.fields]),
                is_constructor=True,
                span=constructor.span,
            )
            signatures.functions[key] = function
            datatype.constructors.setdefault(constructor.name, function)
            for at, field in enumerate(constructor.fields):
                datatype.fields.setdefault(field.name.text, []).append((function, at))
            if key not in registry.ignored and key not in registry.duplicates:
                c.symbols.functions[constructor.name] = function
        c.type_variables = outer
        _check_fields(c, node, datatype)
        if c.symbols.types.get(node.name) is node:
            c.symbols.datatypes[node.name] = datatype


def _check_fields(c: Context, node: ast.Datatype, datatype: DatatypeSignature) -> None:
    """Fields of one name in several constructors must have one type."""
    spans = {
        (place, at): field.name.span
        for place, constructor in enumerate(node.constructors)
        for at, field in enumerate(constructor.fields)
    }
    places = {f: i for i, f in enumerate(datatype.constructors.values())}
    for name, accessors in datatype.fields.items():
        first, at = accessors[0]
        for function, other in accessors[1:]:
            if function.parameters[other] != first.parameters[at]:
                c.type_error(
                    "field",
                    spans.get((places.get(function, 0), other), node.span),
                    f"type mismatch between field {name} and identically-named field in "
                    f"constructor {first.name}",
                )


def _check_well_founded(c: Context) -> None:
    """Every datatype must have a value: a constructor whose fields' types all have one."""
    left = dict(c.symbols.datatypes)

    def inhabited(type_: Type) -> bool:
        match type_:
            case ConstructedType(name):
                return name not in left
            case MapType(_, domain, range_):
                return inhabited(range_) and all(inhabited(t) for t in domain)
            case _:
                return True

    progress = True
    while progress and left:
        progress = False
        for name, datatype in list(left.items()):
            if any(all(inhabited(t) for t in f.parameters) for f in datatype.constructors.values()):
                del left[name]
                progress = True
    if left:
        names = ", ".join(left)
        c.resolve_error(
            "well-founded", None, f"Datatype declarations are not well-founded: {names}"
        )


def _function(
    c: Context,
    node: ast.FunctionDeclaration,
    key: Key,
    registry: Registry,
    signatures: Signatures,
) -> None:
    outer = c.type_variables
    c.type_variables = dict(outer)
    parameters = bind_type_variables(c, node.type_parameters)
    types = tuple([resolve_type(c, p.type) for p in node.parameters])
    result = resolve_type(c, node.result.type)
    check_occurrences(c, parameters, (*types, result), node.span, "function arguments")
    c.type_variables = outer
    function = Function(
        node.name,
        sort_type_parameters(parameters, (*types, result)),
        types,
        result,
        tuple([p.name.text if p.name else "" for p in node.parameters]),
        span=node.span,
    )
    signatures.functions[key] = function
    signatures.formals[key] = tuple(
        [
            Variable(p.name.text if p.name else f"_{i}", type_, VariableKind.INPUT, span=p.span)
            for i, (p, type_) in enumerate(zip(node.parameters, types, strict=True))
        ]
    )
    if key not in registry.ignored and key not in registry.duplicates:
        c.symbols.functions[node.name] = function
    if is_set(node.attributes, "never_pattern"):
        c.symbols.never_triggers.add(function)


def _procedure(
    c: Context, node: ast.Procedure, key: Key, registry: Registry, signatures: Signatures
) -> None:
    outer = c.type_variables
    c.type_variables = dict(outer)
    parameters = bind_type_variables(c, node.type_parameters)
    inputs, outputs = declare_formals(c, node.parameters, node.results)
    types = [v.type for v in (*inputs, *outputs)]
    check_occurrences(c, parameters, types, node.span, "procedure arguments")
    c.type_variables = outer
    signature = ProcedureSignature(node, sort_type_parameters(parameters, types), inputs, outputs)
    signatures.procedures[key] = signature
    if key not in registry.ignored and key not in registry.duplicates:
        c.symbols.procedures[node.name] = signature


def _modifies(c: Context, signature: ProcedureSignature) -> None:
    node = signature.node
    names = [
        name
        for clause in node.specification
        if isinstance(clause, ast.Modifies)
        for name in clause.variables
    ]
    if not names:
        return
    if node.pure:
        c.resolve_error("pure", node.span, "unnecessary modifies clause for pure procedure")
        return
    found = [find_variable(c, name.text, name) for name in names]
    for variable in found:
        if variable is not None and variable.kind is not VariableKind.GLOBAL:
            c.type_error("modifies", node.span, f"modifies list contains constant: {variable.name}")
    signature.modifies = tuple(dict.fromkeys([v for v in found if v is not None]))
