"""SMT-LIB text that a user puts before everything that is asserted."""

from __future__ import annotations

from ivl.logic.sexpr import SexprError, parse_sexprs

ALLOWED = (
    "assert",
    "declare-const",
    "declare-datatype",
    "declare-datatypes",
    "declare-fun",
    "declare-sort",
    "define-const",
    "define-fun",
    "define-fun-rec",
    "define-funs-rec",
    "define-sort",
    "set-info",
    "set-option",
)
"""The commands to which a solver has nothing to say, and that close nothing."""


def check_preamble(text: str) -> None:
    """Raise ValueError, with what is wrong, for text that is not of declarations and the like."""
    try:
        commands = parse_sexprs(text)
    except SexprError as error:
        raise ValueError(str(error)) from None
    for command in commands:
        head = command[0] if isinstance(command, list) and command else command
        if not isinstance(head, str) or head not in ALLOWED:
            raise ValueError(f"{head!r} is no command for a preamble: {', '.join(ALLOWED)}")
