"""What is kept of a failure comes back as it was, or not at all."""

import random
from enum import Enum
from fractions import Fraction

import pytest

from ivl.base import counterexample as c
from ivl.base import diagnostic as d
from ivl.base import replay as r
from ivl.base import values as v
from ivl.base.source import NOWHERE, Source, Span
from ivl.cache import failures
from ivl.cache.failures import decode_failure, encode_failure
from ivl.cache.pieces import Pieces
from ivl.core.program import Implementation
from ivl.result import Outcome, Result

SOURCE = Source("p.bpl", "procedure P() { assert false; }\nprocedure Q() { }\n")
CUTS = [[14, 31, 46, 49]]
NOBODY = Implementation("P", (), (), (), (), ())


def span(start, end, source=SOURCE):
    return Span(source, start, end)


def shown(item):
    """A text that tells apart what is different."""
    if isinstance(item, Span):
        return f"{item.source.name}[{item.start}:{item.end}]"
    if isinstance(item, tuple):
        return f"({', '.join(map(shown, item))})"
    if isinstance(item, dict):
        return f"{{{', '.join([f'{key}: {shown(value)}' for key, value in item.items()])}}}"
    if isinstance(item, Enum) or not hasattr(item, "__fields__"):
        return repr(item)
    return f"{type(item).__name__}{shown(tuple([getattr(item, n) for n in item.__fields__]))}"


VALUES = (
    True, -(10**30), Fraction(-7, 3), "text \udc80\n", v.Bits(3, 4), v.Float(1, 24, 8),
    v.Element("ref", "ref#1"), v.Construction("Cons", (1, v.Construction("Nil"))), v.UNKNOWN,
    v.MapValue(0, {1: 2, 3: v.MapValue(v.UNKNOWN, {"x": Fraction(1)})}),
)  # fmt: skip
BINDINGS = (
    *[c.Binding(f"x{n}", (), value) for n, value in enumerate(VALUES)],
    c.Binding("m", (c.Index((1, True)), c.Field("f"), c.Arguments(())), 0, old=True),
)
STEP = c.Step(c.StepKind.START, BINDINGS, "text", 2, (c.PrintedText("p"), 1), span=span(16, 22))
MODEL = c.Interpretation(
    (v.FunctionTable("f", (((1, 2), 3), ((), "x")), 0),), (c.CapturedState("", {"x": 1}),)
)
RELATED = d.Related("here", span(0, 9))
PART = c.FailedPart(c.PartKind.INSTANCE, "x > 0", False, BINDINGS[:1], span=NOWHERE)


def failed(**changes):
    diagnostic = d.Diagnostic(
        **{
            "kind": "verify.assert",
            "message": "it fails",
            "span": span(16, 22),
            "related": (RELATED,),
            "trace": (RELATED,),
            "custom": True,
            "counterexample": c.Counterexample((STEP,), False, model=MODEL),
            "replay": r.Replay(
                r.ReplayVerdict.REFUTED, "why", (RELATED,), BINDINGS, (STEP,), (PART,)
            ),
            **changes,
        }
    )
    return Result(NOBODY, "P of mine", Outcome.FAILED, (diagnostic,), 3, obligations=(span(0, 1),))


WHOLE = Pieces([SOURCE], [()])
OWN = Pieces([SOURCE], CUTS, (0, 1))


@pytest.mark.parametrize("pieces", [WHOLE, OWN])
def test_it_comes_back(pieces):
    result = failed()
    content = encode_failure(result, pieces)
    assert content is not None and b"\n" not in content
    found = decode_failure(content, pieces, NOBODY)
    assert found is not None and found.remembered and found.outcome is Outcome.FAILED
    assert shown(found.diagnostics) == shown(result.diagnostics)
    assert (found.name, found.assertions) == (result.name, result.assertions)


def test_places_move_with_their_text():
    moved = Source("q.bpl", "// more\n" + SOURCE.text)
    content = encode_failure(failed(), OWN)
    assert content is not None
    there = Pieces([moved], [[at + 8 for at in CUTS[0]]], (0, 1))
    found = decode_failure(content, there, NOBODY)
    assert found is not None
    (diagnostic,) = found.diagnostics
    assert diagnostic.span == span(24, 30, moved)
    assert diagnostic.related[0].span == span(0, 9, moved)  # it was before the body


@pytest.mark.parametrize(
    "changes",
    [
        {"span": span(47, 48)},  # in the body of another procedure
        {"span": span(0, 1, Source("other", ""))},
        {"origin": object()},
        {"kind": "solver.timeout"},
        {"message": object()},
    ],
)
def test_what_cannot_be_kept(changes):
    assert encode_failure(failed(**changes), OWN) is None


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.FAILED])
def test_only_failures_are_kept(outcome):
    assert encode_failure(Result(NOBODY, "P", outcome), WHOLE) is None


def test_nonsense_is_nothing():
    content = encode_failure(failed(), OWN)
    assert content is not None
    random_ = random.Random(3)
    for _ in range(300):
        wrong = bytearray(content)
        for _ in range(random_.randint(1, 3)):
            at = random_.randrange(len(wrong))
            wrong[at : at + random_.randint(0, 2)] = random_.choice(b'[]{}",0xX').to_bytes(1, "big")
        found = decode_failure(bytes(wrong), OWN, NOBODY)
        assert found is None or found.outcome is Outcome.FAILED
    for text in (
        b"",
        b"[]",
        b"{}",
        b"null",
        b'["P",[],0,[],[],[]]',
        b'[{"Nothing":[]},[],0,[],[]]',
    ):
        assert decode_failure(text, OWN, NOBODY) is None


def test_all_that_may_occur_is_known():
    declared = [
        class_
        for module in (c, d, r, v)
        for class_ in vars(module).values()
        if isinstance(class_, type) and class_.__module__ == module.__name__
    ]
    nodes = {x.__name__ for x in declared if hasattr(x, "__fields__") or issubclass(x, Enum)}
    assert nodes <= failures._classes().keys()
