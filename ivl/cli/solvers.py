"""``ivl solvers``: list the solvers that can be used here."""

from __future__ import annotations

import argparse

from ivl.cli.console import Console
from ivl.cli.exit_codes import NOT_PROVED, PROVED

EPILOG = """\
Each solver is tried on a small problem. Use one by its name, with ivl verify --solver NAME; any
other program that reads SMT-LIB from its standard input with --solver 'cmd:PROGRAM ARGUMENTS'.
The exit code is 1 when none works.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("--json", action="store_true", help="one JSON document instead")


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl.solvers.list_solvers import list_solvers

    rows = list_solvers()
    console = Console()
    if arguments.json:
        import json

        fields = ("name", "version", "channel", "works", "message")
        found = [{field: getattr(row, field) for field in fields} for row in rows]
        console.write(json.dumps({"format": "ivl.solvers/1", "solvers": found}, indent=2) + "\n")
    else:
        console.write(f"{'NAME':<16}{'VERSION':<12}{'CHANNEL':<9}{'STATE':<7}WHERE\n")
        for row in rows:
            state = "works" if row.works else "-"
            version = row.version or "-"
            cells = f"{row.name:<16}{version:<12}{row.channel:<9}{state:<7}{row.message}"
            console.write(cells.rstrip() + "\n")
    return PROVED if any(row.works for row in rows) else NOT_PROVED
