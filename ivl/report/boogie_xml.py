"""Boogie's report in XML (``/xml``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element

from ivl.base.diagnostic import Diagnostic
from ivl.report.run import Run
from ivl.report.verdict import outcome_of
from ivl.report.xml_text import add, instant, place, printable, written
from ivl.result import Outcome, Result, SplitResult

_VIOLATIONS = {
    "verify.precondition": "precondition violation",
    "verify.postcondition": "postcondition violation",
    "verify.invariant.entry": "loop invariant entry violation",
    "verify.invariant.maintained": "loop invariant maintenance violation",
}
_CONCLUSIONS = {
    Outcome.VERIFIED: ("correct", "valid"),
    Outcome.FAILED: ("errors", "invalid"),
    Outcome.UNKNOWN: ("inconclusive", "undetermined"),
    Outcome.TIMEOUT: ("timedout", "timeout"),
    Outcome.OUT_OF_RESOURCE: ("outofresource", "outofresource"),
    Outcome.OUT_OF_MEMORY: ("outofmemory", "outofmemory"),
    Outcome.SOLVER_ERROR: ("solverexception", "undetermined"),
    Outcome.NOT_CHECKED: ("inconclusive", "undetermined"),
}
"""What is said of a method, and of what the solver was asked about it."""


def document(run: Run) -> str:
    """The document of a run of ``ivl``; `boogie_document` says what is in it."""
    import ivl

    groups = run.by_file()
    programs = [((run.files), run.results)] if run.together else [
        ((file,), results) for file, results in groups.items()
    ]  # fmt: skip
    return boogie_document(f"ivl {ivl.__version__}", run.words, programs)


def boogie_document(
    version: str,
    words: Sequence[str],
    programs: Sequence[tuple[Sequence[str], Sequence[Result]]],
) -> str:
    """The document about `programs`, each with its files and results.

    ``boogie`` has a ``file`` for each program, and in it a ``fileFragment`` for each file, then
    each ``error`` with the ``related`` place and the ``trace``, then a ``method`` for each
    implementation with the batches of assertions that the solver was asked about and their
    ``conclusion``.
    """
    attributes = {"version": version, "commandLine": " ".join(words)}
    root = Element("boogie", {name: printable(text) for name, text in attributes.items()})
    for files, results in programs:
        program = add(root, "file", {"name": files[-1]})
        for file in files:
            add(program, "fileFragment", {"name": file})
        for result in results:
            for diagnostic in result.diagnostics:
                if diagnostic.stage == "verify":
                    _error(program, diagnostic)
        for result in results:
            _method(program, result)
    return written(root)


def _error(program: Element, diagnostic: Diagnostic) -> None:
    message = _VIOLATIONS.get(diagnostic.kind, "assertion violation")
    error = add(program, "error", {"message": message, **place(diagnostic.span)})
    if diagnostic.related:
        add(error, "related", place(diagnostic.related[0].span))
    trace = add(error, "trace", {})
    for block in diagnostic.trace:
        add(trace, "traceNode", {**place(block.span), "label": block.message})


def _method(program: Element, result: Result) -> None:
    method = add(
        program, "method", {"name": result.name, "startTime": _time(instant(result.started))}
    )
    for iteration, one in enumerate(result.iterations or (result,)):
        whole = SplitResult(
            "", None, outcome_of(one), one.assertions, one.solver_seconds, 0, None, one.obligations
        )
        for number, split in enumerate(one.splits or (whole,)):
            _batch(method, number, iteration, one.started, split)
    conclusion, _ = _CONCLUSIONS[outcome_of(result)]
    end = instant(result.started + result.seconds)
    add(
        method,
        "conclusion",
        {
            "endTime": _time(end),
            "duration": f"{result.seconds:.7f}",
            "resourceCount": str(result.resource),
            "outcome": conclusion,
        },
    )


def _batch(
    method: Element, number: int, iteration: int, started: float, split: SplitResult
) -> None:
    attributes = {"number": str(number), "iteration": str(iteration)}
    start = _time(instant(started))
    batch = add(method, "assertionBatch", {**attributes, "startTime": start})
    for span in split.obligations:
        add(batch, "assertion", place(span))
    _, conclusion = _CONCLUSIONS[split.outcome]
    add(batch, "conclusion", {"duration": f"{split.seconds:.7f}", "outcome": conclusion})


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%SZ")
