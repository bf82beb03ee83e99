"""Interval analysis: the arithmetic, what it infers, and that it is never wrong."""

import dataclasses
from fractions import Fraction
from random import Random

import pytest
from generated_programs import FUNCTIONS, generated, program
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreter import Failure, run

from ivl import Options, verify
from ivl.base.source import Source, Span
from ivl.cli.boogie import main as boogie
from ivl.cli.main import main as ivl
from ivl.core.attributes import has_attribute
from ivl.core.statements import Assert, Statement
from ivl.flow import interval
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import as_implementation
from ivl.flow.infer_intervals import infer_intervals
from ivl.flow.interval import Interval
from ivl.flow.prune_unreachable import prune_unreachable
from ivl.options import Inference
from ivl.result import Outcome
from ivl.stages import show
from ivl.syntax.parser import parse
from ivl.verifier import check

LOOP = """\
procedure P(n: int) returns (s: int)
  requires n >= 3;
{
  var i: int; var b: bool; var r: real;
  i, s, b, r := 0, 1, true, 0.5;
  while (i < 10) { i := i + 1; s := s * (i + n); r := r + 1.0; }
  assert i == 10 && b && r >= 0.5 && s >= 0;
}
"""


def facts(text: str, **choices: object) -> list[str]:
    options = Options(inference=Inference(**choices))  # type: ignore[arg-type]
    shown = show("inferred", parse(text, "t.bpl"), options)
    return [
        line.split("{:inferred} ")[1].rstrip(";")
        for line in shown.splitlines()
        if "{:inferred}" in line
    ]


def outcomes(text: str, inference: Inference | None) -> list[Outcome]:
    found = verify(parse(text, "t.bpl"), Options(timeout=10, inference=inference))
    return [result.outcome for result in found]


# ---------------------------------------------------------------- arithmetic

NUMBERS = st.integers(-6, 6)
BOUNDS = st.one_of(st.none(), NUMBERS)
INTERVALS = st.builds(Interval, BOUNDS, BOUNDS).filter(
    lambda i: i.low is None or i.high is None or i.low <= i.high
)


def inside(number: object, i: Interval) -> bool:
    return (i.low is None or i.low <= number) and (i.high is None or number <= i.high)


def members(i: Interval) -> list[int]:
    return [n for n in range(-9, 10) if inside(n, i)]


def euclid(x: int, y: int) -> int:
    return x // y if y > 0 else -(x // -y)


OPERATIONS = {
    "add": (interval.add, lambda x, y: x + y),
    "subtract": (interval.subtract, lambda x, y: x - y),
    "multiply": (interval.multiply, lambda x, y: x * y),
    "divide": (interval.divide, lambda x, y: euclid(x, y) if y else None),
    "modulo": (interval.modulo, lambda x, y: x - y * euclid(x, y) if y else None),
    "divide_real": (interval.divide_real, lambda x, y: Fraction(x, y) if y else None),
    "less": (interval.less, lambda x, y: int(x < y)),
    "equal": (interval.equal, lambda x, y: int(x == y)),
}


@pytest.mark.parametrize("name", OPERATIONS)
@settings(deadline=None)
@given(a=INTERVALS, b=INTERVALS)
def test_operations_contain_all_results(name, a, b):
    abstract, concrete = OPERATIONS[name]
    result = abstract(a, b)
    for x in members(a):
        for y in members(b):
            value = concrete(x, y)
            assert value is None or inside(value, result)


@given(a=INTERVALS, b=INTERVALS, thresholds=st.lists(NUMBERS).map(sorted))
def test_widening_is_above_both(a, b, thresholds):
    widened = interval.widen(a, interval.join(a, b), thresholds)
    assert interval.contains(widened, a)
    assert interval.contains(widened, b)


@given(a=INTERVALS, b=INTERVALS)
def test_meet_is_the_intersection(a, b):
    both = interval.meet(a, b)
    common = [n for n in members(a) if inside(n, b)]
    assert common == ([] if both is None else members(both))


@given(a=INTERVALS, n=NUMBERS)
def test_floor_rounds_down(a, n):
    halves = Interval(
        None if a.low is None else Fraction(a.low, 2),
        None if a.high is None else Fraction(a.high, 2),
    )
    if inside(Fraction(n, 2), halves):
        assert inside(n // 2, interval.floor(halves))


# ---------------------------------------------------------------- what is inferred


def test_loop_heads_get_bounds_that_the_text_mentions():
    assert facts(LOOP) == ["3 <= n", "0 <= i", "i <= 10", "1 <= s", "b", "0.5 <= r"]


def test_what_is_inferred_helps_and_can_be_proved():
    assert outcomes(LOOP, None) == [Outcome.FAILED]
    assert outcomes(LOOP, Inference()) == [Outcome.VERIFIED]
    assert outcomes(LOOP, Inference(check=True)) == [Outcome.VERIFIED]
    assert outcomes(LOOP, Inference(everywhere=True, check=True)) == [Outcome.VERIFIED]


def test_a_delay_can_find_more():
    text = """
    procedure P() {
      var i: int;
      i := 0;
      while (*) { if (i < 7) { i := i + 3; } }
      assert i <= 9;
    }
    """
    assert facts(text, delay=9) == ["0 <= i", "i <= 9"]


def test_constants_are_told_only_everywhere():
    text = "const N: int; axiom 0 <= N; procedure P() { while (*) { } }"
    assert facts(text) == []
    assert set(facts(text, everywhere=True)) == {"0 <= N"}


def test_calls_do_what_their_contracts_say():
    text = """
    var g: int;
    procedure Q() returns (r: int); modifies g; ensures r > 4 && g == 2;
    procedure P() modifies g; {
      var x: int;
      g := 1;
      call x := Q();
      while (*) { g := g + 1; }
      assert x > 4 && g >= 2;
    }
    """
    assert facts(text) == ["2 <= g", "5 <= x"]
    assert outcomes(text, Inference()) == [Outcome.VERIFIED]


def test_a_head_that_is_never_reached_is_said_to_be_so():
    text = "procedure P(x: int) requires x < 0; { if (x > 3) { while (*) { } } }"
    assert facts(text) == ["false"]
    assert outcomes(text, Inference(check=True)) == [Outcome.VERIFIED]


def test_wrong_assertions_still_fail():
    text = LOOP.replace("i == 10", "i == 9")
    assert outcomes(text, Inference(everywhere=True)) == [Outcome.FAILED]


def test_an_assertion_that_fails_is_not_hidden_by_what_it_implies():
    text = """
    procedure P() {
      var i: int;
      i := 0;
      while (*) { i := i + 1; assert i < 5; }
    }
    """
    assert outcomes(text, Inference(everywhere=True)) == [Outcome.FAILED]


def test_irreducible_graphs_are_split_first():
    text = """
    procedure P() {
      var i: int;
      i := 0;
      goto A, B;
      A: i := 1; goto B, C;
      B: i := 2; goto A, C;
      C: assert i >= 1;
    }
    """
    assert outcomes(text.replace("goto A, B", "goto A, B, A"), Inference()) == [Outcome.VERIFIED]


@pytest.mark.parametrize(
    ("switches", "verified"),
    [
        ([], 0),
        (["/infer:t"], 0),
        (["/infer:j"], 1),
        (["/infer:js4", "/checkInfer", "/instrumentInfer:e"], 1),
    ],
)
def test_boogie_infers(tmp_path, capsys, switches, verified):
    path = tmp_path / "t.bpl"
    path.write_text(LOOP)
    assert boogie([*switches, str(path)]) == 0
    assert f"finished with {verified} verified, {1 - verified} error" in capsys.readouterr().out


def test_boogie_prints_what_it_infers(tmp_path, capsys):
    path = tmp_path / "t.bpl"
    path.write_text(LOOP)
    assert boogie(["/infer:j", "/printInstrumented", str(path)]) == 0
    out = capsys.readouterr().out
    assert "    assume {:inferred} i <= 10;\n" in out
    assert outcomes(out[: out.index("\nBoogie program verifier")], None) == [Outcome.VERIFIED]


def test_ivl_infers(tmp_path, capsys):
    path = tmp_path / "t.bpl"
    path.write_text(LOOP)
    assert ivl(["verify", str(path)]) == 1
    assert ivl(["verify", "--infer-intervals", str(path)]) == 0
    more = ["--widening-delay", "2", "--check-inferred"]
    assert ivl(["verify", "--infer-intervals", *more, str(path)]) == 0
    capsys.readouterr()


# ---------------------------------------------------------------- soundness


MARK = Span(Source("inferred", ""), 0, 0)


def marked(statement: Statement) -> Statement:
    inferred = isinstance(statement, Assert) and has_attribute(statement.attributes, "inferred")
    return dataclasses.replace(statement, span=MARK) if inferred else statement


@settings(max_examples=60, deadline=None)
@given(generated, st.integers(0, 2), st.integers())
def test_facts_hold_on_every_run(procedures, delay, seed):
    checked = check(parse(program(procedures), "t.bpl"))
    lookup = {p.name: p for p in checked.procedures}
    axioms = [a.condition for a in checked.axioms]
    inference = Inference(delay, everywhere=True, check=True)
    instrumented = []
    for i in checked.implementations:
        cfg = prune_unreachable(build_cfg(i))
        cfg = infer_intervals(cfg, lookup.__getitem__, axioms, inference)
        body = [marked(statement) for statement in as_implementation(cfg).body]
        instrumented.append(dataclasses.replace(as_implementation(cfg), body=tuple(body)))
    checked = dataclasses.replace(checked, implementations=tuple(instrumented))
    random = Random(seed)
    for i in checked.implementations:
        for _ in range(6):
            failure = run(checked, i.name, random, FUNCTIONS)
            assert not (isinstance(failure, Failure) and failure.span is MARK), failure
