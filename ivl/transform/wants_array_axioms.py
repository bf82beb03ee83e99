"""Whether maps are better described by axioms than left to the solver's arrays."""

from __future__ import annotations

from ivl.core.attributes import has_attribute
from ivl.core.expressions import Quantifier
from ivl.core.fold import occurrences
from ivl.core.program import Program
from ivl.core.types import ConstructedType, MapType, Type
from ivl.transform.is_monomorphic import declared_types


def wants_array_axioms(program: Program) -> bool:
    """Whether `program` has polymorphic maps, axioms, and no function of the solver's for maps.

    Polymorphic maps are the heaps of verifiers, updated again and again and hardly ever compared.
    Of programs with them solvers prove more, and faster, with axioms that say what is selected from
    an update, and nothing else but of maps that the program compares (`compare_maps`). The solver's
    own functions work on its arrays alone. And without quantified axioms these are complete: there
    are definite counterexamples.
    """
    if not any(map(_is_polymorphic_map, declared_types(program))):
        return False
    if not any(True for _ in occurrences([a.condition for a in program.axioms], (Quantifier,))):
        return False
    builtin = [
        d.function for d in program.functions if has_attribute(d.function.attributes, "builtin")
    ]
    return not any(_has_map(t) for f in builtin for t in (*f.parameters, f.result))


def _is_polymorphic_map(type_: Type) -> bool:
    match type_:
        case MapType(parameters, domain, range_):
            return bool(parameters) or any(map(_is_polymorphic_map, (*domain, range_)))
        case ConstructedType(_, arguments):
            return any(map(_is_polymorphic_map, arguments))
        case _:
            return False


def _has_map(type_: Type) -> bool:
    match type_:
        case MapType():
            return True
        case ConstructedType(_, arguments):
            return any(map(_has_map, arguments))
        case _:
            return False
