"""From a syntax tree to a typed program."""

from __future__ import annotations

from frontends.dafny.expand.dialect import Dialect, dialect_of
from frontends.dafny.expand.modules import expand
from frontends.dafny.expand.refusals import refuse
from frontends.dafny.resolve.bodies import resolve_bodies
from frontends.dafny.resolve.builtins import Builtins
from frontends.dafny.resolve.check import check
from frontends.dafny.resolve.declare import Declarer
from frontends.dafny.resolve.ghosts import infer_ghosts
from frontends.dafny.resolve.modules import hide_definitions, in_order, make_scopes
from frontends.dafny.resolve.objects import check_objects
from frontends.dafny.resolve.prefixes import expand_prefixes
from frontends.dafny.resolve.proofs import check_proofs
from frontends.dafny.resolve.recursion import number_components
from frontends.dafny.resolve.statements import StatementResolver
from frontends.dafny.resolve.states import check_states
from frontends.dafny.syntax import ast
from frontends.dafny.typed.declarations import Program
from ivl.base.deep import deep


def resolve(program: ast.Program) -> Program:
    """The typed program. Raises ProgramError for errors, and for what is not supported."""
    return deep(lambda: _resolve(program))


def _resolve(program: ast.Program) -> Program:
    resolver = StatementResolver(Builtins())
    refuse(program)
    program = expand(program)
    dialect = dialect_of(program)
    scopes = in_order(make_scopes(program))
    component = 0
    for height, scope in enumerate(scopes):
        scope.module.height = height
        declarer = Declarer(scope, resolver, dialect)
        declarer.declare_types()
        declarer.declare_members()
        hide_definitions(scope)
        resolve_bodies(declarer, resolver)
        check(scope.module)
        infer_ghosts(scope.module, lenient=dialect is Dialect.UNKNOWN)
        check_states(scope.module)
        check_proofs(scope.module)
        check_objects(scope.module)
        component = number_components(scope.module, component)
    return expand_prefixes(Program(tuple([scope.module for scope in scopes])))
