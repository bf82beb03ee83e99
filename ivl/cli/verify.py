"""``ivl verify``: prove each procedure's body against its contract."""

from __future__ import annotations

import argparse
import dataclasses
import math
from typing import TYPE_CHECKING, get_args

from ivl.cli.encoding_arguments import add_encoding_arguments
from ivl.cli.exit_codes import of_errors, of_results
from ivl.cli.flow_arguments import add_flow_arguments
from ivl.cli.inference_arguments import add_inference_arguments, infer, inference_of
from ivl.cli.program_arguments import add_program_arguments
from ivl.cli.reporting import Reporter, add_report_arguments
from ivl.options import ShapeName

if TYPE_CHECKING:
    from ivl.options import Options
    from ivl.verifier import Progress

NAME = "verify"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a program; - is standard input")
    parser.add_argument(
        "--together", action="store_true", help="all files make one program, as with boogie"
    )
    choice = parser.add_argument_group("what to verify")
    choice.add_argument(
        "-p",
        "--proc",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only implementations that match; * stands for any text; may be repeated",
    )
    choice.add_argument(
        "--no-proc", action="append", default=[], metavar="PATTERN", help="not those that match"
    )
    choice.add_argument(
        "--error-limit",
        type=_count,
        default=5,
        metavar="N",
        help="errors reported for one implementation (default 5; 0 for all)",
    )
    choice.add_argument(
        "--prune", action="store_true", help="leave out axioms that seem not to be needed"
    )
    choice.add_argument(
        "--shape",
        choices=get_args(ShapeName),
        default="block-equations",
        help="how verification conditions are made; all shapes give the same verdicts",
    )
    choice.add_argument(
        "--keep-quantifiers",
        action="store_true",
        help="keep quantifiers beside their instances from pools",
    )
    add_program_arguments(choice)
    add_encoding_arguments(choice)
    add_flow_arguments(choice)
    add_inference_arguments(parser)
    solver = parser.add_argument_group("solver")
    solver.add_argument(
        "--solver",
        default="z3",
        metavar="NAME",
        help="a solver from 'ivl solvers', or a command that speaks SMT-LIB (default z3)",
    )
    solver.add_argument(
        "--solver-option",
        action="append",
        default=[],
        type=_assignment,
        metavar="NAME=VALUE",
        help="an option for the solver; may be repeated",
    )
    solver.add_argument(
        "-t", "--timeout", type=_seconds, metavar="SECONDS", help="time for one implementation"
    )
    solver.add_argument(
        "--rlimit", type=_count, metavar="N", help="the same in the solver's own units"
    )
    solver.add_argument("--memory", type=_count, metavar="MIB", help="memory for the solver")
    solver.add_argument("--seed", type=_count, metavar="N", help="the solver's random seed")
    solver.add_argument(
        "-j",
        "--jobs",
        type=_positive,
        default=1,
        metavar="N",
        help="verify N implementations at a time",
    )
    solver.add_argument(
        "--log",
        default="",
        metavar="FILE",
        help="write all that the solver is sent; @PROC@ stands for the implementation",
    )
    add_report_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl.base.diagnostic import Diagnostic, ProgramError

    reporter = Reporter(arguments, NAME)
    programs = [arguments.files] if arguments.together else [[f] for f in arguments.files]
    errors: list[Diagnostic] = []
    for files in programs:
        try:
            _verify(files, arguments, reporter)
        except ProgramError as error:
            errors.extend(error.diagnostics)
    if not errors and not reporter.results and (arguments.proc or arguments.no_proc):
        patterns = ", ".join([*arguments.proc, *(f"not {p}" for p in arguments.no_proc)])
        message = f"no implementation is chosen by {patterns}"
        errors.append(Diagnostic("usage.pattern", message, None))
    if errors:
        return reporter.program_errors(errors, of_errors(errors))
    return reporter.end(of_results(reporter.results))


def _verify(files: list[str], arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Verify the program in `files`. Raises ProgramError."""
    from ivl.base.diagnostic import Diagnostic, ProgramError
    from ivl.inputs import parse_files, refuse_empty

    program = parse_files(files)
    refuse_empty(program, files)
    from ivl import verifier
    from ivl.library.load import with_libraries
    from ivl.resolve.resolver import ResolveOptions, resolve
    from ivl.solvers.catalog import UnknownSolver

    program = with_libraries(program, arguments.lib)
    resolved = resolve(program, ResolveOptions(infer_modifies=arguments.infer_modifies))
    reporter.warnings(resolved.warnings)

    def progress(step: Progress) -> None:
        reporter.progress(step.done, step.total, step.name)

    options = _options(arguments)
    checked = resolved.program
    try:
        if arguments.houdini:
            checked = infer(checked, options, reporter)
            options = dataclasses.replace(options, append_log=True)
        for result in verifier.verify(checked, options, progress=progress):
            reporter.result(result)
    except UnknownSolver as error:
        raise ProgramError((Diagnostic("usage.solver", str(error), None),)) from None


def _options(arguments: argparse.Namespace) -> Options:
    from ivl.options import Options

    return Options(
        solver=arguments.solver,
        solver_options=tuple(arguments.solver_option),
        timeout=arguments.timeout,
        resource_limit=arguments.rlimit or None,
        memory_limit=arguments.memory or None,
        random_seed=arguments.seed,
        error_limit=arguments.error_limit,
        include=tuple(arguments.proc),
        exclude=tuple(arguments.no_proc),
        jobs=arguments.jobs,
        infer_modifies=arguments.infer_modifies,
        prune=arguments.prune,
        keep_quantifiers=arguments.keep_quantifiers,
        shape=arguments.shape,
        libraries=tuple(arguments.lib),
        type_encoding=arguments.type_encoding,
        array_axioms=arguments.array_axioms,
        lift_free_variables=arguments.lift_free_variables,
        inline=arguments.inline,
        unroll=arguments.unroll,
        sound_unrolling=arguments.sound_unrolling,
        induction_depth=arguments.k_induction,
        inference=inference_of(arguments),
        inline_depth=arguments.inline_depth if arguments.houdini else 0,
        coverage=arguments.coverage,
        vacuity=arguments.warn_vacuous,
        smoke=arguments.smoke,
        log=arguments.log,
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return int(text)


def _positive(text: str) -> int:
    if (number := _count(text)) == 0:
        raise argparse.ArgumentTypeError("it must be at least 1")
    return number


def _seconds(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not (0 <= number < math.inf):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return number or None


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name.removeprefix(":"), value
