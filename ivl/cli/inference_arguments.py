"""The arguments of ``ivl verify`` about inference, and about proofs that say little."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ivl.cli.reporting import Reporter

if TYPE_CHECKING:
    from ivl.core.program import Program
    from ivl.options import Inference, Options

SMOKE_SECONDS = 10.0


def add_inference_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two groups."""
    inference = parser.add_argument_group("inference")
    inference.add_argument(
        "--houdini",
        action="store_true",
        help="find out which candidates 'b ==> e' hold, where b is {:existential true} const",
    )
    inference.add_argument(
        "--explain-houdini",
        action="store_true",
        help="with --houdini: find out which refuted candidates others had relied on",
    )
    inference.add_argument(
        "--inline-depth",
        type=int,
        choices=range(100),
        default=0,
        metavar="N",
        help="with --houdini: put bodies in place of calls, N deep",
    )
    inference.add_argument(
        "--infer-intervals",
        action="store_true",
        help="add loop invariants of the form 0 <= i && i <= 10",
    )
    inference.add_argument(
        "--widening-delay",
        type=int,
        choices=range(100),
        default=0,
        metavar="N",
        help="go round a loop N times before bounds that still move are given up",
    )
    inference.add_argument(
        "--check-inferred", action="store_true", help="prove inferred invariants as well"
    )
    proofs = parser.add_argument_group("what a proof is worth")
    proofs.add_argument(
        "--coverage", action="store_true", help='list the parts called {:id "x"} that it needed'
    )
    proofs.add_argument(
        "--dependence",
        action="store_true",
        help="tell which axioms, assumptions, assertions and clauses the proofs needed, line by "
        "line",
    )
    proofs.add_argument(
        "--warn-vacuous",
        action="store_true",
        help="warn of what is proved because no execution reaches it",
    )
    proofs.add_argument(
        "--smoke",
        action="store_const",
        const=SMOKE_SECONDS,
        help="look for code that cannot be reached, ten seconds for each place",
    )
    proofs.add_argument(
        "--sanity",
        action="store_const",
        const=SMOKE_SECONDS,
        help="warn of axioms, contracts, invariants and assumptions that contradict each other",
    )


def inference_of(arguments: argparse.Namespace) -> Inference | None:
    """The interval analysis that `arguments` ask for."""
    from ivl.options import Inference

    if not arguments.infer_intervals:
        return None
    return Inference(arguments.widening_delay, check=arguments.check_inferred)


def infer(program: Program, options: Options, reporter: Reporter, explain: bool) -> Program:
    """`program` with what Houdini found, which is reported; `explain`: see `infer_contracts`."""
    from ivl.base.diagnostic import Diagnostic, Severity
    from ivl.infer.houdini import infer_contracts
    from ivl.infer.refutations import explanation

    inferred = infer_contracts(program, options, explain)
    notes = [
        Diagnostic("houdini.holds", f"{constant.name} is true", constant.span, Severity.NOTE)
        if holds
        else explanation(inferred.refutations[constant], constant)
        for constant, holds in inferred.assignment.items()
    ]
    if not reporter.quiet:
        reporter.warnings(notes)
    return inferred.program
