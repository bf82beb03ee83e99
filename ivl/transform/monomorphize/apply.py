"""The pass itself: find the instances, then rewrite the program with them."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.base.diagnostic import ProgramError
from ivl.base.fresh import Names
from ivl.base.node import node, value
from ivl.core.attributes import has_attribute
from ivl.core.expressions import Apply, Expr, Function, Operation, Operator, Quantifier
from ivl.core.program import Program
from ivl.core.types import Type, TypeVariable, substitute
from ivl.transform.monomorphize.cycles import Flow, edges_in_cycles, has_expanding_cycle
from ivl.transform.monomorphize.exactness import Exactness
from ivl.transform.monomorphize.instances import Declarations, Instances
from ivl.transform.monomorphize.position_quantifiers import Fate
from ivl.transform.monomorphize.refusal import refuse
from ivl.transform.monomorphize.rewrite_program import rewrite_program
from ivl.transform.monomorphize.roots import (
    Roots,
    position_quantifiers,
    summarize,
)
from ivl.transform.monomorphize.summary import Binder, Kind, Summarizer, Summary
from ivl.transform.monomorphize.type_classes import PROCEDURE, TypeClasses


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
    types is assumed at types that occur. What else quantifies over types speaks of those that
    occur and of one that is the union of all others (see `Exactness`), or it is proved at fresh
    types, or it is a predicate with axioms for its sound direction (see `Positions`). Raises
    ProgramError where the instances do not end.
    """
    summarizer = Summarizer()
    roots = summarize(program, summarizer)
    strategy = _Strategy(frozenset(), False)
    while True:
        positioned = _position(program, roots, summarizer, strategy)
        growing = _growing(positioned, summarizer)
        if growing:
            strategy = _Strategy(strategy.growing | growing, strategy.skolemize)
            continue
        try:
            instances = _find_instances(positioned, summarizer)
        except ProgramError:
            growing = _parameters((*positioned.exact, *positioned.to_prove))
            if not growing:
                raise
            strategy = _Strategy(strategy.growing | growing, strategy.skolemize)
            continue
        if instances.lost and not strategy.skolemize:
            strategy = _Strategy(strategy.growing, True)
            continue
        return rewrite_program(positioned.program, positioned.roots, instances)


@value
class _Strategy:
    """How to deal with quantifiers over types that are not assumed.

    Those with parameters in `growing` are not instantiated at all types, as there is no end to
    that, or nearly so. `skolemize`: what is to be proved is proved at fresh types, not at unions
    of types, where fewer assumptions can be used.
    """

    growing: frozenset[TypeVariable]
    skolemize: bool


@node
class _Positioned:
    """A program whose quantifiers have been sorted out."""

    program: Program
    roots: Roots
    classes: TypeClasses
    exactness: Exactness
    exact: set[Quantifier]
    to_prove: dict[Quantifier, int]


def _position(
    program: Program, roots: Roots, summarizer: Summarizer, strategy: _Strategy
) -> _Positioned:
    exactness = Exactness(program)
    if not any(summary.binders for summary in roots.all()):
        return _Positioned(program, roots, _classes(program, roots), exactness, set(), {})

    def fate(e: Quantifier) -> Fate:
        if not strategy.growing.isdisjoint(e.type_parameters):
            return Fate.NAMED
        return Fate.EXACT if exactness.is_exact(summarizer.binder(e)) else Fate.PROVED

    program, positions = position_quantifiers(program, roots, fate, strategy.skolemize)
    roots = summarize(program, summarizer)
    classes = _classes(program, roots)
    return _Positioned(program, roots, classes, exactness, positions.exact, positions.to_prove)


def _growing(positioned: _Positioned, summarizer: Summarizer) -> frozenset[TypeVariable]:
    """The parameters of the quantifiers that have to be instantiated at ever larger types."""
    quantifiers = [*positioned.exact]
    if any(summary.distinguishes for summary in positioned.roots.all()):
        quantifiers += positioned.to_prove
    growth = {q: positioned.classes.growth(summarizer.binder(q).inside) for q in quantifiers}
    cyclic = edges_in_cycles([edge for edges in growth.values() for edge in edges])
    return _parameters(q for q, edges in growth.items() if not cyclic.isdisjoint(edges))


def _parameters(quantifiers: Iterable[Quantifier]) -> frozenset[TypeVariable]:
    return frozenset([p for q in quantifiers for p in q.type_parameters])


def _find_instances(positioned: _Positioned, summarizer: Summarizer) -> Instances:
    program, roots = positioned.program, positioned.roots
    if has_expanding_cycle(_flows(program, roots)):
        raise refuse("expanding type cycle detected")
    declarations = _declarations(program, roots, summarizer)
    declarations.classes = positioned.classes
    declarations.exactness = positioned.exactness
    declarations.exact = positioned.exact
    declarations.to_prove = positioned.to_prove
    names = Names([t.name for t in program.types] + [d.name for d in program.datatypes])
    instances = Instances(declarations, names, max([s.depth for s in roots.all()], default=1))
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
        if implementation.type_parameters:
            instances.verify(Binder(implementation, summary, ()))
        else:
            instances.add(summary, {})
    instances.close()
    return instances


def _declarations(program: Program, roots: Roots, summarizer: Summarizer) -> Declarations:
    """What the instances of each polymorphic declaration lead to."""
    declarations = Declarations()
    declarations.distinguishes = any(summary.distinguishes for summary in roots.all())
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


def _classes(program: Program, roots: Roots) -> TypeClasses:
    classes = TypeClasses()
    for datatype in program.datatypes:
        classes.unite(datatype.name, datatype.type_parameters)
        for constructor in datatype.constructors:
            classes.unite(datatype.name, constructor.type_parameters)
            classes.add_types(constructor.parameters)
    for procedure in program.procedures:
        classes.unite(f"{PROCEDURE}{procedure.name}", procedure.type_parameters)
    for implementation in program.implementations:
        classes.unite(f"{PROCEDURE}{implementation.name}", implementation.type_parameters)
    for summary in roots.all():
        classes.add(summary)
    return classes


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
