"""The arguments that say which program is meant, for all commands that read one."""

from __future__ import annotations

import argparse


def add_program_arguments(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Declare ``--lib`` and ``--infer-modifies``."""
    parser.add_argument(
        "--lib",
        action="append",
        default=[],
        metavar="NAME",
        help="put a library before the program: base, node or set_size; may be repeated",
    )
    parser.add_argument(
        "--infer-modifies", action="store_true", help="infer what procedures modify"
    )
