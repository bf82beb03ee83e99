"""Maps as uninterpreted types with axioms."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.fresh import Names
from ivl.base.node import node, replace
from ivl.core.attributes import has_attribute
from ivl.core.build_expressions import apply, eq, forall, or_
from ivl.core.build_values import bound
from ivl.core.expressions import (
    Apply,
    CodeExpression,
    Expr,
    FieldAccess,
    Function,
    IsConstructor,
    Let,
    Literal,
    Operation,
    Quantifier,
    Select,
    Store,
    Variable,
    VariableReference,
)
from ivl.core.fold import map_expression
from ivl.core.map_statements import (
    map_attributes,
    map_code_expression,
    map_items,
    map_program,
    map_statements,
)
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
from ivl.core.types import BOOL, ConstructedType, MapType, Type
from ivl.transform.monomorphize.instance_names import mangle


def axiomatize_maps(program: Program) -> Program:
    """Replace the maps of a monomorphic program by values of uninterpreted types.

    Before::

        var m: [int]bool;
        ... m := m[3 := true]; assert m[3]; ...

    After::

        type Map_int_bool;
        function Map_int_bool_select(Map_int_bool, int): bool;
        function Map_int_bool_store(Map_int_bool, int, bool): Map_int_bool uses {
          axiom (forall m: Map_int_bool, x0: int, v: bool :: {Map_int_bool_store(m, x0, v)}
            Map_int_bool_select(Map_int_bool_store(m, x0, v), x0) == v);
          axiom (forall ... :: x0 == y0 || Map_int_bool_select(Map_int_bool_store(m, x0, v), y0)
            == Map_int_bool_select(m, y0)); }
        var m: Map_int_bool;
        ... m := Map_int_bool_store(m, 3, true); assert Map_int_bool_select(m, 3); ...

    Maps are not extensional then: that they agree everywhere does not make them equal. Raises
    ProgramError for functions of the solver that work on its arrays.
    """
    return _Rewriter(program).rewrite()


@node
class _Map:
    """What a map type has become."""

    type: ConstructedType
    select: Function
    store: Function


class _Rewriter:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.type_names = Names(
            [t.name for t in program.types] + [d.name for d in program.datatypes]
        )
        self.function_names = Names(
            [d.function.name for d in program.functions]
            + [c.name for d in program.datatypes for c in d.constructors]
        )
        self.constructors: list[TypeConstructor] = []
        self.declarations: list[FunctionDeclaration] = []
        self.axioms: list[Axiom] = []
        self.maps: dict[Type, _Map] = {}
        self.by_name: dict[str, _Map] = {}
        self.variables: dict[Variable, Variable] = {}
        self.functions: dict[Function, Function] = {}

    # -------------------------------------------------------------- types and symbols

    def type(self, type_: Type) -> Type:
        match type_:
            case MapType():
                return self.map(type_).type
            case ConstructedType(name, arguments) if arguments:
                return ConstructedType(name, tuple([self.type(t) for t in arguments]))
            case _:
                return type_

    def map(self, type_: MapType) -> _Map:
        found = self.maps.get(type_)
        if found is None:
            assert not type_.parameters, "type parameters are encoded before"
            domain = tuple([self.type(t) for t in type_.domain])
            range_ = self.type(type_.range)
            name = self.type_names.fresh(mangle(type_))
            made = ConstructedType(name)
            keys = (made, *domain)
            select = self.access(f"{name}_select", keys, range_)
            store = self.access(f"{name}_store", (*keys, range_), made)
            found = self.maps[type_] = self.by_name[name] = _Map(made, select, store)
            self.constructors.append(TypeConstructor(name, 0))
            first = len(self.program.axioms) + len(self.axioms)
            self.axioms += [Axiom(law) for law in _laws(found)]
            uses = tuple(range(first, len(self.program.axioms) + len(self.axioms)))
            self.declarations += [_declare(select, ()), _declare(store, uses)]
        return found

    def access(self, name: str, parameters: tuple[Type, ...], result: Type) -> Function:
        name = self.function_names.fresh(name)
        return Function(name, (), parameters, result, ("",) * len(parameters))

    def variable(self, variable: Variable) -> Variable:
        found = self.variables.get(variable)
        if found is None:
            type_ = self.type(variable.type)
            found = variable
            if type_ != variable.type:
                found = Variable(
                    variable.name, type_, variable.kind, variable.pools, span=variable.span
                )
            self.variables[variable] = found
        return found

    def function(self, function: Function) -> Function:
        found = self.functions.get(function)
        if found is None:
            parameters = tuple([self.type(t) for t in function.parameters])
            result = self.type(function.result)
            found = function
            if (parameters, result) != (function.parameters, function.result):
                if has_attribute(function.attributes, "builtin"):
                    raise _refuse(function)
                found = replace(function, parameters=parameters, result=result)
            self.functions[function] = found
        return found

    # -------------------------------------------------------------- expressions

    def expression(self, expr: Expr) -> Expr:
        return map_expression(expr, self.node)

    def node(self, e: Expr) -> Expr:
        """`e`, whose children are done."""
        if isinstance(e, VariableReference):  # most of all; `match` takes longer
            new = self.variables.get(e.variable) or self.variable(e.variable)
            return e if new is e.variable else VariableReference(new, span=e.span)
        if isinstance(e, Literal) or (isinstance(e, Operation) and e.type is BOOL):
            return e
        match e:
            case Select(map_, _, indexes, type_):
                select = self.done(map_).select
                return Apply(select, (), (map_, *indexes), self.type(type_), span=e.span)
            case Store(map_, _, indexes, value):
                store = self.done(map_).store
                return Apply(store, (), (map_, *indexes, value), store.result, span=e.span)
            case Apply(function, _, arguments, type_):
                new_function = self.function(function)
                if new_function is function:
                    return e
                return Apply(new_function, (), arguments, new_function.result, span=e.span)
            case Operation(operator, arguments, type_) if self.type(type_) != type_:
                return Operation(operator, arguments, self.type(type_), span=e.span)
            case FieldAccess(operand, field, type_) if self.type(type_) != type_:
                return FieldAccess(operand, field, self.type(type_), span=e.span)
            case IsConstructor(operand, constructor):
                return IsConstructor(operand, self.function(constructor), span=e.span)
            case Quantifier() | Let():
                variables = map_items(e.variables, self.variable)
                if variables is e.variables:
                    return e
                return replace(e, variables=variables)
            case CodeExpression(locals_):
                code = map_code_expression(e, lambda x: x, self.variable)
                return replace(code, locals=map_items(locals_, self.variable))
            case _:
                return e

    def done(self, map_: Expr) -> _Map:
        assert isinstance(map_.type, ConstructedType)
        return self.by_name[map_.type.name]

    # -------------------------------------------------------------- declarations

    def rewrite(self) -> Program:
        program = self.program
        datatypes = map_items(program.datatypes, self.datatype)
        constants = map_items(program.constants, self.constant)
        globals_ = map_items(program.globals, self.declaration)
        functions = map_items(program.functions, self.function_declaration)
        rest = map_program(
            Program(axioms=program.axioms, procedures=program.procedures), self.expression
        )
        procedures = map_items(rest.procedures, self.procedure)
        implementations = map_items(program.implementations, self.implementation)
        if not self.maps:
            return program
        return Program(
            (*program.types, *self.constructors),
            datatypes,
            constants,
            globals_,
            (*self.declarations, *functions),
            (*rest.axioms, *self.axioms),
            procedures,
            implementations,
        )

    def datatype(self, d: Datatype) -> Datatype:
        constructors = map_items(d.constructors, self.function)
        return d if constructors is d.constructors else replace(d, constructors=constructors)

    def constant(self, c: ConstantDeclaration) -> ConstantDeclaration:
        attributes = map_attributes(c.attributes, self.expression)
        return replace(c, variable=self.variable(c.variable), attributes=attributes)

    def declaration(self, g: GlobalDeclaration) -> GlobalDeclaration:
        where = None if g.where is None else self.expression(g.where)
        attributes = map_attributes(g.attributes, self.expression)
        return GlobalDeclaration(self.variable(g.variable), where, attributes)

    def function_declaration(self, d: FunctionDeclaration) -> FunctionDeclaration:
        return replace(
            d,
            function=self.function(d.function),
            parameters=map_items(d.parameters, self.variable),
            body=None if d.body is None else self.expression(d.body),
        )

    def procedure(self, p: Procedure) -> Procedure:
        """`p`, whose clauses are done."""

        def formal(g: GlobalDeclaration) -> GlobalDeclaration:
            return replace(g, variable=self.variable(g.variable))

        return replace(
            p,
            inputs=map_items(p.inputs, formal),
            outputs=map_items(p.outputs, formal),
            modifies=map_items(p.modifies, self.variable),
        )

    def implementation(self, i: Implementation) -> Implementation:
        return replace(
            i,
            inputs=map_items(i.inputs, self.variable),
            outputs=map_items(i.outputs, self.variable),
            locals=map_items(i.locals, self.declaration),
            body=map_statements(i.body, self.expression, self.variable),
            attributes=map_attributes(i.attributes, self.expression),
        )


def _laws(map_: _Map) -> list[Expr]:
    """What is stored is found there, and everything else is as before."""
    sorts = map_.select.parameters[1:]
    m, v = bound("m", map_.type), bound("v", map_.select.result)
    keys = [bound(f"x{i}", t) for i, t in enumerate(sorts)]
    others = [bound(f"y{i}", t) for i, t in enumerate(sorts)]
    store = apply(map_.store, m, *keys, v)
    here, there = apply(map_.select, store, *keys), apply(map_.select, store, *others)
    unchanged = eq(there, apply(map_.select, m, *others))
    return [
        forall([m, *keys, v], eq(here, v), triggers=[[store]]),
        *[
            forall([m, *keys, v, *others], or_(eq(x, y), unchanged), triggers=[[there]])
            for x, y in zip(keys, others, strict=True)
        ],
    ]


def _declare(function: Function, uses: tuple[int, ...]) -> FunctionDeclaration:
    parameters = tuple([bound("", t) for t in function.parameters])
    return FunctionDeclaration(function, parameters, None, uses=uses)


def _refuse(function: Function) -> ProgramError:
    message = f"function {function.name} of the solver's arrays cannot be used with array axioms"
    return ProgramError([Diagnostic("unsupported.array-axioms", message, function.span)])
