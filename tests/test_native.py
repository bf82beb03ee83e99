import importlib.util

import pytest

from ivl.logic.script import Background, DatatypeSort, Definition
from ivl.logic.terms import Terms
from ivl.solvers.answer import Limits, Outcome
from ivl.solvers.catalog import find_solver
from ivl.solvers.pysmt_factory import register_channels
from ivl.solvers.settings import Settings

NATIVE = [name for name in ("z3", "cvc5") if importlib.util.find_spec(name) is not None]


@pytest.fixture
def terms():
    return Terms(check=True)


@pytest.mark.parametrize("driver", NATIVE)
def test_pysmts_own_drivers(terms, driver):
    x, y = terms.bound("x", terms.INT), terms.bound("x", terms.BOOL)
    f = terms.function("f", [terms.INT], terms.INT)
    fx = terms.apply(f, [x])
    twice = terms.function("twice", [terms.INT], terms.INT)
    background = Background(
        definitions=(Definition("twice", (x,), terms.INT, terms.add(x, x)),),
        axioms=(terms.quantifier(True, [x, y], terms.less(x, fx), [[fx]], qid="above"),),
    )
    session = find_solver(f"pysmt:{driver}").open(terms, background, Settings())
    a = terms.symbol("a", terms.INT)
    s, t = (terms.symbol(name, terms.named_sort("T")) for name in "st")
    eight = terms.bitvector_sort(8)
    b = terms.symbol("b", eight)
    for formula in (
        terms.less_equal(terms.apply(f, [terms.apply(f, [a])]), a),
        terms.not_(terms.equal(terms.apply(twice, [a]), terms.multiply(a, terms.int_(2)))),
        terms.and_(terms.equal(s, t), terms.not_(terms.equal(t, s))),
        terms.not_(
            terms.equal(
                terms.builtin("bvadd", [b, b, b], eight),
                terms.builtin("bvmul", [b, terms.bitvector(3, 8)], eight),
            )
        ),
        terms.not_(
            terms.equal(
                terms.builtin(
                    "(_ extract 3 0)", [terms.bitvector(0x5A, 8)], terms.bitvector_sort(4)
                ),
                terms.bitvector(0xA, 4),
            )
        ),
    ):
        session.push()
        session.assume(formula)
        answer = session.check(Limits(seconds=20))
        assert (answer.outcome, answer.reason) == (Outcome.PROVED, "")
        session.pop()
    session.close()
    session = find_solver(f"pysmt:{driver}").open(terms, Background(), Settings())
    session.assume(terms.equal(terms.add(a, terms.int_(1)), terms.int_(5)))
    session.assume(terms.equal(b, terms.bitvector(3, 8)))
    assert session.check(Limits(seconds=20)).outcome is Outcome.CANDIDATE
    assert session.values([a, b, terms.less(a, a)]) == ("4", "(_ bv3 8)", "false")


@pytest.mark.parametrize("driver", NATIVE)
def test_what_pysmt_lacks_is_refused_not_uninterpreted(terms, driver):
    i, single = terms.symbol("i", terms.INT), terms.builtin_sort("(_ FloatingPoint 8 24)")
    x = terms.symbol("x", single)
    datatype = Background(datatypes=((DatatypeSort("D", (("c", ()),)),),))
    for background, formula, reason in (
        (Background(), terms.equal(i, terms.builtin("mod", [i, i], terms.INT)), "mod"),
        (Background(), terms.builtin("fp.lt", [x, x], terms.BOOL), "FloatingPoint"),
        (datatype, terms.true, "datatypes"),
    ):
        session = find_solver(f"pysmt:{driver}").open(terms, background, Settings())
        session.assume(formula)
        answer = session.check()
        assert answer.outcome is Outcome.SOLVER_ERROR
        assert reason in answer.reason


def test_a_driver_that_is_not_installed(terms):
    answer = find_solver("picosat").open(terms, Background(), Settings()).check()
    assert answer.outcome is Outcome.SOLVER_ERROR
    assert "pysmt-install" in answer.reason


@pytest.mark.skipif("z3" not in NATIVE, reason="z3 is not installed")
def test_pysmts_factory_makes_our_channels(terms):
    assert "ivl-z3" in register_channels(terms)
    solver = terms.environment.factory.Solver(name="ivl-z3")
    x = terms.symbol("x", terms.INT)
    solver.push()
    solver.add_assertion(terms.less(terms.int_(3), x))
    solver.add_assertion(terms.less(x, terms.int_(5)))
    assert solver.solve() is True
    assert solver.get_value(x) is terms.int_(4)
    solver.pop()
    solver.add_assertion(terms.less(x, x))
    assert solver.solve() is False
    solver.exit()
