"""Replace type parameters by the types that occur."""

from __future__ import annotations

from ivl.core.program import Program
from ivl.transform.is_monomorphic import is_monomorphic


def monomorphize(program: Program) -> Program:
    """`ivl.transform.monomorphize.apply.monomorphize`, loaded when there is something to do."""
    if is_monomorphic(program):
        return program
    from ivl.transform.monomorphize.apply import monomorphize as apply

    return apply(program)
