"""The choice of a report's format, and the writing of it while a run goes on."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from ivl.cli.console import Console
from ivl.cli.exit_codes import FAILED
from ivl.report.document import DOCUMENTS

if TYPE_CHECKING:
    from ivl.base.diagnostic import Diagnostic
    from ivl.report.exhibit import Exhibit
    from ivl.report.run import Run
    from ivl.result import Result


def add_report_arguments(parser: argparse.ArgumentParser) -> None:
    """The options about output that several commands have."""
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        choices=("pretty", "plain", *DOCUMENTS),
        default="pretty",
        help="pretty: with source lines; plain: one FILE:LINE:COLUMN: error: TEXT a line; "
        + "; ".join([f"{name}: {text}" for name, text in DOCUMENTS.items()]),
    )
    group.add_argument("--json", action="store_true", help="the same as --format json")
    group.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FILE",
        type=_report,
        help="write a document to FILE as well; its ending says which: "
        + ", ".join([f".{name}" for name in DOCUMENTS]),
    )
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours; auto: on a terminal, unless NO_COLOR is set",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print only errors")


def _report(file: str) -> tuple[str, str]:
    """The format that a file's ending asks for, and the file."""
    ending = file.rpartition(".")[2].lower()
    if ending not in DOCUMENTS:
        known = ", ".join([f".{name}" for name in DOCUMENTS])
        raise argparse.ArgumentTypeError(f"{file!r} does not end in one of {known}")
    return ending, file


def wants_color(choice: str) -> bool:
    """Whether to colour standard output."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return _is_terminal(sys.stdout)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


class Reporter:
    """Writes what a command found, in the format that was asked for."""

    def __init__(self, arguments: argparse.Namespace, command: str) -> None:
        self.command = command
        self.files: Sequence[str] = arguments.files
        self.together: bool = getattr(arguments, "together", False)
        self.words: Sequence[str] = arguments.words
        self.format: str = "json" if arguments.json else arguments.format
        self.quiet: bool = arguments.quiet
        self.reports: Sequence[tuple[str, str]] = arguments.report
        self.exhibits: list[Exhibit] = []
        self.color = self.format == "pretty" and wants_color(arguments.color)
        self.console = Console()
        self.started, self.began = time.perf_counter(), time.time()
        self.results: list[Result] = []
        self.warned: Sequence[Diagnostic] = ()
        self.bodies = 0  # in the programs that were verified
        self._progress_shown = False

    @property
    def formats(self) -> list[str]:
        """The formats of all that will be written."""
        return [self.format, *[format_ for format_, _ in self.reports]]

    @property
    def wants_html(self) -> bool:
        """Whether there will be a page that shows `exhibits`."""
        return "html" in self.formats

    def progress(self, done: int, total: int, name: str) -> None:
        """Show on a terminal's standard error what is being verified."""
        if not self.quiet and total > 1 and _is_terminal(sys.stderr):
            self.console.complain(f"\r\x1b[K{done + 1}/{total} verifying {name}")
            self._progress_shown = True

    def result(self, result: Result) -> None:
        """Report the verdict on one implementation."""
        from ivl.report import plain, pretty

        self._clear_progress()
        self.results.append(result)
        if self.format == "pretty":
            self.console.write(pretty.PrettyReport(self.color).result(result))
        elif self.format == "plain":
            self.console.write(plain.result(result))

    def warnings(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Report what is odd in the input and does not stop the run."""
        from ivl.report import plain, pretty

        self.warned = (*self.warned, *diagnostics)
        if self.format == "pretty":
            self.console.write(pretty.PrettyReport(self.color).program_errors(diagnostics))
        elif self.format == "plain":
            self.console.write(plain.program_errors(diagnostics))

    def program_errors(self, diagnostics: Sequence[Diagnostic], code: int) -> int:
        """Report what is wrong with the input. The exit code."""
        from ivl.report import plain, pretty
        from ivl.report.verdict import closing, closing_program_errors, summarize

        self._clear_progress()
        code = self._files(diagnostics, code)
        if self.format in DOCUMENTS:
            self._document(diagnostics, code)
            return code
        if self.format == "plain":
            self.console.write(plain.program_errors(diagnostics))
        else:
            self.console.write(pretty.PrettyReport(self.color).program_errors(diagnostics))
        if self.results:
            self._sentence(closing(summarize(self.results), self._seconds()))
        else:
            self._sentence(closing_program_errors(diagnostics))
        return code

    def end(self, code: int, sentence: str = "") -> int:
        """Write the closing line, `sentence` or the sums, or the document. The exit code."""
        from ivl.report.dependence import dependence
        from ivl.report.stability import stability
        from ivl.report.verdict import closing, summarize

        self._clear_progress()
        code = self._files(self.warned, code)
        if self.format in DOCUMENTS:
            self._document(self.warned, code)
        else:
            if not self.quiet:
                self.console.write(dependence(self.results) + stability(self.results))
            sums = closing(summarize(self.results), self._seconds(), self.bodies)
            self._sentence(sentence or sums)
        return code

    def stopped(self) -> None:
        """Write what is known though the run has not come to its end."""
        from ivl.base.diagnostic import Diagnostic
        from ivl.report.verdict import closing, summarize

        self._clear_progress()
        stopped = (Diagnostic("run.stopped", "stopped before the end", None),)
        self._files(stopped, FAILED)
        if self.format in DOCUMENTS:
            self._document(stopped, FAILED)
        elif self.results:
            self._sentence(f"so far: {closing(summarize(self.results), self._seconds())}")

    def _sentence(self, sentence: str) -> None:
        from ivl.report.pretty import PrettyReport

        if self.quiet:
            return
        text = PrettyReport(self.color).closing(sentence)
        if self.format == "plain":
            self.console.complain(text)
        else:
            self.console.write(text)

    def _document(self, errors: Sequence[Diagnostic], code: int) -> None:
        from ivl.report.document import document

        self.console.write(document(self.format, self._run(errors, code)))

    def _files(self, errors: Sequence[Diagnostic], code: int) -> int:
        """Write the documents that go into files of their own. The exit code."""
        written = True
        for format_, file in self.reports:
            from ivl.report.document import document

            text = document(format_, self._run(errors, code))
            try:
                with open(file, "w", encoding="utf-8", errors="surrogateescape") as stream:
                    stream.write(text)
            except OSError as error:
                written = False
                self.console.complain(f"cannot write the report {file}: {error.strerror}\n")
        return code if written else max(code, FAILED)

    def _run(self, errors: Sequence[Diagnostic], code: int) -> Run:
        from ivl.report.run import Run

        return Run(
            self.command,
            self.files,
            self.results,
            errors,
            code,
            self._seconds(),
            self.words,
            self.together,
            self.began,
            self.exhibits,
        )

    def _seconds(self) -> float:
        return time.perf_counter() - self.started

    def _clear_progress(self) -> None:
        if self._progress_shown:
            self.console.complain("\r\x1b[K")
            self._progress_shown = False
