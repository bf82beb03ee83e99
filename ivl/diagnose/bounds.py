"""Warnings about what is not looked at: past the end of a search, before the start of checking."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.core.attributes import has_attribute
from ivl.flow.bound import ends_of_search
from ivl.flow.cfg import PassiveCfg
from ivl.split.split import UNCHECKED


def bounds(cfg: PassiveCfg) -> tuple[Diagnostic, ...]:
    """A warning for each place after which `cfg` does not go on, so that nobody overlooks it.

    Also one for all assertions that are assumed because the program says so.
    """
    ends = [
        Diagnostic(
            "bounded",
            f"executions that come here are not looked at: {bound}",
            span,
            Severity.WARNING,
        )
        for span, bound in ends_of_search(cfg).items()
    ]
    return (*ends, *_unchecked(cfg))


def _unchecked(cfg: PassiveCfg) -> tuple[Diagnostic, ...]:
    left_out = [
        command.span
        for block in cfg.blocks.values()
        for command in block.commands
        if command.attributes and has_attribute(command.attributes, UNCHECKED)
    ]
    if not left_out:
        return ()
    what = "an assertion is" if len(left_out) == 1 else f"{len(left_out)} assertions are"
    message = f"{what} not checked, as no {{:start_checking_here}} comes before"
    return (Diagnostic("unchecked", message, left_out[0], Severity.WARNING),)
