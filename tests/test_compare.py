"""The laboratory: what several ways to verify a program say of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ivl
from ivl.cli.main import main
from ivl.compare.table import table
from ivl.compare.trial import Comparison, Standing, Trial, compare
from ivl.compare.variants import SHAPES, Variant, variants
from ivl.options import Options

PROGRAM = """\
type Field _;
const unique count: Field int;
var heap: <T>[Field T]T;
procedure Good() modifies heap; { heap[count] := 3; assert heap[count] == 3; }
procedure Bad(x: int) { assert x > 0; }
"""
DATATYPES = "datatype D<T> { C(x: T) } procedure P(d: D int) { assert d == C(d->x); }"
EXTENSIONAL = """\
type T _;
procedure P<a>(x: T a, m: [int]int, n: [int]int) {
  assume (forall i: int :: m[i] == n[i]);
  assert m == n;
}
"""
ALL = variants(Options(timeout=5), ("monomorphic", "predicates", "arguments"), SHAPES[:1], ("z3",))


def standings(text: str) -> list[dict[str, Standing]]:
    found = compare("p", ivl.parse(text), ALL)
    assert not found.contradictions()
    return [dict(trial.standings) for trial in found.trials]


def test_the_names_of_variants_say_what_varies():
    def names(*choices: tuple[str, ...]) -> list[str]:
        return [v.name for v in variants(Options(), *choices)]  # type: ignore[arg-type]

    assert names(("predicates",), SHAPES[:1], ("z3",)) == ["predicates"]
    assert names(("predicates",), SHAPES[:1], ("z3", "cvc5")) == ["z3", "cvc5"]
    assert names(("monomorphic", "monomorphic"), SHAPES[:2], ("z3",)) == list(SHAPES[:2])
    assert len(names(("monomorphic", "arguments"), SHAPES, ("z3", "cvc5"))) == 12
    assert all(v.options.shape == SHAPES[0] for v in ALL)


def test_all_encodings_agree():
    found = standings(PROGRAM)
    assert len(found) == 3
    assert all(f["Good"] is Standing.PROVED for f in found)
    assert found[0]["Bad"] is Standing.REFUTED
    assert all(f["Bad"] is not Standing.PROVED for f in found)


def test_an_encoding_that_does_not_apply():
    comparison = compare("p", ivl.parse(DATATYPES), ALL)
    refusals = [bool(trial.refusal) for trial in comparison.trials]
    assert refusals == [False, True, True]
    assert not comparison.differences()
    text = table([comparison])
    assert "does not apply" in text and "No contradiction in 1 program." in text


def test_maps_are_not_extensional_in_the_others():
    proved = [found["P"] is Standing.PROVED for found in standings(EXTENSIONAL)]
    assert proved == [True, False, False]


def test_a_refutation_by_some_instances_is_none():
    text = """\
    function f<T>(x: T): int;
    type Key _;
    procedure P(y: <A>[Key A]bool, z: <A>[Key A]int) {
      assume (forall<T, U> a: <A>[Key A]T, b: <A>[Key A]U :: a != b ==> f(a) != f(b));
      assert f(y) != f(z);
    }
    """
    assert standings(text)[0]["P"] is Standing.UNPROVED


def test_contradictions_are_found():
    one, other = Variant("one", Options()), Variant("other", Options())
    comparison = Comparison(
        "a|b.bpl",
        (
            Trial(one, {"P": Standing.PROVED, "Q": Standing.PROVED, "R": Standing.UNPROVED}),
            Trial(other, {"P": Standing.REFUTED, "Q": Standing.UNPROVED, "R": Standing.REFUTED}),
        ),
    )
    [found] = comparison.contradictions()
    assert (found.implementation, found.proving, found.refuting) == ("P", one, other)
    assert comparison.differences() == ("P", "Q", "R")
    text = table([comparison])
    assert "CONTRADICTION: a|b.bpl: P is proved by one, refuted by other" in text
    assert "| a\\|b.bpl | Q | proved | unproved |" in text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("sub/a.bpl").write_text(PROGRAM)
    Path("b.bpl").write_text("procedure P() { assert true; }")
    return tmp_path


def test_the_command(folder, capsys):
    assert main(["compare", "."]) == 0
    out = capsys.readouterr().out
    assert out.startswith("| program | monomorphic | predicates | arguments |\n")
    assert "| b.bpl | 1 proved; " in out and "| sub/a.bpl | 1 proved, 1 refuted; " in out
    assert main(["compare", "b.bpl", "--json", "--encodings", "m", "--shapes", "all"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["format"] == "ivl.comparison/1"
    [found] = document["programs"]
    assert [t["variant"] for t in found["trials"]] == list(SHAPES)
    assert all(t["size"] > 0 and t["standings"] == {"P": "proved"} for t in found["trials"])


def test_wrong_use_of_the_command(folder, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["compare", "b.bpl", "--encodings", "m,x"])
    assert "'x' is none of m, monomorphic" in capsys.readouterr().err
    assert main(["compare", "missing.bpl", "b.bpl"]) == 2
    captured = capsys.readouterr()
    assert "missing.bpl" in captured.err and "| b.bpl |" in captured.out
    Path("wrong.bpl").write_text("procedure P() { assert 1; }")
    assert main(["compare", "wrong.bpl"]) == 2


# ------------------------------------------------------------------ real programs

ROOT = Path(__file__).resolve().parent.parent
CONFORMANCE = ROOT.parent / "shared" / "conformance" / "boogie"


def contradictions(files: list[Path]) -> list[str]:
    """What encodings contradict each other in; files with errors are left out."""
    found: list[str] = []
    for file in files:
        try:
            comparison = compare(file.name, ivl.parse_file(str(file)), ALL)
        except ivl.ProgramError:
            continue
        found += [f"{file.name}: {c.implementation}" for c in comparison.contradictions()]
    return found


def test_no_contradiction_in_polymorphic_examples():
    files = [f for f in sorted(ROOT.glob("examples/**/*.bpl")) if f.name[:2] in ("15", "19", "21")]
    assert len(files) == 6
    assert contradictions(files) == []


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_no_contradiction_in_the_conformance_suite():
    if not CONFORMANCE.exists():
        pytest.skip("the conformance suite is not here")
    files = [f for f in sorted(CONFORMANCE.rglob("*.bpl")) if f.stat().st_size < 30_000]
    assert len(files) > 100
    assert contradictions(files) == []
