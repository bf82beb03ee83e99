"""What is to blame: the part of a condition that fails, and the quantifiers that take the time."""

from __future__ import annotations

import json
import re

import pytest

import ivl
from ivl.cli.main import main
from ivl.report.replay_lines import part_lines

FUNCTIONS = """\
function good(x: int): bool { x > 0 && x < 100 }
function {:inline} small(x: int): bool { x < 7 }
"""


def parts(text: str) -> list[str]:
    """What is said of the parts of the one assertion that fails."""
    program = ivl.parse(FUNCTIONS + text, "f.bpl")
    (result,) = ivl.verify(program, ivl.Options(timeout=10, replay=True))
    (diagnostic,) = result.diagnostics
    assert diagnostic.replay is not None
    return list(part_lines(diagnostic.replay.parts))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("x == x && y > x && x <= x", ["y > x does not hold"]),
        ("x != 5 || y == 5 ==> y == x", ["x != 5 || y == 5 holds", "y == x does not hold"]),
        ("!(y == 3 || x == x)", ["x == x holds"]),
        ("good(x)", ["that is, x > 0 && x < 100 does not hold", "x > 0 does not hold"]),
        ("if x == x then y > x else false", ["y > x does not hold"]),
        ("(var z := x + 1; z == z && z == x)", ["z == x does not hold"]),
        ("x == x ==> !(y == y)", ["x == x holds", "!(y == y) does not hold"]),
    ],
)
def test_parts(condition, expected):
    found = parts(f"procedure P(x: int, y: int) {{ assert {condition}; }}")
    if condition == "good(x)" and "x < 100 does not hold" in found:
        expected = [*expected[:1], "x < 100 does not hold"]
    assert found == expected


def test_the_instance_of_a_quantifier():
    found = parts("""
procedure P(a: [int]int)
  requires a[3] == 1 && (forall i: int :: i != 3 ==> a[i] == 0);
{ assert (forall i: int :: 0 <= i && i < 9 ==> a[i] < 1 && a[i] >= 0); }
""")
    assert found == [
        "for i == 3: 0 <= i && i < 9 ==> a[i] < 1 && a[i] >= 0 does not hold",
        "0 <= i && i < 9 holds",
        "a[i] < 1 && a[i] >= 0 does not hold",
        "a[i] < 1 does not hold",
    ]


def test_the_instance_of_several_variables_in_the_programs_terms():
    found = parts("""
datatype Tree { Leaf(), Node(left: Tree, item: int) }
procedure P(t: Tree)
  requires t == Node(Leaf(), 4);
{ assert (forall s: Tree, n: int :: s == Node(s->left, n) && t == s ==> n != 4); }
""")
    assert found[0].startswith("for s == Node(Leaf(), 4), n == 4: ")


def test_a_postcondition_and_an_invariant_have_parts():
    assert parts("procedure P() returns (r: int) ensures r < 9 && r > 3; { r := 2; }") == [
        "r > 3 does not hold"
    ]
    assert parts("""
procedure P() {
  var i: int;
  i := 0;
  while (i < 3) invariant 0 <= i && i < 3; { i := i + 1; }
}""") == ["i < 3 does not hold"]


def test_text_and_documents(tmp_path, capsys):
    path = tmp_path / "p.bpl"
    path.write_text("procedure P(x: int, y: int) { assert x == x && y > x; }")
    page = tmp_path / "p.html"
    assert main(["verify", "--report", str(page), str(path)]) == 1
    assert "\n    y > x does not hold\n" in capsys.readouterr().out
    html = page.read_text()
    assert "  y &gt; x does not hold\n" in html
    data = re.search(r'<script[^>]*id="data-p0"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert data is not None
    (message,) = json.loads(data[1])["messages"]
    assert message["parts"] == ["y > x does not hold"]
    assert main(["verify", "--json", str(path)]) == 1
    (result,) = json.loads(capsys.readouterr().out)["results"]
    (part,) = result["diagnostics"][0]["replay"]["parts"]
    assert (part["kind"], part["text"], part["wanted"]) == ("conjunct", "y > x", True)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("x == x && y > x && x <= x", ["y > x does not hold"]),
        ("x != 5 || y == 5 ==> y == x", ["x != 5 || y == 5 holds", "y == x does not hold"]),
        ("!(y == 3 || x == x)", ["x == x holds"]),
        ("good(x) && x == x && y == y", ["good(x) does not hold"]),
        ("small(x)", []),
        (
            "(forall i: int :: good(i) ==> i > 0) && (exists i: int :: i == x && i > x) && x == x",
            [],
        ),
        ("x == x && (exists i: int :: i == x && i > x)", None),
    ],
)
def test_parts_in_what_the_solver_thinks_of(condition, expected):
    """Without an execution, conjuncts and implications are told of all the same."""
    program = ivl.parse(f"{FUNCTIONS}procedure P(x: int, y: int) {{ assert {condition}; }}", "f")
    (result,) = ivl.verify(program, ivl.Options(timeout=10))
    (diagnostic,) = result.diagnostics
    assert diagnostic.counterexample is not None and diagnostic.replay is None
    if expected is None:  # all else holds
        expected = ["(exists i: int :: i == x && i > x) does not hold"]
    assert list(part_lines(diagnostic.counterexample.parts)) == expected


def test_a_candidate_and_an_execution_blame_the_same(tmp_path, capsys):
    text = """
procedure Q(x: int, y: int); requires x > 0 && y > x;
procedure P(z: int) returns (r: int)
  ensures r == 3 ==> r > 1 && r < 3;
{
  r := 3;
  while (*) invariant r == 3 && r >= 0; { r := r + 1; }
  call Q(r, z);
}"""
    for result in ivl.verify(ivl.parse(text, "f.bpl"), ivl.Options(timeout=10, replay=True)):
        assert len(result.diagnostics) == 3
        for d in result.diagnostics:
            assert d.counterexample is not None and d.replay is not None
            found = list(part_lines(d.counterexample.parts))
            assert found and found == list(part_lines(d.replay.parts))
    path = tmp_path / "p.bpl"
    path.write_text(text)
    assert main(["verify", "--no-replay", str(path)]) == 1
    assert "\n    y > x does not hold\n" in capsys.readouterr().out


INSTANCES = """\
function f(int): int;
function g(int): int;
axiom (forall x: int :: {:weight 0} {f(x)} f(x) > f(x + 1));
axiom (forall x: int :: {:qid "mine"} {g(x)} g(x) > 0);
procedure Slow(n: int) {
  assert g(n) > 0;
  assert f(n) > 3;
}
procedure Fast(n: int) { assert g(n) > 0; }
"""


def instances(result: ivl.Result) -> dict[int, int]:
    """How often the quantifiers in lines were instantiated."""
    found = {}
    for d in result.diagnostics:
        if d.kind == "solver.instances":
            assert d.severity.value == "note" and d.span is not None
            times = re.search(r"(\d+) times|once", d.message)
            assert times is not None
            found[d.span.position.line] = int(times[1] or 1)
    return found


def test_the_quantifiers_that_were_instantiated_most():
    program = ivl.parse(INSTANCES, "f.bpl")
    options = ivl.Options(timeout=0.5, profile_quantifiers=True, timeout_share=0.5)
    slow, fast = ivl.verify(program, options)
    assert slow.outcome is ivl.Outcome.TIMEOUT and fast.outcome is ivl.Outcome.VERIFIED
    undecided = [d.span.position.line for d in slow.diagnostics if d.kind == "timeout.assertion"]
    assert undecided == [7]
    counts = instances(slow)
    assert list(counts) == [3, 4] and counts[3] > 100 > counts[4]
    assert instances(fast) == {4: 1}


def test_quantifiers_are_counted_only_where_that_is_asked_for():
    program = ivl.parse(INSTANCES, "f.bpl")
    (fast,) = ivl.verify(program, ivl.Options(include=("Fast",)))
    assert fast.diagnostics == ()


def test_other_solvers_do_not_tell():
    pytest.importorskip("cvc5", reason="cvc5's wheel is not installed")
    options = ivl.Options(solver="cvc5", include=("Fast",), profile_quantifiers=True)
    (fast,) = ivl.verify(ivl.parse(INSTANCES, "f.bpl"), options)
    assert fast.outcome is ivl.Outcome.VERIFIED and fast.diagnostics == ()


def test_the_option(tmp_path, capsys):
    path = tmp_path / "p.bpl"
    path.write_text(INSTANCES)
    assert main(["verify", "--profile-quantifiers", "-p", "Fast", str(path)]) == 0
    said = capsys.readouterr().out
    assert "p.bpl:4:8: note: the solver instantiated this quantifier once for Fast" in said
