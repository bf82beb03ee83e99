"""Which parts of a program a proof needed, line by line."""

from __future__ import annotations

import json

import ivl
from ivl.cli.main import main
from ivl.report.dependence import dependence
from ivl.result import Outcome

TEXT = """\
function f(int): int;
axiom (forall x: int :: {f(x)} f(x) > x);
axiom (forall x: int :: {f(x)} f(x) != 7);
procedure Callee(a: int) returns (b: int);
  requires a > 0;
  ensures b > a;
  ensures b < a + 9;
procedure P(n: int, m: int) returns (r: int)
  requires n > 0;
  requires m > 0;
  ensures r > n;
{
  assume {:id "spare"} m > 5;
  call r := Callee(n);
  assert f(n) > 0;
}
procedure Loop(n: int) returns (i: int)
  requires n >= 0;
  ensures i == n;
{
  i := 0;
  while (i < n)
    invariant i <= n;
    invariant i > -5;
  { i := i + 1; }
}
procedure Fails(x: int) { assume x > 1; assert x > 2; }
"""


def used(text: str, **options: object) -> dict[str, dict[tuple[str, int], bool] | None]:
    chosen = ivl.Options(dependence=True, **options)  # type: ignore[arg-type]
    return {
        result.name: None
        if result.parts is None
        else {(p.kind, p.span.position.line): p.used for p in result.parts}
        for result in ivl.verify(ivl.parse(text, "t.bpl"), chosen)
    }


def test_what_a_proof_could_need_and_what_it_did():
    found = used(TEXT)
    assert found["P"] == {
        ("axiom", 2): True,
        ("axiom", 3): False,
        ("requires", 5): True,
        ("ensures", 6): True,
        ("ensures", 7): False,
        ("requires", 9): True,
        ("requires", 10): False,
        ("ensures", 11): True,
        ("assume", 13): False,
        ("call", 14): True,
        ("assert", 15): True,
    }
    assert found["Loop"] is not None
    assert found["Loop"][("invariant", 23)] and found["Loop"][("requires", 18)]
    assert found["Fails"] is None


def test_free_clauses_are_parts_as_well():
    text = """\
procedure Q(x: int) returns (y: int);
  free ensures y > x;
  free ensures y < x + 9;
procedure P(x: int)
  free requires x > 3;
{ var y: int; call y := Q(x); assert y > 3; }
"""
    assert used(text)["P"] == {
        ("ensures", 2): True,
        ("ensures", 3): False,
        ("requires", 5): True,
        ("call", 6): True,
        ("assert", 6): True,
    }


def test_names_of_ones_own_are_kept():
    (result,) = ivl.verify(ivl.parse(TEXT, "t.bpl"), ivl.Options(dependence=True, include=("P",)))
    assert "spare" in {part.name for part in result.parts or ()}
    assert result.covered is None


def test_without_asking_nothing_is_known():
    (result,) = ivl.verify(ivl.parse(TEXT, "t.bpl"), ivl.Options(include=("P",)))
    assert result.outcome is Outcome.VERIFIED and result.parts is None


def test_splits_and_pruning_change_nothing_that_matters():
    split = ivl.options.Splitting(every_assertion=True)
    for options in ({"prune": True}, {"splitting": split}):
        found = used(TEXT, **options)["P"]
        assert found is not None
        assert found[("axiom", 2)] and found[("ensures", 6)] and not found[("requires", 10)]


def test_what_is_not_needed_can_go():
    """A proof goes through without the assumptions that it did not need."""
    lines = TEXT.splitlines()
    found = used(TEXT)["P"]
    assert found is not None
    for (kind, line), needed in found.items():
        if not needed and kind in ("axiom", "assume", "requires"):
            lines[line - 1] = ""
    results = {r.name: r for r in ivl.verify(ivl.parse("\n".join(lines), "t.bpl"))}
    assert results["P"].outcome is Outcome.VERIFIED


def test_lines_as_text():
    options = ivl.Options(dependence=True, include=("P",))
    text = dependence(list(ivl.verify(ivl.parse(TEXT, "t.bpl"), options)))
    assert "the proofs needed 7 of 11 lines" in text
    assert "\n  + 15 |   assert f(n) > 0;\n" in text
    assert "\n  - 10 |   requires m > 0;\n" in text


def test_the_command(tmp_path, capsys):
    path = tmp_path / "p.bpl"
    path.write_text(TEXT, encoding="utf-8")
    assert main(["verify", "--dependence", "-p", "P", str(path)]) == 0
    assert "  -  3 | axiom" in capsys.readouterr().out
    assert main(["verify", "--dependence", "--json", str(path)]) == 1
    results = json.loads(capsys.readouterr().out)["results"]
    assert results[2]["parts"] is None
    axiom = next(p for p in results[0]["parts"] if p["kind"] == "axiom")
    assert axiom["used"] and axiom["location"]["line"] == 2
