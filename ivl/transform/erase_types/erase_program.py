"""Programs without type parameters, and with values of one sort where types were."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ivl.base.fresh import Names
from ivl.base.node import replace
from ivl.core.attributes import has_attribute
from ivl.core.build_expressions import and_
from ivl.core.build_values import ref
from ivl.core.expressions import Variable, VariableKind
from ivl.core.map_statements import map_attributes, program_expressions
from ivl.core.program import (
    Axiom,
    Condition,
    ConstantDeclaration,
    GlobalDeclaration,
    Implementation,
    Procedure,
    Program,
)
from ivl.core.types import TypeVariable
from ivl.transform.erase_types.erase_expressions import ASSUMED, EITHER
from ivl.transform.erase_types.erase_functions import ErasedFunctions
from ivl.transform.erase_types.erase_statements import StatementEraser
from ivl.transform.erase_types.map_classes import MapClasses
from ivl.transform.erase_types.occurrences import Occurrences
from ivl.transform.erase_types.refusal import refuse
from ivl.transform.erase_types.style import Style
from ivl.transform.erase_types.vocabulary import Vocabulary
from ivl.transform.is_monomorphic import is_monomorphic


def erase_types(program: Program, make_style: Callable[[Vocabulary], Style]) -> Program:
    """`program` in an encoding of types; the same when it has no type parameters anywhere."""
    if is_monomorphic(program):
        return program
    if program.datatypes:
        raise refuse("Datatypes")
    if any(d.body is not None for d in program.functions):
        raise refuse("Functions with :define attribute")
    vocabulary = Vocabulary(program)
    vocabulary.style = make_style(vocabulary)
    return _Program(program, vocabulary).erase()


class _Program:
    def __init__(self, program: Program, vocabulary: Vocabulary) -> None:
        self.program = program
        self.vocabulary = vocabulary
        self.maps = MapClasses(vocabulary)
        self.functions = ErasedFunctions(program, vocabulary, self.maps)
        procedures = {p.name: p for p in program.procedures}
        self.eraser = StatementEraser(
            vocabulary,
            self.maps,
            self.functions,
            Occurrences(program_expressions(program), vocabulary.is_kept),
            procedures.__getitem__,
        )

    def erase(self) -> Program:
        """The program. Its axioms keep their indexes; new ones follow."""
        program, vocabulary = self.program, self.vocabulary
        constants = [self.constant(c) for c in program.constants]
        globals_ = [self.declaration(g) for g in program.globals]
        functions = [self.functions.declare(d) for d in program.functions]
        for index, axiom in enumerate(program.axioms):
            vocabulary.axioms[index] = self.axiom(axiom)
        procedures = [self.procedure(p) for p in program.procedures]
        implementations = [self.implementation(i) for i in program.implementations]
        kept = [t for t in program.types if has_attribute(t.attributes, "builtin")]
        return Program(
            (*kept, *vocabulary.sorts()),
            (),
            (*vocabulary.constants, *constants),
            tuple(globals_),
            (*vocabulary.functions, *functions),
            tuple(vocabulary.axioms),
            tuple(procedures),
            tuple(implementations),
        )

    # -------------------------------------------------------------- declarations

    def constant(self, c: ConstantDeclaration) -> ConstantDeclaration:
        new = self.eraser.variable(c.variable)
        typing = self.eraser.typing(c.variable)
        uses = c.uses if typing is None else (*c.uses, self.vocabulary.axiom(typing))
        attributes = map_attributes(c.attributes, self.eraser.value)
        return ConstantDeclaration(new, c.unique, attributes, uses)

    def declaration(self, g: GlobalDeclaration) -> GlobalDeclaration:
        """A variable with the assumption that it is of its type, wherever it may have changed."""
        new = self.eraser.variable(g.variable)
        typing = self.eraser.typing(g.variable)
        where = None if g.where is None else self.eraser.formula(g.where, ASSUMED)
        if typing is not None:
            where = typing if where is None else and_(typing, where)
        attributes = map_attributes(g.attributes, self.eraser.value)
        if (new, where, attributes) == (g.variable, g.where, g.attributes):
            return g
        return GlobalDeclaration(new, where, attributes)

    def axiom(self, a: Axiom) -> Axiom:
        condition = self.eraser.formula(a.condition, ASSUMED)
        attributes = map_attributes(a.attributes, self.eraser.value)
        return replace(a, condition=condition, attributes=attributes)

    # -------------------------------------------------------------- procedures

    def type_inputs(
        self, parameters: tuple[TypeVariable, ...], taken: Iterable[Variable]
    ) -> list[Variable]:
        """In-parameters for type parameters, named like them if that is possible."""
        names = Names(v.name for v in taken)
        found: list[Variable] = []
        for p in parameters:
            variable = Variable(names.fresh(p.name), self.vocabulary.types, VariableKind.INPUT)
            self.eraser.types[p] = ref(variable)
            found.append(variable)
        return found

    def procedure(self, p: Procedure) -> Procedure:
        eraser = self.eraser
        formals = [g.variable for g in (*p.inputs, *p.outputs)]
        types = self.type_inputs(p.type_parameters, formals)
        for v in formals:
            eraser.bind(v)  # a where clause may mention what comes later

        def clause(c: Condition) -> Condition:
            return replace(
                c,
                condition=eraser.formula(c.condition, ASSUMED if c.free else EITHER),
                attributes=map_attributes(c.attributes, eraser.value),
            )

        inputs = [self.declaration(g) for g in p.inputs]
        return replace(
            p,
            type_parameters=(),
            inputs=(*[GlobalDeclaration(v, None) for v in types], *inputs),
            outputs=tuple([self.declaration(g) for g in p.outputs]),
            requires=tuple([clause(c) for c in p.requires]),
            ensures=tuple([clause(c) for c in p.ensures]),
            modifies=tuple([eraser.variable(v) for v in p.modifies]),
            measure=tuple([eraser.value(e) for e in p.measure]),
            attributes=map_attributes(p.attributes, eraser.value),
        )

    def implementation(self, i: Implementation) -> Implementation:
        eraser = self.eraser
        own = [*i.inputs, *i.outputs, *[g.variable for g in i.locals]]
        types = self.type_inputs(i.type_parameters, own)
        for v in own:
            eraser.bind(v)
        eraser.start_body(v.name for v in (*types, *own))
        locals_ = [self.declaration(g) for g in i.locals]
        body = eraser.statements(i.body)
        return replace(
            i,
            type_parameters=(),
            inputs=(*types, *[eraser.variable(v) for v in i.inputs]),
            outputs=tuple([eraser.variable(v) for v in i.outputs]),
            locals=(*locals_, *[GlobalDeclaration(v, None) for v in eraser.new_locals]),
            body=body,
            attributes=map_attributes(i.attributes, eraser.value),
        )
