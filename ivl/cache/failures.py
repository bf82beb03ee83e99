"""What is kept of an implementation that was not verified, as text: all that there is to say."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

from ivl.base.node import EMPTY
from ivl.base.source import Span
from ivl.base.values import MapValue
from ivl.cache.pieces import Pieces
from ivl.core.program import Implementation
from ivl.result import Outcome, Result

_FIELDS = ("name", "diagnostics", "assertions", "obligations", "verdicts")
"""What is kept of a result."""


def is_failure(result: Result) -> bool:
    """Whether all that is wrong with an implementation are assertions that the solver refutes."""
    more = (result.splits, result.diagnoses, result.smoke_tests, result.iterations)
    return (
        result.outcome is Outcome.FAILED
        and not any(more)
        and (result.covered, result.parts) == (None, None)
        and all(diagnostic.stage == "verify" for diagnostic in result.diagnostics)
    )


def encode_failure(result: Result, pieces: Pieces) -> bytes | None:
    """What to keep of `result`; None if there is something that cannot be kept."""
    if not is_failure(result):
        return None
    try:
        kept = [_encode(getattr(result, name), pieces) for name in _FIELDS]
        return json.dumps(kept, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return None


def decode_failure(content: bytes, pieces: Pieces, implementation: Implementation) -> Result | None:
    """What `encode_failure` kept, about `implementation`; None if it cannot be read."""
    try:
        found = [_decode(item, pieces) for item in json.loads(content)]
        return Result(
            implementation,
            outcome=Outcome.FAILED,
            started=time.time(),
            remembered=True,
            timings=EMPTY,
            **dict(zip(_FIELDS, found, strict=True)),
        )
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


@cache
def _classes() -> Mapping[str, Any]:
    """What may occur in a result, by name."""
    from ivl.base import counterexample as c
    from ivl.base import diagnostic as d
    from ivl.base import replay as r
    from ivl.base import values as v
    from ivl.result import AssertionVerdict

    found = (
        d.Diagnostic, d.Related, d.Severity, c.Arguments, c.Binding, c.CapturedState,
        c.Counterexample, c.FailedPart, c.Field, c.Index, c.Interpretation, c.PartKind,
        c.PrintedText, c.Step, c.StepKind, r.Replay, r.ReplayVerdict, v.Bits, v.Construction,
        v.Element, v.Float, v.FunctionTable, v.Unknown, AssertionVerdict, Outcome,
    )  # fmt: skip
    return {class_.__name__: class_ for class_ in found}


def _encode(item: Any, pieces: Pieces) -> Any:
    """`item` as JSON has it. Raises ValueError for what is not to be kept."""
    if item is None or isinstance(item, bool | int | float | str):
        return item
    if isinstance(item, Span):  # a tuple, too
        return {"Span": pieces.encode(item)}
    if isinstance(item, tuple):
        return [_encode(part, pieces) for part in item]
    if isinstance(item, Fraction):
        return {"Fraction": [str(item.numerator), str(item.denominator)]}
    if isinstance(item, MapValue):
        return {"MapValue": _encode((item.default, *item.entries.items()), pieces)}
    if isinstance(item, Mapping):
        return {"Mapping": [_encode(pair, pieces) for pair in item.items()]}
    kind = type(item).__name__
    if _classes().get(kind) is not type(item):
        raise ValueError(f"a {kind} is not kept")
    if isinstance(item, Enum):
        return {kind: item.value}
    return {kind: [_encode(getattr(item, name), pieces) for name in item.__fields__]}


def _decode(item: Any, pieces: Pieces) -> Any:
    if isinstance(item, list):
        return tuple([_decode(part, pieces) for part in item])
    if not isinstance(item, dict):
        return item
    ((kind, content),) = item.items()
    if kind in _SPECIAL:
        return _SPECIAL[kind](content, pieces)
    class_ = _classes()[kind]
    if issubclass(class_, Enum):
        return class_(content)
    parts = [_decode(part, pieces) for part in content]
    return class_(**dict(zip(class_.__fields__, parts, strict=True)))


_SPECIAL: Mapping[str, Callable[[Any, Pieces], Any]] = {
    "Span": lambda content, pieces: pieces.decode(content),
    "Fraction": lambda content, _: Fraction(*map(int, content)),
    "MapValue": lambda content, pieces: MapValue(
        _decode(content[0], pieces), [_decode(pair, pieces) for pair in content[1:]]
    ),
    "Mapping": lambda content, pieces: dict(_decode(content, pieces)),
}
