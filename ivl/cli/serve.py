"""``ivl serve``: keep the verifier loaded, so that every ``ivl verify`` starts at once."""

from __future__ import annotations

import argparse

from ivl.cli.argument_types import seconds
from ivl.cli.console import Console
from ivl.cli.exit_codes import BAD_INPUT, PROVED

EPILOG = """\
While it runs, 'ivl verify' of the same user and version lets it do the work, with the same output
and exit code. It ends with Ctrl-C. Its socket is $IVL_SERVER, or ivl.socket in $XDG_RUNTIME_DIR, or
in a folder of the user's in $TMPDIR; with IVL_SERVER=off nobody looks for it.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--idle", type=seconds, metavar="SECONDS", help="end when nothing was asked for so long"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl.cli.main import alone
    from ivl.cli.server import Server, ServerError
    from ivl.cli.socket_place import socket_path

    console = Console()
    path = socket_path()
    if path is None:
        console.complain("error: there can be no server here\n")
        return BAD_INPUT
    try:
        server = Server(path, alone)
    except ServerError as error:
        console.complain(f"error: {error}\n")
        return BAD_INPUT
    console.write(f"serving at {path}\n")
    server.serve(arguments.idle)
    return PROVED
