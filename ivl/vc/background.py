"""What a program says outside its procedures, as declarations and axioms of the logic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivl.base.node import node
from ivl.core.expressions import Function
from ivl.core.program import Axiom, Datatype, FunctionDeclaration, Program, find_attribute
from ivl.core.proof_ids import proof_id
from ivl.core.types import ConstructedType, MapType, Type
from ivl.logic.script import Background, DatatypeSort, Definition, core_name
from ivl.logic.terms import Sort, Term, Terms
from ivl.vc.names import Names
from ivl.vc.sorts import Sorts, builtin_text
from ivl.vc.translate import Translator


class Axioms:
    """The axioms of a program as terms, each translated when it is first asked for.

    A term comes with the name that it has in unsatisfiable cores, or ``""``.
    """

    def __init__(self, axioms: tuple[Axiom, ...], translator: Translator, track: bool) -> None:
        self._axioms = axioms
        self._translator = translator
        self._track = track
        self._terms: dict[int, Term] = {}

    def __len__(self) -> int:
        return len(self._axioms)

    def __getitem__(self, index: int) -> tuple[Term, str]:
        axiom = self._axioms[index]
        term = self._terms.get(index)
        if term is None:
            term = self._terms[index] = self._translator.expression(axiom.condition)
        text = proof_id(axiom.attributes) if self._track else None
        # instances of one axiom share an id, and names must be different
        return term, "" if text is None else core_name(text, index)


@node
class Theory:
    """A program's background, and the translator that speaks its language.

    `axioms` are all axioms of the program, of which the background may have only some.
    `constructors` are those of its datatypes, by their names in the logic.
    """

    terms: Terms
    translator: Translator
    background: Background
    axioms: Axioms
    constructors: Mapping[str, Function]


def translate_background(
    program: Program,
    terms: Terms,
    track: bool = False,
    common: Iterable[int] | None = None,
    preamble: str = "",
) -> Theory:
    """The datatypes, definitions and axioms of `program`, which is monomorphic.

    Constants and functions are declared where they first occur. ``unique`` constants of a type
    are pairwise distinct. With `track` axioms with an ``{:id}`` are named, for unsatisfiable cores.
    `common` are the axioms that the background has, all of them by default. The `preamble` is
    text that solvers get as it is.
    """
    names = Names()
    builtins = {t.name: text for t in program.types if (text := builtin_text(t.attributes))}
    sorts = Sorts(terms, names, builtins)
    translator = Translator(terms, names, sorts, {d.name: d for d in program.datatypes})
    for declaration in program.functions:
        names.symbol(declaration.function)
    for constant in program.constants:
        names.symbol(constant.variable)
    for variable in program.globals:
        names.symbol(variable.variable)
    groups = tuple(
        tuple(_datatype(d, sorts, names, translator) for d in group)
        for group in datatype_groups(program.datatypes)
    )
    definitions = tuple(
        _definition(d, sorts, names, translator) for d in _in_dependency_order(program.functions)
    )
    axioms = Axioms(program.axioms, translator, track)
    chosen = [axioms[i] for i in (range(len(axioms)) if common is None else common)]
    distinct = _distinct(program, translator, terms)
    stated = (*distinct, *[term for term, _ in chosen])
    names_of_axioms = ("",) * len(distinct) + tuple([name for _, name in chosen]) if track else ()
    background = Background(groups, definitions, stated, names_of_axioms, preamble)
    constructors = {names.symbol(c): c for d in program.datatypes for c in d.constructors}
    return Theory(terms, translator, background, axioms, constructors)


def datatype_groups(datatypes: tuple[Datatype, ...]) -> list[list[Datatype]]:
    """Datatypes in an order of use, mutually recursive ones together."""
    if len(datatypes) < 2:
        return [[datatype] for datatype in datatypes]
    from graphlib import CycleError, TopologicalSorter

    by_name = {d.name: d for d in datatypes}
    uses = {
        d.name: dict.fromkeys(
            name
            for constructor in d.constructors
            for parameter in constructor.parameters
            for name in _mentioned(parameter)
            if name in by_name and name != d.name
        )
        for d in datatypes
    }
    try:
        return [[by_name[name]] for name in TopologicalSorter(uses).static_order()]
    except CycleError:
        pass
    import networkx as nx  # slow to import, and few programs need it

    graph = nx.DiGraph({name: list(used) for name, used in uses.items()})
    condensed = nx.condensation(graph)
    position = {d.name: i for i, d in enumerate(datatypes)}
    groups = []
    for component in reversed(list(nx.topological_sort(condensed))):
        members = sorted(condensed.nodes[component]["members"], key=position.__getitem__)
        groups.append([by_name[name] for name in members])
    return groups


def _mentioned(type_: Type) -> list[str]:
    match type_:
        case ConstructedType(name, arguments):
            return [name, *[n for a in arguments for n in _mentioned(a)]]
        case MapType(_, domain, range_):
            return [n for t in (*domain, range_) for n in _mentioned(t)]
        case _:
            return []


def _datatype(
    datatype: Datatype, sorts: Sorts, names: Names, translator: Translator
) -> DatatypeSort:
    def fields(constructor: Function) -> tuple[tuple[str, Sort], ...]:
        return tuple(
            (translator.selector(constructor, i), sorts.sort(t))
            for i, t in enumerate(constructor.parameters)
        )

    constructors = tuple((names.symbol(c), fields(c)) for c in datatype.constructors)
    return DatatypeSort(names.type(datatype.name), constructors)


def _in_dependency_order(functions: tuple[FunctionDeclaration, ...]) -> list[FunctionDeclaration]:
    """The ``{:define}`` functions; the resolver orders them so that each uses earlier ones."""
    return [d for d in functions if d.body is not None and is_definition(d.function)]


def is_definition(function: Function) -> bool:
    """Whether a function's body is given to the solver as ``define-fun``."""
    return find_attribute(function.attributes, "define") is not None


def _definition(
    declaration: FunctionDeclaration, sorts: Sorts, names: Names, translator: Translator
) -> Definition:
    assert declaration.body is not None
    bound = translator.bind(declaration.parameters)
    body = translator.expression(declaration.body)
    translator.unbind(declaration.parameters)
    result = sorts.sort(declaration.function.result)
    return Definition(names.symbol(declaration.function), tuple(bound), result, body)


def _distinct(program: Program, translator: Translator, terms: Terms) -> list[Term]:
    by_type: dict[Type, list[Term]] = {}
    for constant in program.constants:
        if constant.unique:
            term = translator.variable(constant.variable)
            by_type.setdefault(constant.variable.type, []).append(term)
    return [
        terms.builtin("distinct", group, terms.BOOL) for group in by_type.values() if len(group) > 1
    ]
