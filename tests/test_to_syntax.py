from fractions import Fraction
from pathlib import Path

import pytest
from text_passes import read, write

from ivl.base.deep import deep
from ivl.core import build
from ivl.core.expressions import FloatValue, Literal
from ivl.core.literal_text import decimal_text, float_text
from ivl.core.to_syntax import to_declaration, to_program
from ivl.core.types import FloatType
from ivl.resolve.literals import float_value
from ivl.syntax.printer import print_declaration, print_program

PROGRAMS = sorted((Path(__file__).resolve().parents[1] / "examples").glob("*.bpl"))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_examples_read_back(path):
    deep(lambda: write(read(path.read_text())))


def test_everything_reads_back():
    text = deep(
        lambda: write(
            read("""
        type C a b;
        type {:builtin "Seq"} S a;
        datatype {:d} D<a> { Leaf(), Node(left: D a, value: a) }
        const unique c: int uses { axiom c > 0; }
        function f<a>(x: a) returns (int) uses { axiom (forall<a> x: a :: {f(x)} f(x) > 0); }
        function empty<a>(): D a;
        function {:define} g(x: real): real { x ** 2e0 / 1.5 }
        axiom {:a 1, "s"} (exists i: int :: {:nopats f(i)} {:w 3} {f(i), g(real(i))} i mod 2 == -1);
        var m: <a>[C a int]a;
        var {:x} n: int where n >= 0;
        axiom (lambda<a> x: a :: 3)[true] == (var u, v := 1, 2; u + v);
        procedure {:p} P<a>(x: a, b: bv8 where b != 0bv8) returns (y: a where f(y) == 2);
          requires {:r} n > 0;
          free requires n < 100;
          modifies m, n;
          ensures {:msg "never"} old(n) != n ==> b[4:0] ++ b[8:4] == 17bv8;
          free ensures y == x;
        implementation {:i} P<a>(x: a, b: bv8) returns (y: a) {
          var d: D int, e: C a int where m[e] == x;
          A: assert {:subsumption 0} d is Node ==> d->value == (if n > 3 then 1 else 2);
          d := d->(value := 3);
          m[e] := x;
          if (*) { goto A; } else if (n == 3) { return; } else { havoc d, n; }
          while (n > 0) invariant n >= 0; free invariant true; { n := n - 1; break; }
          call Q();
          call y, n := R(x);
          assume {:print n > 3, "n"} (empty() : D bool) == empty();
        }
        procedure Q();
        procedure R<b>(z: b) returns (w: b, v: int);
    """)
        )
    )
    assert "m := m[e := x];" in text


def test_names_are_kept_apart():
    x, y = build.bound("x", build.INT), build.bound("x", build.INT)
    inner = build.forall([y], build.lt(x, y))
    program = build.program(build.axiom(build.exists([x], inner)))
    assert "(exists x: int :: (forall x#0: int :: x < x#0))" in write(program)


def test_a_variable_has_one_name_wherever_it_is_met_first():
    g = build.global_("g", build.INT)
    bound = build.bound("g", build.INT)
    p = build.procedure("P")
    body = build.implementation(
        p,
        [build.assert_(build.forall([bound], build.ne(bound, g))), build.assert_(build.eq(g, 1))],
    )
    text = print_declaration(to_declaration(body))
    assert "(forall g: int :: g != g#0)" in text
    assert "assert g#0 == 1;" in text


def test_results_that_arguments_do_not_tell_get_a_type():
    text = write(
        read("""
        datatype D<a> { Nil() }
        procedure P() { assert Nil() == (Nil() : D int); }
    """)
    )
    assert "assert Nil(): D int == Nil(): D int;" in text


def test_messages_of_built_assertions():
    p = build.procedure("P", requires=[build.clause(True, message="needed")])
    body = build.implementation(p, [build.assert_(True, message="surely")])
    text = print_program(to_program(build.program(p, body)))
    assert 'requires {:msg "needed"} true;' in text
    assert 'assert {:msg "surely"} true;' in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(3), "3.0"), (Fraction(5, 4), "1.25"), (Fraction(1, 80), "0.0125"),
     (Fraction(1, 3), None), (Fraction(10**30), "1" + "0" * 30 + ".0")],
)  # fmt: skip
def test_decimals(value, text):
    assert decimal_text(value) == text


@pytest.mark.parametrize("exponent", [0, 1, 7, 8, 9, 10, 14])
@pytest.mark.parametrize("significand", [0, 1, 5, 7])
def test_floats_read_back(exponent, significand):
    type_ = FloatType(4, 4)
    for negative in (False, True):
        value = FloatValue("", negative, exponent, significand)
        assert float_value(float_text(value, type_)) == (value, 4, 4)
    special = FloatValue("+oo", False, 0, 0)
    assert float_value(float_text(special, type_)) == (special, 4, 4)


def test_negative_and_fractional_literals():
    real = build.REAL
    third = build.axiom(build.eq(Literal(Fraction(1, 3), real), Literal(Fraction(-1, 2), real)))
    text = print_program(to_program(build.program(third)))
    assert "1.0 / 3.0 == -0.5" in text
