from fractions import Fraction

import pytest

from ivl.logic.model import ArrayValue, Bits, Construction, Element, Model, Table
from ivl.logic.sexpr import SexprError, parse_sexprs, show_sexpr
from ivl.logic.terms import Terms


def test_sexprs():
    assert parse_sexprs('(a |b c| "d "" )" (e)) ; f)\n g') == [
        ["a", "|b c|", '"d "" )"', ["e"]],
        "g",
    ]
    assert show_sexpr(["a", ["|b c|"], [], "d"]) == "(a (|b c|) () d)"


@pytest.mark.parametrize("text", ["(", ")", "(a))", '"'])
def test_incomplete_sexprs(text):
    with pytest.raises(SexprError):
        parse_sexprs(text)


def test_deep_sexprs():
    depth = 200_000
    (sexpr,) = parse_sexprs("(" * depth + ")" * depth)
    assert show_sexpr(sexpr) == "(" * depth + ")" * depth


Z3 = """(
  ;; universe for T:
  ;;   T!val!0 T!val!1
  (declare-fun T!val!0 () T)
  (declare-fun T!val!1 () T)
  (forall ((x T)) (or (= x T!val!0) (= x T!val!1)))
  (define-fun i () Int (- 5))
  (define-fun r () Real (- (/ 1.0 3.0)))
  (define-fun whole () Real 2.0)
  (define-fun p () Bool true)
  (define-fun b () (_ BitVec 8) #xff)
  (define-fun b3 () (_ BitVec 3) #b101)
  (define-fun t () T T!val!1)
  (define-fun |a b| () Int 7)
  (define-fun select% () Int 8)
  (define-fun m () (Array Int Int) (store ((as const (Array Int Int)) 3) 1 4))
  (define-fun n () (Array Int Int) (_ as-array k!0))
  (define-fun l () (Array Int Bool) (lambda ((x!1 Int)) (ite (= x!1 2) true false)))
  (define-fun tree () Tree (node leaf i (node leaf 3 leaf)))
  (define-fun x () (_ FloatingPoint 8 24) (fp #b0 #x7f #b00000000000000000000000))
  (define-fun k!0 ((x!0 Int)) Int
    (ite (= x!0 7) 8
    (ite (= x!0 9) 10
      11)))
  (define-fun f ((x!0 Int) (x!1 Bool)) Int
    (let ((a!1 (ite (and (= x!0 2) (not x!1)) 6 (ite (and x!1 (= 3 x!0)) 5 0)))) a!1))
  (define-fun odd ((x!0 Int)) Bool (not (= (mod x!0 2) 0)))
)"""


@pytest.fixture
def terms():
    return Terms(check=True)


@pytest.fixture
def model(terms):
    return Model(Z3, terms, ("leaf", "node"))


def test_constants(model):
    assert model.constant("i") == -5
    assert model.constant("r") == Fraction(-1, 3)
    assert model.constant("whole") == 2
    assert model.constant("p") is True
    assert model.constant("b") == Bits(255, 8)
    assert model.constant("b3") == Bits(5, 3)
    assert model.constant("t") == Element("T!val!1")
    assert model.constant("a b") == 7
    assert model.constant("select") == 8
    assert model.constant("x") == Element("(fp #b0 #x7f #b00000000000000000000000)")
    assert model.constant("unknown") is None
    assert model.constant("f") is None
    assert model.universes == {"T": ("T!val!0", "T!val!1")}


def test_arrays(model):
    assert model.constant("m") == ArrayValue(3, ((1, 4),))
    assert model.constant("n") == ArrayValue(11, ((7, 8), (9, 10)))
    assert model.constant("l") == ArrayValue(False, ((2, True),))


def test_datatypes(model):
    leaf = Construction("leaf", ())
    inner = Construction("node", (leaf, 3, leaf))
    assert model.constant("tree") == Construction("node", (leaf, -5, inner))


def test_functions(model):
    assert model.table("f") == Table((((2, False), 6), ((3, True), 5)), 0)
    assert model.table("odd") == Table((), None)
    assert model.table("i") is None


def test_terms_are_evaluated(terms, model):
    i = terms.symbol("i", terms.INT)
    f = terms.function("f", [terms.INT, terms.BOOL], terms.INT)
    m = terms.symbol("m", terms.array_sort(terms.INT, terms.INT))
    odd = terms.function("odd", [terms.INT], terms.BOOL)
    assert model.value(terms.add(i, terms.int_(2))) == -3
    assert model.value(terms.apply(f, [terms.int_(2), terms.false])) == 6
    assert model.value(terms.apply(f, [terms.int_(3), terms.true])) == 5
    assert model.value(terms.apply(f, [terms.int_(3), terms.false])) == 0
    assert model.value(terms.select(terms.store(m, i, i), i)) == -5
    assert model.value(terms.select(m, terms.int_(1))) == 4
    assert model.value(terms.apply(odd, [i])) is True
    assert model.value(terms.builtin("div", [i, terms.int_(2)], terms.INT)) == -3
    assert model.value(terms.builtin("div", [i, terms.int_(-2)], terms.INT)) == 3
    assert model.value(terms.builtin("mod", [i, terms.int_(-2)], terms.INT)) == 1
    assert model.value(terms.or_(terms.symbol("q", terms.BOOL), terms.true)) is True
    assert model.value(terms.tester("node", terms.symbol("tree", terms.named_sort("Tree")))) is True


def test_what_a_model_leaves_open_is_none(terms, model):
    q = terms.symbol("q", terms.BOOL)
    g = terms.function("g", [terms.INT], terms.INT)
    assert model.value(q) is None
    assert model.value(terms.and_(q, terms.symbol("p", terms.BOOL))) is None
    assert model.value(terms.and_(q, terms.less(terms.int_(1), terms.int_(0)))) is False
    assert model.value(terms.apply(g, [terms.int_(1)])) is None


def test_division_by_zero_is_open(terms, model):
    i, zero = terms.symbol("i", terms.INT), terms.int_(0)
    assert model.value(terms.builtin("div", [i, zero], terms.INT)) is None


def test_other_solvers_forms(terms):
    cvc4 = Model("(model\n(define-fun x () Int 3)\n(define-fun u () T (as @T_1 T))\n)", terms)
    assert cvc4.constant("x") == 3
    assert cvc4.constant("u") == Element("@T_1")


def test_a_model_may_be_nonsense(terms):
    assert Model("", terms).names == ()
    assert Model("sat", terms).names == ()
    loop = Model("((define-fun x () Int (+ y 1)) (define-fun y () Int x))", terms)
    assert loop.constant("x") is None


def test_deep_values(terms):
    depth = 3000
    text = "(define-fun f ((x Int)) Int " + "".join(
        [f"(ite (= x {n}) {n + 1} " for n in range(depth)]
    )
    table = Model(f"({text}0{')' * depth}))", terms).table("f")
    assert len(table.entries) == depth
