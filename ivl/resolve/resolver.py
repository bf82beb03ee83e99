"""Names and types: ``ast.Program -> core.Program``."""

from __future__ import annotations

import gc

from ivl.base.deep import deep
from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.node import node
from ivl.core.program import (
    Axiom,
    ConstantDeclaration,
    Datatype,
    FunctionDeclaration,
    GlobalDeclaration,
    Implementation,
    Procedure,
    Program,
    TypeConstructor,
)
from ivl.resolve import declarations
from ivl.resolve.attributes import elaborate_attributes, is_set
from ivl.resolve.checks import check_definitions, infer_modifies
from ivl.resolve.context import Context, ResolveOptions
from ivl.resolve.expressions import HANDLERS
from ivl.resolve.measures import check_measures, check_recursive_calls
from ivl.resolve.register import Registry, axioms_of, register
from ivl.resolve.signatures import Signatures, resolve_signatures
from ivl.resolve.statements import elaborate_statements
from ivl.syntax import ast

__all__ = ["ResolveOptions", "Resolved", "resolve"]


@node
class Resolved:
    """A resolved program, and what there is to say about it."""

    program: Program
    warnings: tuple[Diagnostic, ...] = ()


def resolve(program: ast.Program, options: ResolveOptions | None = None) -> Resolved:
    """Resolve names and types.

    Raises `ProgramError` with every error of name resolution or, if there is none, every type
    error.
    """
    collecting = gc.isenabled()
    gc.disable()  # almost all that is made here stays, and a collection walks all of it
    try:
        return deep(lambda: _Resolver(options or ResolveOptions()).resolve(program))
    finally:
        if collecting:
            gc.enable()


class _Resolver:
    """Collects the declarations of the core program."""

    def __init__(self, options: ResolveOptions) -> None:
        self.c = Context(options, HANDLERS, elaborate_statements)
        self.types: list[TypeConstructor] = []
        self.datatypes: list[Datatype] = []
        self.constants: list[ConstantDeclaration] = []
        self.globals: list[tuple[ast.VariableDeclaration, GlobalDeclaration]] = []
        self.functions: list[FunctionDeclaration] = []
        self.axioms: list[Axiom] = []
        self.procedures: list[Procedure] = []
        self.implementations: list[Implementation] = []

    def resolve(self, program: ast.Program) -> Resolved:
        c = self.c
        kept = ast.Program(tuple([d for d in program.declarations if not _ignored(d)]))
        registry = register(c, kept)
        signatures = resolve_signatures(c, kept, registry)
        for index, declaration in enumerate(kept.declarations):
            c.order = index
            self._declaration(declaration, index, registry, signatures)
        c.order = len(kept.declarations)
        for place, (plain, declared) in enumerate(self.globals):
            where = declarations.where(c, plain)
            if where is not None:
                declared = GlobalDeclaration(declared.variable, where, declared.attributes)
                self.globals[place] = plain, declared
        _stop(c.resolve_errors)
        result = Program(
            tuple(self.types),
            tuple(self.datatypes),
            tuple(self.constants),
            tuple([g for _, g in self.globals]),
            tuple(self.functions),
            tuple(self.axioms),
            tuple(self.procedures),
            tuple(self.implementations),
        )
        if not c.type_errors:
            check_measures(c, kept)
            check_recursive_calls(c, result)
        _stop(c.type_errors)
        check_definitions(result)
        if c.options.infer_modifies:
            result = infer_modifies(result)
        return Resolved(result, tuple(_in_order(c.warnings)))

    def _declaration(
        self, d: ast.Declaration, index: int, registry: Registry, signatures: Signatures
    ) -> None:
        c, key = self.c, (index, 0)
        uses = self._axioms(d)
        if not isinstance(d, ast.ConstantDeclaration | ast.GlobalDeclaration) and (
            key in registry.ignored
        ):
            return
        match d:
            case ast.TypeDeclaration():
                constructor = declarations.type_constructor(c, d)
                if d.body is None:
                    self.types.append(constructor)
            case ast.Datatype():
                functions = [signatures.functions[index, i + 1] for i in range(len(d.constructors))]
                self.datatypes.append(declarations.datatype(c, d, functions))
            case ast.ConstantDeclaration():
                for place in range(len(d.names)):
                    if (index, place) not in registry.ignored:
                        variable = signatures.variables[index, place]
                        self.constants.append(declarations.constant(c, d, variable, uses))
            case ast.GlobalDeclaration():
                for place, plain in enumerate(d.variables):
                    if (index, place) not in registry.ignored:
                        variable = signatures.variables[index, place]
                        attributes = elaborate_attributes(c, plain.attributes)
                        declared = GlobalDeclaration(variable, None, attributes)
                        self.globals.append((plain, declared))
            case ast.FunctionDeclaration():
                function, formals = signatures.functions[key], signatures.formals[key]
                self.functions.append(declarations.function(c, d, function, formals, uses))
            case ast.Procedure():
                self.procedures.append(declarations.procedure(c, signatures.procedures[key]))
                if d.body is not None:
                    self._implementation(d, d.body)
            case ast.Implementation():
                self._implementation(d, d.body)
            case ast.Axiom():
                pass

    def _axioms(self, d: ast.Declaration) -> tuple[int, ...]:
        """Elaborate the axioms of a declaration; their places in the program."""
        first = len(self.axioms)
        for axiom in axioms_of(d):
            if not is_set(axiom.attributes, "ignore"):
                self.axioms.append(declarations.axiom(self.c, axiom))
        return tuple(range(first, len(self.axioms)))

    def _implementation(self, d: ast.Implementation | ast.Procedure, body: ast.Body) -> None:
        c = self.c
        names, types = len(c.resolve_errors), len(c.type_errors)
        made = declarations.implementation(c, d, body)
        if not c.options.overlook_type_errors or (names, types) == (
            len(c.resolve_errors),
            len(c.type_errors),
        ):
            self.implementations.append(made)
        else:
            what = "resolution" if len(c.resolve_errors) > names else "type"
            del c.resolve_errors[names:], c.type_errors[types:]
            c.warning(
                "overlooked",
                d.span,
                f"Ignoring implementation {d.name} because of translation {what} errors",
            )


def _ignored(declaration: ast.Declaration) -> bool:
    if isinstance(declaration, ast.GlobalDeclaration):
        return all(is_set(v.attributes, "ignore") for v in declaration.variables)
    return is_set(declaration.attributes, "ignore")


def _in_order(found: list[tuple[int, Diagnostic]]) -> list[Diagnostic]:
    return [diagnostic for _, diagnostic in sorted(found, key=lambda item: item[0])]


def _stop(errors: list[tuple[int, Diagnostic]]) -> None:
    if errors:
        raise ProgramError(_in_order(errors))
