"""What Boogie prints of smoke tests."""

from __future__ import annotations

from collections.abc import Iterator

from ivl.base.diagnostic import Diagnostic
from ivl.result import Outcome, Result

_UNDECIDED = {
    Outcome.TIMEOUT: " (TimeOut)",
    Outcome.OUT_OF_RESOURCE: " (OutOfResource)",
    Outcome.OUT_OF_MEMORY: " (OutOfMemory)",
    Outcome.FAILED: "",
}


def smoke_lines(result: Result, traced: bool) -> Iterator[str]:
    """The code that is found to be unreachable; with `traced` a line for each attempt, too."""
    for number, test in enumerate(result.smoke_tests):
        if traced:
            word = "OK" + _UNDECIDED.get(test.outcome, " (Undetermined)")
            word = "OOPS" if test.warning is not None else word
            yield (
                f"    soundness smoke test #{number} ... "
                f"  [{test.seconds:.3f} s, resource count: {test.resource}] {word}"
            )
        if test.warning is not None:
            yield "found unreachable code:"
            yield from _path(test.warning)


def _path(diagnostic: Diagnostic) -> list[str]:
    """The code that leads to an unreachable place."""
    from ivl.core.program import Implementation
    from ivl.core.to_syntax import to_declaration
    from ivl.syntax.printer import print_declaration

    assert isinstance(diagnostic.origin, Implementation)
    return print_declaration(to_declaration(diagnostic.origin)).splitlines()
