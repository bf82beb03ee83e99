"""Definitions of functions for literal arguments (see `translate.literals`)."""

from __future__ import annotations

from frontends.dafny.translate.literals import can_be_marked, composing, marked
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.signatures import Signature
from frontends.dafny.translate.types import adapt
from frontends.dafny.typed.declarations import Variable
from frontends.dafny.typed.mentions import variables_of
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Expr
from ivl.core.fold import substitute

WEIGHT = 3
"""How much later the solver uses these definitions than others."""


def literal_axioms(signature: Signature, usable: Expr) -> None:
    """The definition of a recursive function where all arguments are literals.

    Another one where only those are which its measure is about.
    """
    function = signature.function
    parameters = function.parameters
    measured = variables_of(function.decreases)
    some = tuple([v for v in parameters if v in measured])
    if parameters:
        _axiom(signature, usable, parameters)
    if some and some != parameters:
        _axiom(signature, usable, some)


def _axiom(signature: Signature, usable: Expr, literal: tuple[Variable, ...]) -> None:
    function, shared = signature.function, signature.shared
    assert function.body is not None and function.result_type is not None
    layer = shared.prelude("$Succ", signature.layer)
    context = replace(signature.context, layer=layer, literals=frozenset(literal))
    value = adapt(context.term(function.body), function.body.type, function.result_type, shared)
    own = {
        i: marked(b.ref(i), shared)
        for i, v in zip(signature.own, function.parameters, strict=True)
        if v in literal
    }
    left = substitute(signature.apply(layer), own)
    shared.axiom(
        b.forall(
            signature.variables,
            b.implies(usable, b.eq(left, value)),
            triggers=[[left]],
            attributes=(b.attribute("weight", WEIGHT),),
        )
    )


def literal_constructors(shared: Shared) -> None:
    """That constructors make literals of literals, where the program has them do so."""
    for constructor in shared.constructors.values():
        types = constructor.parameters
        if not shared.declares(f"$Composed_{constructor.name}"):
            continue
        if all(can_be_marked(x, shared) for x in (*types, constructor.result)):
            composed = composing(constructor, shared)
            parts = [b.bound(f"x{i}", type_) for i, type_ in enumerate(types)]
            trigger = b.apply(composed, *[marked(b.ref(x), shared) for x in parts])
            made = b.apply(constructor, *parts)
            same = b.eq(made, marked(made, shared))
            shared.axiom(b.forall(parts, same, triggers=[[trigger]]))


def literal_numbers(shared: Shared) -> None:
    """That the numbers in the program are literals."""
    for value in sorted(shared.numbers):
        shared.axiom(b.eq(marked(b.int_(value), shared), value))
