"""``ivl show``: print what a stage of the pipeline makes of a program."""

from __future__ import annotations

import argparse

from ivl.cli.console import Console
from ivl.cli.encoding_arguments import add_encoding_arguments
from ivl.cli.exit_codes import BAD_INPUT, FAILED, PROVED, of_errors
from ivl.cli.flow_arguments import add_flow_arguments
from ivl.cli.program_arguments import add_program_arguments
from ivl.cli.splitting_arguments import add_splitting_arguments, splitting_of
from ivl.cli.stability_arguments import add_name_arguments

NAME = "show"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = "'ivl show stages' lists the stages."
    parser.add_argument(
        "stage",
        metavar="STAGE",
        action=_Stage,
        help="the stage, such as core, passive or smt2",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="the program; - is standard input")
    parser.add_argument(
        "-f",
        "--format",
        choices=("text", "dot", "svg"),
        default="text",
        help="flow graphs as text, for Graphviz, or drawn by its command 'dot'",
    )
    parser.add_argument(
        "--wrap", action="store_true", help="break what is longer than 80 characters into lines"
    )
    parser.add_argument(
        "--numbered",
        action="store_true",
        help="of a whole program: give each variable a name of its own, such as h7^^x",
    )
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
    add_name_arguments(parser)
    add_splitting_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl import stages
    from ivl.base.diagnostic import ProgramError
    from ivl.frontends import load
    from ivl.options import Options
    from ivl.report.pretty import PrettyReport

    console = Console()
    options = Options(
        include=tuple(arguments.proc),
        infer_modifies=arguments.infer_modifies,
        prune=arguments.prune,
        libraries=tuple(arguments.lib),
        type_encoding=arguments.type_encoding,
        array_axioms=arguments.array_axioms,
        lift_free_variables=arguments.lift_free_variables,
        quantifier_names=arguments.quantifier_names,
        weights=not arguments.no_weights,
        reflect_add=arguments.reflect_add,
        keep_infeasible=arguments.keep_infeasible,
        random_seed=arguments.seed,
        normalize_names=arguments.normalize_names,
        normalize_order=arguments.normalize_order,
        inline=arguments.inline,
        unroll=arguments.unroll,
        sound_unrolling=arguments.sound_unrolling,
        induction_depth=arguments.k_induction,
        assume_free_invariants=arguments.assume_free_invariants,
        extract_loops=arguments.extract_loops,
        deterministic_loops=arguments.deterministic_loops,
        inline_loops=arguments.inline_loops,
        splitting=splitting_of(arguments),
    )
    try:
        program, options = load(arguments.files, options)
        if arguments.format == "text":
            layout = stages.Layout(arguments.wrap, arguments.numbered)
            text = stages.show(arguments.stage, program, options, layout)
        else:
            text = stages.draw(arguments.stage, program, options)
    except ProgramError as error:
        console.complain(PrettyReport().program_errors(error.diagnostics))
        return of_errors(error.diagnostics)
    except KeyError:
        console.complain(f"ivl show: stage {arguments.stage} has no flow graphs to be drawn\n")
        return BAD_INPUT
    return _drawn(text, console) if arguments.format == "svg" else _written(text, console)


class _Stage(argparse.Action):
    """Takes the name of a stage; ``stages`` lists them instead."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        from ivl.stages import STAGES

        width = max(10, 2 + max([len(name) for name in STAGES]))
        listed = "".join(f"  {name:<{width}}{text}\n" for name, text in STAGES.items())
        if values == "stages":
            Console().write(listed)
            parser.exit()
        if values not in STAGES:
            parser.exit(BAD_INPUT, f"ivl show: there is no stage {values!r}. The stages:\n{listed}")
        setattr(namespace, self.dest, values)


def _written(text: str, console: Console) -> int:
    console.write(text)
    return PROVED


def _drawn(text: str, console: Console) -> int:
    """Have Graphviz draw `text`."""
    import subprocess

    try:
        drawing = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, text=True)
    except FileNotFoundError:
        console.complain("ivl show: drawing needs Graphviz's command 'dot', see graphviz.org\n")
        return BAD_INPUT
    if drawing.returncode:
        console.complain(f"ivl show: Graphviz failed: {drawing.stderr}\n")
        return FAILED
    return _written(drawing.stdout, console)
