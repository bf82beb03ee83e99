"""What a program says when something in it is verified."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.core.attributes import text_attribute
from ivl.core.program import Implementation

ANNOUNCEMENT = "verified.message"


def announcements(implementation: Implementation) -> tuple[Diagnostic, ...]:
    """The text of ``{:msg_if_verifies "text"}``, for an implementation that is verified."""
    text = text_attribute(implementation.attributes, "msg_if_verifies")
    if text is None:
        return ()
    return (Diagnostic(ANNOUNCEMENT, text, implementation.span, Severity.NOTE),)
