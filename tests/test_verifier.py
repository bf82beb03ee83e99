"""The pipeline as the library offers it: outcomes, order, limits, threads, failures' places."""

import os
import subprocess
import sys
import threading

import pytest

import ivl
from ivl.result import Outcome

HARD = """
function f(i: int): int;
axiom (forall i: int :: {f(i)} f(i) == f(i + 1) + f(i - 1) * f(i + 2));
procedure Hard(x: int, y: int, z: int, n: int)
{ assert n > 2 && x > 0 && y > 0 && z > 0 ==> x*x*x + y*y*y != z*z*z || f(x) == f(y*z); }
"""


def outcomes(text, **options):
    program = ivl.parse(text)
    return {r.name: r.outcome for r in ivl.verify(program, ivl.Options(**options))}


def errors(text, **options):
    return [
        (d.kind, d.span.position.line, d.span.position.column)
        for r in ivl.verify(ivl.parse(text), ivl.Options(**options))
        for d in r.diagnostics
    ]


def test_verified_and_failed():
    text = "procedure A() { assert true; } procedure B() { assert 1 == 2; }"
    assert outcomes(text) == {"A": Outcome.VERIFIED, "B": Outcome.FAILED}


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_textual_order_but_priorities_first(jobs):
    text = "".join(f"procedure P{i}() {{ assert {i} != 2; }}" for i in range(6))
    text += "procedure {:priority 5} Last() { assert true; }"
    found = list(ivl.verify(ivl.parse(text), ivl.Options(jobs=jobs)))
    assert [r.name for r in found] == ["Last", *[f"P{i}" for i in range(6)]]
    assert [r.name for r in found if r.outcome is not Outcome.VERIFIED] == ["P2"]


def test_each_assertion_is_reported_and_the_limit_holds():
    text = "procedure P(x: int) { " + " ".join(f"assert x != {i};" for i in range(8)) + " }"
    assert len(errors(text)) == 5
    assert len(errors(text, error_limit=0)) == 8
    assert len(errors(text, error_limit=2)) == 2


def test_an_assertion_is_assumed_after_it_was_checked():
    text = "procedure P(x: int) { assert x > 0; assert x > 0; assert x >= 0; }"
    assert len(errors(text)) == 1
    assert len(errors(text, subsumption=0)) == 3
    text = "procedure P(x: int) { assert {:subsumption 0} x > 0; assert x > 0; }"
    assert len(errors(text)) == 2


def test_kinds_and_places():
    text = """procedure Callee(i: int) returns (o: int);
  requires i > 0;
  ensures o > i;
procedure P(x: int) returns (y: int)
  ensures y > 10;
{
  var i: int;
  call y := Callee(x);
  i := 0;
  while (*)
    invariant i < 5;
  {
    i := i + 1;
  }
}
"""
    assert errors(text) == [
        ("verify.precondition", 8, 3),
        ("verify.postcondition", 10, 3),  # at the loop that ends the body
        ("verify.invariant.maintained", 11, 5),
    ]


def test_selection():
    text = """procedure {:verify false} No() { assert false; }
procedure Aa() { assert true; } procedure Ab() { assert true; } procedure B() { assert true; }"""
    assert list(outcomes(text, include=("A*",))) == ["Aa", "Ab"]
    assert list(outcomes(text, exclude=("*b", "B"))) == ["Aa"]


def test_a_time_out_is_no_success():
    found = outcomes(HARD, timeout=0.5)
    assert found["Hard"] not in (Outcome.VERIFIED,)


def test_resources_run_out():
    text = HARD.replace("procedure Hard", "procedure {:rlimit 1000} Hard")
    assert outcomes(text)["Hard"] is not Outcome.VERIFIED


@pytest.mark.parametrize("solver", ["cmd:false", "cmd:true", "cmd:/nonexistent/solver", "cmd:cat"])
def test_a_broken_solver_is_no_success(solver):
    found = list(
        ivl.verify(ivl.parse("procedure P() { assert 1 < 2; }"), ivl.Options(solver=solver))
    )
    assert [r.outcome for r in found] == [Outcome.SOLVER_ERROR]
    assert found[0].diagnostics[0].kind == "solver.error"


def test_unsupported_constructs_are_refused_by_name():
    text = "procedure P() { yield; }"
    with pytest.raises(ivl.ProgramError) as caught:
        ivl.parse(text)
    assert caught.value.diagnostics[0].stage == "unsupported"


def test_two_threads_do_not_see_each_other():
    found = {}

    def run(name, value):
        text = f"const c: int; axiom c == {value}; procedure P() {{ assert c == 1; }}"
        found[name] = outcomes(text)["P"]

    threads = [threading.Thread(target=run, args=(i, i % 2)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in range(6):
        assert found[i] is (Outcome.VERIFIED if i % 2 else Outcome.FAILED)


def test_the_text_for_the_solver_does_not_depend_on_the_hash_seed(tmp_path):
    program = tmp_path / "p.bpl"
    program.write_text(
        """type T; type Field _; type Heap = <a>[T, Field a]a; var H: Heap;
const unique f: Field int; const unique g: Field bool;
datatype D { C(x: int), E() }
procedure P(t: T, d: D) modifies H; ensures (forall<a> h: Field a :: H[t, h] == old(H)[t, h]);
{ var m: [int]int; m := (lambda i: int :: i + H[t, f]);
  while (*) { H[t, g] := m[3] > 2; if (*) { goto L; } } L: assert d is C ==> d->x == m[0]; }
"""
    )
    texts = set()
    for seed in ("0", "1", "42"):
        command = [sys.executable, "-m", "ivl", "show", "smt2", str(program)]
        run = subprocess.run(
            command, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}, check=True
        )
        texts.add(run.stdout)
    assert len(texts) == 1
    assert b"(check-sat)" in texts.pop()
