"""Functions over the universal sort."""

from __future__ import annotations

from ivl.base.node import replace
from ivl.core.attributes import has_attribute
from ivl.core.build_expressions import forall
from ivl.core.build_values import bound, ref
from ivl.core.expressions import Expr, Function, Variable
from ivl.core.program import FunctionDeclaration, Program
from ivl.transform.erase_types.map_classes import Access, MapClasses
from ivl.transform.erase_types.refusal import refuse
from ivl.transform.erase_types.style import Bound
from ivl.transform.erase_types.vocabulary import Vocabulary
from ivl.transform.monomorphize.instance_names import mangle


class ErasedFunctions:
    """What each function of a program has become."""

    def __init__(self, program: Program, vocabulary: Vocabulary, maps: MapClasses) -> None:
        self.vocabulary = vocabulary
        self.maps = maps
        self._found = {d.function: self._erase(d.function) for d in program.functions}

    def find(self, function: Function) -> Access:
        """What `function` has become, and the type parameters that have to be given to it."""
        return self._found[function]

    def _erase(self, function: Function) -> Access:
        vocabulary = self.vocabulary
        inputs = tuple([vocabulary.erased(t) for t in function.parameters])
        result = vocabulary.erased(function.result)
        if (inputs, result, function.type_parameters) == (function.parameters, function.result, ()):
            return Access(function, ())
        for name in ("builtin", "bvbuiltin"):
            if has_attribute(function.attributes, name):
                what = f"Functions with :{name} attribute and types that are not the solver's"
                raise refuse(what)
        variables = [bound("", t) for t in inputs]
        _, new = self._bind(function, variables)
        names = (*[mangle(p) for p in new], *function.names) if all(function.names) else ()
        sorts = (*[vocabulary.types for _ in new], *inputs)
        erased = replace(function, type_parameters=(), parameters=sorts, result=result, names=names)
        return Access(erased, tuple(new))

    def _bind(self, function: Function, variables: list[Variable]) -> Bound:
        sources = [
            (ref(v), self.maps.flat(t))
            for v, t in zip(variables, function.parameters, strict=True)
            if v.type == self.vocabulary.universe
        ]
        return self.maps.style.bind(function.type_parameters, sources)

    def declare(self, declaration: FunctionDeclaration) -> FunctionDeclaration:
        """The declaration of the erased function, which uses an axiom about its type."""
        access = self.find(declaration.function)
        function = access.function
        if function is declaration.function:
            return declaration
        uses = declaration.uses
        if function.result == self.vocabulary.universe:
            uses = (*uses, self.vocabulary.axiom(self._type(declaration.function, access)))
        names = function.names or ("",) * len(function.parameters)
        parameters = tuple([bound(n, t) for n, t in zip(names, function.parameters, strict=True)])
        return replace(declaration, function=function, parameters=parameters, uses=uses)

    def _type(self, original: Function, access: Access) -> Expr:
        """``(forall x: U :: {f(x)} typeOf(f(x)) == CType(typeOf(x)))``, for any x.

        A typed function can always be extended to ill-typed arguments like that.
        """
        inputs = access.function.parameters[len(access.explicit) :]
        variables = [bound(f"x{i}", t) for i, t in enumerate(inputs)]
        terms, new = self._bind(original, variables)
        call = access(terms, *variables)
        law = self.maps.style.typing(call, self.maps.term(original.result, terms))
        quantified = [*new.values(), *variables]
        return forall(quantified, law, triggers=[[call]]) if quantified else law
