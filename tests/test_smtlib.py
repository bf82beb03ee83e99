import os
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivl.logic.names import spell, spell_bound, unspell
from ivl.logic.script import Background, DatatypeSort, Definition, Script
from ivl.logic.sexpr import parse_sexprs
from ivl.logic.smtlib import Printer
from ivl.logic.terms import Terms

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def terms():
    return Terms(check=True)


def text(terms, term):
    return Printer(terms).print(term).text.replace("\n", " ")


# ------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("x", "x"),
        ("x@0", "x@0"),
        ("a b", "|a b|"),
        ("3d", "|3d|"),
        ("a|b", "a%x7C.b"),
        ("a\\b", "a%x5C.b"),
        ("100%", "|100%x25.|"),
        ("?x", "%x3F.x"),
        ("@x", "%x40.x"),
        ("", "%"),
        ("select", "select%"),
        ("bvadd", "bvadd%"),
        ("seq.len", "seq.len%"),
        ("_", "_%"),
        ("!", "!%"),
        ("is-Cons", "is-Cons%"),
        ("#a", "|#a|"),
        ("T@U", "T@U"),
        ("naïve", "na%xEF.ve"),
    ],
)
def test_names(name, symbol):
    assert spell(name) == symbol
    assert unspell(symbol) == name


@given(st.text())
def test_names_are_injective_and_lex_as_one_symbol(name):
    symbol = spell(name)
    assert unspell(symbol) == name
    assert parse_sexprs(symbol) == [symbol]
    assert symbol.isascii()
    assert not symbol.startswith(("?", "|?", "@", "."))
    assert spell_bound(name).lstrip("|")[0] == "?"


def test_reserved_names_can_be_declared_by_a_user(terms):
    z3 = shutil.which("z3", path=f"{os.path.dirname(sys.executable)}{os.pathsep}{os.defpath}")
    if z3 is None:
        pytest.skip("z3 is not installed")
    names = """select store ite div mod abs bvadd bvult concat extract seq.len str.len re.all int.x
        _ ! let forall as match true and not => = distinct + - * / < to_real fp.add fp RNE NaN map
        const union default set.x lambda par assert push nil cons insert head tail is-nil update
        exp sin pi e root-obj x!0 k!1 Array Int Bool String List Set if iff implies xor
        first second Real BitVec FloatingPoint RegLan char 0 -1 1.5 #x1 :key ; " a'b +1"""
    for arguments in (0, 1, 2):
        script = Script(terms := Terms())
        lines = []
        for name in names.split():
            function = terms.function(name, [terms.INT] * arguments, terms.INT)
            call = terms.apply(function, [terms.int_(5)] * arguments)
            lines.append(script.assume(terms.equal(call, terms.int_(123))))
            member = terms.symbol(f"member of {name}", terms.named_sort(name))
            lines.append(script.assume(terms.equal(member, member)))
        done = subprocess.run(
            [z3, "-in"], input="".join(lines) + "(check-sat)\n",
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        assert done.stdout.strip() == "sat"


# ------------------------------------------------------------------- terms


def test_literals(terms):
    assert text(terms, terms.int_(-5)) == "(- 5)"
    assert text(terms, terms.real(Fraction(-1, 3))) == "(- (/ 1.0 3.0))"
    assert text(terms, terms.real(2)) == "2.0"
    assert text(terms, terms.bitvector(-1, 8)) == "(_ bv255 8)"
    assert text(terms, terms.raw("(_ +oo 8 24)", terms.builtin_sort("(_ FloatingPoint 8 24)"))) == (
        "(_ +oo 8 24)"
    )


def test_operators(terms):
    i, a = terms.symbol("i", terms.INT), terms.symbol("a", terms.array_sort(terms.INT, terms.INT))
    term = terms.implies(
        terms.or_(terms.less(i, terms.int_(0)), terms.not_(terms.less_equal(i, i))),
        terms.equal(
            terms.select(terms.store(a, i, terms.negate(i)), i),
            terms.builtin(
                "mod", [terms.multiply(i, i), terms.subtract(i, terms.int_(2))], terms.INT
            ),
        ),
    )
    assert text(terms, term) == (
        "(=> (or (< i 0) (not (<= i i))) (= (select (store a i (- 0 i)) i) (mod (* i i) (- i 2))))"
    )


def test_lets_are_for_shared_nodes_only(terms):
    f, g = (terms.function(name, [terms.INT], terms.INT) for name in ("function", "g"))
    x = terms.apply(f, [terms.apply(f, [terms.symbol("x", terms.INT)])])
    y = terms.apply(f, [terms.symbol("y", terms.INT)])
    assert text(terms, terms.less(x, y)) == "(< (function (function x)) (function y))"
    assert text(terms, terms.less(x, terms.add(x, y))) == (
        "(let ((%0 (function (function x)))) (< %0 (+ %0 (function y))))"
    )
    short = terms.apply(g, [terms.symbol("x", terms.INT)])
    assert text(terms, terms.less(short, terms.add(short, y))) == "(< (g x) (+ (g x) (function y)))"


def test_lets_live_in_the_binder_that_they_need(terms):
    f = terms.function("function", [terms.INT, terms.INT], terms.INT)
    c, x, y = terms.symbol("c", terms.INT), terms.bound("x", terms.INT), terms.bound("y", terms.INT)
    fcc, fxc, fxy = (terms.apply(f, pair) for pair in ((c, c), (x, c), (x, y)))
    inner = terms.quantifier(
        False, [y], terms.and_(terms.less(fcc, fxc), terms.less(fxc, fxy), terms.less(fxy, fcc)),
        [[fxy]],
    )  # fmt: skip
    outer = terms.quantifier(True, [x], inner, [[fxc]], qid="a q", weight=3)
    assert text(terms, terms.or_(outer, terms.less(fcc, c))) == (
        "(let ((%0 (function c c))) (or (forall ((?x Int)) (! (let ((%1 (function ?x c)))"
        " (exists ((?y Int)) (! (let ((%2 (function ?x ?y))) (and (< %0 %1) (< %1 %2) (< %2 %0)))"
        " :pattern ((function ?x ?y))))) :pattern ((function ?x c)) :qid |a q| :weight 3))"
        " (< %0 c)))"
    )


def test_the_same_variable_in_two_quantifiers(terms):
    f = terms.function("function", [terms.INT], terms.INT)
    x = terms.bound("x", terms.INT)
    fx = terms.apply(f, [x])
    square = terms.multiply(fx, fx)
    first = terms.quantifier(True, [x], terms.less(square, fx))
    second = terms.quantifier(False, [x], terms.and_(first, terms.less(fx, square)))
    assert (
        text(terms, second)
        == (
            "(let ((%1 (forall ((?x Int)) (let ((%0 (function ?x))) (< (* %0 %0) %0)))))"
            " (exists ((?x Int)) (let ((%2 (function ?x))) (and %1 (< %2 (* %2 %2))))))"
        )
        or text(terms, second).count("(let ((") == 2
    )


def test_shadowing_and_capture(terms):
    x, p = terms.bound("x", terms.INT), terms.bound("x", terms.BOOL)
    inner = terms.quantifier(False, [p], terms.iff(p, terms.less(x, terms.int_(0))))
    free = terms.less(terms.symbol("x", terms.INT), x)
    assert text(terms, terms.quantifier(True, [x], terms.and_(inner, free))) == (
        "(forall ((?x Int)) (and (exists ((?x!1 Bool)) (= ?x!1 (< ?x 0))) (< x ?x)))"
    )
    shadow = terms.quantifier(
        True,
        [x],
        terms.or_(terms.less(x, terms.int_(1)), terms.quantifier(True, [x], terms.less(x, x))),
    )
    assert text(terms, shadow) == "(forall ((?x Int)) (or (< ?x 1) (forall ((?x Int)) (< ?x ?x))))"


def test_attributes(terms):
    x = terms.bound("x", terms.INT)
    f, g = (terms.apply(terms.function(n, [terms.INT], terms.INT), [x]) for n in "fg")
    body = terms.less(f, g)
    assert text(terms, terms.quantifier(True, [x], body, [[f, g], [g]], [f], "q", "s", 0)) == (
        "(forall ((?x Int)) (! (< (f ?x) (g ?x)) :pattern ((f ?x) (g ?x)) :pattern ((g ?x))"
        " :qid q :skolemid s :weight 0))"
    )
    assert text(terms, terms.quantifier(True, [x], body, no_patterns=[f, g])) == (
        "(forall ((?x Int)) (! (< (f ?x) (g ?x)) :no-pattern (f ?x) :no-pattern (g ?x)))"
    )


def test_a_pattern_does_not_begin_with_a_name(terms):
    x, c = terms.bound("x", terms.INT), terms.symbol("c", terms.INT)
    f = terms.apply(terms.function("f", [terms.INT], terms.INT), [x])
    quantifier = terms.quantifier(True, [x], terms.less(f, c), [[c, f]])
    assert text(terms, quantifier) == "(forall ((?x Int)) (! (< (f ?x) c) :pattern ((f ?x) c)))"


def test_a_bound_variable_outside_its_quantifier_is_refused(terms):
    with pytest.raises(ValueError, match="outside"):
        text(terms, terms.less(terms.bound("x", terms.INT), terms.int_(0)))


def test_text_does_not_depend_on_what_was_made_before():
    def build(terms):
        x = terms.bound("x", terms.INT)
        g = terms.apply(terms.function("g", [terms.INT], terms.INT), [x])
        return terms.quantifier(
            True, [x], terms.less(g, terms.add(g, terms.symbol("c", terms.INT)))
        )

    one, other = Terms(), Terms()
    other.bound("x", other.BOOL)
    for number in range(50):
        other.add(other.symbol(f"c{number}", other.INT), other.int_(number))
    printer = Printer(other)
    printer.print(
        other.equal(other.bound("x", other.BOOL), other.true), [other.bound("x", other.BOOL)]
    )
    assert Printer(one).print(build(one)).text == printer.print(build(other)).text


def test_deep_and_shared_terms():
    terms = Terms()
    f = terms.function("f", [terms.INT, terms.INT], terms.INT)
    c = terms.symbol("c", terms.INT)
    chain, doubled = c, c
    for _ in range(100_000):
        chain = terms.apply(f, [chain, c])
    for _ in range(1000):
        doubled = terms.apply(f, [doubled, doubled])
    printed = Printer(terms).print(terms.less(chain, doubled)).text
    assert len(printed) < 2_000_000
    assert printed.count("(") == printed.count(")")


def test_thousands_of_nested_quantifiers():
    terms = Terms()
    body = terms.symbol("p", terms.BOOL)
    for number in range(2000):
        x = terms.bound(f"x{number}", terms.INT)
        body = terms.quantifier(number % 2 == 0, [x], terms.or_(body, terms.less(x, terms.int_(0))))
    assert Printer(terms).print(body).text.count("exists") == 1000


# ------------------------------------------------------------------ scripts


def test_declarations_come_once_and_go_with_their_scope(terms):
    script = Script(terms)
    t = terms.named_sort("T")
    x, y = terms.symbol("x", t), terms.symbol("y", terms.array_sort(terms.INT, t))
    equal = terms.equal(x, terms.select(y, terms.int_(0)))
    assert script.push() + script.assume(equal) + script.assume(terms.not_(equal)) == (
        "(push 1)\n(declare-sort T 0)\n(declare-fun x () T)\n(declare-fun y () (Array Int T))\n"
        "(assert (= x (select y 0)))\n(assert (not (= x (select y 0))))\n"
    )
    assert script.pop() + script.assume(terms.equal(x, x)) == (
        "(pop 1)\n(declare-sort T 0)\n(declare-fun x () T)\n(assert (= x x))\n"
    )


def test_background(terms):
    tree, element = terms.named_sort("Tree"), terms.named_sort("E")
    x, y = terms.bound("x", terms.INT), terms.bound("x", terms.BOOL)
    leaf = terms.symbol("leaf", tree)
    background = Background(
        datatypes=((DatatypeSort("Tree", (
            ("leaf", ()), ("node", (("left", tree), ("at", element), ("right", tree))),
        )),),),
        definitions=(
            Definition("inc", (x, y), terms.INT, terms.ite(y, terms.add(x, terms.int_(1)), x)),
        ),
        axioms=(terms.not_(terms.tester("node", leaf)),),
        axiom_names=("leaf is leaf",),
    )  # fmt: skip
    assert Script(terms).background(background) == (
        "(declare-sort E 0)\n"
        "(declare-datatypes ((Tree 0)) (\n"
        "  ((leaf) (node (left Tree) (at E) (right Tree)))))\n"
        "(define-fun inc ((?x Int) (?x!1 Bool)) Int (ite ?x!1 (+ ?x 1) ?x))\n"
        "(assert (! (not ((_ is node) leaf)) :named |leaf is leaf|))\n"
    )


PROGRAM = """
from ivl.logic.script import Script
from ivl.logic.terms import Terms
terms = Terms()
script = Script(terms)
f = terms.function("f", [terms.INT, terms.INT], terms.INT)
xs = [terms.bound(f"x{i}", terms.INT) for i in range(9)]
cs = [terms.symbol(f"c{i}", terms.named_sort(f"T{i}")) for i in range(9)]
y = xs[0]
for x in xs:
    y = terms.apply(f, [terms.apply(f, [y, x]), y])
for x in xs[::-1]:
    z = terms.apply(f, [x, x])
    y = terms.ite(terms.quantifier(True, [x], terms.less(y, x), [[z]]), y, terms.apply(f, [x, y]))
q = terms.quantifier(False, xs, terms.less(y, terms.int_(0)))
print(script.assume(terms.and_(q, *[terms.equal(c, c) for c in cs])))
"""


def test_text_does_not_depend_on_the_hash_seed():
    texts = set()
    for seed in ("0", "1", "12345"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT,
            capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        texts.add(done.stdout)
    assert len(texts) == 1
    assert len(texts.pop()) > 1000
