"""Checks and inferences on a typed program: definitions without cycles, modifies clauses."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.node import replace
from ivl.core.attributes import is_true
from ivl.core.expressions import Apply, Function, Variable, VariableKind
from ivl.core.fold import walk
from ivl.core.map_statements import walk_statements
from ivl.core.program import FunctionDeclaration, Program, find_attribute
from ivl.core.statements import Assign, Call, Havoc
from ivl.core.types import BOOL


def check_definitions(program: Program) -> None:
    """Refuse recursive ``{:inline}`` and ``{:define}`` functions, and those without a body.

    Boogie reports these after type checking and without counting them; kinds: ``definition.*``.
    """
    errors = []
    for declaration in program.functions:
        errors.extend(_attribute_errors(declaration))
    if not errors:
        errors = _cycles(program)
    if errors:
        raise ProgramError(errors)


def _is_definition(function: Function) -> bool:
    return is_true(function.attributes, "inline") or is_true(function.attributes, "define")


def _attribute_errors(declaration: FunctionDeclaration) -> list[Diagnostic]:
    function = declaration.function
    if not function.attributes:
        return []
    inline, define = (is_true(function.attributes, name) for name in ("inline", "define"))
    messages = []
    match find_attribute(function.attributes, "inline"):
        case (parameter,) if not isinstance(parameter, str) and parameter.type != BOOL:
            messages.append("Parameter to :inline attribute on a function must be Boolean")
    if inline and define:
        messages.append("A function may not have both :inline and :define attributes")
    for name, given in (("inline", inline), ("define", define)):
        if given and declaration.body is None:
            messages.append(f"Function with :{name} attribute must have a body")
    return [Diagnostic("definition.attribute", message, function.span) for message in messages]


def _cycles(program: Program) -> list[Diagnostic]:
    """One error for each strongly connected component of definitions that call each other."""
    calls: dict[Function, list[Function]] = {}
    for declaration in program.functions:
        if declaration.body is not None and _is_definition(declaration.function):
            calls[declaration.function] = [
                e.function
                for e in walk(declaration.body)
                if isinstance(e, Apply) and _is_definition(e.function)
            ]
    errors: list[Diagnostic] = []
    while True:
        try:
            TopologicalSorter(calls).prepare()
        except CycleError as error:
            first = error.args[1][0]
        else:
            return errors
        callers: dict[Function, list[Function]] = {f: [] for f in calls}
        for function, callees in calls.items():
            for callee in callees:
                callers[callee].append(function)
        component = _reachable(first, calls) & _reachable(first, callers)
        functions = [f for f in calls if f in component]
        names = ", ".join(f.name for f in functions)
        message = f"Call cycle detected among functions: {names}"
        errors.append(Diagnostic("definition.cycle", message, functions[0].span))
        calls = {
            f: [g for g in callees if g not in component]
            for f, callees in calls.items()
            if f not in component
        }


def _reachable(start: Function, successors: dict[Function, list[Function]]) -> set[Function]:
    reached, pending = {start}, [start]
    while pending:
        for function in successors[pending.pop()]:
            if function not in reached:
                reached.add(function)
                pending.append(function)
    return reached


def infer_modifies(program: Program) -> Program:
    """Add to the modifies clause of each procedure what its bodies may assign."""
    modified: dict[str, dict[Variable, None]] = {
        p.name: dict.fromkeys(p.modifies) for p in program.procedures
    }
    callers: dict[str, set[str]] = {name: set() for name in modified}
    for implementation in program.implementations:
        own = modified[implementation.name]
        for statement in walk_statements(implementation.body):
            match statement:
                case Assign(variables, _) | Havoc(variables):
                    own.update(dict.fromkeys(_globals(variables)))
                case Call(callee, _, _, results):
                    own.update(dict.fromkeys(_globals([r for r in results if r is not None])))
                    callers[callee].add(implementation.name)
    pending = list(modified)
    while pending:
        name = pending.pop()
        for caller in callers[name]:
            before = len(modified[caller])
            modified[caller].update(modified[name])
            if len(modified[caller]) != before:
                pending.append(caller)
    order = {g.variable: i for i, g in enumerate(program.globals)}
    procedures = [
        replace(p, modifies=_extended(p.modifies, modified[p.name], order))
        for p in program.procedures
    ]
    return replace(program, procedures=tuple(procedures))


def _extended(
    declared: tuple[Variable, ...], found: Iterable[Variable], order: dict[Variable, int]
) -> tuple[Variable, ...]:
    new = sorted([v for v in found if v not in declared], key=order.__getitem__)
    return (*declared, *new)


def _globals(variables: list[Variable] | tuple[Variable, ...]) -> list[Variable]:
    return [v for v in variables if v.kind is VariableKind.GLOBAL]
