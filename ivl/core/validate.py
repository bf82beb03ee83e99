"""Check that a typed program is well formed: what every pass must leave true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import assert_never

from ivl.core.expressions import Attributes, Expr, Function, Variable, VariableKind
from ivl.core.map_statements import attribute_expressions
from ivl.core.program import (
    Condition,
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
from ivl.core.types import BOOL, Type, TypeVariable, show, substitute
from ivl.core.validate_expressions import Checker


def validate(program: Program) -> tuple[str, ...]:
    """Everything that is wrong with `program`; nothing, if our own code is right.

    Types agree, variables and type variables are in scope, symbols are declared, arities fit,
    names are unique in their kind, and indexes of axioms exist.
    """
    return _Validator(program).run()


class _Validator:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.problems: list[str] = []
        self.procedures = {p.name: p for p in program.procedures}
        arities = {t.name: t.arity for t in program.types}
        arities.update({d.name: len(d.type_parameters) for d in program.datatypes})
        functions = {d.function for d in program.functions}
        functions.update(c for d in program.datatypes for c in d.constructors)
        self.checker = Checker(
            arities,
            functions,
            {d.name: d for d in program.datatypes},
            self.problems,
            self.statements,
        )
        self.globals = [c.variable for c in program.constants]
        self.globals += [g.variable for g in program.globals]

    def run(self) -> tuple[str, ...]:
        program, checker = self.program, self.checker
        self.unique("type", [t.name for t in program.types] + [d.name for d in program.datatypes])
        functions = [d.function for d in program.functions]
        functions += [c for d in program.datatypes for c in d.constructors]
        self.unique("function", [f.name for f in functions])
        self.unique("procedure", [p.name for p in program.procedures])
        self.unique("variable", [v.name for v in self.globals])
        checker.variables.update(self.globals)
        for variable in self.globals:
            checker.check_type(variable.type, f"{variable.name}")
        for function in functions:
            self.function(function)
        for constant in program.constants:
            self.where(constant.variable.name, VariableKind.CONSTANT, constant.variable)
            self.uses(constant.variable.name, constant.uses)
            self.attributes(constant.attributes, constant.variable.name)
        for g in program.globals:
            self.where(g.variable.name, VariableKind.GLOBAL, g.variable)
            self.declaration(g)
        for declaration in program.functions:
            self.body(declaration)
        for index, axiom in enumerate(program.axioms):
            self.formula(axiom.condition, f"axiom {index}")
            self.attributes(axiom.attributes, f"axiom {index}")
        for procedure in program.procedures:
            self.procedure(procedure)
        for implementation in program.implementations:
            self.implementation(implementation)
        return tuple(self.problems)

    def problem(self, text: str) -> None:
        self.problems.append(text)

    def unique(self, kind: str, names: Iterable[str]) -> None:
        for name, count in Counter(names).items():
            if count > 1:
                self.problem(f"{kind} {name} is declared {count} times")

    def where(self, place: str, kind: VariableKind, variable: Variable) -> None:
        if variable.kind is not kind:
            self.problem(f"{place}: a {variable.kind.value} stands where a {kind.value} must")

    def uses(self, place: str, indexes: tuple[int, ...]) -> None:
        for index in indexes:
            if not 0 <= index < len(self.program.axioms):
                self.problem(f"{place} uses axiom {index}, which is not there")

    def formula(self, expr: Expr, place: str) -> None:
        self.typed(expr, BOOL, place)

    def typed(self, expr: Expr, type_: Type, place: str) -> None:
        self.checker.expression(expr, place)
        if expr.type != type_:
            self.problem(f"{place}: {show(expr.type)} stands where {show(type_)} must")

    def attributes(self, attributes: Attributes, place: str) -> None:
        for e in attribute_expressions(attributes):
            self.checker.expression(e, place)

    # -------------------------------------------------------------- declarations

    def function(self, function: Function) -> None:
        with self.checker.scope((), function.type_parameters):
            for type_ in (*function.parameters, function.result):
                self.checker.check_type(type_, function.name)
        if function.names and len(function.names) != len(function.parameters):
            self.problem(f"{function.name} has {len(function.names)} names for its parameters")

    def body(self, declaration: FunctionDeclaration) -> None:
        function = declaration.function
        self.uses(function.name, declaration.uses)
        types = tuple([v.type for v in declaration.parameters])
        if types != function.parameters:
            self.problem(f"{function.name} is declared with other parameters than its signature")
        with self.checker.scope(declaration.parameters, function.type_parameters):
            self.attributes(function.attributes, function.name)
            if declaration.body is not None:
                self.typed(declaration.body, function.result, function.name)

    def declaration(self, g: GlobalDeclaration) -> None:
        self.checker.check_type(g.variable.type, g.variable.name)
        self.attributes(g.attributes, g.variable.name)
        if g.where is not None:
            self.formula(g.where, g.variable.name)

    def procedure(self, procedure: Procedure) -> None:
        name = procedure.name
        inputs = tuple([g.variable for g in procedure.inputs])
        outputs = tuple([g.variable for g in procedure.outputs])
        self.unique(f"{name}: formal", [v.name for v in (*inputs, *outputs)])
        for kind, formals in ((VariableKind.INPUT, inputs), (VariableKind.OUTPUT, outputs)):
            for variable in formals:
                self.where(name, kind, variable)
        for variable in procedure.modifies:
            self.where(name, VariableKind.GLOBAL, variable)
            if variable not in self.globals:
                self.problem(f"{name} modifies {variable.name}, which is not declared")

        def clauses(conditions: tuple[Condition, ...], kind: str) -> None:
            for c in conditions:
                self.formula(c.condition, f"{kind} of {name}")
                self.attributes(c.attributes, f"{kind} of {name}")

        with self.checker.scope((*inputs, *outputs), procedure.type_parameters):
            for g in (*procedure.inputs, *procedure.outputs):
                self.declaration(g)
            clauses(procedure.requires, "requires")
            clauses(procedure.ensures, "ensures")
            for e in procedure.measure:
                self.checker.expression(e, f"measure of {name}")
            self.attributes(procedure.attributes, name)

    def implementation(self, implementation: Implementation) -> None:
        name = implementation.name
        procedure = self.procedures.get(name)
        if procedure is None:
            self.problem(f"implementation {name} has no procedure")
            return
        renaming: dict[TypeVariable, Type] = {}
        if len(procedure.type_parameters) != len(implementation.type_parameters):
            self.problem(f"implementation {name} has other type parameters than its procedure")
        else:
            renaming.update(
                zip(procedure.type_parameters, implementation.type_parameters, strict=True)
            )
        for formals, own in (
            (procedure.inputs, implementation.inputs),
            (procedure.outputs, implementation.outputs),
        ):
            expected = [substitute(g.variable.type, renaming) for g in formals]
            if expected != [v.type for v in own]:
                self.problem(f"implementation {name} has other formals than its procedure")
        locals_ = tuple([g.variable for g in implementation.locals])
        variables = (*implementation.inputs, *implementation.outputs, *locals_)
        self.unique(f"{name}: variable", [v.name for v in variables])
        with self.checker.scope(variables, implementation.type_parameters):
            for g in implementation.locals:
                self.declaration(g)
            self.attributes(implementation.attributes, name)
            labels = set(_labels(implementation.body))
            self.statements(implementation.body, name, labels)

    # -------------------------------------------------------------- statements

    def statements(
        self, statements: Iterable[Statement], place: str, labels: set[str] | None
    ) -> None:
        for statement in statements:
            self.statement(statement, place, labels)

    def statement(self, s: Statement, place: str, labels: set[str] | None) -> None:
        match s:
            case Assert(condition, _, attributes) | Assume(condition, attributes):
                self.formula(condition, place)
                self.attributes(attributes, place)
            case Assign(variables, values, attributes):
                if len(variables) != len(values) or len(set(variables)) != len(variables):
                    self.problem(f"{place}: a malformed assignment")
                for variable, value in zip(variables, values, strict=False):
                    self.assigned(variable, place)
                    self.typed(value, variable.type, f"{place}: {variable.name} :=")
                self.attributes(attributes, place)
            case Havoc(variables):
                for variable in variables:
                    self.assigned(variable, place)
            case Call():
                self.call(s, place)
            case If(guard, then, otherwise, attributes):
                if guard is not None:
                    self.formula(guard, place)
                self.attributes(attributes, place)
                self.statements(then, place, labels)
                self.statements(otherwise or (), place, labels)
            case While(guard, invariants, measure, body):
                if guard is not None:
                    self.formula(guard, place)
                self.statements(invariants, place, labels)
                for e in measure:
                    self.checker.expression(e, place)
                self.statements(body, place, labels)
            case Goto(targets, attributes):
                self.attributes(attributes, place)
                for label in targets if labels is not None else ():
                    if label not in (labels or ()):
                        self.problem(f"{place}: goto {label}, which is not there")
            case Return(attributes):
                self.attributes(attributes, place)
            case Measure(expressions):
                for e in expressions:
                    self.checker.expression(e, place)
            case HideReveal(_, function):
                names = {d.function.name for d in self.program.functions}
                if function is not None and function not in names:
                    self.problem(f"{place}: hides or reveals {function}, which is not declared")
            case Break() | Label() | ChangeScope():
                pass
            case _:
                assert_never(s)

    def assigned(self, variable: Variable, place: str) -> None:
        if variable.kind in (VariableKind.CONSTANT, VariableKind.INPUT):
            self.problem(f"{place}: {variable.kind.value} {variable.name} is assigned")
        if variable not in self.checker.variables:
            self.problem(f"{place}: {variable.name} is assigned but not in scope")

    def call(self, call: Call, place: str) -> None:
        place = f"{place}: call {call.procedure}"
        procedure = self.procedures.get(call.procedure)
        self.attributes(call.attributes, place)
        for type_ in call.type_arguments:
            self.checker.check_type(type_, place)
        for e in call.arguments:
            self.checker.expression(e, place)
        if procedure is None:
            self.problem(f"{place}: not declared")
            return
        if (
            len(call.type_arguments) != len(procedure.type_parameters)
            or len(call.arguments) != len(procedure.inputs)
            or len(call.results) != len(procedure.outputs)
        ):
            self.problem(f"{place}: wrong number of arguments or results")
            return
        types = dict(zip(procedure.type_parameters, call.type_arguments, strict=True))
        for g, e in zip(procedure.inputs, call.arguments, strict=True):
            if e.type != substitute(g.variable.type, types):
                self.problem(f"{place}: {show(e.type)} is passed for {g.variable.name}")
        for g, variable in zip(procedure.outputs, call.results, strict=True):
            if variable is not None:
                self.assigned(variable, place)
                if variable.type != substitute(g.variable.type, types):
                    self.problem(f"{place}: {g.variable.name} is put in {variable.name}")


def _labels(statements: Iterable[Statement]) -> Iterable[str]:
    for s in statements:
        match s:
            case Label(name):
                yield name
            case If(_, then, otherwise, _):
                yield from _labels(then)
                yield from _labels(otherwise or ())
            case While(body=body):
                yield from _labels(body)
            case _:
                pass
