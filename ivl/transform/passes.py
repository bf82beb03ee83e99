"""The passes that prepare a program for verification, in their order."""

from __future__ import annotations

from collections.abc import Callable

from ivl.base.node import node
from ivl.core.program import Program
from ivl.transform.check_termination import check_termination
from ivl.transform.define_functions import define_functions
from ivl.transform.inline_functions import inline_functions
from ivl.transform.lift_lambdas import lift_lambdas
from ivl.transform.monomorphize import monomorphize


@node
class Pass:
    """A named function from programs to programs; `doc` says in a line what it does."""

    name: str
    apply: Callable[[Program], Program]
    doc: str


PASSES = (
    Pass("check-termination", check_termination, "state procedures' measures as specification"),
    Pass("inline-functions", inline_functions, "expand the functions declared {:inline}"),
    Pass("define-functions", define_functions, "state function bodies as axioms"),
    Pass("monomorphize", monomorphize, "replace type parameters by the types that occur"),
    Pass("lift-lambdas", lift_lambdas, "turn lambda expressions into functions with axioms"),
)
"""Why this order:

- Measures come first: what they claim is ordinary specification for all that follows.
- Inlining comes first: an inlined body takes the polarity of its place, which decides how a
  quantifier over types in it may be instantiated, and it must not become an axiom.
- Definitions come before monomorphization, which then instantiates their axioms like any other,
  once for each instance of the function.
- Lambdas are lifted last: a lambda in polymorphic code would be lifted to a polymorphic function
  with a polymorphic axiom, and a polymorphic lambda is a tuple of monomorphic ones by then.
"""


def prepare(program: Program) -> Program:
    """`program` after all passes: no inline or defined-by-body functions, types, lambdas left."""
    for step in PASSES:
        program = step.apply(program)
    return program
