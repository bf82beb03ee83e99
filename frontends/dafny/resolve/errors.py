"""What is wrong with a program, or not supported."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.source import Span


def error(message: str, span: Span) -> ProgramError:
    """An error of the program, to be raised."""
    return ProgramError([Diagnostic("resolve.dafny", message, span)])


def unsupported(construct: str, span: Span) -> ProgramError:
    """A refusal of a construct, to be raised; `construct` names it as a noun phrase."""
    kind = f"unsupported.{construct.replace(' ', '-')}"
    return ProgramError([Diagnostic(kind, f"{construct}: not supported yet", span)])
