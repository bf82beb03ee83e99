"""Warnings about what a program assumes: each is proved, and at the place that is too much."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ivl
from ivl.cli.main import main
from ivl.report.places import position_of
from ivl.sanity import sanity


def found(text: str, **options: object) -> list[tuple[str, int, list[int]]]:
    """The kind, the line, and the lines of the others in the contradiction."""
    program = ivl.check(ivl.parse(text, "t.bpl"))
    chosen = ivl.Options(**options)  # type: ignore[arg-type]
    warnings = []
    for warning in sanity(program, chosen, 10.0):
        assert warning.severity.value == "warning"
        place = position_of(warning.span)
        others = [r.span.position.line for r in warning.related]
        warnings.append((warning.kind, place.line if place else 0, others))
    return warnings


AXIOMS = """\
const c: int;
axiom c > 1;
axiom c < 5;
axiom c < 1;
procedure P(x: int) requires x > x; { assert false; }
"""
CONTRACTS = """\
var g: int where g > 0;
procedure Unmet(x: int);
  requires x > 3;
  requires x != 7;
  requires x < 2;
procedure NoReturn(x: int) returns (r: int);
  requires x > 0;
  modifies g;
  ensures r > x;
  ensures r < 0 && g > 0;
procedure Where();
  requires g < 0;
procedure Abort();
  ensures false;
procedure Old();
  modifies g;
  ensures g == old(g) + 1;
procedure Fine(x: int) returns (r: int);
  requires x > 3;
  ensures r > 3;
"""
BODIES = """\
function f(int): int;
axiom (forall x: int :: {f(x)} f(x) > x);
procedure Branch(x: int)
{
  var y: int;
  if (x > 0) {
    assume x < 0;
    y := 1;
  } else { y := 2; }
  if (y > 1) { y := 3; } else { y := 4; }
}
procedure Loop(n: int)
{
  var i: int;
  i := 0;
  while (i < n)
    invariant i >= 0;
    free invariant f(i) < i;
  { i := i + 1; }
}
procedure Assumptions(x: int)
{
  assume f(x) > 3;
  assume x > 4;
  assume f(x) < x;
  assert x == 0;
  assume x < 0;
}
procedure Ends(x: int) returns (r: int);
  ensures x > 0 ==> r > 0;
  ensures r < x;
procedure Calls()
{
  var r: int;
  call r := Ends(1);
  r := 2;
}
procedure Fails(x: int) { assert x != x; assume true; }
procedure Meant(x: int) { if (x > 0) { assume false; } if (x == x + 1) { assert false; } }
procedure Expected(x: int) { assume x < x; assert {:PossiblyUnreachable} true; }
"""


def test_axioms_that_contradict_each_other():
    assert found(AXIOMS) == [("sanity.axioms", 2, [4])]
    assert found(AXIOMS, type_encoding="predicates") == [("sanity.axioms", 2, [4])]


def test_contracts_that_contradict_themselves():
    assert found(CONTRACTS) == [
        ("sanity.precondition", 3, [5]),
        ("sanity.postcondition", 9, [7, 10]),
        ("sanity.precondition", 12, []),
    ]


def test_places_in_bodies():
    assert found(BODIES) == [
        ("sanity.assume", 7, []),
        ("sanity.branch", 10, [7]),
        ("sanity.invariant", 18, [2]),
        ("sanity.assume", 25, [2]),
        ("sanity.call", 35, [30, 31]),
    ]


def test_only_what_is_chosen():
    assert found(BODIES, include=("Assum*",)) == [("sanity.assume", 25, [2])]


def test_a_contradiction_is_told_of_once():
    text = "procedure P(x: int) { assume x < x; " + "if (*) { } " * 4 + "assume x > x; }"
    assert found(text) == [("sanity.assume", 1, [])]


def test_a_precondition_makes_no_second_warning_in_the_body():
    text = "procedure P(x: int) requires x < x; { assume true; assert false; }"
    assert found(text) == [("sanity.precondition", 1, [])]


def test_maps_and_polymorphism():
    text = """\
function id<T>(x: T): T;
axiom (forall<T> x: T :: {id(x)} id(x) == x);
procedure P(m: [int]bool, x: int) { assume m[id(x)]; assume !m[x]; }
"""
    assert [w[:2] for w in found(text)] == [("sanity.assume", 3)]


def test_without_cores_the_place_is_known_all_the_same():
    text = "procedure P(x: int) { assume x > 1; assume x < 1; }"
    try:
        warnings = found(text, solver="pysmt:z3")
    except Exception:
        pytest.skip("pySMT's z3 is not there")
    assert warnings == [("sanity.assume", 1, [])]


bounds = st.tuples(st.sampled_from(["<", ">", "==", "!="]), st.integers(-2, 2))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(bounds, min_size=1, max_size=5))
def test_the_first_assumption_that_is_too_much(assumed):
    compare = {"<": int.__lt__, ">": int.__gt__, "==": int.__eq__, "!=": int.__ne__}
    lines = [f"assume x {operator} {number};" for operator, number in assumed]
    left = set(range(-9, 10))
    expected = 0
    for line, (operator, number) in enumerate(assumed, 2):
        left = {x for x in left if compare[operator](x, number)}
        if not left and not expected:
            expected = line
    warnings = found("procedure P(x: int) {\n" + "\n".join(lines) + "\n}")
    assert [(kind, line) for kind, line, _ in warnings] == (
        [("sanity.assume", expected)] if expected else []
    )


def test_the_command(tmp_path, capsys):
    path = tmp_path / "p.bpl"
    path.write_text(AXIOMS, encoding="utf-8")
    assert main(["verify", "--sanity", "--json", str(path)]) == 0
    (warning,) = json.loads(capsys.readouterr().out)["input"]
    assert (warning["kind"], warning["severity"]) == ("sanity.axioms", "warning")
    assert main(["verify", "--sanity", "--format=plain", str(path)]) == 0
    assert "warning: the axioms contradict each other" in capsys.readouterr().out
