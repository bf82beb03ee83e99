"""From a caller's options to a session with a solver."""

from __future__ import annotations

from ivl.logic.script import Background
from ivl.logic.terms import Terms
from ivl.options import Options
from ivl.solvers.answer import Limits, Session
from ivl.solvers.catalog import find_solver
from ivl.solvers.settings import Settings


def open_session(terms: Terms, background: Background, options: Options) -> Session:
    """A session with the solver that `options` name. Raises UnknownSolver."""
    settings = Settings(
        options=options.solver_options,
        arguments=options.solver_arguments,
        effort=options.effort,
        way=options.other_options,
        logic=options.logic,
        seed=options.random_seed,
        log=options.log,
        append_log=options.append_log,
        cores=options.tracked,
        rename=options.normalize_names,
        proofs=options.proofs,
        fresh=options.restart_solver,
        warnings=options.solver_warnings,
        profile=options.profile_quantifiers,
        limits=limits_of(options),
    )
    return find_solver(options.solver, options.solver_path).open(terms, background, settings)


def limits_of(options: Options) -> Limits:
    """The limits of one check."""
    return Limits(options.timeout, options.resource_limit, options.memory_limit)
