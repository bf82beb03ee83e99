"""The arguments that say how conditions are split into smaller ones."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ivl.cli.argument_types import assignment, positive, seconds

if TYPE_CHECKING:
    from ivl.base.splitting import Splitting

_WEIGHTS = ("join", "path", "assumption", "branch")


def add_splitting_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the group."""
    group = parser.add_argument_group("splitting into smaller proofs")
    group.add_argument(
        "--split-every-assertion", action="store_true", help="prove each assertion by itself"
    )
    group.add_argument(
        "--relax-focus",
        action="store_true",
        help="take the last {:focus} first, which makes fewer splits",
    )
    group.add_argument(
        "--max-splits",
        type=positive,
        default=1,
        metavar="N",
        help="split what is not marked for it into at most N parts, by what they seem to cost",
    )
    group.add_argument(
        "--split-above",
        type=_number,
        default=1.0,
        metavar="COST",
        help="with --max-splits: as long as a part costs more than that (default 1)",
    )
    group.add_argument(
        "--keep-going",
        type=positive,
        default=1,
        metavar="N",
        help="split what takes too long into N parts, down to single assertions",
    )
    group.add_argument(
        "--part-timeout",
        type=seconds,
        default=1.0,
        metavar="SECONDS",
        help="with --keep-going: time for each part (default 1; 0 for no limit)",
    )
    group.add_argument(
        "--last-timeout",
        type=seconds,
        default=30.0,
        metavar="SECONDS",
        help="with --keep-going: time for a single assertion (default 30; 0 for no limit)",
    )
    group.add_argument(
        "--split-weight",
        type=_weight,
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help=f"a constant of the costs: {', '.join(_WEIGHTS)}; may be repeated",
    )
    group.add_argument(
        "--blame",
        action="store_true",
        help="find out on which assertions time runs out (see --timeout)",
    )
    group.add_argument(
        "--blame-percent",
        type=positive,
        default=10,
        metavar="N",
        help="with --blame: the part of the time that each of them has (default 10)",
    )
    group.add_argument(
        "--profile-quantifiers",
        action="store_true",
        help="tell which quantifiers z3 instantiated most",
    )


def splitting_of(arguments: argparse.Namespace) -> Splitting:
    """What the arguments say."""
    from ivl.base.splitting import Splitting, Weights

    return Splitting(
        every_assertion=arguments.split_every_assertion,
        relax_focus=arguments.relax_focus,
        most=arguments.max_splits,
        above=arguments.split_above,
        keep_going=arguments.keep_going,
        timeout=arguments.part_timeout,
        last_timeout=arguments.last_timeout,
        weights=Weights(**dict(arguments.split_weight)),
    )


def timeout_share_of(arguments: argparse.Namespace) -> float | None:
    """The share of the time limit that an assertion has where what took too long is taken apart."""
    return arguments.blame_percent / 100 if arguments.blame else None


def _weight(text: str) -> tuple[str, float]:
    name, value = assignment(text)
    if name not in _WEIGHTS:
        raise argparse.ArgumentTypeError(f"{name!r} is not one of {', '.join(_WEIGHTS)}")
    return name, _number(value)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return number
