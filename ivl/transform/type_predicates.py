"""Erase types: every value knows its type, and quantifiers ask for it."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.core.alpha import alpha_key
from ivl.core.build_expressions import apply, eq
from ivl.core.build_values import bound, ref
from ivl.core.expressions import Expr, Variable
from ivl.core.fold import walk
from ivl.core.program import Program
from ivl.core.types import ConstructedType, Type, TypeVariable
from ivl.transform.erase_types.erase_program import erase_types
from ivl.transform.erase_types.style import Bound, Typed
from ivl.transform.erase_types.vocabulary import Vocabulary
from ivl.transform.monomorphize.instance_names import mangle


def type_predicates(program: Program) -> Program:
    """Encode types as predicates (Leino and Rümmer, TACAS 2010).

    Before::

        type List a;
        function head<a>(l: List a): a;
        function nil<a>(): List a;
        axiom (forall<a> l: List a :: {head(l)} l != nil() ==> ok(head(l)));

    After::

        type U; type T;
        function ListType(t: T): T;  function ListTypeInv0(t: T): T;
        function typeOf(x: U): T;
        function head(l: U): U uses { axiom
          (forall l: U :: {head(l)} typeOf(head(l)) == ListTypeInv0(typeOf(l))); }
        function nil(a: T): U uses { axiom
          (forall a: T :: {nil(a)} typeOf(nil(a)) == ListType(a)); }
        axiom (forall l: U :: {head(l)} typeOf(l) == ListType(ListTypeInv0(typeOf(l)))
          ==> l != nil(ListTypeInv0(typeOf(l))) ==> ok(head(l)));

    A type parameter is read off the types of arguments where they tell it (head) and is an
    argument of its own where they do not (nil). Values of the solver's sorts keep them, but for
    boxes (``int_2_U``, ``U_2_int``) where they meet a type parameter. Maps become values with
    select and store functions, without extensionality. Variables get where clauses, and the type
    parameters of procedures become in-parameters.
    """
    return erase_types(program, _Predicates)


class _Predicates:
    """``typeOf(x) == t``"""

    guards_all = True
    values_tell_types = True

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.function = vocabulary.declare(
            vocabulary.function("typeOf", (vocabulary.universe,), vocabulary.types)
        )

    def typing(self, term: Expr, type_: Expr) -> Expr:
        """``typeOf(term) == type_``"""
        return eq(apply(self.function, term), type_)

    def guard(self, term: Expr, type_: Expr) -> Expr | None:
        """The same, if the type was not read off the term."""
        if alpha_key(apply(self.function, term)) == alpha_key(type_):
            return None
        return self.typing(term, type_)

    def bind(self, parameters: Iterable[TypeVariable], sources: Iterable[Typed]) -> Bound:
        """The shortest term for each type parameter that a source tells, else a variable."""
        typed = [(apply(self.function, e), t) for e, t in sources]
        terms: dict[TypeVariable, Expr] = {}
        new: dict[TypeVariable, Variable] = {}
        for p in parameters:
            found = [e for term, t in typed for e in self._parts(p, t, term)]
            if found:
                terms[p] = min(found, key=_size)
            else:
                new[p] = bound(mangle(p), self.vocabulary.types)
                terms[p] = ref(new[p])
        return terms, new

    def _parts(self, parameter: TypeVariable, type_: Type, term: Expr) -> list[Expr]:
        """The terms for `parameter`, if `term` is the term for `type_`."""
        match type_:
            case TypeVariable():
                return [term] if type_ is parameter else []
            case ConstructedType(name, arguments) if arguments:
                if self.vocabulary.is_kept(type_):
                    return []
                inverses = self.vocabulary.constructor(name, len(arguments)).inverses
                return [
                    e
                    for inverse, argument in zip(inverses, arguments, strict=True)
                    for e in self._parts(parameter, argument, apply(inverse, term))
                ]
            case _:
                return []


def _size(e: Expr) -> int:
    return sum(1 for _ in walk(e))
