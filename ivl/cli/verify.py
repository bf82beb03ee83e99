"""``ivl verify``: prove each procedure's body against its contract."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, get_args

from ivl.base.node import replace
from ivl.cli.argument_types import count, seconds
from ivl.cli.cache_arguments import add_cache_arguments
from ivl.cli.caching import Caching
from ivl.cli.console import Console, stop
from ivl.cli.encoding_arguments import add_encoding_arguments
from ivl.cli.exit_codes import FAILED, of_errors, of_results
from ivl.cli.flow_arguments import add_flow_arguments
from ivl.cli.inference_arguments import add_inference_arguments, infer, inference_of
from ivl.cli.program_arguments import add_program_arguments
from ivl.cli.reporting import Reporter, add_report_arguments
from ivl.cli.solver_arguments import add_solver_arguments, preamble_of
from ivl.cli.splitting_arguments import (
    add_splitting_arguments,
    splitting_of,
    timeout_share_of,
)
from ivl.cli.stability_arguments import add_stability_arguments
from ivl.cli.tracing import LAYOUT, Trace
from ivl.options import ShapeName

if TYPE_CHECKING:
    from ivl.options import Options
    from ivl.verifier import Progress

NAME = "verify"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a program; - is standard input; /SWITCH is for its language",
    )
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
        type=count,
        default=5,
        metavar="N",
        help="errors reported for one implementation, or part of it (default 5; 0 for all)",
    )
    choice.add_argument(
        "--values",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="ask for the values on the path to an error (default, but for --format plain)",
    )
    choice.add_argument(
        "--replay",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="execute what the solver thinks of, to see if it fails (default with --values)",
    )
    choice.add_argument(
        "--replay-timeout",
        type=seconds,
        default=10.0,
        metavar="SECONDS",
        help="the most that this may take for each error (default 10)",
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
    add_splitting_arguments(parser)
    add_solver_arguments(parser)
    add_stability_arguments(parser)
    add_cache_arguments(parser)
    add_report_arguments(parser)
    parser.add_argument(
        "--watch", action="store_true", help="verify again whenever a file changes, until Ctrl-C"
    )
    parser.add_argument(
        "--trace", action="store_true", help="tell on standard error what takes how long"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    from ivl.cli.memory_watch import watched_memory

    reporter = Reporter(arguments, NAME)
    arguments.farewell = reporter.stopped
    with watched_memory(arguments.memory, lambda: stop("out of memory", FAILED, reporter.stopped)):
        return _run(arguments, reporter)


def _run(arguments: argparse.Namespace, reporter: Reporter) -> int:
    from ivl.base.diagnostic import Diagnostic, ProgramError
    from ivl.frontends import divide

    caching = Caching(arguments, reporter.formats)
    words, switches = divide(arguments.files)
    files = words or arguments.files
    programs = [files] if arguments.together else [[f] for f in files]
    errors: list[Diagnostic] = []
    for program in programs:
        try:
            _verify([*switches, *program], arguments, reporter, caching)
        except ProgramError as error:
            errors.extend(error.diagnostics)
    caching.close()
    if not errors and not reporter.results and (arguments.proc or arguments.no_proc):
        patterns = ", ".join([*arguments.proc, *(f"not {p}" for p in arguments.no_proc)])
        message = f"no implementation is chosen by {patterns}"
        errors.append(Diagnostic("usage.pattern", message, None))
    if errors:
        return reporter.program_errors(errors, of_errors(errors))
    return reporter.end(of_results(reporter.results))


def _verify(
    files: list[str], arguments: argparse.Namespace, reporter: Reporter, caching: Caching
) -> None:
    """Verify the program in `files`. Raises ProgramError."""
    from ivl.base.diagnostic import Diagnostic, ProgramError
    from ivl.core import program as core
    from ivl.frontends import load
    from ivl.syntax import ast

    trace = Trace(Console().complain, LAYOUT, arguments.trace)
    options = caching.options(_options(arguments))
    earlier = caching.earlier(files, options)
    program: ast.Program | core.Program
    if earlier is None:
        program, options = load(files, options)
    elif (results := earlier.results()) is not None:
        for result in results:
            reporter.result(result)
            trace.result(result)
        return
    else:
        program = earlier.parse()
    trace.step(f"parsed {', '.join(files)}")
    from ivl import verifier
    from ivl.library.load import with_libraries
    from ivl.resolve.resolver import Resolved, ResolveOptions, resolve
    from ivl.solvers.catalog import UnknownSolver

    def resolved_names(program: ast.Program) -> Resolved:
        complete = with_libraries(program, arguments.lib)
        return resolve(complete, ResolveOptions(infer_modifies=arguments.infer_modifies))

    if isinstance(program, ast.Program):
        if earlier is None:
            resolved = resolved_names(program)
        else:
            from ivl.cache.verify import check_changed

            resolved = check_changed(program, earlier, resolved_names)
        silent = not resolved.warnings
        reporter.warnings(resolved.warnings)
        trace.step("resolved names and types")
        program = resolved.program

    def progress(step: Progress) -> None:
        reporter.progress(step.done, step.total, step.name)

    checked = program
    try:
        if arguments.houdini:
            checked = infer(checked, options, reporter, arguments.explain_houdini)
            options = replace(options, append_log=True)
        if earlier is None:
            verified = verifier.verify(checked, options, progress=progress)
        else:
            from ivl.cache.verify import verify_changed

            verified = verify_changed(checked, options, earlier, progress, silent)
        reporter.bodies += len(checked.implementations)
        for result in verified:
            reporter.result(result)
            trace.result(result)
        if arguments.sanity is not None:
            from ivl.sanity import sanity

            reporter.warnings(sanity(checked, options, arguments.sanity or None))
        if reporter.wants_html:
            from ivl.exhibits import exhibits

            reporter.exhibits.extend(exhibits(checked, options))
            trace.step("drew flow graphs and printed conditions")
    except UnknownSolver as error:
        raise ProgramError((Diagnostic("usage.solver", str(error), None),)) from None
    except OSError as error:
        if not (arguments.log and error.filename):
            raise
        message = f"cannot write the log {error.filename}: {error.strerror}"
        raise ProgramError((Diagnostic("usage.log", message, None),)) from None


def _wants_values(arguments: argparse.Namespace) -> bool:
    """Values are wanted, if nothing is said, where people or programs read them."""
    if arguments.values is None:
        return bool(arguments.json or arguments.format != "plain" or arguments.report)
    return bool(arguments.values)


def _wants_replay(arguments: argparse.Namespace) -> bool:
    """Values are executed, if nothing is said, where they are wanted."""
    return _wants_values(arguments) if arguments.replay is None else bool(arguments.replay)


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
        counterexamples=_wants_values(arguments),
        replay=_wants_replay(arguments),
        replay_timeout=arguments.replay_timeout,
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
        quantifier_names=arguments.quantifier_names,
        weights=not arguments.no_weights,
        inline=arguments.inline,
        unroll=arguments.unroll,
        sound_unrolling=arguments.sound_unrolling,
        induction_depth=arguments.k_induction,
        assume_free_invariants=arguments.assume_free_invariants,
        extract_loops=arguments.extract_loops,
        deterministic_loops=arguments.deterministic_loops,
        inline_loops=arguments.inline_loops,
        inference=inference_of(arguments),
        inline_depth=arguments.inline_depth if arguments.houdini else 0,
        coverage=arguments.coverage,
        vacuity=arguments.warn_vacuous,
        dependence=arguments.dependence,
        smoke=arguments.smoke,
        restart_solver=arguments.restart_solver,
        solver_warnings=arguments.solver_warnings,
        preamble=preamble_of(arguments),
        run_timeout=arguments.total_timeout,
        reflect_add=arguments.reflect_add,
        keep_infeasible=arguments.keep_infeasible,
        normalize_names=arguments.normalize_names,
        normalize_order=arguments.normalize_order,
        iterations=arguments.iterations,
        splitting=splitting_of(arguments),
        timeout_share=timeout_share_of(arguments),
        profile_quantifiers=arguments.profile_quantifiers,
        log=arguments.log,
    )
