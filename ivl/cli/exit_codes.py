"""What the exit code of ``ivl`` says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ivl.base.diagnostic import Diagnostic
    from ivl.result import Result

PROVED, NOT_PROVED, BAD_INPUT, FAILED = 0, 1, 2, 3


def of_results(results: Iterable[Result]) -> int:
    """The code for verdicts: a failing solver counts more than a failing proof."""
    from ivl.report.verdict import outcome_of
    from ivl.result import Outcome

    outcomes = {outcome_of(result) for result in results}
    if Outcome.SOLVER_ERROR in outcomes:
        return FAILED
    return PROVED if outcomes <= {Outcome.VERIFIED} else NOT_PROVED


def of_errors(diagnostics: Iterable[Diagnostic]) -> int:
    """The code for a run that ended before anything was verified."""
    return FAILED if any(d.stage == "solver" for d in diagnostics) else BAD_INPUT
