"""Erase types: polymorphic functions and maps get types as arguments."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.core.build_expressions import apply
from ivl.core.build_values import bound, ref
from ivl.core.expressions import Expr
from ivl.core.program import Program
from ivl.core.types import BOOL, TypeVariable
from ivl.transform.erase_types.erase_program import erase_types
from ivl.transform.erase_types.style import Bound, Typed
from ivl.transform.erase_types.vocabulary import Vocabulary
from ivl.transform.monomorphize.instance_names import mangle


def type_arguments(program: Program) -> Program:
    """Encode types as arguments (Leino and Rümmer, TACAS 2010).

    Before::

        type List a;
        function head<a>(l: List a): a;
        axiom (forall<a> l: List a :: {head(l)} ok(head(l)));

    After::

        type U; type T;
        function hasType(x: U, t: T): bool;
        function head(a: T, l: U): U uses { axiom
          (forall a: T, l: U :: {head(a, l)} hasType(head(a, l), a)); }
        axiom (forall a: T, l: U :: {head(a, l)} ok(a, head(a, l)));

    Everything else is as in `type_predicates`. Quantifiers that are instantiated have no guards,
    since an ill-typed argument of a function or a map can always be taken for a well-typed one.
    That does not hold of variables that are compared: ``(forall c: Color :: c == red || c ==
    blue)`` would say that there are two values altogether, hence false. These are guarded
    (Blanchette, Böhme, Popescu and Smallbone, TACAS 2013), and so are all variables of
    quantifiers that stand for an unknown.
    """
    return erase_types(program, _Arguments)


class _Arguments:
    """``hasType(x, t)``"""

    guards_all = False
    values_tell_types = False

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        sorts = (vocabulary.universe, vocabulary.types)
        self.function = vocabulary.declare(vocabulary.function("hasType", sorts, BOOL))

    def typing(self, term: Expr, type_: Expr) -> Expr:
        """``hasType(term, type_)``"""
        return apply(self.function, term, type_)

    def guard(self, term: Expr, type_: Expr) -> Expr | None:
        """The same."""
        return self.typing(term, type_)

    def bind(self, parameters: Iterable[TypeVariable], sources: Iterable[Typed]) -> Bound:
        """A variable for each type parameter."""
        new = {p: bound(mangle(p), self.vocabulary.types) for p in parameters}
        return {p: ref(v) for p, v in new.items()}, new
