"""``ivl show``: print what a stage of the pipeline makes of a program."""

from __future__ import annotations

import argparse

from ivl.cli.console import Console
from ivl.cli.encoding_arguments import add_encoding_arguments
from ivl.cli.exit_codes import BAD_INPUT, PROVED, of_errors
from ivl.cli.flow_arguments import add_flow_arguments
from ivl.cli.program_arguments import add_program_arguments

NAME = "show"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = "'ivl show stages' lists the stages."
    parser.add_argument("stage", metavar="STAGE", help="the stage, such as core, passive or smt2")
    parser.add_argument("files", nargs="*", metavar="FILE", help="the program; - is standard input")
    parser.add_argument(
        "-p",
        "--proc",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only implementations that match; * stands for any text",
    )
    parser.add_argument(
        "--prune", action="store_true", help="leave out axioms that seem not to be needed"
    )
    add_program_arguments(parser)
    add_encoding_arguments(parser)
    add_flow_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl import stages
    from ivl.base.diagnostic import ProgramError
    from ivl.inputs import parse_files, refuse_empty
    from ivl.options import Options
    from ivl.report.pretty import PrettyReport

    console = Console()
    listed = "".join(f"  {name:<10}{text}\n" for name, text in stages.STAGES.items())
    if arguments.stage == "stages":
        console.write(listed)
        return PROVED
    if arguments.stage not in stages.STAGES:
        console.complain(f"ivl show: there is no stage {arguments.stage!r}. The stages:\n{listed}")
        return BAD_INPUT
    if not arguments.files:
        console.complain("ivl show: a file is needed after the stage\n")
        return BAD_INPUT
    options = Options(
        include=tuple(arguments.proc),
        infer_modifies=arguments.infer_modifies,
        prune=arguments.prune,
        libraries=tuple(arguments.lib),
        type_encoding=arguments.type_encoding,
        array_axioms=arguments.array_axioms,
        lift_free_variables=arguments.lift_free_variables,
        inline=arguments.inline,
        unroll=arguments.unroll,
        sound_unrolling=arguments.sound_unrolling,
        induction_depth=arguments.k_induction,
    )
    try:
        program = parse_files(arguments.files)
        refuse_empty(program, arguments.files)
        console.write(stages.show(arguments.stage, program, options))
    except ProgramError as error:
        console.complain(PrettyReport().program_errors(error.diagnostics))
        return of_errors(error.diagnostics)
    return PROVED
