"""SARIF 2.1.0, the format in which static analysers report findings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ivl.base.diagnostic import Diagnostic, Related
from ivl.base.source import Span
from ivl.report.boogie import STANDARD_WORDING
from ivl.report.places import end_of, position_of
from ivl.report.run import Run
from ivl.report.verdict import distinct, findings, summarize, with_default_place

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def document(run: Run) -> str:
    """The document: one SARIF run with a result for each thing found.

    The rule is the kind of a diagnostic, its level the severity. The blocks on a failing path are
    a code flow. Implementations are logical locations; verified ones have no result. The counts of
    outcomes are a property of the run, ``summary``.
    """
    import ivl

    results: list[dict[str, Any]] = []
    rules: dict[str, int] = {}
    for finding in distinct(run.diagnostics):
        results.append(_result(finding.diagnostic, finding.times, rules))
    for verdict in run.results:
        for finding in findings(verdict):
            placed = with_default_place(finding.diagnostic, verdict)
            results.append(_result(placed, finding.times, rules, verdict.name))
    summary = summarize(run.results)
    driver = {
        "name": "ivl",
        "version": ivl.__version__,
        "rules": [_rule(kind) for kind in rules],
    }
    invocation = {
        "executionSuccessful": run.exit_code in (0, 1),
        "exitCode": run.exit_code,
        "arguments": list(run.words),
    }
    found = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "invocations": [invocation],
                "columnKind": "unicodeCodePoints",
                "results": results,
                "properties": {
                    "summary": {o.value: n for o, n in summary.outcomes.items()},
                },
            }
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _rule(kind: str) -> dict[str, Any]:
    text = STANDARD_WORDING.get(kind, kind.replace(".", ": ").replace("-", " "))
    return {"id": kind, "shortDescription": {"text": text}}


def _result(
    diagnostic: Diagnostic, times: int, rules: dict[str, int], name: str = ""
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.kind,
        "ruleIndex": rules.setdefault(diagnostic.kind, len(rules)),
        "level": diagnostic.severity.value,
        "message": {"text": diagnostic.message},
        "occurrenceCount": times,
    }
    location = _location(diagnostic.span)
    if name:
        location["logicalLocations"] = [{"name": name, "kind": "function"}]
    if location:
        result["locations"] = [location]
    if diagnostic.related:
        result["relatedLocations"] = _locations(diagnostic.related)
    path = [{"location": location} for location in _locations(diagnostic.trace)]
    if path:
        result["codeFlows"] = [{"threadFlows": [{"locations": path}]}]
    return result


def _locations(related: Iterable[Related]) -> list[dict[str, Any]]:
    """The places that are in a text, each with its message."""
    return [
        {**location, "message": {"text": r.message}}
        for r in related
        if (location := _location(r.span))
    ]


def _location(span: Span | None) -> dict[str, Any]:
    """The place of `span`, empty if it has none; a region ends before its last column.

    The format counts columns from 1.
    """
    start = position_of(span)
    if span is None or start is None:
        return {}
    end, shift = end_of(span), 1 - span.source.first_column
    region = {
        "startLine": start.line,
        "startColumn": start.column + shift,
        "endLine": end.line,
        "endColumn": end.column + shift + 1,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(start.file)}, "region": region}}


def _uri(file: str) -> str:
    """The URI of a file: relative if its name is."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
