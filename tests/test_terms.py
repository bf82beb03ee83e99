from fractions import Fraction

import pytest

from ivl.logic.terms import Terms


@pytest.fixture
def terms():
    return Terms(check=True)


def test_equal_content_is_one_node(terms):
    x = terms.symbol("x", terms.INT)
    assert terms.symbol("x", terms.INT) is x
    assert terms.add(x, terms.int_(1)) is terms.add(x, terms.int_(1))
    assert terms.real(Fraction(1, 3)) is not terms.int_(1)


def test_bound_variables_differ_from_constants_and_by_sort(terms):
    x = terms.bound("x", terms.INT)
    assert x is terms.bound("x", terms.INT)
    assert x is not terms.symbol("x", terms.INT)
    assert x is not terms.bound("x", terms.BOOL)
    assert x.mentions == {x}
    less = terms.less(x, terms.int_(3))
    assert less.mentions == {x}
    assert not terms.quantifier(True, [x], less).mentions


def test_units_and_double_negation_go(terms):
    p, q = terms.symbol("p", terms.BOOL), terms.symbol("q", terms.BOOL)
    assert terms.and_() is terms.true
    assert terms.or_([]) is terms.false
    assert terms.and_(p) is p
    assert terms.and_(p, terms.true, q) is terms.and_([p, q])
    assert terms.and_(p, terms.false) is terms.false
    assert terms.or_(p, terms.true) is terms.true
    assert terms.not_(terms.not_(p)) is p
    assert terms.not_(terms.true) is terms.false
    assert terms.implies(terms.true, p) is p
    assert terms.ite(terms.false, p, q) is q


def test_sorts(terms):
    array = terms.array_sort(terms.INT, terms.array_sort(terms.INT, terms.BOOL))
    a = terms.symbol("a", array)
    i = terms.symbol("i", terms.INT)
    element = terms.select(terms.store(a, i, terms.select(a, i)), i)
    assert terms.sort(element) == terms.array_sort(terms.INT, terms.BOOL)
    assert terms.sort(terms.select(element, i)) is terms.BOOL
    assert terms.sort(terms.ite(terms.less(i, i), i, i)) is terms.INT
    assert terms.sort(terms.bitvector(-1, 8)) is terms.bitvector_sort(8)
    assert terms.sort(terms.negate(terms.symbol("r", terms.REAL))) is terms.REAL
    assert terms.sort(terms.builtin("mod", [i, i], terms.INT)) is terms.INT
    assert terms.equal(terms.select(element, i), terms.true).is_iff()
    assert terms.equal(i, i).is_equals()


def test_ill_sorted_terms_are_refused_when_checking(terms):
    with pytest.raises(Exception, match="well-formed"):
        terms.and_(terms.symbol("p", terms.BOOL), terms.symbol("i", terms.INT))


def test_builtin_sorts_differ_from_named_ones(terms):
    assert terms.builtin_sort("String") != terms.named_sort("String")
    assert terms.builtin_sort("String") is terms.builtin_sort("String")


def test_a_quantifier_without_variables_is_its_body(terms):
    p = terms.symbol("p", terms.BOOL)
    assert terms.quantifier(True, [], p, [[p]]) is p


def test_sort_of_deep_terms():
    terms = Terms()
    x = terms.symbol("x", terms.INT)
    for _ in range(100_000):
        x = terms.add(x, terms.int_(1))
    assert terms.sort(x) is terms.INT


def test_pysmt_itself_understands_the_terms(terms):
    x = terms.bound("x", terms.INT)
    c = terms.symbol("c", terms.INT)
    f = terms.function("f", [terms.INT], terms.INT)
    fx = terms.apply(f, [x])
    q = terms.quantifier(True, [x], terms.less(c, fx), [[fx]], qid="q")
    environment = terms.environment
    assert environment.fvo.get_free_variables(q) == {c, f}
    assert environment.sizeo.get_size(q) > 3
    assert environment.substituter.substitute(q, {c: terms.int_(2)}) is terms.quantifier(
        True, [x], terms.less(terms.int_(2), fx), [[fx]], qid="q"
    )
