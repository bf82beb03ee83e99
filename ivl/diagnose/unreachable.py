"""Warnings about code that no execution reaches."""

from __future__ import annotations

from collections.abc import Callable

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.flow.cfg import Cfg, as_implementation
from ivl.flow.probes import probes

MESSAGE = "no execution comes here: what is assumed on the way is contradictory"


def unreachable_code(cfg: Cfg, proved: Callable[[Cfg], bool]) -> tuple[Diagnostic, ...]:
    """A warning for each end of `cfg` that `proved` shows to be out of reach.

    The `origin` of a warning is the part of `cfg` that leads there, as an implementation.
    """
    return tuple(
        [
            Diagnostic(
                "smoke.unreachable",
                MESSAGE,
                probe.span,
                Severity.WARNING,
                origin=as_implementation(probe.cfg),
            )
            for probe in probes(cfg)
            if proved(probe.cfg)
        ]
    )
