"""What a command did: what documents about it are made from."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.diagnostic import Diagnostic, Severity
from ivl.base.node import node
from ivl.report.exhibit import Exhibit
from ivl.report.places import position_of
from ivl.result import Result


@node
class Run:
    """One run of `command` (``verify``, ``check``) on `files`.

    `diagnostics` are those of the input itself, `words` the command line. With `together` all
    files made one program. `started` is in seconds since the epoch. The
    n-th of `exhibits` is about the n-th result; they are for HTML.
    """

    command: str
    files: Sequence[str]
    results: Sequence[Result] = ()
    diagnostics: Sequence[Diagnostic] = ()
    exit_code: int = 0
    seconds: float = 0.0
    words: Sequence[str] = ()
    together: bool = False
    started: float = 0.0
    exhibits: Sequence[Exhibit] = ()

    @property
    def failed(self) -> bool:
        """Whether the input itself is at fault."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)

    def by_file(self) -> dict[str, tuple[Result, ...]]:
        """The results by the file of their implementation; each file that was given is there."""
        found: dict[str, list[Result]] = {file: [] for file in self.files}
        for result in self.results:
            position = position_of(result.implementation.span)
            file = position.file if position is not None else self.files[-1]
            found.setdefault(file, []).append(result)
        return {file: tuple(results) for file, results in found.items()}
