"""What an execution with a solver's values shows about a failed proof."""

from __future__ import annotations

from enum import Enum

from ivl.base.counterexample import Binding, FailedPart, Step
from ivl.base.diagnostic import Related
from ivl.base.node import node


class ReplayVerdict(Enum):
    """What the failed proof of an assertion is worth."""

    REFUTED = "refuted"
    """An execution from the start of the procedure fails at this very assertion."""
    WEAK_CONTRACT = "contract too weak"
    """It fails only from a state that an invariant or contract allows and that does not come up."""
    SPURIOUS = "spurious"
    """What the solver thought of is no execution that fails."""
    UNDECIDED = "cannot tell"


@node
class Replay:
    """What came of executing a counterexample; `reason` says why.

    `blamed` are the loops whose invariants, and the calls whose contracts, are too weak. `inputs`
    are what the execution shown in `steps` starts with, and `parts` what is to blame in the
    assertion that fails in it; without such an execution they are empty.
    """

    verdict: ReplayVerdict
    reason: str = ""
    blamed: tuple[Related, ...] = ()
    inputs: tuple[Binding, ...] = ()
    steps: tuple[Step, ...] = ()
    parts: tuple[FailedPart, ...] = ()
