"""What a verification says."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum

from ivl.base.diagnostic import Diagnostic
from ivl.base.node import node
from ivl.core.program import Implementation


class Outcome(Enum):
    """The verdict on an implementation. Only VERIFIED means that everything was proved."""

    VERIFIED = "verified"
    FAILED = "failed"
    UNKNOWN = "unknown"
    TIMEOUT = "timeout"
    OUT_OF_RESOURCE = "out of resource"
    OUT_OF_MEMORY = "out of memory"
    SOLVER_ERROR = "solver error"
    NOT_CHECKED = "not checked"


@node
class Result:
    """The verdict on one implementation.

    `name` is how messages call it (its ``{:verboseName}``, or its name). `diagnostics` are sorted
    by position; those of stage ``verify`` are failed assertions, each reported as often as the
    solver found it failing (`ivl-boogie` counts them so). For an outcome other than VERIFIED and
    FAILED there is also a diagnostic that says what happened. `assertions` is the number of proof
    obligations, `seconds` the wall time, `solver_seconds` the part of it spent in the solver and
    `timings` the seconds by stage. `covered` are the names (``{:id}``) of what the proof needed,
    sorted; None when that was not asked for, or there is no proof, or the solver does not tell.
    """

    implementation: Implementation
    name: str
    outcome: Outcome
    diagnostics: tuple[Diagnostic, ...] = ()
    assertions: int = 0
    seconds: float = 0.0
    solver_seconds: float = 0.0
    resource: int = 0
    covered: tuple[str, ...] | None = None
    timings: Mapping[str, float] = dataclasses.field(default_factory=dict)
