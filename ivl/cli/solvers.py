"""``ivl solvers``: list the solvers that can be used here."""

from __future__ import annotations

import argparse

from ivl.cli.console import Console
from ivl.cli.exit_codes import PROVED

NAME = "solvers"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments: there are none."""


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl.solvers import list_solvers

    del arguments
    rows = [("NAME", "VERSION", "HOW", "FEATURES")]
    rows += [tuple(map(str, row)) for row in list_solvers()]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        Console().write("  ".join([*cells, row[-1]]).rstrip() + "\n")
    return PROVED
