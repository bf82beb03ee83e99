"""From a syntax tree to a typed program."""

from __future__ import annotations

from frontends.dafny.expand.modules import expand
from frontends.dafny.resolve.bodies import resolve_bodies
from frontends.dafny.resolve.builtins import Builtins
from frontends.dafny.resolve.declare import Declarer
from frontends.dafny.resolve.modules import hide_definitions, in_order, make_scopes
from frontends.dafny.resolve.recursion import number_components
from frontends.dafny.resolve.statements import StatementResolver
from frontends.dafny.syntax import ast
from frontends.dafny.typed.declarations import Program
from ivl.base.deep import deep


def resolve(program: ast.Program) -> Program:
    """The typed program. Raises ProgramError for errors, and for what is not supported."""
    return deep(lambda: _resolve(program))


def _resolve(program: ast.Program) -> Program:
    resolver = StatementResolver(Builtins())
    scopes = in_order(make_scopes(expand(program)))
    component = 0
    for height, scope in enumerate(scopes):
        scope.module.height = height
        declarer = Declarer(scope, resolver)
        declarer.declare_types()
        declarer.declare_members()
        hide_definitions(scope)
        resolve_bodies(declarer, resolver)
        component = number_components(scope.module, component)
    return Program(tuple([scope.module for scope in scopes]))
