"""Programs that cannot be monomorphized."""

from ivl.base.diagnostic import Diagnostic, ProgramError


def refuse(reason: str) -> ProgramError:
    """The error for a program that cannot be monomorphized, in Boogie's words."""
    message = f"Unable to monomorphize input program: {reason}"
    return ProgramError([Diagnostic("unsupported.monomorphize", message, None)])
