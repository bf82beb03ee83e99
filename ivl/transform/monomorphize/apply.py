"""The pass itself: find the instances, then rewrite the program with them."""

from __future__ import annotations

from ivl.base.fresh import Names
from ivl.core.attributes import has_attribute
from ivl.core.expressions import Apply, Expr, Function, Operation, Operator, Quantifier
from ivl.core.program import Program
from ivl.core.types import ConstructedType, Type, TypeVariable, substitute
from ivl.transform.monomorphize.cycles import Flow, has_expanding_cycle
from ivl.transform.monomorphize.instances import Declarations, Instances
from ivl.transform.monomorphize.refusal import refuse
from ivl.transform.monomorphize.rewrite_program import rewrite_program
from ivl.transform.monomorphize.roots import (
    Positioned,
    Roots,
    is_monomorphic,
    position_quantifiers,
    summarize,
)
from ivl.transform.monomorphize.summary import Binder, Kind, Summarizer, Summary


def monomorphize(program: Program) -> Program:
    """A program without type parameters that verifies only if `program` does.

    Before::

        type Field a;
        var heap: <a>[Field a]a;
        const f: Field int;
        function box<a>(x: a): Field a;
        axiom (forall<a> x: a :: {box(x)} heap_ok(box(x)));
        procedure P<a>(x: a) { assert heap[f] == 3; assert box(true) == box(true); }

    After::

        type Field_int; type Field_bool;
        datatype PolymorphicMap_Field_1'0_1'0 { ...(at_int: [Field_int]int, rest: ...) }
        var heap: PolymorphicMap_Field_1'0_1'0;
        const f: Field_int;
        function box_bool(x: bool): Field_bool;
        axiom (forall x: bool :: {box_bool(x)} heap_ok(box_bool(x)));
        procedure P(x: a) { assert heap->at_int[f] == 3; ... }

    Types, functions, datatypes and procedures get an instance for each choice of types that
    occurs; maps of polymorphic type become datatypes with a component for each. Implementations
    with type parameters are verified at types of which nothing is known. What is assumed for all
    types is assumed at types that occur. What is to be proved for all types is proved at those
    and at fresh ones (see `Positions`). Whatever else quantifies over types is a predicate with
    axioms for its sound direction. Raises ProgramError where the instances do not end.
    """
    summarizer = Summarizer()
    roots = summarize(program, summarizer)
    if is_monomorphic(program, roots):
        return program
    positioned = Positioned(program, {}, 0)
    if any(summary.binders for summary in roots.all()):
        positioned = position_quantifiers(program, roots)
        program = positioned.program
        roots = summarize(program, summarizer)
    if has_expanding_cycle(_flows(program, roots)):
        raise refuse("expanding type cycle detected")
    instances = _find_instances(positioned, roots, summarizer)
    return rewrite_program(program, roots, instances)


def _find_instances(positioned: Positioned, roots: Roots, summarizer: Summarizer) -> Instances:
    program = positioned.program
    declarations = _declarations(program, roots, summarizer)
    declarations.to_prove = positioned.to_prove
    declarations.distinguishes = any(summary.distinguishes for summary in roots.all())
    names = Names([t.name for t in program.types] + [d.name for d in program.datatypes])
    fresh: tuple[Type, ...] = tuple(
        [ConstructedType(names.numbered("any#")) for _ in range(positioned.fresh_types)]
    )
    instances = Instances(declarations, fresh, max([s.depth for s in roots.all()], default=1))
    instances.add(roots.rest, {})
    for axiom in roots.axioms:
        instances.add(axiom, {})
    for function, summary in zip(program.functions, roots.functions, strict=True):
        if not function.function.type_parameters:
            instances.add(summary, {})
    for procedure, summary in zip(program.procedures, roots.procedures, strict=True):
        if not procedure.type_parameters:
            instances.add(summary, {})
    for implementation, summary in zip(program.implementations, roots.implementations, strict=True):
        parameters = implementation.type_parameters
        if not parameters:
            instances.add(summary, {})
            continue
        while len(instances.opaque_types) < len(parameters):
            name = names.fresh(parameters[len(instances.opaque_types)].name)
            instances.opaque_types.append(ConstructedType(name))
        instances.verify(Binder(implementation, summary, ()))
    instances.close()
    return instances


def _declarations(program: Program, roots: Roots, summarizer: Summarizer) -> Declarations:
    """What the instances of each polymorphic declaration lead to."""
    declarations = Declarations()
    declarations.type_constructors = {
        t.name for t in program.types if not has_attribute(t.attributes, "builtin")
    } | {d.name for d in program.datatypes}
    for function, summary in zip(program.functions, roots.functions, strict=True):
        declarations.functions[function.function] = summary
    for datatype in program.datatypes:
        summary = Summary()
        for constructor in datatype.constructors:
            own = Summary()
            summarizer.add_types(own, (*constructor.parameters, constructor.result))
            declarations.functions[constructor] = own
            # every constructor has the datatype's parameters as its own
            renamed: dict[TypeVariable, Type] = dict(
                zip(constructor.type_parameters, datatype.type_parameters, strict=True)
            )
            summarizer.add_types(summary, [substitute(t, renamed) for t in constructor.parameters])
        declarations.datatypes[datatype.name] = (datatype.type_parameters, summary)
    for procedure, summary in zip(program.procedures, roots.procedures, strict=True):
        declarations.procedures[procedure.name] = [(procedure.type_parameters, summary)]
    inlined = {p.name for p in program.procedures if has_attribute(p.attributes, "inline")}
    for implementation, summary in zip(program.implementations, roots.implementations, strict=True):
        if implementation.name in inlined or has_attribute(implementation.attributes, "inline"):
            declarations.procedures[implementation.name].append(
                (implementation.type_parameters, summary)
            )
    return declarations


def _flows(program: Program, roots: Roots) -> list[Flow]:
    """Which types flow into the type parameters of functions with a body, and of procedures."""
    flows: list[Flow] = []
    procedures = {p.name: p.type_parameters for p in program.procedures}

    def collect(summary: Summary) -> None:
        for kind, symbol, types in summary.occurrences:
            if kind is Kind.FUNCTION and isinstance(symbol, Function):
                flows.extend(zip(symbol.type_parameters, types, strict=True))
            elif kind is Kind.PROCEDURE and isinstance(symbol, str):
                flows.extend(zip(procedures[symbol], types, strict=True))
        for binder in summary.binders:
            collect(binder.inside)

    for summary in roots.all():
        collect(summary)
    for implementation in program.implementations:
        flows.extend(
            zip(implementation.type_parameters, procedures[implementation.name], strict=True)
        )
    for declaration in program.functions:
        for index in declaration.uses:
            formals = _definition_parameters(declaration.function, program.axioms[index].condition)
            flows.extend(zip(formals, declaration.function.type_parameters, strict=False))
    return flows


def _definition_parameters(function: Function, axiom: Expr) -> tuple[TypeVariable, ...]:
    """The type parameters of `axiom` if it has the form ``forall<a> x :: {f(x)} f(x) == e``."""
    match axiom:
        case Quantifier(body=Operation(Operator.EQUAL, (Apply(called) as call, _))):
            if called is function and any(t.terms == (call,) for t in axiom.triggers):
                return axiom.type_parameters
        case _:
            pass
    return ()
