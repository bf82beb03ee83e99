"""Maps by axioms, from text to text."""

import pytest
from text_passes import apply, becomes, read

from ivl.base.deep import deep
from ivl.base.diagnostic import ProgramError
from ivl.transform.axiomatize_maps import axiomatize_maps


def test_select_and_store():
    becomes(
        """
        var m: [int]bool;
        procedure P(i: int)
          modifies m;
        {
          m[3] := true;
          assert m[i] ==> (exists x: [int]bool :: x == m);
        }
        """,
        """
        type Map_int_bool;
        function Map_int_bool_select(Map_int_bool, int): bool;
        function Map_int_bool_store(Map_int_bool, int, bool): Map_int_bool uses {
          axiom (forall m: Map_int_bool, x0: int, v: bool :: {Map_int_bool_store(m, x0, v)}
            Map_int_bool_select(Map_int_bool_store(m, x0, v), x0) == v);
          axiom (forall m: Map_int_bool, x0: int, v: bool, y0: int ::
            {Map_int_bool_select(Map_int_bool_store(m, x0, v), y0)}
            x0 == y0 || Map_int_bool_select(Map_int_bool_store(m, x0, v), y0)
              == Map_int_bool_select(m, y0));
        }
        var m: Map_int_bool;
        procedure P(i: int); modifies m;
        implementation P(i: int) {
          m := Map_int_bool_store(m, 3, true);
          assert Map_int_bool_select(m, i) ==> (exists x: Map_int_bool :: x == m);
        }
        """.replace("m: Map_int_bool, x0", "m#0: Map_int_bool, x0")
        .replace("store(m, x0", "store(m#0, x0")
        .replace("select(m, y0)", "select(m#0, y0)"),
        axiomatize_maps,
    )


def test_every_dimension_has_a_law():
    text = apply("procedure P(m: [int, bool]int) { assert m[1, true] == 2; }", axiomatize_maps)
    assert "Map_int_bool_int_select(m, 1, true) == 2" in text
    assert "x0 == y0 || " in text
    assert "x1 == y1 || " in text


def test_nested_and_nullary_maps():
    text = apply(
        """
        procedure P(m: [int][]int) returns (n: [int][]int) {
          n := m[3 := m[4]];
          assert (var k := m[3]; k[] == 4);
        }
        """,
        axiomatize_maps,
    )
    assert "type Map_int_Map_int;" in text
    assert "n := Map_int_Map_int_store(m, 3, Map_int_Map_int_select(m, 4));" in text
    assert "(var k := Map_int_Map_int_select(m, 3); Map_int_select(k) == 4)" in text


def test_datatypes_and_functions():
    text = apply(
        """
        datatype D { N(), D(m: [int]D) }
        function f(d: D): [int]D { if d is D then d->m else d->m[0 := d] }
        procedure P(d: D) { assert f(d)[0]->(m := f(d)) is D; }
        """,
        axiomatize_maps,
    )
    assert "D(m: Map_int_D)" in text
    assert "type Map_int_D;" in text
    assert "function f(d: D) : Map_int_D" in text
    assert "Map_int_D_store(d->m, 0, d)" in text


def test_assigned_variables_everywhere():
    text = apply(
        """
        procedure Q() returns (m: [int]int where m[0] == 1);
        procedure P() {
          var m, n: [int]int;
          while (*) invariant m[0] == 1; { call m := Q(); n := m; if (*) { havoc n; } }
        }
        """,
        axiomatize_maps,
    )
    assert "[int]int" not in text
    assert "returns (m: Map_int_int where Map_int_int_select(m, 0) == 1)" in text


def test_nothing_to_do():
    program = deep(lambda: read("procedure P(i: int) { assert i == i; }"))
    assert deep(lambda: axiomatize_maps(program)) is program


def test_functions_on_arrays_are_refused():
    program = deep(lambda: read('function {:builtin "MapConst"} c(i: int): [int]int;'))
    with pytest.raises(ProgramError, match="function c of the solver's arrays"):
        deep(lambda: axiomatize_maps(program))
