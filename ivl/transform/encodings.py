"""The encodings of types: what makes a program monomorphic."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.base.node import node
from ivl.transform.monomorphize import monomorphize
from ivl.transform.named_pass import Pass
from ivl.transform.type_arguments import type_arguments
from ivl.transform.type_predicates import type_predicates


@node
class Encoding:
    """The passes of an encoding of types, `before` lambdas are lifted and `after` that."""

    before: tuple[Pass, ...]
    after: tuple[Pass, ...]


ENCODINGS: Mapping[str, Encoding] = {
    "monomorphic": Encoding(
        (Pass("monomorphize", monomorphize, "replace type parameters by the types that occur"),),
        (),
    ),
    "predicates": Encoding(
        (), (Pass("type-predicates", type_predicates, "make types predicates of values"),)
    ),
    "arguments": Encoding(
        (), (Pass("type-arguments", type_arguments, "make types arguments of functions"),)
    ),
}
"""By name. All of them lead to the same verdicts where the solver is strong enough.

Lambdas of a monomorphic program have no type parameters, whereas the other encodings know nothing
of lambdas and want the functions that they become.
"""
