"""One JSON document about a run; docs of its fields stand with the functions that make them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ivl.base.diagnostic import Diagnostic, Related
from ivl.base.source import Span
from ivl.report.places import end_of, position_of
from ivl.report.verdict import findings, outcome_of, summarize
from ivl.result import Outcome, Result

FORMAT = "ivl.report/1"
"""The version of the document; a field is never removed or changed within a version."""


def document(
    command: str,
    files: Sequence[str],
    results: Sequence[Result],
    input_diagnostics: Sequence[Diagnostic],
    exit_code: int,
    seconds: float,
) -> str:
    """The whole document.

    ``format``: ``ivl.report/1``; ``tool``: name and version; ``command``: ``verify`` or
    ``check``; ``files``; ``exit_code``: that of the process; ``verified``: whether everything
    was proved (false for a command that proves nothing); ``seconds``; ``input``: diagnostics
    of the input itself; ``summary``: the number of implementations by outcome (``total`` and every
    outcome, spaces as underscores), of ``assertions`` and of ``errors``; ``results``: one object
    an implementation, see `result_object`.
    """
    import ivl

    summary = summarize(results)
    counts = {_key(outcome): summary.outcomes.get(outcome, 0) for outcome in Outcome}
    found = {
        "format": FORMAT,
        "tool": {"name": "ivl", "version": ivl.__version__},
        "command": command,
        "files": list(files),
        "exit_code": exit_code,
        "verified": command == "verify" and exit_code == 0 and summary.proved,
        "seconds": round(seconds, 3),
        "input": [diagnostic_object(d) for d in input_diagnostics],
        "summary": {
            "total": summary.total,
            **counts,
            "assertions": summary.assertions,
            "errors": summary.errors,
        },
        "results": [result_object(result) for result in results],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def result_object(result: Result) -> dict[str, Any]:
    """``name``, ``implementation`` (its name in the program), ``location``, ``outcome``.

    Further ``assertions``, ``seconds``, ``solver_seconds``, ``resource``, ``timings`` (seconds
    by stage), ``covered`` (what the proof needed, null if that is not known) and ``diagnostics``,
    see `diagnostic_object`.
    """
    return {
        "name": result.name,
        "implementation": result.implementation.name,
        "location": _location(result.implementation.span),
        "outcome": _key(outcome_of(result)),
        "assertions": result.assertions,
        "seconds": round(result.seconds, 6),
        "solver_seconds": round(result.solver_seconds, 6),
        "resource": result.resource,
        "timings": {stage: round(seconds, 6) for stage, seconds in result.timings.items()},
        "covered": None if result.covered is None else list(result.covered),
        "diagnostics": [
            diagnostic_object(finding.diagnostic, finding.times) for finding in findings(result)
        ],
    }


def diagnostic_object(diagnostic: Diagnostic, times: int = 1) -> dict[str, Any]:
    """``kind``, ``severity``, ``message``, ``times``, ``location``, ``related``, ``trace``.

    A location has ``file``, ``line`` and ``column`` (both from 1), and ``end_line`` and
    ``end_column`` of the last character; it is null where there is none. The entries of
    ``related`` and ``trace`` have a ``message`` and a ``location``; a trace names the blocks on
    the failing path.
    """
    return {
        "kind": diagnostic.kind,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "times": times,
        "location": _location(diagnostic.span),
        "related": [_related(related) for related in diagnostic.related],
        "trace": [_related(block) for block in diagnostic.trace],
    }


def _related(related: Related) -> dict[str, Any]:
    return {"message": related.message, "location": _location(related.span)}


def _location(span: Span | None) -> dict[str, Any] | None:
    position = position_of(span)
    if span is None or position is None:
        return None
    end = end_of(span)
    return {
        "file": position.file,
        "line": position.line,
        "column": position.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def _key(outcome: Outcome) -> str:
    return outcome.value.replace(" ", "_")
