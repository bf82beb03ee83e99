"""Maps over statements and whole programs, by the expressions that they contain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias, TypeVar, assert_never

from ivl.base.node import replace
from ivl.base.source import Spanned
from ivl.core.expressions import Attribute, Attributes, CodeBlock, CodeExpression, Expr, Variable
from ivl.core.program import (
    Axiom,
    Condition,
    ConstantDeclaration,
    FunctionDeclaration,
    GlobalDeclaration,
    Implementation,
    Procedure,
    Program,
)
from ivl.core.statements import (
    Assert,
    Assign,
    Assume,
    Break,
    Call,
    ChangeScope,
    Goto,
    Havoc,
    HideReveal,
    If,
    Label,
    Measure,
    Return,
    Statement,
    While,
)

T = TypeVar("T")
Node = TypeVar("Node", bound=Spanned)
Rewrite: TypeAlias = Callable[[Expr], Expr]
Rename: TypeAlias = Callable[[Variable], Variable]


def _same(variable: Variable) -> Variable:
    return variable


def map_items(items: tuple[T, ...], f: Callable[[T], T]) -> tuple[T, ...]:
    """`f` of each item; the same tuple when nothing changed."""
    mapped = tuple([f(item) for item in items])
    return items if mapped == items else mapped


def updated(item: Node, **changes: Any) -> Node:
    """`item` with some fields changed; the same object when none of them is."""
    if all(getattr(item, name) is new for name, new in changes.items()):
        return item
    return replace(item, **changes)


def map_attributes(attributes: Attributes, f: Rewrite) -> Attributes:
    """`f` of each expression among the attributes' parameters."""

    def parameter(p: str | Expr) -> str | Expr:
        return p if isinstance(p, str) else f(p)

    def attribute(a: Attribute) -> Attribute:
        parameters = map_items(a.parameters, parameter)
        return a if parameters is a.parameters else Attribute(a.name, parameters)

    return map_items(attributes, attribute) if attributes else attributes


def map_statement(statement: Statement, f: Rewrite, rename: Rename = _same) -> Statement:
    """`statement` with `f` of each expression and `rename` of each variable it assigns.

    Nested statements are mapped, too. Expressions in attributes count.
    """
    match statement:
        case Assert(condition, obligation, attributes):
            new, new_attributes = f(condition), map_attributes(attributes, f)
            if new is condition and new_attributes is attributes:
                return statement
            return Assert(new, obligation, new_attributes, span=statement.span)
        case Assume(condition, attributes):
            new, new_attributes = f(condition), map_attributes(attributes, f)
            if new is condition and new_attributes is attributes:
                return statement
            return Assume(new, new_attributes, span=statement.span)
        case Assign(variables, values, attributes):
            new_variables, new_values = map_items(variables, rename), map_items(values, f)
            new_attributes = map_attributes(attributes, f)
            if (new_variables, new_values, new_attributes) == (variables, values, attributes):
                return statement
            return Assign(new_variables, new_values, new_attributes, span=statement.span)
        case Havoc(variables):
            new_variables = map_items(variables, rename)
            if new_variables is variables:
                return statement
            return Havoc(new_variables, span=statement.span)
        case Call(procedure, type_arguments, arguments, results, attributes, free):
            new_values = map_items(arguments, f)
            new_results = map_items(results, lambda r: None if r is None else rename(r))
            new_attributes = map_attributes(attributes, f)
            if (new_values, new_results, new_attributes) == (arguments, results, attributes):
                return statement
            return Call(
                procedure,
                type_arguments,
                new_values,
                new_results,
                new_attributes,
                free,
                span=statement.span,
            )
        case Measure(expressions):
            new_values = map_items(expressions, f)
            if new_values is expressions:
                return statement
            return Measure(new_values, span=statement.span)
        case If() | While():
            return _map_compound(statement, f, rename)
        case Goto(labels, attributes):
            new_attributes = map_attributes(attributes, f)
            if new_attributes is attributes:
                return statement
            return Goto(labels, new_attributes, span=statement.span)
        case Return(attributes):
            new_attributes = map_attributes(attributes, f)
            if new_attributes is attributes:
                return statement
            return Return(new_attributes, span=statement.span)
        case Label() | Break() | HideReveal() | ChangeScope():
            return statement
        case _:
            assert_never(statement)


def _map_compound(statement: If | While, f: Rewrite, rename: Rename) -> Statement:
    guard = None if statement.guard is None else f(statement.guard)
    match statement:
        case If(_, then, otherwise, attributes):
            return updated(
                statement,
                guard=guard,
                then=map_statements(then, f, rename),
                otherwise=None if otherwise is None else map_statements(otherwise, f, rename),
                attributes=map_attributes(attributes, f),
            )
        case While(_, invariants, measure, body):

            def invariant(i: Assert | Assume) -> Assert | Assume:
                mapped = map_statement(i, f, rename)
                assert isinstance(mapped, Assert | Assume)
                return mapped

            return updated(
                statement,
                guard=guard,
                invariants=map_items(invariants, invariant),
                measure=map_items(measure, f),
                body=map_statements(body, f, rename),
            )
        case _:
            assert_never(statement)


def map_statements(
    statements: tuple[Statement, ...], f: Rewrite, rename: Rename = _same
) -> tuple[Statement, ...]:
    """`map_statement` of each."""
    return map_items(statements, lambda s: map_statement(s, f, rename))


def map_code_expression(expr: CodeExpression, f: Rewrite, rename: Rename = _same) -> CodeExpression:
    """`expr` with `f` of each expression in its blocks and `rename` of each assigned variable."""

    def block(b: CodeBlock) -> CodeBlock:
        statements = map_statements(b.statements, f, rename)
        value = None if b.value is None else f(b.value)
        if statements is b.statements and value is b.value:
            return b
        return CodeBlock(b.label, statements, b.successors, value, span=b.span)

    blocks = map_items(expr.blocks, block)
    return expr if blocks is expr.blocks else CodeExpression(expr.locals, blocks, span=expr.span)


# ------------------------------------------------------------------ walks


def attribute_expressions(attributes: Attributes) -> list[Expr]:
    """The expressions among the attributes' parameters."""
    return [p for a in attributes for p in a.parameters if not isinstance(p, str)]


def statement_expressions(statements: Iterable[Statement], annotations: bool = True) -> list[Expr]:
    """The expressions of `statements` and of those nested in them, outermost ones only."""
    found: list[Expr] = []
    for s in walk_statements(statements):
        match s:
            case Assert(condition, _, attributes) | Assume(condition, attributes):
                found.append(condition)
            case Assign(_, values, attributes):
                found.extend(values)
            case Call(_, _, arguments, _, attributes, _):
                found.extend(arguments)
            case If(guard, _, _, attributes):
                found.extend(() if guard is None else (guard,))
            case While(guard, invariants, measure, _):
                attributes = ()
                found.extend(() if guard is None else (guard,))
                for i in invariants:
                    found.append(i.condition)
                    found.extend(attribute_expressions(i.attributes) if annotations else ())
                found.extend(measure)
            case Goto(_, attributes) | Return(attributes):
                pass
            case Measure(expressions):
                attributes = ()
                found.extend(expressions)
            case Havoc() | Label() | Break() | HideReveal() | ChangeScope():
                attributes = ()
            case _:
                assert_never(s)
        if annotations and attributes:
            found.extend(attribute_expressions(attributes))
    return found


def walk_statements(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Each statement, and those nested in it, in textual order (loop invariants not)."""
    stack = list(statements)[::-1]
    while stack:
        statement = stack.pop()
        yield statement
        match statement:
            case If(_, then, otherwise, _):
                stack.extend(reversed(otherwise or ()))
                stack.extend(reversed(then))
            case While(_, _, _, body):
                stack.extend(reversed(body))


def program_expressions(program: Program) -> Iterator[Expr]:
    """Every outermost expression of the program, those in attributes among them."""
    for datatype in program.datatypes:
        yield from attribute_expressions(datatype.attributes)
    for constant in program.constants:
        yield from attribute_expressions(constant.attributes)
    for g in program.globals:
        yield from _declaration_expressions(g)
    for function in program.functions:
        yield from attribute_expressions(function.function.attributes)
        if function.body is not None:
            yield function.body
    for axiom in program.axioms:
        yield from attribute_expressions(axiom.attributes)
        yield axiom.condition
    for procedure in program.procedures:
        yield from attribute_expressions(procedure.attributes)
        for g in (*procedure.inputs, *procedure.outputs):
            yield from _declaration_expressions(g)
        for condition in (*procedure.requires, *procedure.ensures):
            yield from attribute_expressions(condition.attributes)
            yield condition.condition
        yield from procedure.measure
    for implementation in program.implementations:
        yield from attribute_expressions(implementation.attributes)
        for g in implementation.locals:
            yield from _declaration_expressions(g)
        yield from statement_expressions(implementation.body)


def _declaration_expressions(declaration: GlobalDeclaration) -> Iterator[Expr]:
    yield from attribute_expressions(declaration.attributes)
    if declaration.where is not None:
        yield declaration.where


# ------------------------------------------------------------------ programs


def map_program(program: Program, f: Rewrite) -> Program:
    """`program` with `f` of every outermost expression, those in attributes among them.

    Attributes of functions are left alone: a Function's identity is the object.
    """

    def declaration(g: GlobalDeclaration) -> GlobalDeclaration:
        where = None if g.where is None else f(g.where)
        attributes = map_attributes(g.attributes, f)
        if where is g.where and attributes is g.attributes:
            return g
        return GlobalDeclaration(g.variable, where, attributes)

    def constant(c: ConstantDeclaration) -> ConstantDeclaration:
        attributes = map_attributes(c.attributes, f)
        return c if attributes is c.attributes else replace(c, attributes=attributes)

    def function(d: FunctionDeclaration) -> FunctionDeclaration:
        body = None if d.body is None else f(d.body)
        return d if body is d.body else replace(d, body=body)

    def axiom(a: Axiom) -> Axiom:
        condition, attributes = f(a.condition), map_attributes(a.attributes, f)
        if condition is a.condition and attributes is a.attributes:
            return a
        return Axiom(condition, a.hideable, attributes, span=a.span)

    def clause(c: Condition) -> Condition:
        new, attributes = f(c.condition), map_attributes(c.attributes, f)
        if new is c.condition and attributes is c.attributes:
            return c
        return replace(c, condition=new, attributes=attributes)

    def procedure(p: Procedure) -> Procedure:
        return updated(
            p,
            inputs=map_items(p.inputs, declaration),
            outputs=map_items(p.outputs, declaration),
            requires=map_items(p.requires, clause),
            ensures=map_items(p.ensures, clause),
            measure=map_items(p.measure, f),
            attributes=map_attributes(p.attributes, f),
        )

    def implementation(i: Implementation) -> Implementation:
        return updated(
            i,
            locals=map_items(i.locals, declaration),
            body=map_statements(i.body, f),
            attributes=map_attributes(i.attributes, f),
        )

    return Program(
        program.types,
        program.datatypes,
        map_items(program.constants, constant),
        map_items(program.globals, declaration),
        map_items(program.functions, function),
        map_items(program.axioms, axiom),
        map_items(program.procedures, procedure),
        map_items(program.implementations, implementation),
    )
