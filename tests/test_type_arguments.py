"""Types as arguments, from text to text."""

from text_passes import apply

from ivl.transform.type_arguments import type_arguments


def test_functions_and_quantifiers_take_types():
    text = apply(
        """
        type List a;
        function head<a>(l: List a): a;
        function ok<a>(x: a): bool;
        axiom (forall<a> l: List a :: {head(l)} ok(head(l)));
        """,
        type_arguments,
    )
    assert "function head(a: T, l: U) : U" in text
    assert "axiom (forall a: T, x0: U :: { head(a, x0) } hasType(head(a, x0), a));" in text
    assert "axiom (forall a: T, l: U :: { head(a, l) } ok(a, head(a, l)));" in text


def test_guards_where_values_are_compared_or_unknown():
    text = apply(
        """
        type Color; const red, blue: Color;
        function f<a>(x: a): int;
        axiom (forall c: Color :: {f(c)} f(c) > 0);
        axiom (forall c: Color :: {f(c)} c == red || c == blue);
        axiom (forall c: Color, d: Color :: {f(c), f(d)} f(if f(d) > 1 then c else red) > 0);
        axiom (exists c: Color :: {f(c)} f(c) > 0);
        procedure P() { assert (forall c: Color :: {f(c)} f(c) > 0); }
        """,
        type_arguments,
    )
    trigger = "{ f(ColorType, c) }"
    guard = "hasType(c, ColorType)"
    assert f"axiom (forall c: U :: {trigger} f(ColorType, c) > 0);" in text
    assert f"axiom (forall c: U :: {trigger} {guard} ==> c == red || c == blue);" in text
    assert f"{{ f(ColorType, c), f(ColorType, d) }} {guard} ==> f(" in text
    assert f"axiom (exists c: U :: {trigger} {guard} && f(ColorType, c) > 0);" in text
    assert f"assert (forall c: U :: {trigger} {guard} ==> f(ColorType, c) > 0);" in text


def test_equal_values_may_have_different_types():
    text = apply(
        """
        procedure P<a, b>(x: a, y: b) { assert x == y; assert x != 3; assert y == y; }
        """,
        type_arguments,
    )
    assert "procedure P(a: T, b: T, x: U where hasType(x, a), y: U where hasType(y, b));" in text
    assert "assert x == y && a == b;" in text
    assert "assert x != int_2_U(3) || a != intType;" in text
    assert "assert y == y;" in text


def test_maps():
    text = apply(
        """
        type C a;
        var h: <a>[C a]a;
        procedure P(c: C bool) modifies h; { h[c] := !h[c]; }
        """,
        type_arguments,
    )
    assert "var h: U where hasType(h, MapType0Type);" in text
    select = "MapType0Select(boolType, h, c)"
    assert f"h := MapType0Store(boolType, h, c, bool_2_U(!U_2_bool({select})));" in text
    stored = "MapType0Store(a, m, x0, v)"
    assert f"hasType(v, a) ==> MapType0Select(a, {stored}, x0) == v" in text
    law = f"MapType0Select(a#0, {stored}, y0) == MapType0Select(a#0, m, y0)"
    assert f"a == a#0 || {law}" in text
    assert f"hasType(y0, CType(a#0)) ==> hasType(x0, CType(a)) ==> x0 == y0 || {law}" in text


def test_boxes():
    text = apply("function f<a>(x: a): bool; axiom f(3);", type_arguments)
    assert "axiom f(intType, int_2_U(3));" in text
    assert (
        "axiom (forall x: U :: { U_2_int(x) } hasType(x, intType) ==> int_2_U(U_2_int(x)) == x);"
        in text
    )
