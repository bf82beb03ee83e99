"""The files that ``/printModelToFile`` and ``/mv`` ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ivl.cli.boogie_options import CommandLine

if TYPE_CHECKING:
    from ivl.report.boogie import BoogieReport
    from ivl.result import Result


class ModelFiles:
    """Writes the models of failures, one after the other. `expand` completes names of files.

    In the name of the ``/mv`` file ``@PROC@`` stands for the implementation. Raises OSError.
    """

    def __init__(
        self, line: CommandLine, report: BoogieReport, expand: Callable[[str], str]
    ) -> None:
        self._report = report
        self._views = expand(line.last("mv"))
        self._models = expand(line.last("printModelToFile")) if line.number("printModel") else ""
        self._begun: set[str] = set()
        if self._models:
            self._append(self._models, "")

    def write(self, result: Result) -> str:
        """Write the models of `result`; what is for the console is returned."""
        if self._models:
            self._append(self._models, self._report.model_texts(result, False))
        if not self._views:
            return ""
        text = self._report.model_texts(result, True)
        if self._views == "-":
            return text
        if text:
            name = result.implementation.name.replace("/", "_")
            self._append(self._views.replace("@PROC@", name), text)
        return ""

    def _append(self, file: str, text: str) -> None:
        with open(file, "a" if file in self._begun else "w", encoding="utf-8") as stream:
            stream.write(text)
        self._begun.add(file)
