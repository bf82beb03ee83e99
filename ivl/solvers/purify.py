"""Our terms -> terms that all of pySMT's drivers take, or a reason why that cannot be.

``bvadd``, ``(_ extract 7 0)``, ``/`` and the like become pySMT's own nodes; triggers and names of
quantifiers go, which changes no meaning. Floats, sequences, ``mod`` and what else pySMT lacks are
refused: as function symbols, which they look like, they would silently be uninterpreted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ivl.logic.environment import ATTR, RAW

from pysmt import operators as op  # isort: skip  # after ivl.logic.environment

if TYPE_CHECKING:
    from ivl.logic.script import Background
    from ivl.logic.terms import Sort, Term, Terms

_METHODS: Mapping[str, str] = {
    "/": "Div",
    "to_real": "ToReal",
    "distinct": "AllDifferent",
    "xor": "Xor",
    "bv2nat": "BVToNatural",
    "ubv_to_int": "BVToNatural",
    "concat": "BVConcat",
    "bvnot": "BVNot",
    "bvneg": "BVNeg",
    "bvand": "BVAnd",
    "bvor": "BVOr",
    "bvxor": "BVXor",
    "bvnand": "BVNand",
    "bvnor": "BVNor",
    "bvxnor": "BVXnor",
    "bvadd": "BVAdd",
    "bvsub": "BVSub",
    "bvmul": "BVMul",
    "bvudiv": "BVUDiv",
    "bvurem": "BVURem",
    "bvsdiv": "BVSDiv",
    "bvsrem": "BVSRem",
    "bvsmod": "BVSMod",
    "bvshl": "BVLShl",
    "bvlshr": "BVLShr",
    "bvashr": "BVAShr",
    "bvcomp": "BVComp",
    "bvult": "BVULT",
    "bvule": "BVULE",
    "bvugt": "BVUGT",
    "bvuge": "BVUGE",
    "bvslt": "BVSLT",
    "bvsle": "BVSLE",
    "bvsgt": "BVSGT",
    "bvsge": "BVSGE",
}
_INDEXED = re.compile(r"\(_ (extract|zero_extend|sign_extend|rotate_left|rotate_right) ([\d ]+)\)")
_INDEXED_METHODS: Mapping[str, str] = {
    "zero_extend": "BVZExt",
    "sign_extend": "BVSExt",
    "rotate_left": "BVRol",
    "rotate_right": "BVRor",
}


class NotInPysmt(Exception):  # noqa: N818  # not an error of anybody
    """Something that pySMT has no node for; the message says what."""


class Purifier:
    """Translates terms of one environment, each node once."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._manager = terms.environment.formula_manager
        self._done: dict[Term, Term] = {}

    def background(self, background: Background) -> list[Term]:
        """A background as assertions; definitions become axioms. Raises NotInPysmt."""
        if background.datatypes:
            raise NotInPysmt("pySMT has no datatypes")
        if background.preamble:
            raise NotInPysmt("pySMT reads no preamble")
        terms = self._terms
        found = []
        for definition in background.definitions:
            parameters = definition.parameters
            sorts = [terms.sort(p) for p in parameters]
            function = terms.function(definition.name, sorts, definition.result)
            equation = terms.equal(terms.apply(function, parameters), definition.body)
            found.append(terms.quantifier(True, parameters, equation))
        return [self.term(term) for term in (*found, *background.axioms)]

    def term(self, root: Term) -> Term:
        """The term in pySMT's own language. Raises NotInPysmt."""
        done, stack = self._done, [root]
        while stack:
            current = stack[-1]
            if current in done:
                stack.pop()
                continue
            kind, args, _ = current._content
            if kind == ATTR:
                args = args[:1]
            missing = [a for a in args if a not in done]
            if missing:
                stack += missing
                continue
            stack.pop()
            done[current] = self._translate(current, tuple([done[a] for a in args]))
        return done[root]

    def _translate(self, current: Term, args: tuple[Term, ...]) -> Term:
        kind, old, payload = current._content
        if kind == ATTR:
            return args[0]
        if kind == op.SYMBOL:
            if payload[0].startswith(RAW):
                raise NotInPysmt(f"pySMT has no {payload[0][len(RAW) :]}")
            self._check_sort(payload[1])
            return current
        if kind in op.QUANTIFIERS:
            for variable in payload:
                self._check_sort(variable._content.payload[1])
        if kind == op.FUNCTION:
            name = payload._content.payload[0]
            if name.startswith(RAW):
                return self._operator(name[len(RAW) :], args)
            self._check_sort(payload._content.payload[1])
        return current if args == old else self._manager.create_node(kind, args, payload)

    def _operator(self, text: str, args: tuple[Term, ...]) -> Term:
        manager: Any = self._manager
        if text in _METHODS:
            make: Callable[..., Term] = getattr(manager, _METHODS[text])
            if len(args) > 2 and text.startswith("bv"):  # pySMT has them binary
                first = args[0]
                for arg in args[1:]:
                    first = make(first, arg)
                return first
            return make(*args)
        indexed = _INDEXED.match(text)
        if indexed is not None:
            numbers = [int(number) for number in indexed[2].split()]
            if indexed[1] == "extract":
                return manager.BVExtract(args[0], numbers[1], numbers[0])
            return getattr(manager, _INDEXED_METHODS[indexed[1]])(args[0], numbers[0])
        raise NotInPysmt(f"pySMT has no {text}")

    def _check_sort(self, sort: Sort) -> None:
        stack = [sort]
        while stack:
            current = stack.pop()
            if current in self._terms.raw_sorts:
                raise NotInPysmt(f"pySMT has no sort {self._terms.raw_sorts[current][0]}")
            stack += current.args or ()
