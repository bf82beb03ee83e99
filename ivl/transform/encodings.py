"""The encodings of types: what makes a program monomorphic."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivl.base.node import node
from ivl.transform.named_pass import Pass


@node
class Encoding:
    """The passes of an encoding of types, `before` lambdas are lifted and `after` that."""

    before: tuple[Pass, ...]
    after: tuple[Pass, ...]


def _monomorphic() -> Encoding:
    from ivl.transform.monomorphize import monomorphize

    what = "replace type parameters by the types that occur"
    return Encoding((Pass("monomorphize", monomorphize, what),), ())


def _predicates() -> Encoding:
    from ivl.transform.type_predicates import type_predicates

    return Encoding(
        (), (Pass("type-predicates", type_predicates, "make types predicates of values"),)
    )


def _arguments() -> Encoding:
    from ivl.transform.type_arguments import type_arguments

    return Encoding(
        (), (Pass("type-arguments", type_arguments, "make types arguments of functions"),)
    )


ENCODINGS: Mapping[str, Callable[[], Encoding]] = {
    "monomorphic": _monomorphic,
    "predicates": _predicates,
    "arguments": _arguments,
}
"""By name, loaded when called. All lead to the same verdicts where the solver is strong enough.

Lambdas of a monomorphic program have no type parameters, whereas the other encodings know nothing
of lambdas and want the functions that they become.
"""
