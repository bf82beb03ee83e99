"""Pools: quantifiers instantiated at the terms that a program names."""

import pytest

import ivl
from ivl import stages
from ivl.core.validate import validate
from ivl.resolve.resolver import resolve


def failing_lines(text, *libraries, **options):
    program = ivl.parse(text)
    return [
        d.span.position.line
        for r in ivl.verify(program, ivl.Options(libraries=libraries, timeout=10, **options))
        for d in r.diagnostics
    ]


NO_TRIGGER = """
function p(x: int, y: int): bool;
procedure P(n: int) {
  assume (forall {:pool "A"} x: int :: p(x + 1, x - 1));
  assert %s p(n + 2, n);
}
"""


def test_an_assumption_has_the_instances_of_its_pool():
    assert failing_lines(NO_TRIGGER % "") == [5]
    assert failing_lines(NO_TRIGGER % '{:add_to_pool "A", n + 1}') == []
    assert failing_lines(NO_TRIGGER % '{:add_to_pool "A", n, n + 1}') == []
    assert failing_lines(NO_TRIGGER % '{:add_to_pool "B", n + 1}') == [5]
    assert failing_lines(NO_TRIGGER % '{:add_to_pool "A", true}') == [5]


def test_an_assertion_needs_one_instance_of_its_pool():
    text = """
    function p(x: int, y: int): bool;
    procedure P(n: int) requires p(n + 1, n + 2); {
      assert {:add_to_pool "A", 3, n} (exists {:pool "A"} x: int :: p(x + 1, x + 2));
    }
    procedure Q(n: int) requires p(n + 1, n + 2); {
      assert {:add_to_pool "A", 3} (exists {:pool "A"} x: int :: p(x + 1, x + 2));
    }
    """
    assert failing_lines(text) == [7]


def test_terms_are_about_the_state_where_they_stand():
    text = """
    function p(x: int, y: int): bool;
    procedure P(n: int) {
      var m: int;
      m := n;
      assume (forall {:pool "A"} x: int :: p(x + 1, x - 1));
      m := m + 1;
      assume {:add_to_pool "A", m} true;
      m := m + 1;
      if (*) { assert p(n + 2, n); } else { assert p(n + 3, n + 1); }
    }
    """
    assert failing_lines(text) == [10]


def test_witnesses_are_terms_too():
    text = """
    function p(x: int, y: int): bool; function q(x: int): bool;
    procedure P() {
      assume (forall {:pool "A"} x: int :: p(x + 1, x - 1) && q(x));
      assert (forall x: int :: {:add_to_pool "A", x + 1} p(x + 2, x));
    }
    procedure Q() {
      assume (forall {:pool "A"} x: int :: p(x + 1, x - 1) && q(x));
      assume (exists x: int :: {:add_to_pool "A", x} !p(x + 1, x - 1));
      assert false;
    }
    procedure R() {
      assume (forall {:pool "A"} x: int :: (exists y: int :: {:add_to_pool "B", y} p(x, y + 1)));
      assert {:add_to_pool "A", 7} (exists {:pool "B"} y: int :: p(7, y + 1));
    }
    """
    assert failing_lines(text) == []


def test_instances_without_end_come_to_an_end():
    text = """
    function p(x: int, y: int): bool;
    procedure P() {
      assume (forall {:pool "A"} x: int :: (exists y: int :: {:add_to_pool "A", y} p(x, y)));
      assert {:add_to_pool "A", 0} true;
    }
    """
    assert failing_lines(text) == []


def test_nested_quantifiers():
    text = """
    function p(x: int, y: int): bool;
    procedure P(n: int) {
      assume p(0, 0) ==>
        (forall {:pool "A"} x: int :: x > 0 ==> (forall {:pool "B"} y: int :: p(x + 1, y - 1)));
      assume p(0, 0);
      assume {:add_to_pool "A", n} {:add_to_pool "B", n + 1} n > 0;
      assert p(n + 1, n);
    }
    """
    assert failing_lines(text) == []


def test_several_variables():
    text = """
    function p(x: int, y: bool): bool;
    procedure P(n: int) {
      assume (forall {:pool "A"} x: int, {:pool "A", "B"} y: bool :: p(x - 1, !y));
      assume {:add_to_pool "A", n} {:add_to_pool "B", n > 3} true;
      assert p(n - 1, n <= 3);
    }
    """
    assert failing_lines(text) == []


def test_lambdas():
    text = """
    type K;
    procedure P(n: int, k: K) {
      var m: [K]int;
      m := (lambda {:pool "L"} x: K :: if x == k then n else 0);
      assume (forall x: K :: m[x] == 0);
      assert {:add_to_pool "L", k} n == 0;
    }
    """
    assert failing_lines(text) == []


def test_the_quantifier_goes_unless_it_is_to_stay():
    text = """
    function p(x: int): bool;
    procedure P() {
      assume (forall {:pool "A"} x: int :: {p(x)} p(x));
      assert {:add_to_pool "A", 1} p(1);
      assert p(2);
    }
    """
    assert failing_lines(text) == [6]
    assert failing_lines(text, keep_quantifiers=True) == []


def test_what_was_asserted_is_assumed():
    text = """
    function p(x: int): bool;
    procedure P(n: int) requires (forall x: int :: {p(x)} p(x)); {
      assert {:add_to_pool "A", n} (exists {:pool "A"} x: int :: p(x) && x == n);
      assert (exists {:pool "A"} x: int :: p(x) && x == n);
      assert n == n + 1;
    }
    """
    assert failing_lines(text) == [6]


@pytest.mark.parametrize("kind", ["forall", "exists"])
def test_pools_are_printed(kind):
    program = ivl.parse(f'axiom ({kind} {{:pool "A", "B"}} x: int, y: int :: x == y);')
    shown = stages.show("core", program)
    assert '{:pool "A"} {:pool "B"} x: int' in shown
    again = resolve(ivl.parse(shown)).program
    assert [v.pools for v in again.axioms[0].condition.variables] == [("A", "B"), ()]


def test_slices_of_vectors():
    text = """
    procedure P<E>(A: Vec E, i: int) requires 0 <= i && i < Vec_Len(A); {
      assert Vec_Concat(Vec_Slice(A, 0, i), Vec_Slice(A, i, Vec_Len(A))) == A;
    }
    procedure Q<E>(A: Vec E, B: Vec E) {
      var x: int;
      call x := Vec_Ext(Vec_Slice(Vec_Concat(A, B), 0, Vec_Len(A)), A);
      assert {:add_to_pool "Slice", x} {:add_to_pool "Concat", x}
        Vec_Slice(Vec_Concat(A, B), 0, Vec_Len(A)) == A;
    }
    """
    assert failing_lines(text, "base") == []


def test_copies_of_a_let_keep_apart():
    """What an inlined argument binds is bound anew in each copy."""
    from ivl.transform.passes import prepare

    text = """
    function {:inline} g(x: int): int { (var y := x + 1; y * y + y) }
    function {:inline} f(x: int): int { x + g(x) + (if x > 0 then x else g(x)) }
    procedure P(n: int) { assert f(g(n)) == f(g(n)); assert f(g(0)) == 20; }
    """
    program = prepare(resolve(ivl.parse(text)).program)
    assert validate(program) == ()
    assert failing_lines(text) == [4]
