"""The monomorphic program, once the instances are known."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.base.node import replace
from ivl.core.attributes import has_attribute
from ivl.core.expressions import (
    TRUE,
    Apply,
    Attribute,
    Attributes,
    Expr,
    Function,
    Literal,
    Quantifier,
    QuantifierKind,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import walk
from ivl.core.map_statements import map_items
from ivl.core.program import (
    Axiom,
    Condition,
    ConstantDeclaration,
    FunctionDeclaration,
    GlobalDeclaration,
    Implementation,
    Procedure,
    Program,
    TypeConstructor,
)
from ivl.core.types import Type, TypeVariable
from ivl.transform.monomorphize.instances import Instances
from ivl.transform.monomorphize.rewrite import Rewriter, Shared
from ivl.transform.monomorphize.roots import Roots
from ivl.transform.monomorphize.targets import Targets

Types = tuple[Type, ...]


def rewrite_program(program: Program, roots: Roots, instances: Instances) -> Program:
    """`program` with every declaration at the types in `instances`."""
    return _Program(program, roots, instances).rewrite()


class _Program:
    def __init__(self, program: Program, roots: Roots, instances: Instances) -> None:
        self.program = program
        self.roots = roots
        self.instances = instances
        self.targets = Targets(program, instances)
        self.shared = Shared(self.targets, {}, [])
        self.targets.map_attributes = self.attributes
        self.axioms: list[Axiom] = []
        self.places: list[tuple[int, ...]] = []  # what each axiom has become

    def rewriter(self, types: Mapping[TypeVariable, Type]) -> Rewriter:
        return Rewriter(self.shared, types, {})

    def attributes(self, attributes: Attributes, types: Mapping[TypeVariable, Type]) -> Attributes:
        return self.rewriter(types).attributes(attributes) if attributes else attributes

    def rewrite(self) -> Program:
        program, roots, targets = self.program, self.roots, self.targets
        targets.declare_types()
        for type_ in self.instances.new_types():
            targets.type_constructors.append(TypeConstructor(type_.name, 0))
        for axiom, summary in zip(program.axioms, roots.axioms, strict=True):
            self.axiom(axiom, summary.empty)
        constants = map_items(program.constants, self.constant)
        top = self.rewriter({})
        globals_ = tuple([_declaration(g, top) for g in program.globals])
        functions = [i for d in program.functions for i in self.function(d)]
        procedures = [
            i
            for p, s in zip(program.procedures, roots.procedures, strict=True)
            for i in ([p] if s.empty and not p.type_parameters else self.procedure(p))
        ]
        implementations = [
            j
            for i, s in zip(program.implementations, roots.implementations, strict=True)
            for j in ([i] if s.empty and not i.type_parameters else self.implementation(i))
        ]
        views = [_opaque(view) for view in targets.views]
        rests = [self.rest(*rest) for rest in self.shared.functions]
        return Program(
            tuple(targets.type_constructors),
            tuple(targets.datatypes),
            constants,
            globals_,
            (*functions, *views, *rests),
            tuple(self.axioms),
            tuple(procedures),
            tuple(implementations),
        )

    # -------------------------------------------------------------- axioms and their users

    def axiom(self, axiom: Axiom, unchanged: bool) -> None:
        first = len(self.axioms)
        condition = axiom.condition
        if unchanged:
            self.axioms.append(axiom)
        elif (
            isinstance(condition, Quantifier)
            and condition.kind is QuantifierKind.FORALL
            and condition.type_parameters
        ):
            for _, rewriter in self.rewriter({}).inner(condition):
                self.add_axiom(axiom, rewriter.instance(condition), rewriter)
        else:
            rewriter = self.rewriter({})
            self.add_axiom(axiom, rewriter(condition), rewriter)
        self.places.append(tuple(range(first, len(self.axioms))))

    def add_axiom(self, axiom: Axiom, condition: Expr, rewriter: Rewriter) -> None:
        if isinstance(condition, Literal) and condition.value is TRUE.value:
            return
        attributes = rewriter.attributes(axiom.attributes)
        self.axioms.append(Axiom(condition, axiom.hideable, attributes, span=axiom.span))

    def uses(
        self, indexes: tuple[int, ...], old: Function | Variable, new: Function | Variable
    ) -> tuple[int, ...]:
        """What a ``uses`` clause has become.

        Of several axioms that one has become it keeps those that mention `new`, unless the
        original did not mention `old` at all.
        """
        found: list[int] = []
        for index in indexes:
            places = self.places[index]
            if len(places) > 1 and _mentions(self.program.axioms[index].condition, old):
                places = tuple([p for p in places if _mentions(self.axioms[p].condition, new)])
            found.extend(places)
        return tuple(found)

    def rest(
        self, function: Function, parameters: tuple[Variable, ...], axioms: tuple[Expr, ...]
    ) -> FunctionDeclaration:
        """The declaration of a function, whose axioms are added to the program's."""
        first = len(self.axioms)
        self.axioms.extend([Axiom(axiom, span=function.span) for axiom in axioms])
        uses = tuple(range(first, len(self.axioms)))
        return FunctionDeclaration(function, parameters, None, uses=uses)

    # -------------------------------------------------------------- declarations

    def constant(self, constant: ConstantDeclaration) -> ConstantDeclaration:
        variable = self.targets.global_variable(constant.variable)
        attributes = self.attributes(constant.attributes, {})
        uses = self.uses(constant.uses, constant.variable, variable)
        if (variable, attributes, uses) == (
            constant.variable,
            constant.attributes,
            constant.uses,
        ):
            return constant
        return ConstantDeclaration(variable, constant.unique, attributes, uses)

    def function(self, declaration: FunctionDeclaration) -> list[FunctionDeclaration]:
        function = declaration.function
        if not function.type_parameters:
            return [self.function_instance(declaration, ())]
        found = self.instances.functions.get(function, {})
        return [self.function_instance(declaration, types) for types in found]

    def function_instance(
        self, declaration: FunctionDeclaration, types: Types
    ) -> FunctionDeclaration:
        function = declaration.function
        new = self.targets.function(function, types)
        rewriter = self.rewriter(dict(zip(function.type_parameters, types, strict=True)))
        parameters = map_items(declaration.parameters, rewriter.bind)
        body = None if declaration.body is None else rewriter(declaration.body)
        uses = self.uses(declaration.uses, function, new)
        return FunctionDeclaration(new, parameters, body, declaration.revealed, uses)

    def procedure(self, procedure: Procedure) -> list[Procedure]:
        if not procedure.type_parameters:
            return [self.procedure_instance(procedure, ())]
        found = self.instances.procedures.get(procedure.name, {})
        return [self.procedure_instance(procedure, types) for types in found]

    def procedure_instance(self, procedure: Procedure, types: Types) -> Procedure:
        rewriter = self.rewriter(dict(zip(procedure.type_parameters, types, strict=True)))
        for g in (*procedure.inputs, *procedure.outputs):
            rewriter.bind(g.variable)

        def clause(c: Condition) -> Condition:
            return replace(
                c,
                condition=rewriter(c.condition),
                attributes=rewriter.attributes(c.attributes),
            )

        return replace(
            procedure,
            name=self.procedure_name(procedure.name, types),
            type_parameters=(),
            inputs=tuple([_declaration(g, rewriter) for g in procedure.inputs]),
            outputs=tuple([_declaration(g, rewriter) for g in procedure.outputs]),
            requires=tuple([clause(c) for c in procedure.requires]),
            ensures=tuple([clause(c) for c in procedure.ensures]),
            modifies=tuple([rewriter.variable(v) for v in procedure.modifies]),
            measure=tuple([rewriter(e) for e in procedure.measure]),
            attributes=rewriter.attributes(procedure.attributes),
        )

    def procedure_name(self, name: str, types: Types) -> str:
        """The instance that is verified at opaque types keeps the name."""
        if types and types == self.instances.opaque_types(len(types)):
            self.targets.keep_procedure_name(name, types)
        return self.targets.procedure(name, types)

    def implementation(self, implementation: Implementation) -> list[Implementation]:
        if not implementation.type_parameters:
            return [self.implementation_instance(implementation, ())]
        found = list(self.instances.bindings[implementation, ()])
        if self.is_inlined(implementation):
            calls = self.instances.procedures.get(implementation.name, {})
            found.extend([types for types in calls if types not in found])
        return [self.implementation_instance(implementation, types) for types in found]

    def is_inlined(self, implementation: Implementation) -> bool:
        procedure = self.program.procedure(implementation.name)
        return has_attribute(implementation.attributes, "inline") or has_attribute(
            procedure.attributes, "inline"
        )

    def implementation_instance(
        self, implementation: Implementation, types: Types
    ) -> Implementation:
        rewriter = self.rewriter(dict(zip(implementation.type_parameters, types, strict=True)))
        name = self.procedure_name(implementation.name, types)
        inputs = map_items(implementation.inputs, rewriter.bind)
        outputs = map_items(implementation.outputs, rewriter.bind)
        for g in implementation.locals:
            rewriter.bind(g.variable)
        return replace(
            implementation,
            name=name,
            type_parameters=(),
            inputs=inputs,
            outputs=outputs,
            locals=tuple([_declaration(g, rewriter) for g in implementation.locals]),
            body=rewriter.statements(implementation.body),
            attributes=self.displayed(implementation, name, rewriter),
        )

    def displayed(
        self, implementation: Implementation, name: str, rewriter: Rewriter
    ) -> Attributes:
        """The attributes of an instance called `name`, which is displayed as the original is."""
        attributes = rewriter.attributes(implementation.attributes)
        if name == implementation.name or has_attribute(attributes, "verboseName"):
            return attributes
        return (*attributes, Attribute("verboseName", (implementation.name,)))


def _declaration(declaration: GlobalDeclaration, rewriter: Rewriter) -> GlobalDeclaration:
    """`declaration` of a variable that has been bound already."""
    variable = rewriter.variable(declaration.variable)
    where = None if declaration.where is None else rewriter(declaration.where)
    attributes = rewriter.attributes(declaration.attributes)
    if (
        variable is declaration.variable
        and where is declaration.where
        and attributes is declaration.attributes
    ):
        return declaration
    return GlobalDeclaration(variable, where, attributes)


def _opaque(function: Function) -> FunctionDeclaration:
    """The declaration of a function of which nothing is known."""
    parameters = [
        Variable(f"i{index}", type_, VariableKind.BOUND)
        for index, type_ in enumerate(function.parameters)
    ]
    return FunctionDeclaration(function, tuple(parameters), None)


def _mentions(expr: Expr, symbol: Function | Variable) -> bool:
    return any(
        (isinstance(e, Apply) and e.function is symbol)
        or (isinstance(e, VariableReference) and e.variable is symbol)
        for e in walk(expr)
    )
