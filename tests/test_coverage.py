"""What a proof needed, what is proved in vain, and what no execution reaches."""

import re

import pytest

from ivl import Options, verify
from ivl.base.diagnostic import Severity
from ivl.cli.boogie import main as boogie
from ivl.cli.main import main as ivl
from ivl.report.boogie import BoogieReport
from ivl.result import Outcome
from ivl.stages import show
from ivl.syntax.parser import parse

CALLS = """\
function f(int): int uses {
  axiom {:id "law"} (forall x: int :: {f(x)} f(x) > 0);
  axiom {:id "useless"} 1 < 2;
}
procedure Callee(n: int) returns (r: int);
  requires {:id "pre"} n > 0;
  ensures {:id "bigger"} r > n;
  ensures {:id "odd"} r mod 2 == 1;
procedure Caller(n: int) returns (r: int)
  requires {:id "own"} n > 3;
  requires {:id "unused"} n < 99;
  ensures {:id "goal"} r > 4;
{
  var unused: int;
  call {:id "c"} r := Callee(n);
  r := {:id "add"} r + f(n);
  unused := {:id "nothing"} 7;
}
"""
LOOP = """\
procedure Loop(n: int) returns (i: int)
  requires {:id "pre"} n >= 0;
  ensures {:id "post"} i == n;
{
  i := {:id "zero"} 0;
  while (i < n)
    invariant {:id "bound"} i <= n;
    invariant {:id "same"} n >= 0;
    free invariant {:id "free"} i >= 0;
  { i := {:id "step"} i + 1; }
}
"""
VACUOUS = """\
procedure Contradiction(x: int)
{
  assert x == x;
  assume x > 1;
  assume x < 1;
  assert x == 7;
}
procedure Fine(x: int) requires x > 0; ensures true; { assert x != 0; }
procedure AfterFalse() ensures 1 == 2; { assume false; }
"""


def results(text, **options):
    found = verify(parse(text, "t.bpl"), Options(timeout=10, **options))
    return {r.name: r for r in found}


def covered(text, **options):
    return {n: r.covered for n, r in results(text, coverage=True, **options).items()}


def warnings(result):
    return [
        (d.kind, d.span.position.line) for d in result.diagnostics if d.severity is Severity.WARNING
    ]


@pytest.mark.parametrize("prune", [False, True])
def test_calls_clauses_assignments_and_axioms(prune):
    assert covered(CALLS, prune=prune)["Caller"] == (
        "add",
        "ensures clause bigger from call c",
        "goal",
        "law",
        "own",
        "requires clause pre proved for call c",
    )


def test_invariants_have_three_roles():
    assert covered(LOOP)["Loop"] == (
        "invariant bound assumed in body",
        "invariant bound established",
        "invariant bound maintained",
        "invariant same established",
        "invariant same maintained",
        "post",
        "pre",
        "step",
        "zero",
    )


def test_what_is_not_asked_for_is_not_told():
    assert results(CALLS)["Caller"].covered is None


def test_no_proof_needs_anything():
    found = results(CALLS.replace("r > 4", "r > 400"), coverage=True)["Caller"]
    assert found.outcome is Outcome.FAILED
    assert found.covered is None


def test_tracking_changes_no_verdict():
    for text in (CALLS, LOOP, VACUOUS, CALLS.replace("r > 4", "r > 5")):
        plain = {n: r.outcome for n, r in results(text).items()}
        tracked = results(text, coverage=True, vacuity=True)
        assert {n: r.outcome for n, r in tracked.items()} == plain


def test_labels_can_be_read():
    shown = show("passive", parse(LOOP, "t.bpl"), Options(coverage=True))
    assert 'assume {:id "pre"}' in shown
    assert '{:id "invariant bound maintained"}' in shown


def test_an_id_may_have_any_characters():
    text = 'procedure P(x: int) { assume {:id "a|b \\\\ ü $x$y"} x > 1; assert {:id "x"} x > 0; }'
    assert covered(text)["P"] == ("a|b \\\\ ü $x$y", "x")


def test_a_solver_without_cores_tells_nothing():
    if results(LOOP, solver="pysmt:z3")["Loop"].outcome is not Outcome.VERIFIED:
        pytest.skip("pySMT's z3 is not there or gives up")
    assert covered(LOOP, solver="pysmt:z3")["Loop"] is None


def test_vacuous_proofs():
    found = results(VACUOUS, vacuity=True)
    assert {r.outcome for r in found.values()} == {Outcome.VERIFIED}
    assert warnings(found["Contradiction"]) == [("vacuous.goal", 6)]
    assert warnings(found["Fine"]) == []
    assert warnings(found["AfterFalse"]) == [("vacuous.goal", 9)]
    assert found["Fine"].covered is None


def test_names_are_made_up_in_the_order_of_the_text():
    found = results(VACUOUS, vacuity=True, coverage=True)["Fine"]
    names = ("id_l8_c24_requires_1", "id_l8_c40_ensures_2", "id_l8_c56_assert_8")
    assert found.covered == names


SMOKE = """\
procedure Dead(x: int) {
  var y: int;
  if (x > 0) { assume x < 0; y := 1; } else { y := 2; }
}
procedure Axioms(x: int) { assume f(x) > f(x); }
function f(int): int;
procedure Alive(x: int) { assume x > 0; while (x > 3) { } }
procedure Meant(x: int) { if (x != x) { assert false; } }
procedure Expected(x: int) { assert {:PossiblyUnreachable} true; assume x < x; }
"""


def test_smoke():
    found = results(SMOKE, smoke=10.0)
    assert {r.outcome for r in found.values()} == {Outcome.VERIFIED}
    assert warnings(found["Dead"]) == [("smoke.unreachable", 3)]
    assert warnings(found["Axioms"]) == [("smoke.unreachable", 5)]
    for name in ("Alive", "Meant", "Expected"):
        assert warnings(found[name]) == []


def test_nothing_is_smoked_that_is_not_verified():
    text = SMOKE.replace("y := 2;", "assert false;")
    assert warnings(results(text, smoke=10.0)["Dead"]) == []


# ---------------------------------------------------------------- the command lines


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "t.bpl"
        path.write_text(text)
        return str(path)

    return write


def test_boogie_lists_dependencies_in_a_trace(file, capsys):
    assert boogie(["/trackVerificationCoverage", "/trace", file(LOOP)]) == 0
    out = capsys.readouterr().out
    assert "Proof dependencies:\n  invariant bound assumed in body\n" in out
    assert "Proof dependencies of whole program:\n  invariant bound assumed in body\n" in out
    assert boogie(["/trackVerificationCoverage", file(LOOP)]) == 0
    assert capsys.readouterr().out.startswith("\nBoogie program verifier finished with 1 verified")


def test_boogie_sorts_dependencies_as_people_do():
    text = BoogieReport().dependencies(["b1", "a0", "B_2", "a_1", "b 1"])
    assert text == "Proof dependencies:\n  a_1\n  a0\n  b 1\n  B_2\n  b1\n"


def test_boogie_warns_of_vacuous_proofs(file, capsys):
    path = file(VACUOUS)
    assert boogie(["/warnVacuousProofs", path]) == 0
    assert capsys.readouterr().out == (
        f"{path}(6,2): Warning: Proved vacuously\n"
        f"{path}(9,23): Warning: Proved vacuously\n"
        "\nBoogie program verifier finished with 3 verified, 0 errors\n"
    )


def test_boogie_shows_unreachable_code(file, capsys):
    assert boogie(["/smoke", file(SMOKE)]) == 0
    out = capsys.readouterr().out
    assert out.count("found unreachable code:\nimplementation ") == 2
    assert "finished with 5 verified, 0 errors" in out


def test_boogie_traces_smoke_tests(file, capsys):
    assert boogie(["/smoke", "/trace", file(SMOKE)]) == 0
    out = re.sub(r"\[[0-9.]+ s, resource count: \d+\]", "[time]", capsys.readouterr().out)
    assert (
        out.count("    soundness smoke test #0 ...   [time] OOPS\nfound unreachable code:\n") == 2
    )
    assert "    soundness smoke test #0 ...   [time] OK\n" in out


def test_ivl_tells_all_of_it(file, capsys):
    path = file(VACUOUS + SMOKE)
    options = ["--coverage", "--warn-vacuous", "--smoke", "--format=plain"]
    assert ivl(["verify", *options, path]) == 0
    out = capsys.readouterr().out
    assert f"{path}:6:3: warning: this is proved vacuously" in out
    assert "warning: no execution comes here" in out
    assert "note: the proof of Fine needed: id_l" in out
