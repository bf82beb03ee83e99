"""The arguments about names, orders and seeds."""

from __future__ import annotations

import argparse

from ivl.cli.argument_types import count, positive


def add_stability_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare those of ``ivl verify``."""
    group = parser.add_argument_group("how stable proofs are")
    add_name_arguments(group)
    group.add_argument(
        "--iterations",
        type=positive,
        default=1,
        metavar="N",
        help="prove everything N times, with N seeds; verified is what is proved each time",
    )


def add_name_arguments(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Declare those that change what the solver is sent."""
    parser.add_argument(
        "--seed",
        type=count,
        metavar="N",
        help="the random seed of the solver, and of the names and the order that it is sent",
    )
    parser.add_argument(
        "--normalize-names",
        action="store_true",
        help="send the solver names that do not depend on those in the program",
    )
    parser.add_argument(
        "--normalize-order",
        action="store_true",
        help="send it declarations in an order that does not depend on the program's",
    )
