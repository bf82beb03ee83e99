"""One error a line, ``FILE:LINE:COLUMN: error: TEXT``, for editors and scripts."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.base.diagnostic import Diagnostic
from ivl.report.places import colon_place
from ivl.report.replay_lines import verdict_line
from ivl.report.verdict import distinct, findings, with_default_place
from ivl.result import Result


def program_errors(diagnostics: Iterable[Diagnostic]) -> str:
    """The lines for what is wrong with the input."""
    return "".join(line(finding.diagnostic) for finding in distinct(diagnostics))


def result(verdict: Result) -> str:
    """The lines for an implementation; none when it is verified."""
    return "".join(
        line(with_default_place(finding.diagnostic, verdict)) for finding in findings(verdict)
    )


def line(diagnostic: Diagnostic) -> str:
    """The line for one diagnostic; one for what came of its execution, if it was executed."""
    place = colon_place(diagnostic.span) or "ivl"
    message = " ".join(diagnostic.message.split())
    lines = [f"{place}: {diagnostic.severity.value}: {message} [{diagnostic.kind}]"]
    if diagnostic.replay is not None:
        lines.append(f"{place}: note: {verdict_line(diagnostic.replay)} [replay]")
        for blamed in diagnostic.replay.blamed:
            lines.append(f"{colon_place(blamed.span) or place}: note: {blamed.message} [replay]")
    return "".join(f"{text}\n" for text in lines)
