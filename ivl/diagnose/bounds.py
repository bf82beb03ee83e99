"""Warnings about where a bounded search ended."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.flow.bound import ends_of_search
from ivl.flow.cfg import PassiveCfg


def bounds(cfg: PassiveCfg) -> tuple[Diagnostic, ...]:
    """A warning for each place after which `cfg` does not go on, so that nobody overlooks it."""
    return tuple(
        [
            Diagnostic(
                "bounded",
                f"executions that come here are not looked at: {bound}",
                span,
                Severity.WARNING,
            )
            for span, bound in ends_of_search(cfg).items()
        ]
    )
