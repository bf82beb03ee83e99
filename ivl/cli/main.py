"""``ivl``: verify, check and inspect programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from ivl.cli.console import guarded, leave
from ivl.cli.exit_codes import FAILED

if TYPE_CHECKING:
    import argparse

COMMANDS = ("verify", "run", "check", "show", "compare", "solvers", "cache", "serve")
"""Each is a module here with ``add_arguments(parser)`` and ``run(arguments)``; its docstring is
help."""

DESCRIPTION = """\
ivl verifies programs in Boogie's language (.bpl): each procedure's body against its contract.
"""

EPILOG = """\
examples:
  ivl verify bubble.bpl                  prove every procedure
  ivl verify -p 'Sort*' a.bpl b.bpl      two files as one program, only procedures named Sort...
  ivl verify --json bubble.bpl           the same as one JSON document
  ivl run --runs 100 bubble.bpl          execute each procedure with 100 random inputs
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
    import argparse

    import ivl

    parser = argparse.ArgumentParser(
        prog="ivl",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"ivl {ivl.__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        command = import_module(f"ivl.cli.{name}")
        text = command.__doc__ or ""
        summary = text.partition("\n")[0].partition(": ")[2]
        sub = subparsers.add_parser(
            name,
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
    if words[:1] == ["serve"] or any(map(_asks_to_watch, words)):
        return _forking(words)
    if arguments is not None:
        return _guarded(words, False)
    if words[:1] == ["verify"]:
        from ivl.cli.client import served

        code = served(words)
        if code is not None:
            return leave(code)
    return alone(words)


def alone(words: Sequence[str]) -> int:
    """Run the command in a process that does nothing else."""
    return leave(_guarded(words, True))


def _guarded(words: Sequence[str], alone: bool) -> int:
    import argparse

    parsed = argparse.Namespace(farewell=None, words=words)

    def run() -> int:
        make_parser().parse_args(words, parsed)
        code: int = parsed.run(parsed)
        return code

    def farewell() -> None:
        if parsed.farewell is not None:
            parsed.farewell()

    return guarded(run, FAILED, "", sys.stderr, farewell, alone=alone)


def _forking(words: Sequence[str]) -> int:
    """Run a command that starts others of itself: that takes a process without threads."""
    parsed = make_parser().parse_args(words)
    if words[0] == "serve":
        code: int = parsed.run(parsed)
        return code
    from ivl.cli.watch import watch

    return watch(parsed.files, [word for word in words if not _asks_to_watch(word)], alone)


def _asks_to_watch(word: str) -> bool:
    return word.startswith("--wat") and "--watch".startswith(word)  # it may be abbreviated


if __name__ == "__main__":
    sys.exit(main())
