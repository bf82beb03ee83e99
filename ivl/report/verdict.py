"""What a person wants to know of results: the findings once each, and the sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.base.node import node, replace
from ivl.result import Outcome, Result

WORDING: Mapping[Outcome, str] = {
    Outcome.VERIFIED: "verified",
    Outcome.FAILED: "failed",
    Outcome.UNKNOWN: "undecided",
    Outcome.TIMEOUT: "timed out",
    Outcome.OUT_OF_RESOURCE: "out of resource",
    Outcome.OUT_OF_MEMORY: "out of memory",
    Outcome.SOLVER_ERROR: "stopped by a solver error",
    Outcome.NOT_CHECKED: "not checked",
}
"""How a sentence calls each outcome."""


@node
class Finding:
    """A diagnostic and how many times it was found."""

    diagnostic: Diagnostic
    times: int = 1


@node
class Summary:
    """The sums over results."""

    outcomes: Mapping[Outcome, int]
    assertions: int
    errors: int

    @property
    def total(self) -> int:
        """How many implementations there were."""
        return sum(self.outcomes.values())

    @property
    def proved(self) -> bool:
        """Whether every implementation was verified."""
        return self.total == self.outcomes.get(Outcome.VERIFIED, 0)


def outcome_of(result: Result) -> Outcome:
    """The outcome; a verified implementation with an error is none, whatever made it."""
    if result.outcome is Outcome.VERIFIED and _has_error(result.diagnostics):
        return Outcome.FAILED
    return result.outcome


def distinct(diagnostics: Iterable[Diagnostic]) -> tuple[Finding, ...]:
    """The diagnostics, those that say the same of the same places only once."""
    found: dict[tuple[object, ...], list[Diagnostic]] = {}
    for d in diagnostics:
        key = (d.kind, d.message, d.span, *((r.message, r.span) for r in d.related))
        found.setdefault(key, []).append(d)
    return tuple(Finding(min(same, key=_trace_length), len(same)) for same in found.values())


def findings(result: Result) -> tuple[Finding, ...]:
    """What there is to say of `result`: always an error when it is not verified."""
    diagnostics = result.diagnostics
    if result.outcome is not Outcome.VERIFIED and not _has_error(diagnostics):
        kind = f"verify.{result.outcome.value.replace(' ', '-')}"
        text = f"{result.name} is not verified: {WORDING[result.outcome]}"
        diagnostics = (*diagnostics, Diagnostic(kind, text, result.implementation.span))
    if result.covered is not None:
        needed = ", ".join(result.covered) or "nothing that has a name"
        text = f"the proof of {result.name} needed: {needed}"
        note = Diagnostic("coverage.needed", text, result.implementation.span, Severity.NOTE)
        diagnostics = (*diagnostics, note)
    return distinct(diagnostics)


def summarize(results: Iterable[Result]) -> Summary:
    """The sums over `results`."""
    outcomes: dict[Outcome, int] = {}
    assertions = errors = 0
    for result in results:
        outcome = outcome_of(result)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        assertions += result.assertions
        errors += sum(f.diagnostic.severity is Severity.ERROR for f in findings(result))
    return Summary(outcomes, assertions, errors)


def closing(summary: Summary, seconds: float, bodies: int = 0) -> str:
    """One sentence that ends a report about a program with so many bodies."""
    total = summary.total
    if not total and bodies:
        return "nothing to verify: each body is declared {:verify false} or {:inline}"
    if not total:
        return "nothing to verify: no procedure has a body"
    spent = f" in {seconds:.1f} s"
    if summary.proved:
        what = f"{plural(total, 'implementation')}, {plural(summary.assertions, 'assertion')}"
        return f"verified: {what}{spent}"
    verified = summary.outcomes.get(Outcome.VERIFIED, 0)
    parts = [
        f"{number} {WORDING[outcome]}"
        for outcome in Outcome
        if outcome is not Outcome.VERIFIED and (number := summary.outcomes.get(outcome, 0))
    ]
    text = f"not verified: {', '.join(parts)}, {verified} verified"
    return f"{text}; {plural(summary.errors, 'error')}{spent}"


def closing_program_errors(diagnostics: Iterable[Diagnostic]) -> str:
    """One sentence that ends the report of what is wrong with the input."""
    errors = sum(d.severity is Severity.ERROR for d in diagnostics)
    return f"nothing was verified: {plural(errors, 'error')} in the input"


def plural(number: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def with_default_place(diagnostic: Diagnostic, result: Result) -> Diagnostic:
    """`diagnostic`, at its implementation when it has no place of its own."""
    if diagnostic.span is not None:
        return diagnostic
    return replace(diagnostic, span=result.implementation.span)


def _has_error(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.severity is Severity.ERROR for d in diagnostics)


def _trace_length(diagnostic: Diagnostic) -> int:
    return len(diagnostic.trace)
