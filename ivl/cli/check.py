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
    from ivl.inputs import parse_files, refuse_empty
    from ivl.report.verdict import plural

    reporter = Reporter(arguments, NAME)
    try:
        program = parse_files(arguments.files)
        refuse_empty(program, arguments.files)
        from ivl.flow.check_measures import check_measure_places
        from ivl.library.load import with_libraries
        from ivl.resolve.resolver import ResolveOptions, resolve

        program = with_libraries(program, arguments.lib)
        resolved = resolve(program, ResolveOptions(infer_modifies=arguments.infer_modifies))
        check_measure_places(resolved.program)
    except ProgramError as error:
        return reporter.program_errors(error.diagnostics, of_errors(error.diagnostics))
    checked = resolved.program
    reporter.warnings(resolved.warnings)
    procedures = plural(len(checked.procedures), "procedure")
    bodies = plural(len(checked.implementations), "implementation")
    return reporter.end(PROVED, f"checked: {procedures}, {bodies}; nothing was proved")
