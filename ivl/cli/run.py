"""``ivl run``: execute procedures, bodies, loops and all, with given or random inputs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ivl.cli.argument_types import assignment, count, positive
from ivl.cli.console import Console
from ivl.cli.exit_codes import BAD_INPUT, NOT_PROVED, PROVED, of_errors
from ivl.cli.program_arguments import add_program_arguments
from ivl.cli.reporting import wants_color

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ivl.interpreter.run import Run
    from ivl.report.pretty import PrettyReport

NAME = "run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="the program; - is standard input")
    parser.add_argument(
        "-p",
        "--proc",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only procedures that match; * stands for any text; may be repeated",
    )
    parser.add_argument(
        "--runs", type=positive, default=1, metavar="N", help="runs of each procedure (default 1)"
    )
    parser.add_argument(
        "--seed", type=count, default=0, metavar="N", help="the seed of the first run (default 0)"
    )
    parser.add_argument(
        "--steps", type=positive, default=100_000, metavar="N", help="the most that a run may take"
    )
    parser.add_argument(
        "--input",
        action="append",
        type=assignment,
        default=[],
        metavar="NAME=VALUE",
        help="what a parameter, global variable or constant is: an expression; may be repeated",
    )
    parser.add_argument(
        "--contracts",
        action="store_true",
        help="calls give what contracts allow, also where there is a body",
    )
    parser.add_argument(
        "--trace", action="store_true", help="print each step with the values that changed"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours; auto: on a terminal, unless NO_COLOR is set",
    )
    add_program_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl.base.diagnostic import ProgramError
    from ivl.report.pretty import PrettyReport
    from ivl.report.runs import run_document, summary

    console = Console(silent=arguments.json)
    report = PrettyReport(wants_color(arguments.color))
    found: list[tuple[int, Run]] = []
    shown = set()
    try:
        for seed, result in _runs(arguments):
            found.append((seed, result))
            what = (result.procedure, result.outcome, result.reason, result.span)
            if arguments.trace or what not in shown:
                console.write(_shown(result, seed, arguments, report))
            shown.add(what)
    except ProgramError as error:
        Console().write(report.program_errors(error.diagnostics))
        return of_errors(error.diagnostics)
    if not found:
        console.complain("no procedure with a body is chosen\n")
        return BAD_INPUT
    runs = [result for _, result in found]
    console.write(report.closing(summary(runs)))
    if arguments.json:
        Console().write(run_document(arguments.files, found))
    return _code(runs)


def _runs(arguments: argparse.Namespace) -> Iterator[tuple[int, Run]]:
    """Run what is asked for, each run with its seed. Raises ProgramError."""
    from ivl.frontends import load
    from ivl.interpreter.inputs import evaluate_inputs
    from ivl.interpreter.run import Interpreter, all_contracts, given_inputs, no_contract
    from ivl.library.load import with_libraries
    from ivl.options import Options
    from ivl.resolve.resolver import ResolveOptions, resolve
    from ivl.selection import matches
    from ivl.syntax import ast

    program, _ = load(arguments.files, Options())
    inputs = dict(arguments.input)
    if isinstance(program, ast.Program):
        program = with_libraries(program, arguments.lib)
        resolving = ResolveOptions(infer_modifies=arguments.infer_modifies)
        checked = resolve(program, resolving).program
        values = evaluate_inputs(program, checked, inputs, resolving)
        program = checked
    else:
        values = {}
    interpreter = Interpreter(program)
    names = dict.fromkeys([i.name for i in program.implementations])
    for name in names:
        if arguments.proc and not matches((name,), tuple(arguments.proc)):
            continue
        for seed in range(arguments.seed, arguments.seed + arguments.runs):
            yield (
                seed,
                interpreter.run(
                    name,
                    given_inputs(values),
                    seed=seed,
                    steps=arguments.steps,
                    by_contract=all_contracts if arguments.contracts else no_contract,
                ),
            )


def _shown(result: Run, seed: int, arguments: argparse.Namespace, report: PrettyReport) -> str:
    """What to print of a run."""
    from ivl.core.value_text import binding_text
    from ivl.interpreter.run import RunOutcome
    from ivl.report.runs import run_diagnostic, trace_lines

    lines: list[str] = []
    if arguments.trace:
        lines += [f"{line}\n" for line in trace_lines(result)]
    if result.outcome is RunOutcome.COMPLETED:
        values = ", ".join([binding_text(b) for b in result.results])
        inputs = ", ".join([binding_text(b) for b in result.inputs])
        if arguments.trace or arguments.runs == 1:
            given = f"{result.procedure}({inputs})"
            lines.append(f"{given} completed{': ' + values if values else ''}\n")
    else:
        lines.append(report.program_errors([run_diagnostic(result, seed)]))
    return "".join(lines)


def _code(runs: list[Run]) -> int:
    """Whether no run failed, and one of each procedure came to its end."""
    from ivl.interpreter.run import RunOutcome

    completed = {r.procedure for r in runs if r.outcome is RunOutcome.COMPLETED}
    failed = any(r.outcome is RunOutcome.FAILED for r in runs)
    return PROVED if not failed and completed == {r.procedure for r in runs} else NOT_PROVED
