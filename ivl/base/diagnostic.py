"""What the tool has to say to a person about a program."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING

from ivl.base.node import node
from ivl.base.source import Span

if TYPE_CHECKING:
    from ivl.base.counterexample import Counterexample
    from ivl.base.replay import Replay


class Severity(Enum):
    """How bad it is; only errors stop a stage from handing on its result."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@node
class Related:
    """A second place that a diagnostic points to."""

    message: str
    span: Span


@node
class Diagnostic:
    """One message. `kind` is a stable dotted id whose first part is the stage that found it.

    Stages: ``parse``, ``resolve``, ``type``, ``unsupported``, ``verify``, ``solver``, ``io``.
    `trace` holds the blocks on the failing path, in order, each with its label as the message.
    `custom` is true when the program itself worded the message (``{:msg}``). `origin` is the
    object that a frontend hung on the assertion. `counterexample`, where it was asked for, says
    which values make an assertion fail, and `replay` what came of executing it.
    """

    kind: str
    message: str
    span: Span | None
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = ()
    trace: tuple[Related, ...] = ()
    custom: bool = False
    origin: object = None
    counterexample: Counterexample | None = None
    replay: Replay | None = None

    @property
    def stage(self) -> str:
        """The part of `kind` before its first dot."""
        return self.kind.partition(".")[0]


class ProgramError(Exception):
    """The input is at fault: carries every diagnostic of the stage that refused it."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics[:3]))


def error(kind: str, message: str, span: Span | None) -> ProgramError:
    """The exception that refuses a program for one reason; `kind` is as a diagnostic's."""
    return ProgramError((Diagnostic(kind, message, span),))
