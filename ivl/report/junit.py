"""JUnit XML: each implementation is a test, each file a suite."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from ivl.base.diagnostic import Severity
from ivl.report import plain
from ivl.report.run import Run
from ivl.report.verdict import Finding, findings, outcome_of, with_default_place
from ivl.report.xml_text import add, instant, place, printable, written
from ivl.result import Outcome, Result


def document(run: Run) -> str:
    """The document.

    ``testsuites`` has a ``testsuite`` for each file, and in it a ``testcase`` for each
    implementation: with a ``failure`` where an assertion fails, with an ``error`` where nothing is
    decided, else it is verified. Warnings and notes are its ``system-out``. What is wrong with the
    input is the ``error`` of a test called ``(input)``.
    """
    root = Element("testsuites", {"name": "ivl"})
    for file, results in run.by_file().items():
        suite = add(root, "testsuite", {"name": file})
        for result in results:
            _test(suite, file, result)
        _sums(suite, sum([r.seconds for r in results]))
        suite.set("timestamp", instant(run.started).strftime("%Y-%m-%dT%H:%M:%S"))
    if run.failed:
        suite = add(root, "testsuite", {"name": "(input)"})
        test = add(suite, "testcase", {"classname": "(input)", "name": "(input)", "time": "0.000"})
        _problem(test, "error", [Finding(d) for d in run.diagnostics])
        _sums(suite, 0.0)
    _sums(root, run.seconds)
    return written(root)


def _test(suite: Element, file: str, result: Result) -> None:
    attributes = {"classname": file, "name": result.name, **place(result.implementation.span)}
    attributes.pop("column", None)
    test = add(suite, "testcase", {**attributes, "time": f"{result.seconds:.3f}"})
    found = [Finding(with_default_place(f.diagnostic, result), f.times) for f in findings(result)]
    errors = [f for f in found if f.diagnostic.severity is Severity.ERROR]
    outcome = outcome_of(result)
    if outcome is Outcome.FAILED:
        _problem(test, "failure", errors)
    elif outcome is not Outcome.VERIFIED:
        _problem(test, "error", errors)
    others = [f for f in found if f not in errors]
    if others:
        add(test, "system-out", {}, _lines(others))


def _problem(test: Element, tag: str, found: list[Finding]) -> None:
    """What is wrong, named after the first thing that is."""
    first = next(f.diagnostic for f in found if f.diagnostic.severity is Severity.ERROR)
    add(test, tag, {"message": first.message, "type": first.kind}, _lines(found))


def _lines(found: Iterable[Finding]) -> str:
    return "\n" + "".join([plain.line(f.diagnostic) for f in found])


def _sums(element: Element, seconds: float) -> None:
    """The counts of tests below `element`, and the time."""
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        element.set(attribute, str(sum(1 for _ in element.iter(tag))))
    element.set("time", printable(f"{seconds:.3f}"))
