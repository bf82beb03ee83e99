"""What docs/language.md says, checked section by section; failures are marked where due."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ivl

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "language.md"
MARK = re.compile(r"// error: (\S+)")


def failures(text: str) -> set[tuple[int, str]]:
    found = set()
    for result in ivl.verify(ivl.parse(text), ivl.Options(timeout=20)):
        assert result.outcome in (ivl.Outcome.VERIFIED, ivl.Outcome.FAILED), (
            result.name,
            result.outcome,
        )
        for diagnostic in result.diagnostics:
            assert diagnostic.span is not None
            kind = diagnostic.kind.removeprefix("verify.")
            found.add((diagnostic.span.position.line, kind))
    return found


def check(text: str) -> None:
    marked = {(n, m[1]) for n, line in enumerate(text.split("\n"), 1) for m in MARK.finditer(line)}
    assert failures(text) == marked


def refused(text: str) -> str:
    with pytest.raises(ivl.ProgramError) as caught:
        list(ivl.verify(ivl.parse(text)))
    return " ".join(d.message for d in caught.value.diagnostics)


def test_first_example_of_the_document_verifies() -> None:
    blocks = re.findall(r"```boogie\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    check(blocks[0])


def test_lexical_structure() -> None:
    check(
        r"""
/* comments /* nest */ here */
var a.b: int;
var x': int;
const \type: int;
const is, left: int;
procedure P() modifies a.b, x'; { a.b := \type; x' := \a.b; }
procedure Q()
{
  assert \is == is;
  assert 2.5e1 == 25.0 && 3e-2 == 0.03;
  assert (∀ i: int • i ≤ i ∧ ¬(i ≠ i)) ⇔ true;
}
"""
    )


def test_line_pragma_and_conditional_lines() -> None:
    text = "#line 100\nprocedure P()\n{\n  assert false;\n}\n"
    assert failures(text) == {(102, "assert")}
    assert (
        failures("procedure P() {\n#if X\nassert false;\n#else\nassert true;\n#endif\n}") == set()
    )


def test_types() -> None:
    check(
        """
type Field a;
type Heap = <a>[int, Field a]a;
type Array a = [int]a;
const unique f: Field int;
const unique g: Field bool;
procedure P(h: Heap, m: []int, a: Array bool)
{
  var k: Heap;
  k := h[0, f := 5][0, g := true];
  assert k[0, f] == 5 && k[0, g];
  assert m[:= 3][] == 3;
  assert a[0 := true][0];
}
procedure Q(n: [int,int]int)
{
  assert n[1, 2 := 3][1, 2] == 3 && n[1, 2 := 3][2, 1] == n[2, 1];
}
"""
    )


def test_datatypes() -> None:
    check(
        """
datatype Tree<a> { Leaf(), Node(left: Tree a, value: a, right: Tree a) }
datatype Either { Left(i: int), Right(i: int, j: int) }
procedure P(t: Tree int, l: Tree int, r: Tree int)
{
  assert t is Leaf || t is Node;
  assert Node(l, 5, r)->value == 5 && Node(l, 5, r) != Leaf();
  assert Node(l, 5, r)->(value := 6) == Node(l, 6, r);
  assert t is Node ==> t == Node(t->left, t->value, t->right);
  assert t != Node(t, 0, r);
  assert t->value == 0; // error: assert
}
procedure Q(t: Tree int)
{
  var l, r: Tree int;
  var v: int;
  Node(l, v, r) := t; // error: assert
  assert t->value == v;
}
procedure R(e: Either)
{
  var f: Either;
  f := e;
  f->i := 7;
  assert f->i == 7 && (e is Right ==> f->j == e->j);
}
"""
    )
    assert "not well-founded" in refused("datatype D { C(next: D) }")


def test_declarations() -> None:
    check(
        """
type Colour;
const unique red, green: Colour;
const blue: Colour;
function g(int, bool) returns (r: int);
function h(x, y: int): bool { x < y }
function {:inline} twice(x: int): int { x + x }
function {:define} thrice(x: int): int { 3 * x }
var v: int;
procedure P(v: bool)
{
  assert red != green;
  assert g(1, true) == g(1, true);
  assert h(1, 2) && twice(2) == 4 && thrice(2) == 6;
  assert v || !v;
  assert red != blue; // error: assert
}
"""
    )
    assert "cycle" in refused("function {:inline} f(x: int): int { f(x) }")
    refused("var v: int; axiom v == 0;")
    refused("procedure P(x: int) { var x: int; }")
    refused("procedure P(x: int) { x := 1; }")
    refused("var g: int; pure procedure P() { g := 1; }")
    refused("var g: int; procedure P() { g := 1; }")


@pytest.mark.parametrize(
    "expression",
    [
        "1 < 2 < 3",
        "true && false || true",
        "true ==> false <== true",
        "!x is C",
    ],
)
def test_what_the_grammar_or_the_types_refuse(expression: str) -> None:
    refused(f"datatype D {{ C() }} procedure P(x: D) {{ assert {expression}; }}")


def test_operators() -> None:
    check(
        """
procedure P(x: int, r: real)
{
  assert -7 div 2 == -4 && -7 mod 2 == 1 && 7 div -2 == -3 && -7 div -2 == 4;
  assert 5 / 2 == 2.5 && 1 / 2 + 0.5 == 1.0;
  assert int(2.5) == 2 && int(-2.5) == -3 && real(2) == 2.0;
  assert 2 - 3 - 4 == -5;
  assert false ==> false ==> false;
  assert (if false then 1 else 2 + 3) == 5;
  assert x div 0 == x div 0;
  assert r ** r == r ** r;
  assert x div 0 == 0; // error: assert
}
procedure Q() { assert 2.0 ** 2.0 == 4.0; } // error: assert
procedure R(x: bv8) { assert x[8:4] ++ x[4:0] == x && 3bv4 ++ 1bv4 == 49bv8; }
"""
    )


def test_maps_lambda_let_and_old() -> None:
    check(
        """
var g: [int]int;
var i: int;
procedure Maps(a: [int]int, b: [int]int)
{
  assert (forall k: int :: a[k] == b[k]) ==> a == b;
  assert (lambda k: int :: k + 1)[3] == 4;
  assert (lambda k: int, l: int :: k - l)[3, 1] == 2;
  assert (var x, y := 2, 3; x * y) == 6;
  assert (forall x: int :: (var y := x + 1; y > x));
}
procedure Old(j: int)
  modifies g, i;
  ensures old(i) == old(i);
{
  var l: int;
  l, i, g[0] := 3, 5, 7;
  while (l > 0) { l := l - 1; assert old(g[l]) == old(g)[l]; }
  assert old(l) == l;
  assert i == 5;
  i := 9;
  assert old(i) == i; // error: assert
}
"""
    )
    assert "two-state" in refused("var g: int; procedure P() requires old(g) == g; { }")


def test_specifications_and_calls() -> None:
    check(
        """
var g: int where 0 <= g;
procedure Free(x: int) returns (y: int where 10 <= y);
  free requires x == 1;
  requires 0 <= x;
  free ensures y == x + 20;
  modifies g;
procedure P() modifies g;
{
  var y: int;
  g := -1;
  call y := Free(0);
  assert y == 20 && 0 <= g && 10 <= y;
  free call y := Free(-5);
  assert y == 15;
  call y := Free(-1); // error: precondition
}
procedure Body(x: int) returns (y: int)
  free requires x == 1;
  ensures y == 2;
  free ensures y == 3;
{ y := x + 1; }
procedure Order(x: int) requires x != 0; requires 10 div x == 10 div x; { }
procedure Always(x: int)
  free requires {:always_assume} x == 1;
{ }
procedure Caller(x: int) { call Always(x); assert x == 1; }
"""
    )


def test_where_clauses() -> None:
    check(
        """
procedure P()
{
  var x: int where 0 <= x;
  assert 0 <= x;
  x := -1;
  assert x == -1;
  havoc x;
  assert 0 <= x;
  while (*) { x := 2; }
  assert 0 <= x;
  x := -1;
  assert 0 <= x; // error: assert
}
"""
    )


def test_control_flow_and_loops() -> None:
    check(
        """
procedure Unstructured() returns (x: int)
  ensures x <= 10;
{
  x := 0;
Head:
  assert x <= 10;
  goto Body, Done;
Body:
  assume x < 10;
  x := x + 1;
  goto Head;
Done:
}
procedure Forgets(n: int)
{
  var i, kept: int;
  i, kept := 0, 7;
  while (i < n) free invariant i != 3; { i := i + 1; }
  assert kept == 7 && n <= i && i != 3;
  assert i == n; // error: assert
}
procedure Breaks()
{
  outer: while (true) { while (true) { break outer; } }
  box: if (*) { break box; }
  goto inside;
  while (false) { inside: assert true; }
}
procedure Dead()
{
  goto Head;
Head:
  assert true;
  assume false;
  assert false;
  goto Head;
}
procedure Subsumed(p: bool)
{
  assert p; // error: assert
  assert p;
  assert {:subsumption 0} 1 == 2; // error: assert
  assert 1 == 2; // error: assert
}
"""
    )


def test_polymorphism() -> None:
    check(
        """
type Seq a;
function len<a>(s: Seq a): int;
function empty<a>(): Seq a;
axiom (forall<a> s: Seq a :: { len(s) } 0 <= len(s));
axiom (forall<a> :: len(empty(): Seq a) == 0);
procedure P<a>(s: Seq a, t: Seq int)
{
  assert 0 <= len(s) && 0 <= len(t);
  assert len(empty(): Seq bool) == 0;
  assert (forall<b> u: Seq b :: 0 <= len(u));
}
procedure Id<a>(x: a) returns (y: a) ensures y == x; { y := x; }
procedure Q() { var i: int; var b: bool; call i := Id(3); call b := Id(true); assert b && i == 3; }
"""
    )


def test_theories() -> None:
    check(
        """
function {:bvbuiltin "bvadd"} add(bv8, bv8): bv8;
function {:bvbuiltin "bvult"} below(bv8, bv8): bool;
function {:bvbuiltin "bvslt"} below_signed(bv8, bv8): bool;
function {:builtin "(_ zero_extend 24)"} widen(x: bv8): bv32;
function {:builtin "fp.eq"} ieee_equal(float24e8, float24e8): bool;
function {:builtin "fp.isNaN"} is_nan(float24e8): bool;
function {:builtin "fp.add"} fp_add(rmode, float24e8, float24e8): float24e8;
function {:builtin "str.len"} length(string): int;
type {:builtin "Seq"} Sequence a;
function {:builtin "seq.len"} seq_length(s: Sequence int): int;
procedure P(s: Sequence int)
{
  assert add(255bv8, 1bv8) == 0bv8 && below(1bv8, 255bv8) && below_signed(255bv8, 1bv8);
  assert widen(255bv8) == 255bv32;
  assert 0x1.8e0f24e8 + 0x1.8e0f24e8 == 0x3.0e0f24e8;
  assert 0NaN24e8 == 0NaN24e8 && !ieee_equal(0NaN24e8, 0NaN24e8) && is_nan(0NaN24e8);
  assert 0x0.0e0f24e8 != -0x0.0e0f24e8 && ieee_equal(0x0.0e0f24e8, -0x0.0e0f24e8);
  assert fp_add(RNE, 0x1.0e0f24e8, 0x1.0e0f24e8) == 0x2.0e0f24e8;
  assert length("abc") == 3 && "abc" != "abd";
  assert 0 <= seq_length(s);
}
"""
    )
    refused("procedure P() { assert 0x1.0000001e0f24e8 == 0x1.0e0f24e8; }")
    refused("procedure P() { assert 0x1.0e32f24e8 == 0+oo24e8; }")


@pytest.mark.parametrize(
    "text",
    [
        "yield procedure P();",
        "action A() { }",
        "procedure P(); procedure Q() { par P() | P(); }",
        "procedure P(); procedure Q() { async call P(); }",
    ],
)
def test_civl_is_refused(text: str) -> None:
    assert refused(text)


def test_growing_instances_are_refused() -> None:
    text = """
type Seq a;
function f<a>(x: a): int;
function wrap<a>(x: a): Seq a;
procedure P<a>(x: a) { call P(wrap(x)); }
procedure Q() { call P(1); }
"""
    assert refused(text)


CODE = "|{ A: return true; }|"
TYPED = "type Seq _; function id<a>(x: Seq a): Seq a; "


@pytest.mark.parametrize(
    ("text", "options", "kind"),
    [
        (f"axiom {CODE};", {}, "code-expression"),
        (f"function f(): bool {{ {CODE} }}", {}, "code-expression"),
        (TYPED + "datatype D { C(x: int) }", {"type_encoding": "predicates"}, "type-encoding"),
        (TYPED + "datatype D { C(x: int) }", {"type_encoding": "arguments"}, "type-encoding"),
        (TYPED + "function {:define} f(x: int): int { x }", {"type_encoding": "predicates"},
         "type-encoding"),
        ('function {:builtin "MapConst"} all(int): [int]int;', {"array_axioms": True},
         "array-axioms"),
        ("procedure P(b: bool) { var x: int; " + "if (b) { x := x + 1; } " * 20 + "assert b; }",
         {"shape": "path-conditions"}, "paths"),
    ],
)  # fmt: skip
def test_what_else_is_refused(text, options, kind):
    program = ivl.parse(text + "\nprocedure Other() { assert true; }")
    with pytest.raises(ivl.ProgramError) as caught:
        list(ivl.verify(program, ivl.Options(**options)))
    assert [d.kind for d in caught.value.diagnostics] == [f"unsupported.{kind}"]


@pytest.mark.parametrize(
    "text",
    [
        "const x: int extends y; const y: int;",
        "procedure P() { call forall P(); }",
        "procedure P(x: int) { call P(*); }",
        "procedure P() { assert 1 <: 2; }",
        "procedure P() { call One_Get(1); }",
    ],
)
def test_what_is_gone_is_an_error(text):
    assert refused(text)


def test_what_has_no_effect():
    check(
        """
        var {:linear} x: int;
        procedure {:entrypoint} {:checksum "a"} P({:linear} y: int) {
          assert {:try} {:candidate} y > 0;  // error: assert
          assume {:try} 1 > 2;
          assert false;
        }
        """
    )
