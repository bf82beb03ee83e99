"""What verdicts depend on besides the program: the verifier, the solver and the options."""

from __future__ import annotations

from ivl.base.digest import Digest
from ivl.base.node import replace
from ivl.cache.tool import tool
from ivl.options import Options


def cacheable(options: Options) -> bool:
    """Whether verdicts may be kept: not where it matters how they are reached."""
    asked_again = options.iterations > 1 or options.random_seed is not None
    told = options.solver_warnings or options.profile_quantifiers or options.tracked
    return not (asked_again or options.log or told)


def setting(options: Options) -> str | None:
    """A text that changes with whatever a proof depends on; None if that cannot be told."""
    from ivl.solvers.catalog import UnknownSolver, find_command, racers_of
    from ivl.solvers.identity import identity

    parts = [tool(), repr(_what_counts(options))]
    for name, _ in racers_of(options.solver) or ((options.solver, ()),):
        try:
            found = find_command(name, options.solver_path)
        except UnknownSolver:
            return None
        if found is None:
            return None
        parts += [repr(found[0]), identity(found[0])]
    return Digest(*parts).text()


def _what_counts(options: Options) -> Options:
    """`options` without what says how long to try, what to try, and what to tell of failures."""
    return replace(
        options,
        include=(),
        exclude=(),
        jobs=1,
        timeout=None,
        resource_limit=None,
        memory_limit=None,
        run_timeout=None,
        error_limit=0,
        counterexamples=False,
        models=False,
        replay=False,
        restart_solver=False,
        effort=0,
        proofs=None,
    )
