"""Nothing false may be proved because types were replaced by finitely many."""

from textwrap import dedent

import pytest
from text_passes import apply

import ivl
from ivl.transform.monomorphize import monomorphize

HEAP = """
    type ref;
    type Field a;
    type Box a;
    type Wrapped a;
    type Heap = <a>[ref, Field a]a;
    type Set = [ref]bool;
    const unique g: Field int;
    const unique s: Field Set;
    const r: ref;
    var h: Heap;
    function tag<a>(f: Field a): int;
    function p<a>(x: a): bool;
    function none<a>(): Field a;
    function rel<a, b>(x: a, y: b): bool;
    function box<a>(x: a): Box a;
    function up<a>(f: Field a): Field (Box a);
    function Same(h0: Heap, h1: Heap): bool;
    axiom (forall h0, h1: Heap :: {Same(h0, h1)}
      Same(h0, h1) <==> (forall<a> o: ref, f: Field a :: h0[o, f] == h1[o, f]));
"""


def refuted(text: str) -> set[str]:
    """The names of the implementations in `text` that are not proved."""
    results = ivl.verify(ivl.parse(dedent(text)), ivl.Options(timeout=5, error_limit=1))
    return {result.name for result in results if result.outcome is not ivl.Outcome.VERIFIED}


def test_definitions_by_quantifiers_over_types():
    wrong = refuted(
        HEAP
        + """
        procedure Nothing() modifies h; { h[r, g] := h[r, g]; assert Same(old(h), h); }
        procedure Write() modifies h; { h[r, g] := h[r, g] + 1; assert Same(old(h), h); }
        procedure WriteSet() modifies h; { h[r, s][r] := true; assert Same(old(h), h); }
        procedure Known(k: Heap) {
          assume (forall o: ref, f: Field int :: h[o, f] == k[o, f]);
          assume (forall o: ref, f: Field Set :: h[o, f] == k[o, f]);
          assert Same(h, k);
        }
        procedure Equal(k: Heap) { assume h == k; assert Same(h, k); }
        procedure Unequal(k: Heap) { assume !Same(h, k); assert h != k; assert false; }
        procedure Any<b>(f: Field b, v: b, k: Heap) {
          assume Same(h, k);
          assert h[r, f] == k[r, f];
          assert Same(h[r, f := v], k);
        }
        procedure Twice<b, c>(f: Field b, v: b, e: Field c, w: c, k: Heap) {
          assume Same(h, k);
          assert Same(h[r, f := v][r, f := v], k[r, f := v]);
          assert Same(h[r, f := v][r, e := w], k[r, e := w][r, f := v]);
        }
        """
    )
    assert wrong == {"Write", "WriteSet", "Known", "Unequal", "Any", "Twice"}


def test_values_of_quantifiers_over_types():
    wrong = refuted(
        HEAP
        + """
        procedure Some(m: <a>[Field a]bool) {
          var b: bool;
          b := (exists<a> f: Field a :: m[f]);
          if (b) { assert (exists<a> f: Field a :: m[f]); }
          if (!b) { assert !m[g]; }
          if (b) { assert m[g] || m[s]; }
        }
        procedure All(m: <a>[Field a]bool) {
          var b: bool;
          b := (forall<a> f: Field a :: m[f]);
          if (b) { assert m[g]; } else { assert (exists<a> f: Field a :: !m[f]); }
          assert b <==> !(exists<a> f: Field a :: !m[f]);
        }
        procedure Wrong(m: <a>[Field a]bool) {
          assume m[g] && m[s];
          assert true <==> (forall<a> f: Field a :: m[f]);
        }
        procedure Nested(m: <a>[Field a]bool) {
          assert (forall<a> f: Field a :: m[f] <==> (exists<b> e: Field b :: m[e] && e == f));
        }
        procedure NestedWrong(m: <a>[Field a]bool) {
          assert (forall<a> f: Field a :: m[f] <==> (exists<b> e: Field b :: m[e] && e != f));
        }
        """
    )
    assert wrong == {"Some", "Wrong", "NestedWrong"}


def test_one_type_for_several_variables():
    same = "(forall<a> x: a, y: a :: {p(x), p(y)} p(x) == p(y))"
    both = "(forall<a> x: a :: (forall<b> y: b :: p(x) == p(y)))"
    wrong = refuted(
        HEAP
        + f"""
        procedure Assumed() {{ assume {same}; assert {both}; }}
        procedure Value() {{ var b: bool; b := {same}; assume b; assert {both}; }}
        procedure Checked() {{ assume {both}; assert {same}; }}
        procedure Again() {{ assume {same}; assert {same}; }}
        procedure Maps() {{
          assume (forall<a> m: [ref]a :: {{m[r]}} (forall o: ref :: rel(m[r], m[o])));
          assert (forall<a> x: a :: (forall<b> y: b :: rel(x, y)));
        }}
        """
    )
    assert wrong == {"Assumed", "Value", "Maps"}


def test_definitions_of_functions():
    wrong = refuted(
        HEAP
        + """
        function flat<a>(f: Field a): bool { (forall e: Field a :: {tag(e)} tag(e) == tag(f)) }
        procedure Value() {
          var b: bool;
          b := (exists<a> e: Field a :: flat(e) && (exists<b> f: Field b :: tag(f) != tag(e)));
          if (b) { assert false; }
        }
        procedure Known(f: Field int) { assert flat(g) ==> tag(f) == tag(g); }
        """
    )
    assert wrong == {"Value"}


def test_types_that_no_value_tells():
    alone = "(forall<c> f: Field c :: {tag(f)} f == none())"
    wrong = refuted(
        HEAP
        + f"""
        procedure Assumed<a, b>(e: Field a, k: Field b) {{
          assume {alone};
          assert tag(e) == tag(k);
        }}
        procedure Value() {{
          var b: bool;
          b := {alone};
          assume b;
          assert (forall<a> e: Field a :: (forall<b> k: Field b :: tag(e) == tag(k)));
        }}
        procedure One<a>(e: Field a, k: Field a) {{ assume {alone}; assert tag(e) == tag(k); }}
        """
    )
    assert wrong == {"Assumed", "Value"}


def test_comparisons_tell_types_apart():
    wrong = refuted(
        HEAP
        + """
        procedure Elsewhere() {
          assume (forall<a> x: a :: {p(x)} p(x) || x == 3);
          assert (forall<a> x: a :: p(x));
        }
        procedure InTwoVariables() {
          assume (forall<a> x: a, y: a :: {p(x), p(y)} p(x) || x == 3);
          assert (forall<a> x: a :: p(x));
        }
        procedure Boxed() {
          assume (forall<a> x: a :: {p(x)} p(x) || (exists<b> y: b :: x == box(y)));
          assert (forall<a> x: a :: p(x));
        }
        procedure Excluded() {
          assume (forall<a> x: a :: {p(x)} p(x) || x == 3);
          assert (forall<a> x: a :: p(x) || x == 3);
        }
        procedure Fields() { assert (forall<a> f: Field a :: (forall<b> e: Field b :: f != e)); }
        procedure Frame() {
          assert (forall<a> f: Field a :: f != g ==> h[r, g := 3][r, f] == h[r, f]);
        }
        procedure NoFrame() { assert (forall<a> f: Field a :: h[r, g := 3][r, f] == h[r, f]); }
        """
    )
    assert wrong == {"Elsewhere", "InTwoVariables", "Boxed", "Fields", "NoFrame"}


def test_fresh_types_may_be_parts_of_others():
    wrong = refuted(
        HEAP
        + """
        procedure Implementation<a>(f: Field a, v: a) modifies h; {
          h[r, f] := v;
          assert (forall<b> e: Field (Box b), z: b :: h[r, e] == old(h)[r, e]);
        }
        procedure Compared<a>(x: a) { assert (forall<b> y: b, z: b :: x != box(y)); }
        procedure Goals() {
          assert (forall<a> x: a, w: a :: (forall<b> y: b, z: b :: x != box(y)));
        }
        procedure Goal() { assert (forall<a, b> x: a, w: a, y: b, z: b :: x != box(y)); }
        """
    )
    assert wrong == {"Implementation", "Compared", "Goals", "Goal"}


def test_lambdas():
    wrong = refuted(
        HEAP
        + """
        procedure Frame() {
          var m: <b>[ref, Field b]bool;
          m := (lambda<b> o: ref, f: Field b :: o == r);
          assert (forall<a> o: ref, f: Field a :: m[o, f] <==> o == r);
          assert true <==> (forall<a> o: ref, f: Field a :: m[o, f] <==> o == r);
          assert (forall<a> o: ref, f: Field a :: m[o, f]);
        }
        procedure Pairs() {
          var m: <b>[Field b, b]bool;
          m := (lambda<b> f: Field b, x: b :: true);
          assert (forall<a> f: Field a, x: a :: m[f, x]);
        }
        procedure WrongPairs(m: <b>[Field b, b]bool) {
          assume (forall<a> f: Field a, x: a :: m[f, x]);
          assert m == (lambda<b> f: Field b, x: b :: p(x));
        }
        procedure Reads() {
          var m: <b>[Field b]b;
          m := (lambda<b> f: Field b :: h[r, f]);
          assert (forall<a> f: Field a :: m[f] == h[r, f]);
          assert (exists<a> f: Field a :: m[f] != h[r, f]);
        }
        """
    )
    assert wrong == {"Frame", "WrongPairs", "Reads"}


def test_maps_in_maps():
    wrong = refuted(
        HEAP
        + """
        var n: <a>[Field a]<b>[Field b, ref]a;
        procedure Inner<a>(f: Field a) {
          assume (forall<b> e: Field b, o: ref :: n[f][e, o] == n[f][g, r]);
          assert (forall<b> e: Field b, o: ref :: n[f][e, o] == n[f][s, r]);
          assert true <==> (forall<b> e: Field b, o: ref :: n[f][e, o] == n[f][s, o]);
        }
        procedure Outer() {
          assume (forall<b> e: Field b, o: ref :: n[g][e, o] == n[g][g, r]);
          assert (forall<a, b> f: Field a, e: Field b, o: ref :: n[f][e, o] == n[f][g, r]);
        }
        procedure Update() modifies n; {
          n[g] := n[g][s, r := 7];
          assert n[g][s, r] == 7;
          assert n[g][g, r] == old(n)[g][g, r];
          assert n[s] == old(n)[s];
          assert n == old(n);
        }
        """
    )
    assert wrong == {"Outer", "Update"}


def test_functions_with_axioms():
    wrong = refuted(
        HEAP
        + """
        axiom (forall<a> f: Field a :: {tag(f)} tag(f) > 0);
        axiom (forall<a> f: Field a :: {up(f)} tag(up(f)) == tag(f) + 1);
        procedure Positive() { assert true <==> (forall<a> f: Field a :: tag(f) > 0); }
        procedure Large() { assert true <==> (forall<a> f: Field a :: tag(f) > 1); }
        procedure Types() {
          assume (forall<a, b> x: a, y: b :: {rel(x, y)} rel(x, y) <==> (exists z: a :: z == y));
          assert rel(1, 2) && !rel(1, true);
          assert (forall<a, b> x: a, y: b :: rel(x, y));
        }
        """
    )
    assert wrong == {"Large", "Types"}


@pytest.mark.parametrize(
    "formula",
    [
        "(forall<a> x: a, y: a :: rel(x, y))",
        "(forall<a> x: a :: (exists y: a :: x != y))",
        "(forall<a> f: Field a :: f == none())",
        "(forall<a> :: tag(none(): Field a) == 0)",
        "(forall<a> m: [ref]a :: p(m))",
        "(forall<a> m: [a]bool :: p(m))",
        "(forall<a> x: a :: p((lambda y: a :: x == y)))",
        "(forall<a> x: Option a :: x == None())",
        "(forall<a> x: a :: p(Some(x)))",
        "(forall<a> f: Field a :: pairs[f, at[f]])",
        "(forall<a> f: Field a :: Same(h[r, f := h[r, f]], h))",
        "(forall<a> x: a :: (exists<b> y: b, z: b :: rel(x, y) && rel(y, z)))",
        "(forall<a> x: a :: sequence(x) == sequence(x))",
        "(forall<a> f: Field a :: (exists c: [Field a]a :: c[f] == h[r, f]))",
    ],
)
def test_what_a_union_of_types_cannot_stand_for(formula: str):
    text = apply(
        HEAP
        + """
        datatype Option<a> { None(), Some(v: a) }
        type {:builtin "Seq"} Seq a;
        function {:builtin "seq.unit"} sequence<a>(x: a): Seq a;
        var pairs: <a>[Field a, a]bool;
        var at: <a>[Field a]a;
        procedure P() { var b: bool; b := """
        + formula
        + "; }",
        monomorphize,
    )
    assert "b := forall#0(" in text
    assert "other" not in text.partition("procedure P")[2]


@pytest.mark.parametrize(
    "formula",
    [
        "(forall<a> o: ref, f: Field a :: h[o, f] == h[r, f])",
        "(exists<a> x: a :: !p(box(x)))",
        "(forall<a> x: a :: (exists<b> y: b :: rel(x, y)))",
        "(forall<a, b> x: a, y: b :: rel(x, y) || x == y)",
        "(forall<a> x: Wrapped (Field a) :: p(x))",
        "(forall<a> f: Field a :: (forall o: ref :: p(h[o, f])))",
    ],
)
def test_what_a_union_of_types_can_stand_for(formula: str):
    text = apply(HEAP + f"procedure P() {{ var b: bool; b := {formula}; }}", monomorphize)
    assert "forall#" not in text
    assert "exists#" not in text
    assert "other" in text.partition("procedure P")[2]


def test_growing_types_are_not_exact():
    wrong = refuted(
        HEAP
        + """
        procedure P() {
          var b: bool;
          b := (forall<a> f: Field a :: tag(up(f)) == tag(f));
          if (b) { assert tag(up(g)) == tag(g); }
          assert b;
        }
        procedure Q() {
          var b: bool;
          b := (forall<a> f: Field a :: tag(up(f)) == tag(f));
          if (!b) { assert tag(up(g)) != tag(g); }
        }
        """
    )
    assert wrong == {"P", "Q"}


def test_a_type_called_other():
    text = apply(
        """
        type other;
        type Field a;
        const c: Field other;
        var m: <a>[Field a]bool;
        procedure P() { assert m[c] <==> (forall<a> f: Field a :: m[f]); }
        """,
        monomorphize,
    )
    assert "type other#0;" in text
