"""What a verification says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from ivl.base.diagnostic import Diagnostic
from ivl.base.display import as_html
from ivl.base.node import EMPTY, node, value
from ivl.base.source import Span
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


@value
class TimeoutDiagnosis:
    """What came of taking apart a condition that took too long: see `Options.timeout_share`.

    Of its `assertions` some remained `undecided`. It took so many `queries` and `seconds`.
    """

    assertions: int
    undecided: int
    queries: int
    seconds: float


@value
class SplitCost:
    """What a split was thought to cost: see `ivl.base.splitting`. `last`: it cannot be split."""

    cost: float
    assertions: int
    last: bool


@node
class SplitResult:
    """What came of one split of an implementation.

    `name` tells it from the others, such as ``/assert@12``; `span` is what it is about. If the
    solver gave up, and it was split into `parts`, which come later, its outcome does not count.
    `cost` is None unless the options asked for it. `obligations`: see `Result`.
    """

    name: str
    span: Span | None
    outcome: Outcome
    assertions: int
    seconds: float
    parts: int = 0
    cost: SplitCost | None = None
    obligations: tuple[Span, ...] = ()


@node
class AssertionVerdict:
    """What was found out about one assertion, in one place of the flow graph.

    `kind` is the part of the diagnostic's kind after ``verify.``; `span` is where a failure is
    reported (None where that depends on the path), `declared` the place of the clause. `seconds`
    is the solver's time for all of the split called `split`.
    """

    kind: str
    span: Span | None
    declared: Span | None
    outcome: Outcome
    seconds: float
    split: str


@node
class ProofPart:
    """An axiom, assumption, assertion, call or clause of a contract that a proof could need.

    `kind` is its keyword, `used` whether the proof did need it: an assumption was used, an
    assertion could be reached.
    """

    name: str
    kind: str
    span: Span
    used: bool


@node
class SmokeTest:
    """One attempt to prove that a place is out of reach; `warning` says so when that worked.

    The `outcome` is VERIFIED when it worked, FAILED when there may be a way there.
    """

    outcome: Outcome
    seconds: float
    warning: Diagnostic | None = None
    resource: int = 0


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
    `parts` are all that it could need, in the same way (see `Options.dependence`).
    `obligations` are the places of the assertions, for a postcondition that of the clause;
    `started` is the time at which the work began, in seconds since the epoch.
    `smoke_tests` are the attempts to find code out of reach, where those were asked for.
    `verdicts` are those on the assertions one by one.
    `splits` are the parts that were proved one by one, if there were several; `diagnoses` are
    about those that took too long.
    `iterations` are the results with each seed, where several were asked for. `remembered`: all
    of it was found out before (see `Options.proofs`), and no solver was asked.
    """

    implementation: Implementation
    name: str
    outcome: Outcome
    diagnostics: tuple[Diagnostic, ...] = ()
    assertions: int = 0
    parts: tuple[ProofPart, ...] | None = None
    obligations: tuple[Span, ...] = ()
    started: float = 0.0
    seconds: float = 0.0
    solver_seconds: float = 0.0
    resource: int = 0
    covered: tuple[str, ...] | None = None
    verdicts: tuple[AssertionVerdict, ...] = ()
    splits: tuple[SplitResult, ...] = ()
    diagnoses: tuple[TimeoutDiagnosis, ...] = ()
    smoke_tests: tuple[SmokeTest, ...] = ()
    iterations: tuple[Result, ...] = ()
    remembered: bool = False
    timings: Mapping[str, float] = EMPTY

    _repr_html_ = as_html


class Results(tuple[Result, ...]):
    """Several results, such as ``Results(verify(program))``, which Jupyter shows as a list."""

    __slots__ = ()

    @property
    def verified(self) -> bool:
        """Whether all of them are verified."""
        return all(result.outcome is Outcome.VERIFIED for result in self)

    _repr_html_ = as_html
