"""Types as predicates, from text to text."""

from text_passes import apply, becomes

import ivl
from ivl.transform.type_predicates import type_predicates

RANK = "function Ctor(T): int;"
LIST = f"""
type U; type T;
function typeOf(U): T;
{RANK}
function ListType(T): T uses {{ axiom (forall t0: T :: {{ListType(t0)}} Ctor(ListType(t0)) == 0); }}
function ListTypeInv0(T): T uses {{
  axiom (forall t0: T :: {{ListType(t0)}} ListTypeInv0(ListType(t0)) == t0);
}}
"""


def test_type_parameters_are_read_off_arguments_or_given():
    becomes(
        """
        type List a;
        function head<a>(l: List a): a;
        function nil<a>(): List a;
        function ok<a>(x: a): bool;
        axiom (forall<a> l: List a :: {head(l)} l != nil() ==> ok(head(l)));
        """,
        LIST
        + """
        function head(l: U): U uses {
          axiom (forall x0: U :: {head(x0)} typeOf(head(x0)) == ListTypeInv0(typeOf(x0)));
        }
        function nil(a: T): U uses {
          axiom (forall a: T :: {nil(a)} typeOf(nil(a)) == ListType(a));
        }
        function ok(x: U): bool;
        axiom (forall l: U :: {head(l)} typeOf(l) == ListType(ListTypeInv0(typeOf(l))) ==>
          l != nil(ListTypeInv0(typeOf(l))) ==> ok(head(l)));
        """,
        type_predicates,
    )


def test_procedures_take_types():
    text = apply(
        """
        procedure id<a>(x: a) returns (y: a);
          ensures x == y;
        implementation id<b>(x: b) returns (y: b) {
          var b: b where x == b;
          y := b;
        }
        procedure P() {
          var i: int;
          call i := id(3);
          call i := id(i);
        }
        """,
        type_predicates,
    )
    assert (
        "procedure id(a: T, x: U where typeOf(x) == a) returns (y: U where typeOf(y) == a);" in text
    )
    assert "implementation id(b#0: T, x: U) returns (y: U)" in text
    assert "var b: U where typeOf(b) == b#0 && x == b;" in text
    assert "call i#boxed := id(intType, int_2_U(3));" in text
    assert "i := U_2_int(i#boxed);" in text
    assert "call i#boxed#0 := id(intType, int_2_U(i));" in text


def test_where_clauses_see_what_is_declared_later():
    text = apply(
        """
        var g: [int]int where g == h;
        var h: [int]int;
        procedure P<a>(x: a where x == y, y: a) { var m: [a]a where m == n, n: [a]a; }
        """,
        type_predicates,
    )
    assert "var g: U where typeOf(g) == MapType0Type(intType, intType) && g == h;" in text
    assert "x: U where typeOf(x) == a && x == y, y: U where typeOf(y) == a" in text
    assert "var m: U where typeOf(m) == MapType0Type(a, a) && m == n;" in text


def test_boxes():
    text = apply(
        "function f<a>(x: a): int; axiom f(true) == f(3);",
        type_predicates,
    )
    assert "axiom f(bool_2_U(true)) == f(int_2_U(3));" in text
    assert "axiom (forall i: int :: { int_2_U(i) } U_2_int(int_2_U(i)) == i);" in text
    assert "axiom (forall i: int :: { int_2_U(i) } typeOf(int_2_U(i)) == intType);" in text
    assert (
        "axiom (forall x: U :: { U_2_int(x) } typeOf(x) == intType ==> int_2_U(U_2_int(x)) == x);"
        in text
    )


def test_variables_that_are_only_boxed_are_of_the_universal_sort():
    text = apply(
        """
        function f<a>(x: a): int;
        function g(i: int): int;
        axiom (forall i: int :: {f(i)} f(i) >= i);
        axiom (forall i: int :: {g(i)} f(i) >= g(i));
        axiom (exists i: int :: f(i) > i);
        """,
        type_predicates,
    )
    assert "(forall i: U :: { f(i) } typeOf(i) == intType ==> f(i) >= U_2_int(i))" in text
    assert "(forall i: int :: { g(i) } f(int_2_U(i)) >= g(i))" in text
    assert "(exists i: int :: f(int_2_U(i)) > i)" in text


def test_guards():
    text = apply(
        """
        type C; type D a;
        const c: C;
        function f<a>(x: a): bool;
        function h<a>(): a;
        axiom (forall x: C, unused: C :: f(x));
        axiom (exists x: C, d: D int :: x != c && f(d));
        axiom (forall<a> x: D a, y: a :: f(x) || f(y));
        axiom (forall<a, b> x: a :: f(x) == f(h(): b));
        """,
        type_predicates,
    )
    assert "uses {\n  axiom typeOf(c) == CType;\n}" in text
    assert "(forall x: U :: {:nopats typeOf(x)} typeOf(x) == CType ==> f(x))" in text
    assert "typeOf(x) == CType && typeOf(d) == DType(intType) && (x != c && f(d))" in text
    assert "typeOf(x) == DType(typeOf(y)) ==> f(x) || f(y)" in text
    assert "(forall b: T, x: U :: f(x) == f(h(b)))" in text


def test_maps():
    text = apply(
        """
        type C a;
        var h: <a>[C a, int]a;
        procedure P(c: C bool) modifies h; { h[c, 3] := !h[c, 4]; }
        """,
        type_predicates,
    )
    assert "var h: U where typeOf(h) == MapType0Type(intType);" in text
    assert (
        "h := MapType0Store(h, c, int_2_U(3),"
        " bool_2_U(!U_2_bool(MapType0Select(h, c, int_2_U(4)))));" in text
    )
    law = "MapType0Select(MapType0Store(m, x0, x1, v), y0, y1) == MapType0Select(m, y0, y1)"
    assert f"x0 == y0 || {law}" in text
    assert f"x1 == y1 || {law}" in text
    assert (
        "typeOf(x0) == CType(CTypeInv0(typeOf(x0))) && typeOf(x1) == MapType0TypeInv0(typeOf(m))"
        " && typeOf(v) == CTypeInv0(typeOf(x0))"
        " ==> MapType0Select(MapType0Store(m, x0, x1, v), x0, x1) == v" in text
    )


def test_types_that_only_the_range_of_a_map_tells_are_given():
    text = apply(
        "var g: <a>[int]a; procedure P() modifies g; { g[1] := true; assert g[2] == 3; }",
        type_predicates,
    )
    assert "g := MapType0Store(g, int_2_U(1), bool_2_U(true));" in text
    assert "assert U_2_int(MapType0Select(intType, g, int_2_U(2))) == 3;" in text
    assert "MapType0Select(typeOf(v), MapType0Store(m, x0, v), x0) == v" in text
    assert "typeOf(v) == a || MapType0Select(a, MapType0Store(m, x0, v), y0) ==" in text


def test_map_types_of_one_shape_share_a_class():
    text = apply(
        """
        function f<a>(m: [a]a): a;
        const m: [int]int; const n: [bool]int; const o: [[int]int]bool; const p: [int, int]int;
        """,
        type_predicates,
    )
    assert "axiom typeOf(n) == MapType0Type(boolType, intType);" in text
    assert "axiom typeOf(o) == MapType0Type(MapType0Type(intType, intType), boolType);" in text
    assert "axiom typeOf(p) == MapType1Type(intType, intType, intType);" in text


def test_names_that_are_taken():
    text = apply(
        """
        type U; type T a;
        const intType: U;
        function typeOf<a>(x: a): U;
        axiom typeOf(3) == intType;
        """,
        type_predicates,
    )
    assert "type U#0;" in text
    assert "function typeOf#0(U#0) : T#0;" in text
    assert "axiom typeOf(int_2_U(3)) == intType;" in text


def test_triggers_that_no_longer_tell_everything_are_dropped():
    text = apply(
        """
        function f<a>(x: a): int; function g(x: int): bool;
        axiom (forall<a> i: int, x: a :: {:weight 3} {f(x), g(i)} {f(i), f(x)} g(f(x) + i));
        """,
        type_predicates,
    )
    assert "{:weight 3} { f(x), g(i) } { f(int_2_U(i)), f(x) }" in text


def test_a_type_variable_may_have_any_name():
    text = """
    type Field _ _;
    function f<$K, $1.x>(x: Field $K $1.x): int;
    axiom (forall<$K, $1.x> x: Field $K $1.x :: {f(x)} f(x) > 0);
    procedure P(x: Field int bool) { assert f(x) >= 1; }
    """
    for encoding in ("monomorphic", "predicates", "arguments"):
        [result] = ivl.verify(ivl.parse(text), ivl.Options(type_encoding=encoding))
        assert result.outcome is ivl.Outcome.VERIFIED
