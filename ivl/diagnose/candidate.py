"""What a solver's candidate says of expressions, asked while the solver still has it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from ivl.base.values import Element, Value
from ivl.core.expressions import Expr, VariableReference
from ivl.core.types import ConstructedType, Type
from ivl.diagnose.decode import Decoder, Elements
from ivl.diagnose.sources import Sources
from ivl.logic import model
from ivl.logic.model import Table
from ivl.logic.terms import Term
from ivl.solvers.answer import Session
from ivl.vc.background import Theory
from ivl.vc.condition import VerificationCondition

SECONDS = 10.0
"""All questions about one candidate must be put within this time."""
AT_ONCE = 200
"""So many values are asked for in one command."""
MOST_VALUES = 4000
"""No more values are asked for than these."""
MOST_CONSTANTS = 500
"""Nor those of more constants, for the sake of names."""


class Candidate:
    """The present candidate of `session`; it is none any more after the next check or assumption.

    `complete`: the solver vouches for it. Values are None, or hold UNKNOWN, where nothing is known;
    a question too many or too hard leaves it at that.
    """

    def __init__(
        self,
        condition: VerificationCondition,
        theory: Theory,
        sources: Sources,
        session: Session,
        complete: bool,
    ) -> None:
        self.condition = condition
        self.sources = sources
        self.complete = complete
        elements = Elements()
        self._constructors = theory.constructors
        self.decoder = Decoder(sources, theory.constructors, elements, tables=self._table)
        self.raw_decoder = Decoder(sources, theory.constructors, elements, as_written=False)
        self._elements = elements
        self._lock = theory.terms.lock
        self._session = session
        self._reader = model.Model("", None, theory.constructors)
        self._known: dict[Term, model.Value | None] = {}
        self._until = time.monotonic() + SECONDS
        self._model: model.Model | None = None
        self._name_elements()

    def term(self, expr: Expr) -> Term:
        """The term of an expression over the graph's variables."""
        with self._lock:
            return self.condition.translator.expression(expr)

    def ask(self, exprs: Iterable[Expr]) -> None:
        """Find out the values of expressions without quantifiers, many at a time."""
        terms = dict.fromkeys([self.term(e) for e in exprs])
        unknown = [term for term in terms if term not in self._known]
        for start in range(0, len(unknown), AT_ONCE):
            asked = unknown[start : start + AT_ONCE]
            enough = time.monotonic() > self._until or len(self._known) >= MOST_VALUES
            texts = None if enough else self._session.values(asked)
            for term, text in zip(asked, texts or ("",) * len(asked), strict=True):
                self._known[term] = (self._model or self._reader).read(text) if text else None

    def value(self, expr: Expr, source: Type | None = None) -> Value:
        """The value of an expression, in the terms of `source`, the type that its type was."""
        return self.decoder.decode(self.model_value(expr), expr.type, source)

    def decoder_of(self, products: Callable[[model.Value, Type, Type], Value]) -> Decoder:
        """A decoder that decodes the `products` that polymorphic maps have become."""
        return Decoder(
            self.sources, self._constructors, self._elements, tables=self._table, products=products
        )

    def element(self, type_name: str, text: str) -> Element:
        """An element of a type without arguments, as the solver calls it."""
        return Element(type_name, self._elements.name(type_name, text, type_name))

    def raw_value(self, expr: Expr) -> Value:
        """The value of an expression, in the terms of the prepared program."""
        return self.raw_decoder.decode(self.model_value(expr), expr.type)

    def model_value(self, expr: Expr) -> model.Value | None:
        """The value of an expression as the solver says it."""
        term = self.term(expr)
        if term not in self._known:
            self.ask([expr])
        return self._known[term]

    def model(self) -> model.Model | None:
        """What all constants and functions are; after that values of maps are better known."""
        if self._model is None and time.monotonic() <= self._until:
            self._model = self._session.model()
        return self._model

    def _table(self, name: str) -> Table | None:
        """What a function is, if the model has been asked for."""
        return None if self._model is None else self._model.table(name)

    def _name_elements(self) -> None:
        """Elements that are the values of constants have their names."""
        constants = []
        for declaration in self.sources.prepared.constants:
            constant = declaration.variable
            shown = self.sources.globals.get(constant)
            if shown is not None and _is_uninterpreted(constant.type, shown.type, self.sources):
                constants.append((constant, VariableReference(constant)))
        del constants[MOST_CONSTANTS:]
        self.ask([reference for _, reference in constants])
        for constant, reference in constants:
            known = self._known[self.term(reference)]
            self._elements.call(known, constant.type, constant.name)


def _is_uninterpreted(type_: Type, source: Type | None, sources: Sources) -> bool:
    return all(
        isinstance(t, ConstructedType) and t.name not in known
        for t, known in ((type_, sources.prepared_datatypes), (source, sources.datatypes))
    )
