"""`ivl run` and `ivl.run`: executions on given, chosen and random values."""

from __future__ import annotations

import json
import time

import pytest

import ivl
from ivl import RunOutcome
from ivl.base.values import Construction, MapValue
from ivl.cli.main import main
from ivl.core.value_text import binding_text
from ivl.interpreter.choices import Choice, ChoiceKind
from ivl.interpreter.run import Run


def run(text: str, procedure: str = "P", **options) -> Run:
    return ivl.run(ivl.parse(text), procedure, **options)


def results(found: Run) -> list[str]:
    assert found.outcome is RunOutcome.COMPLETED, found.reason
    return [binding_text(b) for b in found.results]


# ------------------------------------------------------------------ outcomes


def test_given_inputs():
    text = """procedure P(n: int) returns (s: int) { var i: int;
      while (i < n) { i := i + 1; s := s + i; } }"""

    def zero(choice: Choice) -> int | None:
        return 0 if choice.kind is ChoiceKind.LOCAL else None

    found = run(text, inputs={"n": 10}, chooser=zero)
    assert results(found) == ["s == 55"]
    assert [binding_text(b) for b in found.inputs] == ["n == 10"]


def test_an_assertion_that_fails():
    found = run(
        """procedure Q(x: int) returns (y: int) requires x > 2; { y := x; }
        procedure P(x: int) { var y: int; y := x + 1; call y := Q(y); }""",
        inputs={"x": 1},
    )
    assert found.outcome is RunOutcome.FAILED
    assert found.obligation is not None
    assert found.obligation.kind.value == "precondition"
    assert found.where == "P" and found.span.position.line == 2
    assert [event.kind.value for event in found.events] == ["start", "assign"]


def test_an_assumption_blocks():
    found = run("procedure P(x: int) { assume x > 3; assert false; }", inputs={"x": 3})
    assert found.outcome is RunOutcome.BLOCKED and found.obligation is None
    assert found.span.position.column == 23


def test_preconditions_hold_at_the_start():
    text = "procedure P(x: int, y: int) requires x == y + 5 && y > 70; { assert x > 75; }"
    for seed in range(5):
        assert run(text, seed=seed).outcome is RunOutcome.COMPLETED


@pytest.mark.parametrize(
    "body",
    [
        "while (true) { i := i + 1; }",
        "call P(x + 1);",
        "assert (forall a, b, c: int :: a * b != c * c * c + 7 || a == 99999);",
        "while (true) { r := r * r; }",
        "while (true) { i := i * i; }",
    ],
)
def test_no_run_hangs(body):
    started = time.monotonic()
    text = f"procedure P(x: int) {{ var i: int; var r: real; i, r := 3, 2.5; {body} }}"
    found = run(text, steps=20_000)
    assert found.outcome in (RunOutcome.OUT_OF_STEPS, RunOutcome.CANNOT_TELL)
    assert time.monotonic() - started < 30


# ------------------------------------------------------------------ what is left open


def test_a_chooser_decides():
    text = """function f(int): int; procedure Q() returns (r: int);
    procedure P() returns (a: int, b: int, c: int) {
      havoc a; call b := Q(); c := f(3); goto one, two; one: return; two: c := c + 1; }"""
    values = {ChoiceKind.HAVOC: 4, ChoiceKind.RESULT: 5, ChoiceKind.FUNCTION: 6}

    def choose(choice: Choice) -> int | str | None:
        if choice.kind is ChoiceKind.BRANCH:
            assert set(choice.options) == {"one", "two"}
            return "two"
        return values.get(choice.kind)

    assert results(run(text, chooser=choose)) == ["a == 4", "b == 5", "c == 7"]


def test_functions_are_the_same_everywhere():
    text = """function f(int, bool): int; const c: int;
    procedure P(x: int) { var y, d: int; y := f(x, true); d := c; havoc y;
      assert f(x, true) == f(x, !false) && d == c; }"""
    assert all(run(text, seed=s).outcome is RunOutcome.COMPLETED for s in range(5))


def test_axioms_define_functions():
    found = run(
        """function fac(int): int;
        axiom (forall n: int :: {fac(n)} n <= 0 ==> fac(n) == 1);
        axiom (forall n: int :: {fac(n)} n > 0 ==> fac(n) == n * fac(n - 1));
        procedure P() returns (r: int) { r := fac(10); assert r mod 10 == 0; }"""
    )
    assert results(found) == ["r == 3628800"]


def test_a_run_that_contradicts_an_axiom_is_none():
    text = """type T; function f(T): int; axiom (forall x: T, y: T :: f(x) == f(y));
    procedure P(x: T, y: T) { assert f(x) == f(y); }"""
    outcomes = {run(text, seed=s).outcome for s in range(10)}
    assert RunOutcome.FAILED not in outcomes


def test_assumptions_choose_functions():
    text = """type H = [int]int; function good(H): bool; function size(H): int;
    procedure P(h: H) { assume good(h) && size(h) == 17; assert !good(h[3 := h[3] + 1]); }"""
    outcomes = {run(text, seed=s).outcome for s in range(10)}
    assert RunOutcome.BLOCKED not in outcomes
    assert RunOutcome.FAILED in outcomes


# ------------------------------------------------------------------ values


def test_values_of_all_types():
    found = run(
        """datatype List { Nil(), Cons(head: int, tail: List) }
        procedure P() returns (l: List, m: [int][bool]int, b: bv8, r: real, f: <a>[a]int, n: int) {
          l := Cons(1, Cons(2, Nil())); l->head := 7;
          assume m == (lambda i: int :: (lambda c: bool :: 0));
          m[3][true] := 4;
          b := 255bv8; r := 1.5 / 3.0;
          f[true] := 3; f[5] := 4; n := f[true] + f[5] + m[3][true] + m[4][true];
        }""",
        chooser=lambda c: MapValue(MapValue(0)) if c.name == "m" else None,
    )
    assert results(found)[0] == "l == Cons(7, Cons(2, Nil()))"
    values = {b.name: b.value for b in found.results}
    assert values["m"] == MapValue(MapValue(0), {3: MapValue(0, {True: 4})})
    assert isinstance(values["l"], Construction) and values["n"] == 11
    assert binding_text(found.results[3]) == "r == 0.5"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("(forall i: int :: 0 <= i && i < 1000000 ==> m[i] == 0 || i == 5)", True),
        ("(exists i: int :: i > 100 && m[i] == 1)", False),
        ("(exists i, j: int :: i > 100 && j > i + 7 && m[j] != m[5])", True),
        ("(forall x: T :: x == t) ==> (forall x, y: T :: x == y)", True),
        ("(forall<a> f: Field a :: heap[f] == heap[f])", True),
        ("(forall b: bv8 :: b == 0bv8 || b != 0bv8)", True),
    ],
)
def test_quantifiers(condition, holds):
    text = f"""type T; type Field a; type Heap = <a>[Field a]a;
    procedure P(m: [int]int, t: T, heap: Heap) {{ assert {condition}; }}"""
    found = run(text, inputs={"m": MapValue(0, {5: 1})})
    assert found.outcome is (RunOutcome.COMPLETED if holds else RunOutcome.FAILED)


# ------------------------------------------------------------------ the command


@pytest.fixture
def command(tmp_path, capsys):
    path = tmp_path / "p.bpl"

    def execute(text: str, *words: str) -> tuple[int, str]:
        path.write_text(text)
        code = main(["run", str(path), *words])
        return code, capsys.readouterr().out.replace(f"{tmp_path}/", "")

    return execute


ABS = """procedure Abs(x: int) returns (y: int)
  ensures y > 0;
{
  if (x < 0) { y := -x; } else { y := x; }
}
"""


def test_a_run_that_completes(command):
    code, out = command(ABS, "--input", "x=1 - 4", "--trace")
    assert code == 0
    assert "1:11  Abs: x == -3\n     4:18  y == 3\nAbs(x == -3) completed: y == 3\n" in out


def test_a_run_that_fails(command):
    code, out = command(ABS, "--input", "x=0")
    assert code == 1
    assert "error: a postcondition does not hold on this return path: Abs with seed 0" in out
    assert "at first: x == 0" in out and out.endswith("1 run: 1 failed\n")


def test_runs_that_are_blocked_or_endless(command):
    code, out = command("procedure P(x: int) { assume x != x; }")
    assert code == 1 and out.endswith("1 run: 1 blocked\n")
    code, out = command("procedure P() { while (true) { } }", "--steps", "100")
    assert code == 1 and out.endswith("1 run: 1 out of steps\n")


def test_long_traces_are_cut(command):
    text = "procedure P() { var i: int; i := 0; while (i < 3000) { i := i + 1; } }"
    code, out = command(text, "--trace")
    assert code == 0 and "steps before\n" in out and out.count("\n") < 1010


def test_many_runs_of_some_procedures(command):
    text = ABS + "procedure Other() { }\n"
    code, out = command(text, "-p", "O*", "--runs", "3", "--seed", "5", "--json")
    assert code == 0
    document = json.loads(out)
    assert document["format"] == "ivl.run/1"
    assert [(r["procedure"], r["seed"]) for r in document["runs"]] == [
        ("Other", 5),
        ("Other", 6),
        ("Other", 7),
    ]


def test_wrong_input(command):
    assert command(ABS, "--input", "z=1")[0] == 2
    assert command(ABS, "--input", "x=true")[0] == 2
    assert command(ABS, "-p", "Nobody")[0] == 2
    assert command("procedure P( {")[0] == 2
