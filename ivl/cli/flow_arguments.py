"""The arguments that say what becomes of calls and loops."""

from __future__ import annotations

import argparse

from ivl.cli.argument_types import count

INLINING = ("assume", "assert", "spec", "none")


def add_flow_arguments(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--inline",
        choices=INLINING,
        default="assume",
        help="calls of {:inline n} procedures: inline n deep and assume that it goes no deeper "
        "(the default), assert that, or use contracts there; or inline none",
    )
    parser.add_argument(
        "--unroll",
        type=count,
        metavar="N",
        help="look only at paths that take at most N back edges of a loop",
    )
    parser.add_argument(
        "--sound-unrolling",
        action="store_true",
        help="with --unroll: it is an error if a path can take more",
    )
    parser.add_argument(
        "--k-induction",
        type=count,
        metavar="K",
        help="prove loops by k-induction over all their assertions",
    )
    parser.add_argument(
        "--assume-free-invariants",
        action="store_true",
        help="assume free loop invariants where the others are checked, too",
    )
    parser.add_argument(
        "--extract-loops",
        action="store_true",
        help="make each loop a procedure that calls itself, without a contract",
    )
    parser.add_argument(
        "--deterministic-loops",
        action="store_true",
        help="with --extract-loops: it ends only where the loop can be left",
    )
    parser.add_argument(
        "--inline-loops",
        type=count,
        default=0,
        metavar="N",
        help="with --extract-loops: declare these procedures {:inline N}",
    )
    parser.add_argument(
        "--keep-infeasible",
        action="store_true",
        help="what comes after assume false stays in the flow graph",
    )
