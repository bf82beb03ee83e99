"""Boogie's options for splitting, and the files that show splits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ivl.cli.boogie_options import CommandLine
from ivl.cli.console import Console

if TYPE_CHECKING:
    from ivl.base.splitting import Splitting
    from ivl.core.program import Program
    from ivl.options import Options


def splitting_of(line: CommandLine) -> Splitting:
    """What the options say about splitting."""
    from ivl.base.splitting import Splitting, Weights

    return Splitting(
        every_assertion=line.has("vcsSplitOnEveryAssert"),
        relax_focus=line.has("relaxFocus"),
        most=line.number("vcsMaxSplits", 1),
        above=_decimal(line, "vcsMaxCost", 1.0),
        keep_going=line.number("vcsMaxKeepGoingSplits", 1),
        timeout=line.number("vcsKeepGoingTimeout", 1) or None,
        last_timeout=line.number("vcsFinalAssertTimeout", 30) or None,
        weights=Weights(
            join=_decimal(line, "vcsPathJoinMult", 0.8),
            path=_decimal(line, "vcsPathCostMult", 1.0),
            assumption=_decimal(line, "vcsAssumeMult", 0.01),
            branch=_decimal(line, "vcsPathSplitMult", 0.5),
        ),
        weigh=line.has("trace"),
    )


def timeout_share(line: CommandLine) -> float | None:
    """The share of the time limit that an assertion has where what took too long is taken apart."""
    if not line.has("runDiagnosticsOnTimeout"):
        return None
    return line.number("timeLimitPerAssertionInPercent", 10) / 100


def write_splits(
    line: CommandLine,
    program: Program,
    options: Options,
    console: Console,
    expand: Callable[[str], str],
) -> None:
    """Write the splits where the options ask for it. `expand` completes names of files."""
    if line.has("printPruned"):
        from ivl.split_files import split_texts

        prefix = expand(line.last("printPruned"))
        declarations = line.has("printSplitDeclarations")
        for name, text in split_texts(program, options, declarations).items():
            if prefix == "-":
                console.write(f"{text}\n")
            else:
                _write(f"{prefix}-{name}.spl", text)
    if line.has("vcsDumpSplits"):
        from ivl.split_files import split_dumps

        for name, text in split_dumps(program, options).items():
            _write(name, text)


def _write(name: str, text: str) -> None:
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)


def _decimal(line: CommandLine, name: str, usual: float) -> float:
    return float(line.last(name)) if line.has(name) else usual
