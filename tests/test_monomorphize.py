from textwrap import dedent

import pytest
from text_passes import apply, becomes, read

import ivl
from ivl.base.deep import deep
from ivl.base.diagnostic import ProgramError
from ivl.core import build
from ivl.core.program import FunctionDeclaration, Program
from ivl.transform.is_monomorphic import is_monomorphic
from ivl.transform.monomorphize import monomorphize

A = build.type_variable("a")

HEAP = """
    type ref;
    type Field a;
    var h: <a>[ref, Field a]a;
    const g: Field int;
    const r: ref;
"""


def refuted(text: str) -> set[str]:
    """The names of the implementations of a program that are not proved."""
    results = ivl.verify(ivl.parse(dedent(text)))
    return {result.name for result in results if result.outcome is not ivl.Outcome.VERIFIED}


def test_monomorphic_programs_are_left_alone():
    program = read("type T; const x: T; axiom (forall y: T :: y == x); procedure P() { }")
    assert deep(lambda: monomorphize(program)) is program


def test_types_and_functions():
    becomes(
        """
        type Box a;
        function box<a>(x: a): Box a;
        function unused<a>(x: a): a;
        axiom (forall<a> x: a, y: a :: {box(x), box(y)} box(x) == box(y) ==> x == y);
        procedure P(b: Box bool) { assert box(1) == box(2) ==> false; }
        """,
        """
        type Box_int;
        type Box_bool;
        function box_int(x: int): Box_int;
        axiom (forall x: int, y: int :: {box_int(x), box_int(y)}
          box_int(x) == box_int(y) ==> x == y);
        procedure P(b: Box_bool);
        implementation P(b: Box_bool) { assert box_int(1) == box_int(2) ==> false; }
        """,
        monomorphize,
    )


def test_datatypes():
    becomes(
        """
        datatype List<a> { Nil(), Cons(head: a, tail: List a) }
        procedure P(l: List (List int)) {
          assume l is Cons;
          assert l->head == Nil();
        }
        """,
        """
        datatype List_List_int {
          Nil_List_int(), Cons_List_int(head: List_int, tail: List_List_int)
        }
        datatype List_int { Nil_int(), Cons_int(head: int, tail: List_int) }
        procedure P(l: List_List_int);
        implementation P(l: List_List_int) {
          assume l is Cons_List_int;
          assert l->head == Nil_int();
        }
        """,
        monomorphize,
    )


def test_polymorphic_maps_become_products():
    text = apply(
        HEAP
        + """
        procedure P(o: ref, f: Field bool) modifies h; { h[o, g] := 3; assert h[o, f]; }
        """,
        monomorphize,
    )
    name = "PolymorphicMap_ref_Field_a_a"
    assert f"type {name}_rest;" in text
    assert "at_int: [ref,Field_int]int" in text
    assert "at_bool: [ref,Field_bool]bool" in text
    assert "h := h->(at_int := h->at_int[o, g := 3]);" in text
    assert "assert h->at_bool[o, f];" in text


def test_polymorphic_lambda():
    text = apply(
        HEAP
        + """
        procedure P() {
          var frame: <b>[ref, Field b]bool;
          frame := (lambda<b> o: ref, f: Field b :: o != r);
          assert !frame[r, g];
        }
        """,
        monomorphize,
    )
    assert "(lambda o: ref, f: Field_int :: o != r), rest#0(r))" in text
    assert "axiom" not in text


def test_polymorphic_lambda_where_other_types_matter():
    text = apply(
        HEAP
        + """
        procedure P() {
          var frame: <b>[ref, Field b]bool;
          frame := (lambda<b> o: ref, f: Field b :: o != r);
          assert (forall<b> f: Field b :: !frame[r, f]);
        }
        """,
        monomorphize,
    )
    view = "PolymorphicMap_ref_Field_a_bool_at_other"
    assert f"(forall l#0: ref, o: ref, f: Field_other :: {{ {view}(rest#0(l#0), o, f) }}" in text
    assert f"{view}(rest#0(l#0), o, f) == (o != l#0))" in text


def test_procedures_and_their_instances():
    text = apply(
        """
        procedure Id<a>(x: a) returns (y: a) ensures y == x; { y := x; }
        procedure {:inline 1} Copy<a>(x: a) returns (y: a) { call y := Id(x); }
        procedure P() { var i: int; call i := Id(1); call i := Copy(i); }
        """,
        monomorphize,
    )
    assert "implementation Id(x: a) returns (y: a)" in text
    assert "procedure Id_int(x: int) returns (y: int);" in text
    assert "implementation Id_int" not in text
    assert "call i := Id_int(1);" in text
    assert "implementation {:inline 1} {:verboseName" in text  # Copy_int, which is inlined
    assert "call i := Copy_int(i);" in text


def test_axioms_follow_their_triggers():
    text = apply(
        """
        type Seq a;
        function empty<a>(): Seq a;
        function length<a>(s: Seq a): int;
        axiom (forall<a> s: Seq a :: {length(s)} length(s) >= 0);
        axiom (forall<a> :: length(empty(): Seq a) == 0);
        procedure P(s: Seq bool) { assert length(s) >= 0; }
        """,
        monomorphize,
    )
    assert "axiom (forall s: Seq_bool :: { length_bool(s) } length_bool(s) >= 0);" in text
    assert "axiom length_bool(empty_bool()) == 0;" in text


def test_growing_axioms_stop():
    text = apply(
        """
        type Seq a;
        function single<a>(x: a): Seq a;
        function size<a>(x: a): int;
        axiom (forall<a> x: a :: {size(x)} size(x) < size(single(x)));
        procedure P() { assert size(1) < size(single(1)); }
        """,
        monomorphize,
    )
    assert "size_int(x) < size_Seq_int(single_int(x))" in text
    assert text.count("axiom") < 10


@pytest.mark.parametrize(
    "text",
    [
        "datatype Opt<a> { Some(x: a) } procedure A<a>(i: a) { call A(Some(i)); }",
        """datatype Opt<a> { Some(x: a) }
           procedure A<a>(i: a) { call C(Some(i)); } procedure C<a>(i: a) { call A(i); }""",
        "datatype N<a> { Leaf(x: a), Node(n: N (Pair a)) } datatype Pair<a> { P(x: a, y: a) }"
        "procedure Q(n: N int) { }",
    ],
)
def test_expanding_cycles_are_refused(text):
    program = read(text)
    with pytest.raises(ProgramError) as refusal:
        deep(lambda: monomorphize(program))
    (diagnostic,) = refusal.value.diagnostics
    assert diagnostic.kind == "unsupported.monomorphize"
    assert (
        diagnostic.message == "Unable to monomorphize input program: expanding type cycle detected"
    )


def test_recursive_definition_at_larger_types_is_refused():
    from ivl.transform.define_functions import define_functions

    program = read("datatype Opt<a> { Some(x: a) } function B<a>(i: a): bool { B(Some(i)) }")
    with pytest.raises(ProgramError, match="expanding type cycle"):
        deep(lambda: monomorphize(define_functions(program)))


def test_names_are_injective():
    text = apply(
        """
        type Box a;
        type Box_int;
        const b: Box int;
        const c: Box_int;
        """,
        monomorphize,
    )
    assert "const b: Box_int#0;" in text
    assert "const c: Box_int;" in text


def test_uses_clauses_follow_the_instances():
    text = apply(
        """
        type Seq a;
        function length<a>(s: Seq a): int uses {
          axiom (forall<a> s: Seq a :: {length(s)} length(s) >= 0);
        }
        procedure P(s: Seq bool, t: Seq int) { assert length(s) + length(t) >= 0; }
        """,
        monomorphize,
    )
    first = text.index("function length_bool")
    second = text.index("function length_int")
    assert "{ length_bool(s) }" in text[first:]
    assert "{ length_int(s) }" in text[second:first]


def test_what_speaks_of_all_types_speaks_of_those_that_occur_and_of_their_complement():
    text = apply(
        HEAP
        + """
        procedure P(b: bool, s: ref) {
          assume b <==> (forall<a> f: Field a :: h[s, f] == h[r, f]);
          assert (exists<a> f: Field a :: h[s, f] == h[r, f]);
        }
        """,
        monomorphize,
    )
    name = "PolymorphicMap_ref_Field_a_a"
    assert f"(at_int: [ref,Field_int]int, rest: {name}_rest)" in text
    assert f"function {name}_at_other(i0: {name}_rest, i1: ref, i2: Field_other) : other;" in text
    known = "f: Field_int :: h->at_int[s, f] == h->at_int[r, f])"
    others = f"f: Field_other :: {name}_at_other(h->rest, s, f) == {name}_at_other(h->rest, r, f))"
    assert f"assume b <==> (forall {known} && (forall {others};" in text
    assert f"assert (exists {known} || (exists {others};" in text


def test_what_only_single_types_can_tell_is_checked_at_a_fresh_one():
    text = apply(
        HEAP + "procedure P() { assert (forall<a> f: Field a, x: a :: h[r, f := x][r, f] == x); }",
        monomorphize,
    )
    assert "(forall f: Field_int, x: int ::" in text
    assert "(forall f: Field_any#0, x: any#0 ::" in text


def test_what_is_assumed_of_two_values_is_used_at_a_fresh_type():
    text = apply(
        HEAP
        + """
        function q<a>(f: Field a, x: a): bool;
        procedure P() {
          assume (forall<a> f: Field a, x: a :: {q(f, x)} q(f, x));
          assert (forall<a> f: Field a :: q(f, h[r, f]));
        }
        """,
        monomorphize,
    )
    assert "(forall f: Field_any#0 :: q_any#0(f, h->at_any#0[r, f]))" in text
    assert "{ q_any#0(f, x) }" in text


def test_named_quantifiers_over_types():
    text = apply(
        HEAP
        + """
        function q<a>(f: Field a, x: a): bool;
        procedure P(b: bool, s: ref) {
          assume b <==> (forall<a> f: Field a, x: a :: h[s, f] == x);
          assert (exists<a> f: Field a, x: a :: h[s, f] == x);
        }
        """,
        monomorphize,
    )
    assert "function forall#0(" in text
    assert "function exists#0(" in text
    assert "(b ==> (forall f: Field_int, x: int ::" in text
    assert "&& (forall#0(h, s) ==> b)" in text.replace("h->", "h")


# ------------------------------------------------------------------ verdicts


def test_frames():
    wrong = refuted(
        HEAP
        + """
        procedure Touches() modifies h;
          ensures (forall<a> o: ref, f: Field a :: h[o, f] == old(h)[o, f]);
        { h[r, g] := 5; }
        procedure Framed() modifies h;
          ensures (forall<a> o: ref, f: Field a :: o != r ==> h[o, f] == old(h)[o, f]);
        { h[r, g] := 5; }
        procedure Caller(s: ref) modifies h;
        { assume s != r && h[s, g] == 1; call Framed(); assert h[s, g] == 1; }
        """
    )
    assert wrong == {"Touches"}


def test_a_type_parameter_may_be_a_known_type():
    wrong = refuted(
        HEAP
        + """
        procedure Store<a>(f: Field a, v: a) modifies h; ensures h[r, g] == old(h[r, g]);
        { h[r, f] := v; }
        procedure Keep<a>(f: Field a, v: a) modifies h; ensures h[r, f] == v;
        { h[r, f] := v; }
        """
    )
    assert wrong == {"Store"}


def test_types_that_may_be_equal():
    wrong = refuted(
        HEAP
        + """
        procedure A() { assert (forall<a, b> x: a, y: b :: x != y); }
        procedure B() { assert (forall<a> x: a :: x != 3); }
        procedure C() { assert (forall<a> f: Field a :: f != g); }
        procedure D() { assert (forall<a, b> f: Field a, k: Field b :: f != k || true); }
        """
    )
    assert wrong == {"A", "B", "C"}


def test_existential_types_are_not_assumed_to_be_known():
    wrong = refuted(
        """
        type Field a;
        procedure A(m: <a>[Field a]bool) {
          assume (exists<a> f: Field a :: m[f]);
          assert false;
        }
        procedure B(m: <a>[Field a]bool) {
          assume (exists<a> f: Field a :: m[f]);
          assert (exists<b> k: Field b :: m[k]);
        }
        procedure C(m: <a>[Field a]bool, f: Field int) {
          assume m[f];
          assert (exists<b> k: Field b :: m[k]);
        }
        """
    )
    assert wrong == {"A"}


def test_maps_that_agree_where_they_are_used_may_differ():
    wrong = refuted(
        """
        type Field a;
        procedure A(m: <a>[Field a]a, n: <a>[Field a]a, f: Field int) {
          assume (forall k: Field int :: m[k] == n[k]);
          assert m == n;
        }
        procedure B(m: <a>[Field a]a, n: <a>[Field a]a) { assert m == n; }
        procedure C(m: <a>[Field a]a, f: Field int) { assert m[f := m[f]] == m; }
        """
    )
    assert wrong == {"A", "B"}


def test_quantified_values():
    wrong = refuted(
        HEAP
        + """
        procedure A() {
          var b: bool;
          b := (forall<a> f: Field a :: h[r, f] != h[r, f]);
          if (b) { assert h[r, g] != h[r, g]; }
        }
        procedure B() {
          var b: bool;
          b := (forall<a> f: Field a :: h[r, f] != h[r, f]);
          assert b;
        }
        procedure C() { assert (exists x: ref :: (forall<a> f: Field a :: h[x, f] != h[r, f])); }
        """
    )
    assert wrong == {"B", "C"}


def test_maps_that_hold_themselves():
    wrong = refuted(
        """
        var p: <a>[int]a;
        procedure A() modifies p; {
          p[13] := 5;
          p[13] := true;
          p[28] := p;
          assert p[13] == 5 && p[13];
          assert (p[28]: <a>[int]a)[13] == 5;
        }
        procedure B() modifies p; { p[28] := p; assert p[28] == p; }
        """
    )
    assert wrong == {"B"}


def test_undetermined_types_are_refused():
    empty = build.function("empty", [], build.type_of("Seq", A), types=[A])
    term = build.apply(empty, types=[build.type_variable("b")])
    program = Program(
        types=(build.type_constructor("Seq", 1),),
        functions=(FunctionDeclaration(empty, (), None),),
        axioms=(build.axiom(build.eq(term, term)),),
    )
    with pytest.raises(ProgramError, match="unhandled polymorphic features detected"):
        deep(lambda: monomorphize(program))


MONOMORPHIC = """
type T; type {:builtin "Seq"} Seq _; datatype D { C(x: int) }
const m: [int][T]bool; function f(x: T): D;
axiom (forall t: T :: f(t)->x == 1);
procedure P(x: T) { var y: [T]int; y := (lambda t: T :: 0); assert (var z := x; y[z] == 0); }
"""


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("", True),
        ("type Box _;", False),
        ("datatype Pair<a> { Pair(x: a) }", False),
        ("datatype H { H(m: <a>[a]a) }", False),
        ("function g<a>(x: a): int;", False),
        ("function g(m: <a>[a]int): int;", False),
        ("function g(): Seq int;", False),
        ("const c: <a>[a]bool;", False),
        ("var v: [int]<a>[a]bool;", False),
        ("axiom (forall<a> x: a :: x == x);", False),
        ("axiom (forall h: <a>[a]int :: h[1] == 1 ==> true);", False),
        ("axiom (exists x: int :: (lambda<a> y: a :: x)[true] == x);", False),
        ("procedure Q<a>(x: a);", False),
        ("procedure Q(x: <a>[a]int);", False),
        ("procedure Q() { var x: <a>[a]int; }", False),
        ("procedure Q() { assert {:note (forall<a> x: a :: true)} true; }", False),
    ],
)
def test_what_is_monomorphic(declaration, expected):
    program = read(MONOMORPHIC + declaration)
    assert is_monomorphic(program) is expected
