"""``ivl``: verify, check and inspect programs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ivl.cli import cache, check, compare, show, solvers, verify
from ivl.cli.console import guarded, leave
from ivl.cli.exit_codes import FAILED

COMMANDS = (verify, check, show, compare, solvers, cache)
"""Each has ``NAME``, ``add_arguments(parser)`` and ``run(arguments)``; its docstring is help."""

DESCRIPTION = """\
ivl verifies programs in Boogie's language (.bpl): each procedure's body against its contract.
"""

EPILOG = """\
examples:
  ivl verify bubble.bpl                  prove every procedure
  ivl verify -p 'Sort*' a.bpl b.bpl      two files as one program, only procedures named Sort...
  ivl verify --json bubble.bpl           the same as one JSON document
  ivl check bubble.bpl                   only names and types
  ivl show passive bubble.bpl -p Sort    what verification makes of a procedure
  ivl compare examples                   three encodings of types: verdicts, times, sizes
  ivl solvers                            which solvers can be used here

how it works:
  text -> ast -> core (names and types resolved) -> cfg (blocks and gotos)
       -> acyclic (loops cut at their invariants, contracts and calls as assertions)
       -> passive (no assignments) -> one formula -> smt2 (what the solver is sent)
  'ivl show STAGE FILE' prints any of these.

exit codes:
  0  everything was proved
  1  something was not proved
  2  the input or the command line is wrong
  3  the tool or the solver failed

ivl-boogie is the same verifier with the options, output and exit codes of Boogie.
"""


def make_parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    import ivl

    parser = argparse.ArgumentParser(
        prog="ivl",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"ivl {ivl.__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        text = command.__doc__ or ""
        summary = text.partition("\n")[0].partition(": ")[2]
        sub = subparsers.add_parser(
            command.NAME,
            help=summary,
            description=summary[:1].upper() + summary[1:],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. The exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    parsed = argparse.Namespace(farewell=None, words=words)

    def run() -> int:
        make_parser().parse_args(words, parsed)
        code: int = parsed.run(parsed)
        return code

    def farewell() -> None:
        if parsed.farewell is not None:
            parsed.farewell()

    if arguments is not None:
        return guarded(run, FAILED, "", sys.stderr, farewell)
    return leave(guarded(run, FAILED, "", sys.stderr, farewell, alone=True))


if __name__ == "__main__":
    sys.exit(main())
