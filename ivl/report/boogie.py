"""The text that Boogie 3.5.7 prints for errors, verdicts and the closing line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from ivl.base.counterexample import StepKind
from ivl.base.diagnostic import Diagnostic, Severity
from ivl.base.node import node, replace, value
from ivl.base.source import Span
from ivl.core.expressions import Literal
from ivl.core.program import find_attribute
from ivl.diagnose.explain import OUT_OF_TIME, UNDECIDED
from ivl.report.boogie_model import ModelWriter
from ivl.report.boogie_smoke import smoke_lines
from ivl.report.places import boogie_place, position_of
from ivl.report.split_lines import diagnosis_lines, split_lines
from ivl.result import Outcome, Result

STANDARD_WORDING = {
    "verify.assert": "this assertion could not be proved",
    "verify.bound": "this assertion could not be proved",
    "verify.precondition": "a precondition for this call could not be proved",
    "verify.postcondition": "a postcondition could not be proved on this return path",
    "verify.invariant.entry": "this loop invariant could not be proved on entry",
    "verify.invariant.maintained": (
        "this invariant could not be proved to be maintained by the loop"
    ),
}
"""What is said of a failed assertion whose program worded the message, when that is not wanted."""

_TRACE_WORDS = {
    Outcome.VERIFIED: "verified",
    Outcome.UNKNOWN: "inconclusive",
    Outcome.TIMEOUT: "timed out",
    Outcome.OUT_OF_RESOURCE: "out of resource",
    Outcome.OUT_OF_MEMORY: "out of memory",
    Outcome.SOLVER_ERROR: "solver exception",
    Outcome.NOT_CHECKED: "inconclusive",
}

_CAUSES = {
    Outcome.TIMEOUT: "Timed out on",
    Outcome.OUT_OF_MEMORY: "Out of memory on",
    Outcome.OUT_OF_RESOURCE: "Out of resource on",
    Outcome.SOLVER_ERROR: "Solver exception on",
}
"""What starts the line of a failed assertion when the implementation's outcome is another."""

_PECULIAR = {
    "parse.label": ("Error: ", ""),
    "resolve.undeclared-type": ("", ' (replacing with "bool" to continue resolving)'),
}
"""What Boogie writes before and after some messages."""

_SHIFTED = frozenset({"resolve", "type", "definition", "parse.pragma"})
"""Stages and kinds whose columns Boogie counts from 0."""

_STAGE_NAMES = {"parse": "parse", "resolve": "name resolution", "type": "type checking"}


@value
class Counts:
    """What the closing line counts."""

    verified: int = 0
    errors: int = 0
    inconclusive: int = 0
    timeouts: int = 0
    out_of_memory: int = 0
    out_of_resource: int = 0
    solver_errors: int = 0

    def plus(self, result: Result) -> Counts:
        """These counts and those of `result`."""
        match result.outcome:
            case Outcome.VERIFIED:
                return replace(self, verified=self.verified + 1)
            case Outcome.FAILED:
                failures = max(1, len(_failures(result)))
                return replace(self, errors=self.errors + failures)
            case Outcome.UNKNOWN | Outcome.NOT_CHECKED:
                return replace(self, inconclusive=self.inconclusive + 1)
            case Outcome.TIMEOUT:
                return replace(self, timeouts=self.timeouts + 1)
            case Outcome.OUT_OF_MEMORY:
                return replace(self, out_of_memory=self.out_of_memory + 1)
            case Outcome.OUT_OF_RESOURCE:
                return replace(self, out_of_resource=self.out_of_resource + 1)
            case Outcome.SOLVER_ERROR:
                return replace(self, solver_errors=self.solver_errors + 1)
            case _:
                assert_never(result.outcome)


@node
class BoogieReport:
    """How to print. The fields are the options that change the output.

    `error_trace`: 0 prints no trace, 1 leaves out blocks that are nowhere in the text, 2 prints
    all. `forced`: print the standard error where the program worded its own. `informed`: what
    is printed of each implementation, nothing, its proof obligations or also its time.
    `trace_caching`: tell whether it was proved before. `trace_timeouts`: tell how it was found out
    which assertions took too long. `prints`: what ``{:print}`` says on the
    failing path. `models`: the solver's model after the path.
    """

    base_name: bool = False
    error_trace: int = 1
    forced: bool = False
    time_limit: int = 0
    show_verified: bool = True
    informed: str = ""
    trace_caching: bool = False
    trace_timeouts: bool = False
    prints: bool = False
    models: bool = False

    def program_errors(self, diagnostics: Sequence[Diagnostic], file: str) -> str:
        """The errors of one stage and their number; `file` is the last one that was read."""
        lines = [self._program_error(d) for d in diagnostics]
        stages = [d.stage for d in diagnostics if d.severity is Severity.ERROR]
        if stages and (stage := _STAGE_NAMES.get(stages[0])):
            lines.append(f"{len(stages)} {stage} errors detected in {self.file_name(file)}")
        return _text(lines)

    def result(self, result: Result) -> str:
        """The verdict on an implementation, and every failed assertion of it."""
        lines: list[str] = []
        if self.informed:
            lines += self._beginning(result)
        if self.informed == "time":
            lines += split_lines(result.splits)
        if self.trace_timeouts:
            limit = self._limit(result)
            lines += [n for d in result.diagnoses for n in diagnosis_lines(result, d, limit)]
        lines += smoke_lines(result, self.informed == "time")
        if self.informed:
            if result.covered is not None and self.informed == "time":
                lines += self.dependencies(result.covered).splitlines()
            lines.append(self._indication(result))
        if self.trace_caching:
            done = "was proved before" if result.remembered else "was not proved before"
            lines.append(f"  >>> {result.name} {done}")
        lines += [
            f"{self._place(d.span, 1)}: Warning: Proved vacuously"
            for d in result.diagnostics
            if d.kind == "vacuous.goal"
        ]
        lines += [d.message for d in result.diagnostics if d.kind == "verified.message"]
        lines += self._outcome(result)
        for failure in _shown(result):
            lines += self._failure(failure, result.outcome)
        return _text(lines)

    def model_texts(self, result: Result, with_states: bool) -> str:
        """The models of the failed assertions of `result`, as `result` reports them."""
        return _text(
            line
            for failure in _shown(result)
            for line in _model(failure, ModelWriter(), with_states)
        )

    def dependencies(self, covered: Iterable[str], of: str = "") -> str:
        """What a proof needed, sorted as people would."""
        parts = sorted(covered, key=_collation)
        return f"Proof dependencies{of}:\n  " + "\n  ".join(parts) + "\n"

    def closing(self, counts: Counts) -> str:
        """The last line, after an empty one."""
        verified = f"{counts.verified} verified, " if self.show_verified else ""
        text = f"Boogie program verifier finished with {verified}{_plural(counts.errors, 'error')}"
        if counts.inconclusive:
            text += f", {_plural(counts.inconclusive, 'inconclusive')}"
        if counts.timeouts:
            text += f", {_plural(counts.timeouts, 'time out')}"
        if counts.out_of_memory:
            text += f", {counts.out_of_memory} out of memory"
        if counts.out_of_resource:
            text += f", {counts.out_of_resource} out of resource"
        if counts.solver_errors:
            text += f", {counts.solver_errors} solver exceptions"
        return f"\n{text}\n"

    def note(self, diagnostic: Diagnostic) -> str:
        """A remark, with the places that belong to it."""
        lines = [f"{self._place(diagnostic.span)}: {diagnostic.message}"]
        lines += [f"    {self._place(r.span)}: {r.message}" for r in diagnostic.related]
        return _text(lines)

    def file_name(self, file: str) -> str:
        """`file` as messages call it."""
        return file.rpartition("/")[2] if self.base_name else file

    def _program_error(self, diagnostic: Diagnostic) -> str:
        start, end = _PECULIAR.get(diagnostic.kind, ("", ""))
        text = f"{start}{diagnostic.message}{end}"
        shift = 1 if diagnostic.stage in _SHIFTED or diagnostic.kind in _SHIFTED else 0
        if diagnostic.stage == "parse":
            return f"{self._place(diagnostic.span, shift)}: error: {text}"
        if not shift and position_of(diagnostic.span) is None:
            return text
        word = "Warning" if diagnostic.severity is Severity.WARNING else "Error"
        return f"{self._place(diagnostic.span, shift)}: {word}: {text}"

    def _indication(self, result: Result) -> str:
        proved = _plural(result.assertions, "proof obligation")
        if self.informed == "time":
            seconds = f"{result.seconds:.3f} s, solver resource count: {result.resource}"
            return f"  [{seconds}, {proved}]  {self._outcome_word(result)}"
        return f"  [{proved}]  {self._outcome_word(result)}"

    def _beginning(self, result: Result) -> list[str]:
        if result.remembered:
            return [f"Retrieving cached verification result for implementation {result.name}..."]
        return ["", f"Verifying {result.name} ..."]

    def _outcome_word(self, result: Result) -> str:
        if result.outcome is Outcome.FAILED:
            return "error" if len(_failures(result)) == 1 else "errors"
        return _TRACE_WORDS[result.outcome]

    def _outcome(self, result: Result) -> list[str]:
        """The line for an implementation that is neither verified nor refuted."""
        name = result.name
        lines: list[str] = []
        match result.outcome:
            case Outcome.VERIFIED:
                return []
            case Outcome.FAILED:
                if any(d.kind == UNDECIDED for d in result.diagnostics):
                    return self._timed_out(result)
                if _failures(result):
                    return []
                text = f"Error: verification failed ({name})"
            case Outcome.TIMEOUT:
                return self._timed_out(result)
            case Outcome.OUT_OF_RESOURCE:
                text = f"Verification out of resource ({name})"
            case Outcome.OUT_OF_MEMORY:
                text = f"Verification out of memory ({name})"
            case Outcome.SOLVER_ERROR:
                lines = [f"{self._place(d.span)}: Error: {d.message}" for d in _remarks(result)]
                text = f"Verification encountered solver exception ({name})"
            case Outcome.UNKNOWN:  # clients overlook the line below: an Error says why, if it can
                reasons = [d for d in _remarks(result) if ": " in d.message]
                lines = [f"{self._place(d.span)}: Error: {d.message}" for d in reasons]
                text = f"Verification inconclusive ({name})"
            case Outcome.NOT_CHECKED:
                lines = [self._not_checked(d, name) for d in _remarks(result)]
                text = f"Verification inconclusive ({name})"
            case _:
                assert_never(result.outcome)
        return [*lines, f"{self._place(result.implementation.span)}: {text}"]

    def _not_checked(self, reason: Diagnostic, name: str) -> str:
        place = self._place(reason.span)
        return f"{place}: Error: {reason.message} (encountered in implementation {name})."

    def _failure(self, failure: Diagnostic, outcome: Outcome) -> list[str]:
        message = failure.message
        if failure.kind == "verify.bound" or (failure.custom and self.forced):
            message = STANDARD_WORDING.get(failure.kind, message)
        if failure.custom and not self.forced:
            lines = [message]
        else:
            lines = [f"{self._place(failure.span)}: {_CAUSES.get(outcome, 'Error')}: {message}"]
            lines += [
                f"{self._place(r.span)}: Related location: {r.message}" for r in failure.related
            ]
        if self.error_trace > 0:
            lines.append("Execution trace:")
            lines += [
                f"    {self._place(block.span)}: {block.message}"
                for block in failure.trace
                if self.error_trace > 1 or position_of(block.span) is not None
            ]
            lines += self._values(failure)
        return lines

    def _values(self, failure: Diagnostic) -> list[str]:
        found, writer = failure.counterexample, ModelWriter()
        printed: list[str] = []
        if found is not None and self.prints:
            steps = [step for step in found.steps if step.kind is StepKind.PRINT]
            printed = [writer.printed(step.printed) for step in steps]
        lines = ["Augmented execution trace:", *printed] if printed else []
        return [*lines, *_model(failure, writer, False)] if self.models else lines

    def _timed_out(self, result: Result) -> list[str]:
        """That it took too long, with the assertions that were found to be the reason."""
        text = f"Verification of '{result.name}' timed out after {self._limit(result)} seconds"
        undecided = [d for d in result.diagnostics if d.kind == UNDECIDED]
        if undecided:
            text += f" with {len(undecided)} check(s) that timed out individually"
        return [
            f"{self._place(result.implementation.span)}: {text}",
            *[
                f"{self._place(d.span)}: Unverified check due to timeout:"
                f" {d.message.removeprefix(OUT_OF_TIME)}"
                for d in undecided
            ],
        ]

    def _limit(self, result: Result) -> int:
        """The seconds that the implementation had: ``{:timeLimit N}`` goes before the option."""
        own = find_attribute(result.implementation.attributes, "timeLimit")
        if own and isinstance(own[0], Literal) and isinstance(own[0].value, int):
            return own[0].value
        return self.time_limit

    def _place(self, span: Span | None, shift: int = 0) -> str:
        return boogie_place(span, shift, self.base_name)


def _failures(result: Result) -> list[Diagnostic]:
    """The failed assertions of `result`, each as often as the solver found it failing."""
    return [d for d in result.diagnostics if d.stage == "verify"]


def _shown(result: Result) -> Iterable[Diagnostic]:
    """The failed assertions of `result` that are reported, each of them once."""
    printed: set[tuple[object, ...]] = set()
    for failure in sorted(_failures(result), key=_order):
        key = (failure.message, failure.span, *((r.message, r.span) for r in failure.related))
        if key not in printed:
            printed.add(key)
            yield failure


def _model(failure: Diagnostic, writer: ModelWriter, with_states: bool) -> list[str]:
    found = failure.counterexample
    if found is None or found.model is None:
        return []
    return writer.model(found.model, with_states)


def _remarks(result: Result) -> Iterable[Diagnostic]:
    return (d for d in result.diagnostics if d.stage != "verify" and d.severity is Severity.ERROR)


def _order(failure: Diagnostic) -> tuple[int, int, int]:
    position = position_of(failure.span)
    line, column = (position.line, position.column) if position else (0, 0)
    return line, column, len(failure.trace)


def _collation(text: str) -> tuple[object, ...]:
    """A key by which signs come before digits and digits before letters, whatever their case."""
    ranks = [(2 if c.isalpha() else 1 if c.isdigit() else 0, c.lower()) for c in text]
    return (ranks, text.swapcase())


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
