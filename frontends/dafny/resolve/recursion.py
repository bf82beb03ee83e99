"""Which declarations depend on each other: the strong components of the call graph."""

from __future__ import annotations

from typing import TypeAlias

import networkx as nx

from frontends.dafny.resolve.corecursion import mark_corecursion
from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.extreme import check_extreme
from frontends.dafny.resolve.measures import guess_measure
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Field,
    Function,
    Method,
    Module,
    NewtypeDeclaration,
    SubsetTypeDeclaration,
)
from frontends.dafny.typed.parts import parts
from frontends.dafny.typed.walk import walk

Callable: TypeAlias = Function | Method
Constrained: TypeAlias = SubsetTypeDeclaration | NewtypeDeclaration
Dependent: TypeAlias = Callable | Field | Constrained


def number_components(module: Module, first: int) -> int:
    """Set `component`, `recursive` and measures of functions and methods, counting from `first`.

    Returns the next free number. Raises ProgramError where constants or constraints of types depend
    on themselves.
    """
    graph = nx.DiGraph()
    nodes = list(_dependents(module))
    graph.add_nodes_from(nodes)
    for node in nodes:
        graph.add_edges_from([(node, used) for used in _uses(node) if used in graph])
        if isinstance(node, Function | Method) and node.overridden in graph:
            graph.add_edge(node.overridden, node)  # calls may mean the overriding member
    places = {node: place for place, node in enumerate(nodes)}
    condensed = nx.condensation(graph)
    for number in reversed(list(nx.topological_sort(condensed))):
        component = sorted(condensed.nodes[number]["members"], key=places.__getitem__)
        recursive = len(component) > 1 or graph.has_edge(component[0], component[0])
        if recursive:
            _check_cycle(component)
        callables = [d for d in component if isinstance(d, Function | Method)]
        for member in callables:
            member.component = first
            member.recursive = recursive
            if member.decreases.guessed:
                member.decreases = guess_measure(member)
        if recursive:
            mark_corecursion(callables)
            check_extreme(callables)
        first += 1
    return first


def _dependents(module: Module) -> list[Dependent]:
    found = list[Dependent]()
    for declaration in (*module.declarations, module.default):
        if isinstance(declaration, SubsetTypeDeclaration | NewtypeDeclaration):
            found.append(declaration)
        for member in declaration.members:
            if not isinstance(member, Field) or not member.mutable:
                found.append(member)
    return found


def _check_cycle(component: list[Dependent]) -> None:
    for declaration in component:
        match declaration:
            case Field():
                raise error(f"constant {declaration.name!r} depends on itself", declaration.span)
            case SubsetTypeDeclaration() | NewtypeDeclaration():
                raise error(
                    f"the constraint of {declaration.name!r} depends on itself", declaration.span
                )
            case _:
                pass


def _uses(declaration: Dependent) -> dict[Dependent, None]:
    """What a declaration mentions, in an order that does not change."""
    found: dict[Dependent, None] = {}
    roots: list[object]
    match declaration:
        case Field():
            roots = [declaration.initializer]
        case Function():
            assert declaration.result_type is not None
            types = [p.type for p in declaration.parameters]
            _add_types([*types, declaration.result_type], found)
            roots = [declaration.requires, declaration.reads, declaration.ensures,
                     declaration.decreases, declaration.body]  # fmt: skip
        case Method():
            _add_types([v.type for v in (*declaration.inputs, *declaration.outputs)], found)
            roots = [declaration.requires, declaration.reads, declaration.modifies,
                     declaration.ensures, declaration.decreases, declaration.body]  # fmt: skip
        case SubsetTypeDeclaration() | NewtypeDeclaration():
            _add_types([declaration.base], found)
            roots = [declaration.constraint, declaration.witness]
    for each in walk(roots):
        _add(each, found)
    return found


def _add(each: e.Typed | s.Placed, found: dict[Dependent, None]) -> None:
    match each:
        case e.FunctionCall() | e.FunctionValue():
            found[each.function] = None
        case e.FieldSelect() if not each.field.mutable:
            found[each.field] = None
        case s.Call():
            found[each.method] = None
        case s.Assign():
            for value in each.values:
                if isinstance(value, s.NewObject) and value.constructor is not None:
                    found[value.constructor] = None
        case e.Quantifier() | e.SetComprehension() | e.MapComprehension() | s.Forall():
            _add_types([v.type for v in each.variables], found)
        case e.LetSuchThat() | s.Declare():
            _add_types([v.type for v in each.variables], found)
        case e.Lambda():
            _add_types([v.type for v in each.parameters], found)
        case e.Conversion():
            _add_types([each.type], found)
        case _:
            pass


def _add_types(types: list[t.Type], found: dict[Dependent, None]) -> None:
    pending = list(types)
    while pending:
        type_ = pending.pop()
        if isinstance(type_, t.SubsetType | t.NewtypeType):
            found[type_.declaration] = None
        pending.extend(parts(type_))
