"""What was proved before is not proved again, and nothing else counts as proved."""

from random import Random
from textwrap import dedent

import pytest
from generated_expressions import Features
from generated_programs import procedures, program
from hypothesis import given, settings
from hypothesis import strategies as st

import ivl
from ivl import ProofsInMemory
from ivl.base.proofs import Transcript
from ivl.cli import boogie
from ivl.cli.snapshots import snapshots
from ivl.logic.script import Background
from ivl.logic.terms import Terms
from ivl.options import Options
from ivl.result import Outcome, Result
from ivl.solvers.answer import Outcome as Answered
from ivl.solvers.catalog import find_solver
from ivl.solvers.settings import Settings

BASE = """\
type T;
datatype Box { Box(item: int) }
const c: int;
const unique red, blue: T;
var g: int where g >= 0;
function f(x: int): int;
function {:define} d(x: int): int { x + 1 }
function {:inline} n(x: int): int { x + 1 }
axiom (forall x: int :: {f(x)} f(x) > 0);
axiom c > 5;
procedure Q(x: int) returns (y: int);
  requires x > 0;
  modifies g;
  ensures y > x;
procedure {:inline 1} I() returns (z: int) { z := 7; }
procedure P(t: T, b: Box) returns (r: int)
  modifies g;
  requires t != red;
  ensures r > 1;
{
  var z: int;
  call r := Q(1);
  call z := I();
  assert z == 7 && f(r) > 0 && c > 4 && g >= 0 && d(r) == n(r);
  assert t == red ==> t == blue;
  assert b->item == 1 ==> b == Box(1);
}
"""
EDITS = [  # what is written, and what instead; afterwards P is not verified
    ("requires x > 0;", "requires x > 1;"),
    ("ensures y > x;", "ensures y >= x;"),
    ("f(x) > 0", "f(x) > -1"),
    ("axiom c > 5;", ""),
    ("where g >= 0", "where g >= -1"),
    ("d(x: int): int { x + 1 }", "d(x: int): int { x + 2 }"),
    ("n(x: int): int { x + 1 }", "n(x: int): int { x + 2 }"),
    ("z := 7;", "z := 8;"),
    ("requires t != red;", ""),
    ("ensures r > 1;", "ensures r > 2;"),
    ("Box(item: int)", "Box(item: int, more: int)"),
    ("b == Box(1)", "b == Box(2)"),
    ("{:inline 1} I()", "I()"),
    ("call r := Q(1);", "call r := Q(1); r := r - 1;"),
]


def results(text: str, **options: object) -> dict[str, Result]:
    found = ivl.verify(ivl.parse(dedent(text)), Options(**options))  # type: ignore[arg-type]
    return {r.name: r for r in found}


def test_the_same_is_not_proved_again():
    proofs = ProofsInMemory()
    first = results(BASE, proofs=proofs)["P"]
    assert first.outcome is Outcome.VERIFIED and not first.remembered and len(proofs) == 1
    again = results(BASE, proofs=proofs)["P"]
    assert again.outcome is Outcome.VERIFIED and again.remembered and len(proofs) == 1


def test_it_does_not_need_the_solver():
    proofs = ProofsInMemory()
    results(BASE, proofs=proofs)
    broken = find_solver("z3").open(
        Terms(), Background(), Settings(proofs=proofs, arguments=("-no-such-option",))
    )
    assert broken.check().outcome is not Answered.PROVED  # other arguments, another question
    broken.close()


@pytest.mark.parametrize(("old", "new"), EDITS, ids=[old for old, _ in EDITS])
def test_every_dependency_counts(old, new):
    assert old in BASE
    proofs = ProofsInMemory()
    assert results(BASE, proofs=proofs)["P"].outcome is Outcome.VERIFIED
    changed = BASE.replace(old, new)
    if "more: int" in new:
        changed = changed.replace("Box(1)", "Box(1, 2)")
    assert results(changed, proofs=proofs)["P"].outcome is Outcome.FAILED


def test_names_positions_and_what_is_not_used_do_not_count():
    proofs = ProofsInMemory()
    results(BASE, proofs=proofs)
    moved = "// a comment\n\nfunction unused(x: int): int;\nvar spare: bool;\n" + BASE
    for old, new in (("red", "rot"), ("procedure P", "procedure Renamed"), ("f(", "func(")):
        moved = moved.replace(old, new)
    assert results(moved, proofs=proofs)["Renamed"].remembered


def test_options_of_the_solver_count():
    proofs = ProofsInMemory()
    results(BASE, proofs=proofs)
    assert not results(BASE, proofs=proofs, solver_options=(("smt.mbqi", "true"),))["P"].remembered
    assert not results(BASE, proofs=proofs, preamble="(declare-sort Q 0)")["P"].remembered
    assert results(BASE, proofs=proofs, timeout=20)["P"].remembered


def test_failures_are_found_again():
    proofs = ProofsInMemory()
    text = "procedure P(x: int) { assert x > 0; assert x > 1; }"
    for _ in range(2):
        (result,) = results(text, proofs=proofs).values()
        assert result.outcome is Outcome.FAILED and not result.remembered
        assert len(result.diagnostics) == 2


def test_each_split_is_remembered_by_itself():
    proofs = ProofsInMemory()
    text = "procedure P(x: int) { assert {:isolate} x == x; assert x + 1 > x; }"
    results(text, proofs=proofs)
    assert results(text, proofs=proofs)["P"].remembered
    other = results(text.replace("x + 1 > x", "x > x"), proofs=proofs)["P"]
    assert other.outcome is Outcome.FAILED


def test_coverage_is_asked_for_again():
    proofs = ProofsInMemory()
    text = 'procedure P(x: int) requires {:id "r"} x > 0; { assert {:id "a"} x >= 0; }'
    for _ in range(2):
        result = results(text, proofs=proofs, coverage=True)["P"]
        assert result.covered == ("a", "r") and not result.remembered


VERSIONS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 1)), min_size=2, max_size=3)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 500), VERSIONS)
def test_verdicts_are_those_of_a_first_time(seed, versions):
    features = Features(quantifiers=False)
    bodies = procedures(Random(seed), "p_", features)
    proofs = ProofsInMemory()
    for constant, negated in versions:
        text = program(bodies, features).replace("limit < 6", f"limit < {6 + constant}")
        if negated:
            text = text.replace("x + x", "x - x")
        fresh = {n: r.outcome for n, r in results(text).items()}
        assert {n: r.outcome for n, r in results(text, proofs=proofs).items()} == fresh


def test_a_transcript_forgets_what_is_closed():
    transcript = Transcript(["z3", "4"])
    start = transcript.digest()
    transcript.say("(assert a)")
    outer = transcript.digest()
    transcript.push()
    transcript.say("(assert b)")
    assert len({start, outer, transcript.digest()}) == 3
    transcript.pop()
    assert transcript.digest() == outer
    assert Transcript(["z3", "4"]).digest() == start != Transcript(["z34", ""]).digest()


# ------------------------------------------------------------ versions of a program


@pytest.fixture
def versions(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    good = "procedure P(x: int) { assert x == x; }\nprocedure Q() { assert false; }\n"
    (tmp_path / "a.v0.bpl").write_text(good)
    (tmp_path / "a.v1.bpl").write_text("// moved\n" + good)
    (tmp_path / "a.v2.bpl").write_text(good.replace("x == x", "x == 1"))


def test_snapshots_are_files_by_version(versions):
    assert list(snapshots(["a.bpl", "b.bpl"])) == [(f"a.v{i}.bpl",) for i in range(3)]


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_verify_snapshots(versions, capsys, level):
    options = [f"/verifySnapshots:{level}", "/traceCaching:1", "/errorTrace:0"]
    assert boogie.main([*options, "a.bpl"]) == 0
    again = "was proved before" if level else "was not proved before"
    failure = "Error: this assertion could not be proved"
    assert capsys.readouterr().out == dedent(
        f"""\
          >>> P was not proved before
          >>> Q was not proved before
        a.v0.bpl(2,17): {failure}

        Boogie program verifier finished with 1 verified, 1 error
          >>> P {again}
          >>> Q was not proved before
        a.v1.bpl(3,17): {failure}

        Boogie program verifier finished with 1 verified, 1 error
          >>> P was not proved before
        a.v2.bpl(1,23): {failure}
          >>> Q was not proved before
        a.v2.bpl(2,17): {failure}

        Boogie program verifier finished with 0 verified, 2 errors
        """
    )


def test_trace_tells_what_is_retrieved(versions, capsys):
    boogie.main(["/verifySnapshots:1", "/trace", "a.bpl"])
    out = capsys.readouterr().out
    assert out.count("Retrieving cached verification result for implementation P...") == 1


def test_no_snapshot_is_an_error(versions, capsys):
    assert boogie.main(["/verifySnapshots:1", "b.bpl"]) == 1
    assert "there is no version 0 of b.bpl" in capsys.readouterr().out
