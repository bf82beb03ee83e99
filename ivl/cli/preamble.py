"""Reading the text that goes to the solver before all axioms."""

from __future__ import annotations

from ivl.base.diagnostic import ProgramError
from ivl.inputs import read_text
from ivl.logic.preamble import check_preamble


class PreambleError(Exception):
    """What is wrong with the file."""


def read_preamble(path: str) -> str:
    """The text of the file at `path`, none without a path. Raises PreambleError."""
    if not path:
        return ""
    try:
        text = read_text(path)
        check_preamble(text)
    except (ProgramError, ValueError) as error:
        raise PreambleError(f"{path}: {error}") from None
    return text
