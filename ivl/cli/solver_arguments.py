"""The arguments of ``ivl verify`` about the solver."""

from __future__ import annotations

import argparse

from ivl.cli.argument_types import assignment, count, positive, seconds


def add_solver_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the group."""
    solver = parser.add_argument_group("solver")
    solver.add_argument(
        "--solver",
        default="z3",
        metavar="NAME",
        help="a solver from 'ivl solvers', or a command that speaks SMT-LIB (default z3); several "
        "race, each with options of its own: z3,z3:smt.arith.solver=2,cvc5",
    )
    solver.add_argument(
        "--solver-option",
        action="append",
        default=[],
        type=assignment,
        metavar="NAME=VALUE",
        help="an option for the solver; may be repeated",
    )
    solver.add_argument(
        "-t", "--timeout", type=seconds, metavar="SECONDS", help="time for one implementation"
    )
    solver.add_argument(
        "--rlimit",
        type=count,
        metavar="N",
        help="the same in the solver's own units (then z3 tries only its usual options)",
    )
    solver.add_argument("--memory", type=count, metavar="MIB", help="memory for the whole run")
    solver.add_argument(
        "-j",
        "--jobs",
        type=positive,
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
    solver.add_argument(
        "--total-timeout",
        type=seconds,
        metavar="SECONDS",
        help="time for all implementations of a program together",
    )
    solver.add_argument(
        "--restart-solver", action="store_true", help="a new process for each condition"
    )
    solver.add_argument(
        "--solver-warnings", action="store_true", help="report what the solver warns of"
    )
    solver.add_argument(
        "--preamble",
        default="",
        metavar="FILE",
        help="SMT-LIB declarations, definitions and assertions, which are sent before all axioms",
    )


def preamble_of(arguments: argparse.Namespace) -> str:
    """The text of the preamble that `arguments` name. Raises ProgramError."""
    from ivl.base.diagnostic import Diagnostic, ProgramError
    from ivl.cli.preamble import PreambleError, read_preamble

    try:
        return read_preamble(arguments.preamble)
    except PreambleError as error:
        raise ProgramError((Diagnostic("usage.preamble", str(error), None),)) from None
