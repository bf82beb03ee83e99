"""The passes that prepare a program for verification, in their order."""

from __future__ import annotations

from functools import partial

from ivl.base.node import replace
from ivl.core.program import Program
from ivl.options import Options
from ivl.transform.check_termination import check_termination
from ivl.transform.define_functions import define_functions
from ivl.transform.encodings import ENCODINGS
from ivl.transform.expand_asserts import expand_asserts
from ivl.transform.inline_functions import inline_functions
from ivl.transform.lift_lambdas import lift_lambdas
from ivl.transform.named_pass import Pass
from ivl.transform.wants_array_axioms import wants_array_axioms


def passes(options: Options, extensional: bool = False) -> tuple[Pass, ...]:
    """The passes, in their order; with `extensional`, axioms for maps say when two are equal.

    - Measures come first: what they claim is ordinary specification for all that follows.
    - Inlining comes next: an inlined body takes the polarity of its place, which decides how a
      quantifier over types in it may be instantiated, and it must not become an axiom.
    - Assertions are expanded while functions have bodies.
    - Definitions come before types are encoded: their axioms are then like any others.
    - Lambdas are lifted late: a lambda in polymorphic code would be lifted to a polymorphic
      function with a polymorphic axiom, and a polymorphic lambda is a tuple of monomorphic ones
      after monomorphization. The other encodings of types want such functions, hence come later.
    - Maps are axiomatized when all of them are known, those of lambdas among them, and their
      comparisons marked before, while they are still maps.
    - Declarations get their order when all are there.
    """
    encoding = ENCODINGS[options.type_encoding]()
    return (
        Pass("check-termination", check_termination, "state procedures' measures as specification"),
        Pass("inline-functions", inline_functions, "expand the functions declared {:inline}"),
        Pass("expand-asserts", expand_asserts, "prove the conjuncts of what is {:expand n}"),
        Pass("define-functions", define_functions, "state function bodies as axioms"),
        *encoding.before,
        Pass(
            "lift-lambdas",
            partial(lift_lambdas, free_variables=options.lift_free_variables),
            "turn lambda expressions into functions with axioms",
        ),
        *encoding.after,
        *_asked_for(options, extensional),
    )


def _asked_for(options: Options, extensional: bool) -> list[Pass]:
    """The last passes, loaded only if `options` ask for them."""
    found = []
    if extensional:
        from ivl.transform.compare_maps import compare_maps

        what = "mark what compares maps, which are equal if they agree everywhere"
        found.append(Pass("compare-maps", compare_maps, what))
    if options.array_axioms:
        from ivl.transform.axiomatize_maps import axiomatize_maps

        what = "replace maps by values with axioms"
        found.append(Pass("axiomatize-maps", axiomatize_maps, what))
    if options.reflect_add:
        from ivl.transform.reflect_add import reflect_add

        found.append(Pass("reflect-add", reflect_add, "make + a function, for triggers"))
    names = "all" if options.profile_quantifiers else options.quantifier_names
    if names != "given" or not options.weights:
        from ivl.transform.annotate_quantifiers import annotate_quantifiers

        annotate = partial(annotate_quantifiers, names=names, weights=options.weights)
        found.append(Pass("annotate-quantifiers", annotate, "change names and weights"))
    if options.random_seed is not None:
        from ivl.transform.order_declarations import shuffle_declarations

        shuffle = partial(shuffle_declarations, seed=options.random_seed)
        found.append(Pass("shuffle-declarations", shuffle, "put declarations in a random order"))
    elif options.normalize_order:
        from ivl.transform.order_declarations import order_declarations

        what = "put declarations in an order of their contents"
        found.append(Pass("order-declarations", order_declarations, what))
    return found


def prepare(program: Program, options: Options = Options()) -> Program:  # noqa: B008
    """`program` after all passes: no inline or defined-by-body functions, types, lambdas left."""
    extensional = False
    if options.array_axioms is None and options.type_encoding == "monomorphic":
        extensional = wants_array_axioms(program)
        options = replace(options, array_axioms=extensional)
    for step in passes(options, extensional):
        program = step.apply(program)
    return program
