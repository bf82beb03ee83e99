"""``ivl check``: parse a program, resolve its names and check its types."""

from __future__ import annotations

import argparse

from ivl.cli.exit_codes import PROVED, of_errors
from ivl.cli.program_arguments import add_program_arguments
from ivl.cli.reporting import Reporter, add_report_arguments

NAME = "check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="the program; - is standard input")
    add_program_arguments(parser)
    add_report_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl.base.diagnostic import ProgramError
    from ivl.frontends import load
    from ivl.options import Options
    from ivl.report.verdict import plural
    from ivl.syntax import ast

    reporter = Reporter(arguments, NAME)
    try:
        program, _ = load(arguments.files, Options())
        from ivl.flow.check_measures import check_measure_places
        from ivl.library.load import with_libraries
        from ivl.resolve.resolver import ResolveOptions, resolve

        if isinstance(program, ast.Program):
            program = with_libraries(program, arguments.lib)
            resolved = resolve(program, ResolveOptions(infer_modifies=arguments.infer_modifies))
            reporter.warnings(resolved.warnings)
            program = resolved.program
        check_measure_places(program)
    except ProgramError as error:
        return reporter.program_errors(error.diagnostics, of_errors(error.diagnostics))
    procedures = plural(len(program.procedures), "procedure")
    bodies = plural(len(program.implementations), "implementation")
    return reporter.end(PROVED, f"checked: {procedures}, {bodies}; nothing was proved")
