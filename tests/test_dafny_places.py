"""Where errors in Dafny programs are reported: ``^`` stands below each place, in order."""

from __future__ import annotations

from pathlib import Path

import pytest

import ivl
from ivl.base.diagnostic import ProgramError
from ivl.frontends import load

PLACES = {
    "conditions": """
predicate P(x: int)
predicate Q(x: int) { x == 3 }
method M0() { assert P(8); }
                      ^
method M1() { assert (P(8)); }
                     ^
method M2() { assert !P(8); }
                     ^
method M3() { assert ! !(P(8)); }
                     ^
method M4() { assert Q(4); }
                     ^
method M5() { assert old(P(3)); }
                     ^
method M6() { assert P(1) && (P(2)); }
                     ^        ^
method M7() { assert !(forall x :: P(x)); }
                     ^
method M8(f: int -> bool) { assert f(3); }
                                    ^
method M9(f: int --> bool) { var x := f(3); }
                                      ^
""",
    "brackets": """
method A(m: array2<int>, i: int) { var x := m[i, 2 + i]; }
                                              ^    ^
method B(m: multiset<int>, i: int) { var x := m[i := i]; }
                                               ^
method C(s: seq<int>, i: int) { var x := s[i + 1..]; }
                                          ^
method D(s: seq<int>, i: int) { var x := s[i + 1]; }
                                          ^
method E() { var m := map x | 0 <= x < 9 :: x / 2 := x; }
                                              ^
""",
    "results": """
method P(x: int) returns (y: int, z: int) { y, z := x, x; }
method M() returns (n: nat) { var k: int; k, n := P(k); }
                                             ^
datatype D = A(a: int) | B(b: int)
method U(d: D) { var e := d.(b := 3); }
                            ^
method V(d: D) { assert d.a == 3 ==> d.A?; }
                          ^
""",
    "calculations": """
predicate F(x: int) requires x != 7
lemma M(a: int, b: int) {
  calc {
    F(1);
  <==
    F(a);
    ^^
  }
}
""",
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_places(name: str, tmp_path: Path) -> None:
    lines, wanted = list[str](), list[tuple[int, int]]()
    for line in PLACES[name].split("\n"):
        if set(line) <= {" ", "^"} and "^" in line:
            for column, character in enumerate(line):
                if character == "^":
                    wanted.append((len(lines), column))
        else:
            lines.append(line)
    assert found_places("\n".join(lines), tmp_path) == sorted(wanted)


def found_places(text: str, folder: Path, *switches: str) -> list[tuple[int, int]]:
    """The lines and columns of the errors in a program."""
    path = folder / "x.dfy"
    path.write_text(text)
    program, options = load([*switches, str(path)], ivl.Options(timeout=20, error_limit=20))
    results = list(ivl.verify(program, options))
    places = [d.span.position for r in results for d in r.diagnostics if d.span is not None]
    return sorted((p.line, p.column) for p in places)


@pytest.mark.parametrize(
    ("switch", "lines"),
    [
        ("/definiteAssignment:1", []),
        ("/definiteAssignment:2", [2]),
        ("/compile:0", []),
        ("/noNLarith", []),
    ],
)
def test_switches(switch: str, lines: list[int], tmp_path: Path) -> None:
    text = "method M() returns (r: int) { r := 3; }\nmethod N() { var x: int; var y := x; }\n"
    assert [line for line, _ in found_places(text, tmp_path, switch)] == lines


def test_switches_limit(tmp_path: Path) -> None:
    path = tmp_path / "x.dfy"
    path.write_text("method M() { }")
    _, options = load(["/errorLimit:7", "/timeLimit:3", str(path)], ivl.Options())
    assert (options.error_limit, options.timeout) == (7, 3.0)


@pytest.mark.parametrize("switch", ["/allocated:1", "/induction:0", "/timeLimit:x", "/nonsense"])
def test_refused_switches(switch: str, tmp_path: Path) -> None:
    path = tmp_path / "x.dfy"
    path.write_text("method M() { }")
    with pytest.raises(ProgramError, match=switch):
        load([switch, str(path)], ivl.Options())


def test_switches_are_for_languages(tmp_path: Path) -> None:
    path = tmp_path / "x.bpl"
    path.write_text("procedure P() { }")
    with pytest.raises(ProgramError, match="no such file"):
        load(["/compile:0", str(path)], ivl.Options())


def test_included_files_are_verified_on_demand(tmp_path: Path) -> None:
    (tmp_path / "y.dfy").write_text("method N() { assert false; }")
    text = 'include "y.dfy"\nmethod M() { }\n'
    assert found_places(text, tmp_path) == []
    assert found_places(text, tmp_path, "/verifyAllModules") == [(1, 20)]
