"""Extensionality of maps that are values with axioms: where they are compared, and nowhere else."""

from textwrap import dedent

import pytest
from text_passes import apply, becomes, read

import ivl
from ivl.base.deep import deep
from ivl.transform.axiomatize_maps import axiomatize_maps
from ivl.transform.compare_maps import compare_maps
from ivl.transform.wants_array_axioms import wants_array_axioms

LAW = "function g(i: int): int; axiom (forall i: int :: {g(i)} g(i) > i);\n"
HEAP = "type Field a; var heap: <a>[Field a]a;\n" + LAW


def test_comparisons_are_marked():
    becomes(
        """
        procedure P(a: [int]bool, b: [int]bool) { assert a == b; assume a != b; }
        """,
        """
        function Map_int_bool_compared([int]bool, [int]bool): bool uses {
          axiom (forall m: [int]bool, n: [int]bool :: {Map_int_bool_compared(m, n)}
            Map_int_bool_compared(m, n) && (m == n || (exists x0: int :: !(m[x0] == n[x0]))));
        }
        procedure P(a: [int]bool, b: [int]bool);
        implementation P(a: [int]bool, b: [int]bool) {
          assert Map_int_bool_compared(a, b) ==> a == b;
          assume !(Map_int_bool_compared(a, b) ==> a == b);
        }
        """,
        compare_maps,
    )


def test_what_is_only_said_to_be_equal_is_left_alone():
    text = """
    function same(m: [int]int, n: [int]int): bool;
    axiom (forall m: [int]int, n: [int]int :: {same(m, n)} same(m, n) ==> m == n);
    procedure P(m: [int]int, n: [int]int) { assume same(m, n) && m == n; assert 1 == 1; }
    """
    assert "compared" not in apply(text, compare_maps)


def test_maps_of_maps_and_in_datatypes():
    text = apply(
        """
        datatype D { Both(m: []int, d: D), None() }
        procedure P(d: D, e: D, m: [int][]int) { assert d == e; assert m == m; }
        """,
        compare_maps,
        axiomatize_maps,
    )
    assert "Map_int_compared(d->m, e->m) ==> d == e" in text
    assert "!(Map_int_compared(" in text  # in the law for maps of maps


def proved(text: str, **options) -> set[str]:
    """The names of the procedures that are proved."""
    results = ivl.verify(ivl.parse(dedent(text)), ivl.Options(**options))
    return {result.name for result in results if result.outcome is ivl.Outcome.VERIFIED}


COMPARING = """
    procedure Agree(m: [int]int, n: [int]int) {
      assume (forall i: int :: m[i] == n[i]); assert m == n; }
    procedure Nested(m: [int][int]int, n: [int][int]int) {
      assume (forall i: int, j: int :: m[i][j] == n[i][j]); assert m == n; }
    procedure WRONG1(m: [int]int, n: [int]int) { assert m == n; }
    procedure Different(m: [int]int, n: [int]int) {
      assume m != n; assume m[0] == n[0]; assert (exists i: int :: i != 0 && m[i] != n[i]); }
    procedure Guard(m: [int]int, n: [int]int) {
      if (m == n) { assert m[3] == n[3]; } else { assert (exists i: int :: m[i] != n[i]); } }
    procedure NoChange(m: [int]int) { assert m[3 := m[3]] == m; }
    function eq(m: [int]int, n: [int]int): bool { m == n }
    procedure ByDefinition(m: [int]int) { assert eq(m[3 := m[3]], m); }
    procedure Updates(m: [int]int, n: [int]int) requires m == n; {
      var b: bool; b := m[0 := 1][1 := 2] == n[1 := 2][0 := 1]; assert b; }
    procedure NoIndex(m: []int, n: []int) requires m[] == n[]; { assert m == n; }
    procedure WRONG2(m: [int]int, n: [int]int) ensures m == n; { }
    procedure Caller(m: [int]int, n: [int]int) { call WRONG2(m, n); assert m[1] == n[1]; }
    procedure WRONG3(m: [int]int, n: [int]int) { assert m[1 := 2] == n[1 := 3]; }
    procedure Witness(m: [int]int) { assert (exists n: [int]int :: n == m && n[0] == m[0]); }
    procedure Sure(m: [int]int, n: [int]int) {
      var k: [int]int; k := m; assert m == n || m != n; assert k == m; }
"""


@pytest.mark.parametrize("beside", [HEAP, ""])
def test_verdicts_do_not_depend_on_how_maps_are_encoded(beside):
    found = proved(beside + COMPARING)
    assert found == proved(beside + COMPARING, array_axioms=False)
    assert {name for name in found if name.startswith("WRONG")} == set()
    assert len(found) == 11


def test_what_is_not_compared_is_not_extensional():
    text = """
        function f(m: [int]int): int;
        procedure P(m: [int]int) { assert f(m[3 := m[3]]) == f(m); }
    """
    assert proved(HEAP + text) == set()
    assert proved(HEAP + text, array_axioms=False) == {"P"}
    assert proved(text) == {"P"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAP, True),
        ("var m: [int]int;", False),
        (HEAP.removesuffix(LAW), False),
        (LAW + "procedure P(m: [int]<a>[a]int);", True),
        (HEAP + 'function {:builtin "MapConst"} c(i: int): [int]int;', False),
        (HEAP + 'function {:bvbuiltin "bvadd"} plus(a: bv8, b: bv8): bv8;', True),
    ],
)
def test_when_maps_are_values_with_axioms(text, wanted):
    assert deep(lambda: wants_array_axioms(read(text))) is wanted
