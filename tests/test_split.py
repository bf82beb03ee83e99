"""Splits: together they are as good as the whole, one by one they are what was asked for."""

import re
from functools import cache
from random import Random

import pytest
from generated_expressions import Features
from generated_programs import procedures, program
from hypothesis import given, settings
from hypothesis import strategies as st
from split_coverage import checks, random_graph, uncovered

import ivl
from ivl.base.splitting import Splitting, Weights
from ivl.result import Outcome
from ivl.split.by_cost import split_by_cost
from ivl.split.by_marks import split_by_marks
from ivl.split.split import Marks, Split
from ivl.split.weigh import weigh

RANDOM = st.randoms(use_true_random=False, note_method_calls=False)


# ------------------------------------------------------------------ nothing is left out


@settings(max_examples=150, deadline=None)
@given(RANDOM, st.booleans(), st.booleans(), st.sampled_from([0, 2]))
def test_marks_cover_every_assertion_on_every_path(random, every, relax, subsumption):
    cfg = random_graph(random, 8)
    splits = list(split_by_marks(Split(cfg), Marks(every, relax, subsumption)))
    assert uncovered(cfg, splits) == set()


@settings(max_examples=150, deadline=None)
@given(RANDOM, st.integers(2, 9), st.sampled_from([0.0, 1.0, 40.0]), st.floats(0.1, 3))
def test_costs_cover_every_assertion_on_every_path(random, most, above, branch):
    cfg = random_graph(random, 8)
    splits = split_by_cost(Split(cfg), Marks(), Weights(branch=branch), above, most)
    assert len(splits) <= most
    assert uncovered(cfg, splits) == set()


@settings(max_examples=50, deadline=None)
@given(RANDOM)
def test_no_split_can_be_left_out(random):
    cfg = random_graph(random, 6)
    whole = Split(cfg)
    for splits in (
        [*split_by_marks(whole, Marks())],
        [*split_by_marks(whole, Marks(every_assertion=True))],
        [*split_by_cost(whole, Marks(), Weights(), 0.0, 100)],
    ):
        for left_out in splits:
            rest = [s for s in splits if s is not left_out]
            others = {check for s in rest for check in checks(s.cfg)}
            assert uncovered(cfg, rest) == set(checks(left_out.cfg)) - others


@settings(max_examples=50, deadline=None)
@given(RANDOM)
def test_splitting_by_cost_ends_in_single_assertions(random):
    cfg = random_graph(random, 6)
    for part in split_by_cost(Split(cfg), Marks(), Weights(), 0.0, 1000):
        weighing = weigh(part.cfg, Weights())
        assert weighing.last or not part.assertions()


# ------------------------------------------------------------------ the same verdicts


FEATURES = Features(quantifiers=False)
MARKS = ("{:isolate}", '{:isolate "paths"}', "{:focus}", "{:split_here}", "", "", "")


def marked(text: str, random: Random) -> str:
    def mark(match: re.Match[str]) -> str:
        return f"{match[0]} {random.choice(MARKS)} "

    text = re.sub(r"\b(assert|assume)\b", mark, text)
    allow = lambda m: random.choice([m[0], m[0].replace("if", "if {:allow_split}")])  # noqa: E731
    text = re.sub(r"^ *(\} else )?if \(", allow, text, flags=re.M)
    return re.sub(r"\breturn;", lambda m: random.choice(["return;", "return {:isolate};"]), text)


STRATEGIES = {
    "marks": Splitting(),
    "relaxed": Splitting(relax_focus=True),
    "every assertion": Splitting(every_assertion=True),
    "cost": Splitting(most=5),
    "cost, by assertions": Splitting(most=5, weights=Weights(branch=10.0)),
    "keep going": Splitting(keep_going=3, timeout=5.0),
    "weigh": Splitting(weigh=True),
}


@cache
def sample(first: int) -> tuple[str, str]:
    """Programs without and with marks."""
    plain = program(
        "\n".join([procedures(Random(s), f"p{s}_", FEATURES) for s in range(first, first + 4)]),
        FEATURES,
    )
    return plain, marked(plain, Random(first))


def findings(text: str, **options: object) -> dict[str, tuple[Outcome, object]]:
    """The outcomes, and which assertions fail: a postcondition may fail at any return."""
    chosen = ivl.Options(timeout=10, error_limit=0, **options)
    found = {}
    for result in ivl.verify(ivl.parse(text), chosen):
        failures = [d for d in result.diagnostics if d.stage == "verify"]
        places = {
            (d.message, (d.related[0].span if d.related else d.span).position.line)
            for d in failures
        }
        found[result.name] = result.outcome, places
    return found


@cache
def unsplit(first: int) -> dict[str, tuple[Outcome, object]]:
    return findings(sample(first)[0])


def check_same(first: int, **options: object) -> None:
    assert findings(sample(first)[1], **options) == unsplit(first)


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("boogie", [False, True])
def test_splitting_changes_no_verdict(name, boogie):
    check_same(0, splitting=STRATEGIES[name], trace_as_boogie=boogie)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", range(3000, 3100, 4))
@pytest.mark.parametrize("name", STRATEGIES)
def test_splitting_changes_no_verdict_of_many(name, first):
    check_same(first, splitting=STRATEGIES[name], trace_as_boogie=first % 8 == 0)
