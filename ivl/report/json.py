"""One JSON document about a run; docs of its fields stand with the functions that make them."""

from __future__ import annotations

import json
from typing import Any

from ivl.base.diagnostic import Diagnostic
from ivl.report.json_parts import (
    counterexample_object,
    location_object,
    related_object,
    replay_object,
)
from ivl.report.run import Run
from ivl.report.verdict import findings, outcome_of, summarize
from ivl.result import Outcome, ProofPart, Result

FORMAT = "ivl.report/1"
"""The version of the document; a field is never removed or changed within a version."""


def document(run: Run) -> str:
    """The whole document. Its JSON Schema is ``schemas/report.schema.json``.

    ``format``: ``ivl.report/1``; ``tool``: name and version; ``command``: ``verify`` or
    ``check``; ``files``; ``exit_code``: that of the process; ``verified``: whether everything
    was proved (false for a command that proves nothing); ``seconds``; ``input``: diagnostics
    of the input itself; ``summary``: the number of implementations by outcome (``total`` and every
    outcome, spaces as underscores), of ``assertions`` and of ``errors``; ``results``: one object
    an implementation, see `result_object`.
    """
    import ivl

    summary = summarize(run.results)
    counts = {_key(outcome): summary.outcomes.get(outcome, 0) for outcome in Outcome}
    found = {
        "format": FORMAT,
        "tool": {"name": "ivl", "version": ivl.__version__},
        "command": run.command,
        "files": list(run.files),
        "exit_code": run.exit_code,
        "verified": run.command == "verify" and run.exit_code == 0 and summary.proved,
        "seconds": round(run.seconds, 3),
        "input": [diagnostic_object(d) for d in run.diagnostics],
        "summary": {
            "total": summary.total,
            **counts,
            "assertions": summary.assertions,
            "errors": summary.errors,
        },
        "results": [result_object(result) for result in run.results],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def result_object(result: Result) -> dict[str, Any]:
    """``name``, ``implementation`` (its name in the program), ``location``, ``outcome``.

    Further ``assertions``, ``seconds``, ``solver_seconds``, ``resource``, ``timings`` (seconds
    by stage), ``covered`` (what the proof needed, null if that is not known), ``parts`` (what it
    could need, each with ``name``, ``kind``, ``location`` and whether it was ``used``; null if
    nobody asked, or it is not known), ``iterations``
    (``outcome`` and ``solver_seconds`` with each seed, where several were asked for), ``splits``
    (``name``, ``location``, ``outcome``, ``assertions``, ``seconds`` of what was proved one by one;
    what was split further, into ``parts``, does not count) and ``diagnostics``, see
    `diagnostic_object`.
    """
    return {
        "name": result.name,
        "implementation": result.implementation.name,
        "location": location_object(result.implementation.span),
        "outcome": _key(outcome_of(result)),
        "assertions": result.assertions,
        "seconds": round(result.seconds, 6),
        "solver_seconds": round(result.solver_seconds, 6),
        "resource": result.resource,
        "timings": {stage: round(seconds, 6) for stage, seconds in result.timings.items()},
        "covered": None if result.covered is None else list(result.covered),
        "parts": None if result.parts is None else [_part(part) for part in result.parts],
        "iterations": [
            {"outcome": _key(r.outcome), "solver_seconds": round(r.solver_seconds, 6)}
            for r in result.iterations
        ],
        "splits": [
            {
                "name": s.name,
                "location": location_object(s.span),
                "outcome": _key(s.outcome),
                "assertions": s.assertions,
                "seconds": round(s.seconds, 6),
                "parts": s.parts,
            }
            for s in result.splits
        ],
        "diagnostics": [
            diagnostic_object(finding.diagnostic, finding.times) for finding in findings(result)
        ],
    }


def diagnostic_object(diagnostic: Diagnostic, times: int = 1) -> dict[str, Any]:
    """``kind``, ``severity``, ``message``, ``times``, ``location``, ``related``, ``trace``.

    A location has ``file``, ``line`` and ``column`` (both from 1), and ``end_line`` and
    ``end_column`` of the last character; it is null where there is none. The entries of
    ``related`` and ``trace`` have a ``message`` and a ``location``; a trace names the blocks on
    the failing path. ``counterexample`` and ``replay``: see `counterexample_object` and
    `replay_object`.
    """
    return {
        "kind": diagnostic.kind,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "times": times,
        "location": location_object(diagnostic.span),
        "related": [related_object(related) for related in diagnostic.related],
        "trace": [related_object(block) for block in diagnostic.trace],
        "counterexample": counterexample_object(diagnostic.counterexample),
        "replay": replay_object(diagnostic.replay),
    }


def _part(part: ProofPart) -> dict[str, Any]:
    return {
        "name": part.name,
        "kind": part.kind,
        "location": location_object(part.span),
        "used": part.used,
    }


def _key(outcome: Outcome) -> str:
    return outcome.value.replace(" ", "_")
