"""Typed programs as surface syntax, so that every stage prints as text that parses back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from ivl.core import program as core
from ivl.core.expressions import Attribute as CoreAttribute
from ivl.core.expressions import Variable
from ivl.core.syntax_of_expressions import Scope, TypeScope
from ivl.core.syntax_of_statements import attributes_of, statements_of
from ivl.syntax import ast


def to_program(program: core.Program, numbered: bool = False) -> ast.Program:
    """`program` as it could have been written.

    Variables that would hide one another are renamed apart (``x``, ``x#0``, ...), and calls whose
    type arguments cannot be inferred get a type. An axiom of several ``uses`` clauses stands in
    the first. With `numbered`, each variable's name is its own: ``h7^^x``.
    """
    return _Writer(program, numbered).program()


def to_implementation(implementation: core.Implementation) -> ast.Implementation:
    """One implementation. Names are unique inside it, whatever else is declared."""
    return _Writer(core.Program()).implementation(implementation)


def to_declaration(declaration: core.Declaration) -> ast.Declaration:
    """One declaration. Names are unique inside it, whatever else is declared."""
    writer = _Writer(core.Program())
    match declaration:
        case core.TypeConstructor():
            return writer.type_constructor(declaration)
        case core.Datatype():
            return writer.datatype(declaration)
        case core.ConstantDeclaration():
            return writer.constant(declaration)
        case core.GlobalDeclaration():
            return writer.global_variable(declaration)
        case core.FunctionDeclaration():
            return writer.function(declaration)
        case core.Axiom():
            return writer.axiom(declaration)
        case core.Procedure():
            return writer.procedure(declaration)
        case core.Implementation():
            return writer.implementation(declaration)


class _Writer:
    """Writes the declarations of one program."""

    def __init__(self, program: core.Program, numbered: bool = False) -> None:
        self.source = program
        types = [t.name for t in program.types] + [d.name for d in program.datatypes]
        self.scope = Scope(TypeScope(types), numbers=count() if numbered else None)
        for constant in program.constants:
            self.scope.declare(constant.variable)
        for g in program.globals:
            self.scope.declare(g.variable)
        self.used_elsewhere: set[int] = set()

    def program(self) -> ast.Program:
        source = self.source
        constants = [self.constant(c) for c in source.constants]
        functions = [self.function(f) for f in source.functions]
        loose = [a for i, a in enumerate(source.axioms) if i not in self.used_elsewhere]
        return ast.Program(
            (
                *[self.type_constructor(t) for t in source.types],
                *[self.datatype(d) for d in source.datatypes],
                *constants,
                *[self.global_variable(g) for g in source.globals],
                *functions,
                *[self.axiom(a) for a in loose],
                *[self.procedure(p) for p in source.procedures],
                *[self.implementation(i) for i in source.implementations],
            )
        )

    # -------------------------------------------------------------- types

    def type_constructor(self, t: core.TypeConstructor) -> ast.TypeDeclaration:
        parameters = tuple([ast.Name(f"a{i}") for i in range(t.arity)])
        attributes = attributes_of(t.attributes, self.scope)
        return ast.TypeDeclaration(t.name, parameters, None, attributes, span=t.span)

    def datatype(self, d: core.Datatype) -> ast.Datatype:
        constructors: list[ast.Constructor] = []
        names: tuple[ast.Name, ...] = ()
        scope = self.scope.inner()
        names = scope.types.bind(d.type_parameters)
        for c in d.constructors:
            scope.types.alias(c.type_parameters, names)
            fields = tuple(
                [
                    ast.Binding(ast.Name(n), scope.types.write(t))
                    for n, t in zip(c.names, c.parameters, strict=True)
                ]
            )
            constructors.append(ast.Constructor(c.name, fields, span=c.span))
        attributes = attributes_of(d.attributes, self.scope)
        return ast.Datatype(d.name, names, tuple(constructors), attributes, span=d.span)

    # -------------------------------------------------------------- constants, functions, axioms

    def uses(self, indexes: Iterable[int]) -> tuple[ast.Axiom, ...]:
        found: list[ast.Axiom] = []
        for index in indexes:
            if index not in self.used_elsewhere:
                self.used_elsewhere.add(index)
                found.append(self.axiom(self.source.axioms[index]))
        return tuple(found)

    def constant(self, c: core.ConstantDeclaration) -> ast.ConstantDeclaration:
        return ast.ConstantDeclaration(
            (ast.Name(self.scope.name(c.variable), span=c.variable.span),),
            self.scope.types.write(c.variable.type),
            c.unique,
            self.uses(c.uses),
            attributes_of(c.attributes, self.scope),
            span=c.variable.span,
        )

    def global_variable(self, g: core.GlobalDeclaration) -> ast.GlobalDeclaration:
        return ast.GlobalDeclaration((self.variable(g, self.scope),), span=g.variable.span)

    def variable(self, g: core.GlobalDeclaration, scope: Scope) -> ast.VariableDeclaration:
        where = None if g.where is None else scope.write(g.where)
        name = ast.Name(scope.name(g.variable), span=g.variable.span)
        attributes = attributes_of(g.attributes, scope)
        return ast.VariableDeclaration(name, scope.types.write(g.variable.type), where, attributes)

    def function(self, d: core.FunctionDeclaration) -> ast.FunctionDeclaration:
        f = d.function
        scope = self.scope.inner()
        type_parameters = scope.types.bind(f.type_parameters)
        parameters: list[ast.FunctionParameter] = []
        named = d.body is not None or all(f.names)
        for v in d.parameters:
            scope.declare(v)
            name = ast.Name(scope.name(v), span=v.span) if named else None
            parameters.append(ast.FunctionParameter(name, scope.types.write(v.type), span=v.span))
        return ast.FunctionDeclaration(
            f.name,
            type_parameters,
            tuple(parameters),
            ast.FunctionParameter(None, scope.types.write(f.result)),
            None if d.body is None else scope.write(d.body),
            self.uses(d.uses),
            d.revealed,
            attributes_of(f.attributes, scope),
            span=f.span,
        )

    def axiom(self, a: core.Axiom) -> ast.Axiom:
        attributes = attributes_of(a.attributes, self.scope)
        return ast.Axiom(self.scope.write(a.condition), a.hideable, attributes, span=a.span)

    # -------------------------------------------------------------- procedures

    def procedure(self, p: core.Procedure) -> ast.Procedure:
        scope = self.scope.inner()
        type_parameters = scope.types.bind(p.type_parameters)
        for g in (*p.inputs, *p.outputs):
            scope.declare(g.variable)
        specification: list[ast.Specification] = [
            ast.Requires(scope.write(c.condition), _with_message(c, scope), c.free, span=c.span)
            for c in p.requires
        ]
        if p.modifies:
            names = tuple([ast.Name(self.scope.name(v), span=v.span) for v in p.modifies])
            specification.append(ast.Modifies(names))
        specification += [
            ast.Ensures(scope.write(c.condition), _with_message(c, scope), c.free, span=c.span)
            for c in p.ensures
        ]
        if p.measure:
            specification.append(ast.Measure(tuple([scope.write(e) for e in p.measure])))
        return ast.Procedure(
            p.name,
            type_parameters,
            tuple([self.variable(g, scope) for g in p.inputs]),
            tuple([self.variable(g, scope) for g in p.outputs]),
            tuple(specification),
            None,
            p.pure,
            attributes_of(p.attributes, scope),
            span=p.span,
        )

    def implementation(self, i: core.Implementation) -> ast.Implementation:
        scope = self.scope.inner()
        type_parameters = scope.types.bind(i.type_parameters)
        for v in (*i.inputs, *i.outputs):
            scope.declare(v)
        for g in i.locals:
            scope.declare(g.variable)
        body = ast.Body(
            tuple([self.variable(g, scope) for g in i.locals]),
            statements_of(i.body, scope),
            end=i.end,
        )

        def formals(variables: Iterable[Variable]) -> tuple[ast.VariableDeclaration, ...]:
            return tuple([self.variable(core.GlobalDeclaration(v, None), scope) for v in variables])

        return ast.Implementation(
            i.name,
            type_parameters,
            formals(i.inputs),
            formals(i.outputs),
            body,
            attributes_of(i.attributes, scope),
            span=i.span,
        )


def _with_message(c: core.Condition, scope: Scope) -> tuple[ast.Attribute, ...]:
    """The clause's attributes, its message among them."""
    attributes = c.attributes
    if c.message and not any(a.name == "msg" for a in attributes):
        attributes = (*attributes, CoreAttribute("msg", (c.message,)))
    return attributes_of(attributes, scope)
