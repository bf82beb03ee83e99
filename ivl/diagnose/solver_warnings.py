"""What the solver warned of."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.core.program import Implementation
from ivl.diagnose.prove_splits import Proof

SOLVER_WARNING = "solver.warning"


def solver_warnings(
    proofs: Sequence[Proof], implementation: Implementation
) -> tuple[Diagnostic, ...]:
    """Each warning once; where it comes from the solver does not say."""
    texts = dict.fromkeys([text for proof in proofs for text in proof.findings.warnings])
    return tuple(
        [Diagnostic(SOLVER_WARNING, t, implementation.span, Severity.WARNING) for t in texts]
    )
