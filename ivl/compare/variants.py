"""The ways to verify a program that are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from ivl.base.node import node, replace
from ivl.options import Options, ShapeName, TypeEncoding

ENCODINGS: Mapping[str, TypeEncoding] = {
    "m": "monomorphic", "monomorphic": "monomorphic",
    "p": "predicates", "predicates": "predicates",
    "a": "arguments", "arguments": "arguments",
}  # fmt: skip
"""The encodings of types by their names and initials."""
SHAPES: tuple[ShapeName, ...] = ("block-equations", "normal-and-wrong", "path-conditions")


@node
class Variant:
    """Options with a name that tells them from those of the other variants."""

    name: str
    options: Options


def variants(
    base: Options,
    encodings: Iterable[TypeEncoding],
    shapes: Iterable[ShapeName],
    solvers: Iterable[str],
) -> tuple[Variant, ...]:
    """Each combination; a name mentions what is not the same in all of them."""
    one, two, three = dict.fromkeys(encodings), dict.fromkeys(shapes), dict.fromkeys(solvers)
    varying = [len(choices) > 1 for choices in (one, two, three)]
    found = []
    for encoding, shape, solver in product(one, two, three):
        parts = [p for p, varies in zip((encoding, shape, solver), varying, strict=True) if varies]
        options = replace(base, type_encoding=encoding, shape=shape, solver=solver)
        found.append(Variant(", ".join(parts) or encoding, options))
    return tuple(found)
