"""Where one parse collects what it has to say, as quiet after an error as Boogie's parser is."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic
from ivl.base.source import Source, Span
from ivl.syntax.lexer import Token

QUIET = 2
"""After an error, nothing is reported until this many further tokens have been read."""


class Errors:
    """The diagnostics of one parse and the place up to which it has read."""

    __slots__ = ("_error_at", "diagnostics", "last", "shifted")

    def __init__(self, source: Source) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.last: Token = ("", Span(source, 0, 0))
        """The token that was read last."""
        self.shifted = 0
        """How many tokens have been read."""
        self._error_at = -QUIET

    def always(self, message: str, span: Span, kind: str = "parse.syntax") -> None:
        """Take an error however close it is to the one before."""
        self.diagnostics.append(Diagnostic(kind, message, span))

    def syntax(self, message: str, span: Span, kind: str = "parse.syntax") -> None:
        """Take a syntax error unless it is too close to the one before."""
        if self.shifted - self._error_at >= QUIET:
            self.diagnostics.append(Diagnostic(kind, message, span))
        self._error_at = self.shifted

    def here(self, message: str) -> None:
        """Take an error at the token that was read last."""
        self.syntax(message, self.last[1])
