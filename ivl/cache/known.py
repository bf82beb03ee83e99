"""What is kept of a verified implementation, as text."""

from __future__ import annotations

import time

from ivl.base.node import value
from ivl.core.program import Implementation
from ivl.result import Outcome, Result


@value
class Known:
    """An implementation called `name`, in messages `shown`, all `assertions` of which hold."""

    name: str
    shown: str
    assertions: int


def known_of(result: Result) -> Known | None:
    """What to keep of a result; None unless all is proved and there is nothing else to say."""
    more = (result.diagnostics, result.splits, result.smoke_tests, result.iterations)
    needed = (result.covered, result.parts)
    if result.outcome is not Outcome.VERIFIED or any(more) or needed != (None, None):
        return None
    return Known(result.implementation.name, result.name, result.assertions)


def result_of(known: Known, implementation: Implementation) -> Result:
    """The verdict on `implementation`, which was reached before."""
    return Result(
        implementation,
        known.shown,
        Outcome.VERIFIED,
        assertions=known.assertions,
        started=time.time(),
        remembered=True,
    )


def encode_known(known: Known) -> str:
    """One line."""
    return " ".join([escape(known.name), escape(known.shown), str(known.assertions)])


def decode_known(line: str) -> Known:
    """What `encode_known` made a line of. Raises ValueError."""
    name, shown, assertions = line.split(" ")
    return Known(unescape(name), unescape(shown), int(assertions))


def escape(text: str) -> str:
    """`text` without spaces and ends of lines."""
    return text.encode("unicode_escape").decode().replace(" ", "\\x20")


def unescape(text: str) -> str:
    """What `escape` made `text` of. Raises ValueError."""
    return text.encode().decode("unicode_escape")
