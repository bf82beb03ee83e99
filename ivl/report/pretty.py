"""Errors for people: the message, the source line with an underline, related places, the path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.base.node import value
from ivl.base.replay import Replay
from ivl.base.source import Span
from ivl.report.places import colon_place, excerpt, position_of
from ivl.report.replay_lines import part_lines, verdict_line
from ivl.report.steps import step_lines
from ivl.report.verdict import Finding, distinct, findings, with_default_place
from ivl.result import Result

_COLORS = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "verified": "\x1b[1;32m",
    "place": "\x1b[1m",
    "gutter": "\x1b[34m",
}
CANDIDATE = "the solver is not sure of them, this may be no counterexample"
_RESET = "\x1b[0m"


@value
class PrettyReport:
    """The format; with `color`, ANSI colours."""

    color: bool = False

    def program_errors(self, diagnostics: Iterable[Diagnostic]) -> str:
        """What is wrong with the input."""
        return "".join(self._finding(finding) for finding in distinct(diagnostics))

    def result(self, result: Result) -> str:
        """What is wrong with an implementation; nothing when it is verified."""
        return "".join(
            self._finding(Finding(with_default_place(f.diagnostic, result), f.times))
            for f in findings(result)
        )

    def closing(self, sentence: str) -> str:
        """The last line."""
        style = "verified" if sentence.startswith("verified") else "error"
        word, colon, rest = sentence.partition(":")
        return f"{self._paint(style, word)}{colon}{rest}\n"

    def _finding(self, finding: Finding) -> str:
        d = finding.diagnostic
        times = f" ({finding.times} times)" if finding.times > 1 else ""
        lines = list(self._message(d.severity, f"{d.message} [{d.kind}]{times}", d.span))
        for related in d.related:
            lines += self._message(Severity.NOTE, related.message, related.span)
        if d.replay is not None:
            lines += self._replay(d.replay, d.stage == "verify")
        lines += self._path(d)
        return "".join(f"{line}\n" for line in lines)

    def _replay(self, replay: Replay, verdict: bool) -> Iterator[str]:
        """What came of executing the counterexample, and the execution that fails."""
        if verdict:
            yield f"  {self._paint('note', 'replay')}: {verdict_line(replay)}"
        for line in part_lines(replay.parts):
            yield f"    {line}"
        for blamed in replay.blamed:
            yield from self._message(Severity.NOTE, blamed.message, blamed.span)
        for step in replay.steps:
            yield from [f"    {line}" for line in step_lines(step)]

    def _path(self, diagnostic: Diagnostic) -> Iterator[str]:
        """The blocks on the way to the error, and below each the values that come up in it."""
        below: dict[int, list[str]] = {}
        found = diagnostic.counterexample
        replay = diagnostic.replay
        if found is not None and not (replay is not None and replay.steps):
            for step in found.steps:
                below.setdefault(step.block, []).extend([f"    {s}" for s in step_lines(step)])
            if not found.complete and any(below.values()):
                yield f"  {self._paint('note', 'values')}: {CANDIDATE}"
            yield from [f"    {line}" for line in part_lines(found.parts)]
        yield from below.get(-1, ())
        for number, block in enumerate(diagnostic.trace):
            if place := colon_place(block.span):
                yield f"  {self._paint('note', 'path')}: {place}: {block.message}"
            yield from below.get(number, ())

    def _message(self, severity: Severity, text: str, span: Span | None) -> Iterator[str]:
        word = severity.value
        place = colon_place(span)
        start = f"{self._paint('place', place + ':')} " if place else ""
        yield f"{start}{self._paint(word, word + ':')} {text}"
        if span is not None and position_of(span) is not None and span.source.text:
            number, line, underline = excerpt(span)
            if line.strip():
                gutter = " " * len(number)
                bar = self._paint("gutter", "|")
                yield f"  {self._paint('gutter', number)} {bar} {line}"
                yield f"  {gutter} {bar} {self._paint(word, underline)}"

    def _paint(self, style: str, text: str) -> str:
        return f"{_COLORS[style]}{text}{_RESET}" if self.color else text
