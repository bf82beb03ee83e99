"""The values along failing paths, in the program's own terms."""

from __future__ import annotations

import json

import pytest

import ivl
from ivl.base.counterexample import Counterexample, Step, StepKind
from ivl.base.values import Construction, Element, MapValue
from ivl.core.value_text import binding_text, place_text
from ivl.report.json_parts import counterexample_object
from ivl.report.pretty import CANDIDATE, PrettyReport

POLYMORPHIC = """
type Ref;
type Field a;
const unique null: Ref;
const unique count: Field int;
const unique next: Field Ref;
var heap: <a>[Ref, Field a]a;
"""


def results(text: str, **options: object) -> list[ivl.Result]:
    return list(ivl.verify(ivl.parse(text), ivl.Options(timeout=10, **options)))


def counterexamples(text: str, **options: object) -> list[Counterexample]:
    found = [
        d.counterexample
        for result in results(text, **options)
        for d in result.diagnostics
        if d.stage == "verify"
    ]
    assert None not in found
    return found  # type: ignore[return-value]


def counterexample(text: str, **options: object) -> Counterexample:
    (found,) = counterexamples(text, **options)
    return found


def steps(found: Counterexample, kind: StepKind) -> list[Step]:
    return [step for step in found.steps if step.kind is kind]


def shown(step: Step) -> list[str]:
    return [binding_text(b) for b in step.bindings]


def lines(found: Counterexample) -> list[tuple[int, list[str]]]:
    """The source line of each step between the first and the last, and what it shows."""
    return [(s.span.position.line, shown(s)) for s in found.steps[1:-1]]


def at_first(found: Counterexample) -> dict[str, object]:
    return {place_text(b): b.value for b in found.steps[0].bindings}


def here(found: Counterexample) -> list[str]:
    return shown(found.steps[-1])


def test_each_assignment_is_a_step():
    found = counterexample(
        """procedure P(x: int) {
  var y, z: int;
  assume x == 3;
  y := x + 1;
  z, y := y, 2 * y;
  assert y < 8;
}"""
    )
    assert found.complete
    assert at_first(found) == {"x": 3}
    assert lines(found) == [(4, ["y == 4"]), (5, ["z == 4", "y == 8"])]
    assert here(found) == ["y == 8"]


def test_copies_and_literals_are_steps():
    found = counterexample(
        """procedure P(x: int) {
  var y: int;
  assume x == 3;
  y := x;
  y := 5;
  assert x != 3;
}"""
    )
    assert lines(found) == [(4, ["y == 3"]), (5, ["y == 5"])]


def test_only_what_is_read_is_shown_at_first():
    found = counterexample(
        """var g, h: int; const c: int; const d: int;
procedure P(x: int, unused: int) returns (r: int, s: int) {
  var l: int;
  assume g == 1 && c == 2 && x == 3 && l == 4;
  assert s == 0;
}"""
    )
    values = at_first(found)
    assert values.pop("s") != 0
    assert values == {"g": 1, "c": 2, "x": 3, "l": 4}


def test_maps_show_what_is_read():
    found = counterexample(
        """procedure P(a: [int]int, n: int) {
  var b: [int]int;
  assume n == 2 && a[n] == 5 && a[7] == 6;
  b := a[n := 8];
  b[1] := b[7];
  assert b[n] == 5;
}"""
    )
    values = at_first(found)
    assert values["a[2]"] == 5
    assert values["a[7]"] == 6
    assert lines(found)[1][1] == ["b[1] == 6"]
    assert here(found) == ["n == 2", "b[2] == 8"]


def test_maps_that_are_copies():
    found = counterexample(
        """var Mask: [int]int; const ZeroMask: [int]int;
procedure P(r: int) modifies Mask; {
  assume r == 3 && ZeroMask[r] == 0;
  Mask := ZeroMask;
  assert Mask[r] == 1;
}"""
    )
    assert lines(found) == [(4, ["Mask[3] == 0"])]
    assert "Mask[3] == 0" in here(found)


def test_maps_of_several_arguments_and_of_maps():
    found = counterexample(
        """procedure P(a: [int, bool]int, b: [int][int]int, c: []int, n: int) {
  assume n == 2 && a[n, true] == 3 && b[n][3] == 4 && c[] == 5;
  assert a[2, n == 2] == b[2][3] || c[] == 6;
}"""
    )
    expected = {"a[2, true]": 3, "b[2][3]": 4, "c[]": 5, "n": 2}
    assert at_first(found) == expected
    assert sorted(here(found)) == sorted([f"{place} == {v}" for place, v in expected.items()])


def test_searched_maps_show_the_whole():
    found = counterexample(
        """procedure P(a: [int]int) {
  assert (forall i: int :: a[i] == 0);
}"""
    )
    (binding,) = found.steps[0].bindings
    assert (binding.name, binding.accesses) == ("a", ())
    assert isinstance(binding.value, MapValue)
    assert binding.value != MapValue(0)


def test_compared_maps_show_the_whole_in_the_end():
    found = counterexample(
        """procedure P(a: [int]int) { var b: [int]int;
  b := a[3 := 4];
  assert a == b;
}"""
    )
    values = {b.name: b.value for b in found.steps[-1].bindings if not b.accesses}
    assert values["b"] == values["a"].store(3, 4)
    assert values["b"] != values["a"]


@pytest.mark.parametrize("array_axioms", [False, True])
def test_heap_of_polymorphic_maps(array_axioms):
    found = counterexample(
        f"""{POLYMORPHIC}
procedure P(r: Ref, s: Ref) modifies heap; {{
  assume r != null && s != r && s != null && heap[r, next] == s;
  assume heap[s, count] == 3 && heap[r, count] == 7;
  heap[r, count] := heap[heap[r, next], count] + 1;
  heap[s, next] := null;
  assert heap[r, count] == 3;
}}""",
        array_axioms=array_axioms,
    )
    values = at_first(found)
    r, s = values["r"], values["s"]
    assert isinstance(r, Element)
    assert isinstance(s, Element)
    assert {r.name, s.name} == {"Ref#1", "Ref#2"}
    assert values[f"heap[{s.name}, count]"] == 3
    assert values[f"heap[{r.name}, next]"] == s
    changes = [binding for _, bindings in lines(found) for binding in bindings]
    assert f"heap[{r.name}, count] == 4" in changes
    assert here(found)[0] == f"heap[{r.name}, count] == 4"
    assert "Polymorphic" not in repr(found.steps)


def test_constants_name_elements():
    found = counterexample(
        """type T; const unique a: T; const unique b: T;
procedure P(x: T, y: T) {
  assume x == b;
  assume y == a || y == b;
  assert x == y;
}"""
    )
    assert at_first(found) == {"x": Element("T", "b"), "y": Element("T", "a")}


def test_datatypes():
    found = counterexample(
        """datatype List<T> { Nil(), Cons(head: T, tail: List T) }
procedure P(l: List int) {
  var m: List int;
  assume l == Cons(1, Nil());
  m := Cons(2, l);
  assert m->tail == Nil();
}"""
    )
    one = Construction("Cons", (1, Construction("Nil")))
    assert at_first(found) == {"l": one}
    assert here(found) == ["m == Cons(2, Cons(1, Nil()))"]


def test_instances_have_the_names_of_the_source():
    found = counterexample(
        """type Box _;
datatype Pair<T, U> { Pair(first: T, second: U) }
function unbox<T>(b: Box T): T;
procedure P<T>(x: T, b: Box int) {
  var p: Pair (Box int) T;
  assume unbox(b) == 3;
  p := Pair(b, x);
  assert unbox(p->first) == 4;
}"""
    )
    box = at_first(found)["b"]
    assert box == Element("Box int", "Box int#1")
    assert "unbox(Box int#1) == 3" in here(found)
    (pair,) = steps(found, StepKind.ASSIGN)[0].bindings
    assert isinstance(pair.value, Construction)
    assert (pair.value.constructor, pair.value.arguments[0]) == ("Pair", box)
    assert pair.value.arguments[1].type == "T"


def test_maps_in_datatypes():
    found = counterexample(
        """datatype Seq { Seq(items: [int]int, length: int) }
procedure P(s: Seq) {
  assume s->length == 2 && s->items[1] == 5;
  assert s->items[s->length - 1] == 6;
}"""
    )
    assert at_first(found)["s->items[1]"] == 5
    assert "s->items[1] == 5" in here(found)


def test_functions_are_shown_where_the_assertion_applies_them():
    found = counterexample(
        """function f(x: int): int; function hidden(x: int): int { x }
procedure P(n: int) {
  assume n == 3 && f(3) == 5;
  assert f(n) == 4;
}"""
    )
    assert here(found) == ["n == 3", "f(3) == 5"]


def test_old_values():
    found = counterexample(
        """var g: int; var a: [int]int;
procedure P() modifies g, a; {
  assume g == 3 && a[1] == 4;
  g := g + 1;
  a[1] := 5;
  assert g == old(g) && a[1] == old(a[1]);
}"""
    )
    assert sorted(here(found)) == ["a[1] == 5", "g == 4", "old(a[1]) == 4", "old(g) == 3"]


def test_calls():
    found = counterexample(
        """var g: int;
procedure Q(n: int) returns (r: int); modifies g; ensures r == n + 1 && g == old(g) + n;
procedure P() modifies g; {
  var x: int;
  g := 5;
  call x := Q(2);
  assert x == g;
}"""
    )
    assert lines(found) == [(5, ["g == 5"]), (6, ["g == 7", "x == 3"])]
    assert [s.kind for s in found.steps[1:-1]] == [StepKind.ASSIGN, StepKind.HAVOC]


def test_inlined_calls():
    found = counterexample(
        """procedure {:inline 1} Inc(k: int) returns (r: int) {
  var local: int;
  local := k + 1;
  r := local;
}
procedure P(n: int) {
  var x: int;
  assume n == 4;
  call x := Inc(n);
  assert x == 4;
}"""
    )
    assert lines(found) == [
        (1, ["Inc.k == 4"]),
        (3, ["Inc.local == 5"]),
        (4, ["Inc.r == 5"]),
        (1, ["x == 5"]),
    ]


def test_loops():
    found = counterexample(
        """procedure P(n: int) {
  var i, j: int;
  i, j := 0, 0;
  while (i < n) invariant 0 <= i; { i := i + 1; }
  assert n == 3 ==> i == j;
}"""
    )
    (loop,) = steps(found, StepKind.HAVOC)
    (binding,) = loop.bindings
    assert binding.name == "i"
    assert binding.value >= 3  # type: ignore[operator]
    assert at_first(found) == {"n": 3}


def test_where_paths_meet():
    found = counterexample(
        """procedure P(x: int, a: [int]int) {
  var y: int; var b: [int]int;
  assume x > 0;
  y := 1;
  if (x > 0) { y := 2; b := a[0 := 7]; } else { b := a; }
  assert y == 1 || b[0] == 8;
}"""
    )
    assert "y == 2" in here(found)
    assert "b[0] == 7" in here(found)


def test_blocks_of_steps_are_those_of_the_trace():
    (result,) = results(
        """procedure P(x: int) {
  var y: int;
  y := x;
  if (x > 5) { y := y + 1; }
  assert y == x;
}"""
    )
    (failure,) = result.diagnostics
    found = failure.counterexample
    assert found is not None
    labels = {
        s.span.position.line: failure.trace[s.block].message for s in found.steps[1:] if s.bindings
    }
    assert labels == {3: "anon0", 4: "anon3_Then", 5: "anon2"}
    assert found.steps[0].block == -1


def test_captured_states_and_prints():
    found = counterexample(
        """procedure P(x: int, a: [int]int) returns (r: int) {
  assume x == 3 && a[x] == 5;
  assume {:captureState "before"} true;
  r := {:print "assigned"} a[x];
  assert {:print "r = ", r, " and ", a[x] + 1} {:print "more"} r == 6;
  assume {:print "not reached"} true;
}"""
    )
    (state,) = steps(found, StepKind.STATE)
    assert state.text == "before"
    texts = [step.text for step in steps(found, StepKind.PRINT)]
    assert texts == ["assigned", "r = 5 and 6", "more"]


def test_printed_values_are_those_of_the_source():
    found = counterexample(
        """datatype Box<T> { Box(content: T) }
procedure P() { var b: Box int; b := Box(3); assert {:print b} b->content == 4; }"""
    )
    (step,) = steps(found, StepKind.PRINT)
    assert step.text == "Box(3)"


def test_shadowed_globals():
    found = counterexample(
        """var x: int;
procedure Q() returns (r: int) { r := x; }
procedure P(x: int) { assume x == 3; assert x == 4; }"""
    )
    assert at_first(found) == {"x": 3}


def test_names_with_numbers_are_the_programs():
    found = counterexample(
        """procedure P(x#0: int) { var x: int;
  x := x#0; x := x + 1; assume x#0 == 3; assert x == 3;
}"""
    )
    assert at_first(found) == {"x#0": 3}
    assert here(found) == ["x == 4"]


def test_several_failures():
    first, second = counterexamples(
        "procedure P(x: int) { assert x != 1; assert x != 2; }",
    )
    assert {at_first(first)["x"], at_first(second)["x"]} == {1, 2}


INCOMPLETE = """function f(x: int): int; axiom (forall x: int :: {f(x)} f(x) > x);
procedure P(n: int) { assume n == 3; assert f(n) > 10; }"""


def test_candidates_are_marked():
    (result,) = results(INCOMPLETE)
    found = result.diagnostics[0].counterexample
    assert found is not None
    assert not found.complete
    assert "n == 3" in here(found)
    assert CANDIDATE in PrettyReport().result(result)


def test_nothing_is_asked_unless_wanted():
    (result,) = results(INCOMPLETE, counterexamples=False)
    assert result.diagnostics[0].counterexample is None
    assert "here:" not in PrettyReport().result(result)


ERASED = f"""{POLYMORPHIC}
function id<T>(x: T): T;
procedure P(r: Ref, n: int, m: [int]int) modifies heap; {{
  assume n == 3 && r != null;
  heap[r, count] := id(n);
  assert heap[r, count] == 4 || m[n] == 3;
}}"""


@pytest.mark.parametrize("encoding", ["predicates", "arguments"])
def test_encodings_say_nothing_that_is_false(encoding):
    found = counterexample(ERASED, type_encoding=encoding)
    values = at_first(found)
    assert values.pop("n") == 3
    assert all(isinstance(v, Element) and v.type == "Ref" for v in values.values())
    assert "#0" not in str([here(found), lines(found)])


def test_maps_by_axioms():
    found = counterexample(
        "procedure P(n: int, m: [int]int) { assume n == 3; assert m[n] == 3; }", array_axioms=True
    )
    values = at_first(found)
    assert values.pop("m[3]") != 3
    assert values == {"n": 3}


def test_elements_are_those_of_updates_not_of_the_candidate():
    """A solver instantiates no axiom about selections that do not occur in the condition."""
    found = counterexample(
        f"""{POLYMORPHIC}
procedure P(r: Ref, s: Ref) modifies heap; {{
  assume r != null && s != r && s != null && heap[r, next] == s;
  assume heap[s, count] == 3;
  heap[r, count] := heap[heap[r, next], count] + 1;
  heap[s, next] := null;
  assert heap[r, count] == 3;
}}""",
        array_axioms=True,
    )
    s = at_first(found)["s"]
    shown_values = {
        b.value
        for step in found.steps
        for b in step.bindings
        if f"heap[{s.name}, count]" == place_text(b)
    }
    assert shown_values == {3}


@pytest.mark.parametrize("solver", ["cvc5", "pysmt:z3"])
def test_other_solvers(solver):
    found = counterexample(
        """procedure P(x: int, a: [int]int) { assume x == 3 && a[x] == 5; assert a[3] == 6; }""",
        solver=solver,
    )
    assert at_first(found) == {"x": 3, "a[3]": 5}


@pytest.mark.parametrize("shape", ["block-equations", "normal-and-wrong", "path-conditions"])
def test_all_shapes(shape):
    found = counterexample(
        """procedure P(x: int) { var y: int;
  y := x; if (x > 3) { y := 2; } assert x == 4 ==> y > 3;
}""",
        shape=shape,
    )
    assert at_first(found) == {"x": 4}
    assert here(found) == ["x == 4", "y == 2"]


def test_large_maps_are_cut():
    stores = "".join(f"[{i} := {i + 1}]" for i in range(50))
    found = counterexample(
        f"procedure P(a: [int]int) {{ var b: [int]int; b := a{stores};\n"
        "assert (forall i: int :: b[i] == 7); }"
    )
    assert all(len(text) < 200 for step in found.steps for text in shown(step))


def test_long_paths():
    body = "".join(f"x := x + {i};\n" for i in range(300))
    found = counterexample(f"procedure P(n: int) {{ var x: int; x := n; {body} assert x == n; }}")
    assert len(found.steps) == 303


def test_pretty_report_puts_values_below_blocks():
    (result,) = results(
        """procedure P(x: int) {
  var y: int;
  assume x == 3;
  y := x + 1;
  assume {:captureState "s"} {:print "y is ", y} true;
  assert y == x;
}"""
    )
    text = PrettyReport().result(result)
    assert text.splitlines()[3:] == [
        "    at first: x == 3",
        "  path: 3:3: anon0".replace("3:3", f"{result.diagnostics[0].span.source.name}:3:3"),
        "    4:5: y == 4",
        "    5:3: state s",
        "    5:3: prints y is 4",
        "    here: x == 3, y == 4",
    ]


def test_wide_steps_are_wrapped():
    names = [f"variable{i}" for i in range(20)]
    inputs = ", ".join([f"{name}: int" for name in names])
    (result,) = results(f"procedure P({inputs}) {{ assert {' + '.join(names)} == 3; }}")
    assert max(map(len, PrettyReport().result(result).splitlines()[3:])) < 120


def test_json():
    found = counterexample(
        "var g: [int]int;\nprocedure P() modifies g; { g[1] := 2; assert g[1] == old(g[1]); }"
    )
    document = counterexample_object(found)
    assert json.loads(json.dumps(document)) == document
    assert document is not None
    assert document["complete"] is True
    assert [step["kind"] for step in document["steps"]] == ["start", "assign", "failure"]
    assign, failure = document["steps"][1:]
    assert assign["location"]["line"] == 2
    assert assign["bindings"] == [{"place": "g[1]", "name": "g", "old": False, "value": "2"}]
    assert [b["old"] for b in failure["bindings"]] == [False, True]
    assert counterexample_object(None) is None
