from functools import partial

from text_passes import apply, becomes

from ivl.transform.lift_lambdas import lift_lambdas


def test_holes_are_maximal():
    becomes(
        """
        procedure P(a: int, b: int) returns (m: [int]int) {
          m := (lambda x: int :: x + a * b);
        }
        """,
        """
        function lambda#0(l#0: int): [int]int uses {
          axiom (forall x: int, l#0: int :: {lambda#0(l#0)[x]} lambda#0(l#0)[x] == x + l#0);
        }
        procedure P(a: int, b: int) returns (m: [int]int);
        implementation P(a: int, b: int) returns (m: [int]int) { m := lambda#0(a * b); }
        """,
        lift_lambdas,
    )


def test_equal_templates_share_a_function():
    text = apply(
        """
        procedure P(a: int, b: int) {
          assert (lambda x: int :: x + a) == (lambda y: int :: y + b);
          assert (lambda x: int :: x + 1) == (lambda y: int :: y + (a - b));
          assert (lambda x: int :: a + x) == (lambda y: int :: y);
        }
        """,
        lift_lambdas,
    )
    assert "assert lambda#0(a) == lambda#0(b);" in text
    assert "assert lambda#0(1) == lambda#0(a - b);" in text
    assert "assert lambda#1(a) == lambda#2();" in text


def test_triggers_and_attributes_tell_lambdas_apart():
    text = apply(
        """
        function f(int): int;
        procedure P() {
          assert (lambda x: int :: (forall u: int :: {f(u)} x == f(u)))
              == (lambda x: int :: (forall u: int :: x == f(u)));
          assert (lambda x: int :: {:weight 5} f(x)) == (lambda x: int :: f(x));
        }
        """,
        lift_lambdas,
    )
    assert "lambda#0() == lambda#1()" in text
    assert "lambda#2() == lambda#3()" in text
    assert "{:weight 5} { lambda#2()[x] }" in text


def test_old_is_pushed_to_the_globals():
    text = apply(
        """
        var g: int;
        procedure P(a: int) modifies g; ensures (lambda x: int :: old(x + a + g))[0] == 0; {
          var m: [int]int;
          m := (lambda x: int :: old(x + a * g));
        }
        """,
        lift_lambdas,
    )
    assert "ensures lambda#0(a, old(g))[0] == 0;" in text
    assert "m := lambda#1(a * old(g));" in text


def test_nested_lambdas():
    text = apply(
        """
        procedure P(a: int) {
          assert (lambda x: int :: (lambda y: int :: x + y + a))[1][2] == 3 + a;
        }
        """,
        lift_lambdas,
    )
    assert "lambda#0(l#0, l#1)[y] == l#0 + y + l#1" in text
    assert "lambda#1(l#0)[x] == lambda#0(x, l#0)" in text
    assert "assert lambda#1(a)[1][2] == 3 + a;" in text


def test_everywhere():
    text = apply(
        """
        const c: [int]int;
        axiom c == (lambda x: int :: x);
        var g: [int]bool where g == (lambda x: int :: x > 0);
        procedure P(m: [int]int where m == (lambda x: int :: x));
        """,
        lift_lambdas,
    )
    assert "(lambda " not in text
    assert "where g == lambda#0(0);" in text
    assert text.count("== lambda#1()") == 2


def test_polymorphic_code():
    text = apply(
        """
        function wrap<a>(x: a): a;
        axiom (forall<a> z: a :: (lambda x: a :: wrap(x)) == (lambda x: a :: z));
        """,
        lift_lambdas,
    )
    assert "function lambda#0<a>() : [a]a" in text
    assert "function lambda#1<a>(l#0: a) : [a]a" in text
    assert "lambda#0(): [a]a == lambda#1(z)" in text


def test_names_that_are_taken():
    text = apply("function lambda#0(): int; axiom (lambda x: int :: x)[0] == 0;", lift_lambdas)
    assert "axiom lambda#1()[0] == 0;" in text


def test_free_variables_as_holes():
    text = apply(
        """
        var g: int;
        procedure P(a: int, b: int) modifies g; {
          assert (lambda x: int :: x + a * b + a) == (lambda y: int :: y + b * a + b);
          assert (lambda x: int :: x + 2 * a) == (lambda y: int :: y + 3 * a);
          assert (lambda x: int :: x + old(g + a) + g) == (lambda x: int :: x);
        }
        """,
        partial(lift_lambdas, free_variables=True),
    )
    assert "assert lambda#0(a, b) == lambda#0(b, a);" in text
    assert "assert lambda#1(a) == lambda#2(a);" in text
    assert "assert lambda#3(old(g), a, g) == lambda#4();" in text
    assert "lambda#0(l#0, l#1)[x] == x + l#0 * l#1 + l#0" in text


def test_polymorphic_lambdas_do_not_share_a_function():
    text = apply(
        "procedure P() { assert (lambda<a> x: a :: x) == (lambda<b> y: b :: y); }", lift_lambdas
    )
    assert "assert lambda#0() == lambda#1();" in text


def test_attributes_are_compared_as_written():
    text = apply(
        """
        function f(int): int;
        procedure P() {
          assert (lambda x: int :: (forall u: int :: {:a f(u)} f(u) == x))
              == (lambda x: int :: (forall v: int :: {:a f(v)} f(v) == x));
        }
        """,
        lift_lambdas,
    )
    assert "assert lambda#0() == lambda#1();" in text
