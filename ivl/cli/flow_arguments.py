"""The arguments that say what becomes of calls and loops."""

from __future__ import annotations

import argparse

INLINING = ("assume", "assert", "spec", "none")


def add_flow_arguments(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Declare ``--inline``, ``--unroll``, ``--sound-unrolling`` and ``--k-induction``."""
    parser.add_argument(
        "--inline",
        choices=INLINING,
        default="assume",
        help="calls of {:inline n} procedures: inline n deep and assume that it goes no deeper "
        "(the default), assert that, or use contracts there; or inline none",
    )
    parser.add_argument(
        "--unroll",
        type=_count,
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
        type=_count,
        metavar="K",
        help="prove loops by k-induction over all their assertions",
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return int(text)
