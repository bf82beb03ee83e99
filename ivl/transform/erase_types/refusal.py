"""Programs that have no encoding but the monomorphic one."""

from ivl.base.diagnostic import Diagnostic, ProgramError


def refuse(what: str) -> ProgramError:
    """The error for a program with `what` in it, in Boogie's words where Boogie has some."""
    message = f"{what} only supported with monomorphic encoding"
    return ProgramError([Diagnostic("unsupported.type-encoding", message, None)])
