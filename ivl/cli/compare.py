"""``ivl compare``: verify programs in several ways and compare the verdicts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from ivl.cli.argument_types import positive, seconds
from ivl.cli.console import Console
from ivl.cli.exit_codes import BAD_INPUT, NOT_PROVED, PROVED, of_errors
from ivl.cli.program_arguments import add_program_arguments
from ivl.compare.variants import ENCODINGS, SHAPES, variants
from ivl.options import Options

if TYPE_CHECKING:
    from ivl.compare.trial import Comparison
    from ivl.compare.variants import Variant

NAME = "compare"
EPILOG = """\
A folder stands for all .bpl files in it. An encoding that does not apply to a program is left out.
'refuted' means that the solver vouches for a counterexample, 'unproved' that it does not.
The exit code is 1 if one way proves what another one refutes. That should not happen, but for maps:
they are extensional only in the monomorphic encoding.
"""
T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("files", nargs="+", metavar="FILE", help="a program, or a folder of them")
    parser.add_argument(
        "--encodings",
        type=_some(ENCODINGS),
        default=("monomorphic", "predicates", "arguments"),
        metavar="LIST",
        help="encodings of types: of m, p, a, separated by commas (default: all)",
    )
    parser.add_argument(
        "--shapes",
        type=_some({"all": "all", **{shape: shape for shape in SHAPES}}),
        default=("block-equations",),
        metavar="LIST",
        help="shapes of verification conditions, or 'all' (default: block-equations)",
    )
    parser.add_argument(
        "--solvers", default="z3", metavar="LIST", help="names from 'ivl solvers' (default: z3)"
    )
    parser.add_argument(
        "-t",
        "--timeout",
        type=seconds,
        default=10.0,
        metavar="SECONDS",
        help="time for one implementation (default 10)",
    )
    parser.add_argument(
        "-j", "--jobs", type=positive, default=1, metavar="N", help="N implementations at a time"
    )
    parser.add_argument(
        "--array-axioms",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="maps are never arrays (or always)",
    )
    parser.add_argument("--prune", action="store_true", help="leave out axioms")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a table")
    add_program_arguments(parser)


def _some(names: Mapping[str, T]) -> Callable[[str], tuple[T, ...]]:
    """The type of an argument that is a list of `names`."""

    def read(text: str) -> tuple[T, ...]:
        words = text.split(",")
        for word in words:
            if word not in names:
                raise argparse.ArgumentTypeError(f"{word!r} is none of {', '.join(names)}")
        return tuple([names[word] for word in words])

    return read


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl.base.diagnostic import ProgramError
    from ivl.compare.table import comparison_object, table
    from ivl.report.pretty import PrettyReport

    console = Console()
    base = Options(
        timeout=arguments.timeout,
        jobs=arguments.jobs,
        infer_modifies=arguments.infer_modifies,
        libraries=tuple(arguments.lib),
        array_axioms=arguments.array_axioms,
        prune=arguments.prune,
    )
    shapes = SHAPES if "all" in arguments.shapes else arguments.shapes
    chosen = variants(base, arguments.encodings, shapes, arguments.solvers.split(","))
    comparisons: list[Comparison] = []
    code = PROVED
    for file in _files(arguments.files):
        if sys.stderr.isatty():
            console.complain(f"\r\x1b[K{file}")
        try:
            comparisons.append(_compare(file, chosen))
        except ProgramError as error:
            console.complain(PrettyReport().program_errors(error.diagnostics))
            code = max(code, of_errors(error.diagnostics))
    if not comparisons:
        return code or BAD_INPUT
    if arguments.json:
        import json

        console.write(json.dumps(comparison_object(comparisons), indent=2) + "\n")
    else:
        console.write(table(comparisons))
    return code or (NOT_PROVED if any(c.contradictions() for c in comparisons) else PROVED)


def _files(given: list[str]) -> list[str]:
    from pathlib import Path

    found: list[str] = []
    for name in given:
        path = Path(name)
        found += sorted(map(str, path.rglob("*.bpl"))) if path.is_dir() else [name]
    return found


def _compare(file: str, chosen: tuple[Variant, ...]) -> Comparison:
    from ivl.compare.trial import compare
    from ivl.inputs import parse_files

    return compare(file, parse_files([file]), chosen)
