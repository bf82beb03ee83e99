"""Termination: measures of procedures and loops."""

import pytest
from text_passes import becomes

import ivl
from ivl.base.diagnostic import ProgramError
from ivl.transform.check_termination import check_termination


def found(text):
    return [
        (d.kind.removeprefix("verify."), d.span.position.line, d.span.position.column)
        for r in ivl.verify(ivl.parse(text), ivl.Options(timeout=10))
        for d in r.diagnostics
    ]


def refused(text):
    with pytest.raises(ProgramError) as caught:
        list(ivl.verify(ivl.parse(text)))
    return [(d.message, d.span.position.line) for d in caught.value.diagnostics]


def test_a_loop_that_counts_down():
    assert (
        found(
            "procedure P(n: int) { var i: int; i := 9; while (i > 0) measure i; { i := i - 1; } }"
        )
        == []
    )


def test_a_loop_whose_measure_does_not_decrease():
    text = """procedure P() {
      var i: int;
      i := 0;
      while (i < 9) measure i; {
        i := i + 1;
      }
    }"""
    assert found(text) == [("measure", 5, 11)]
    message = next(iter(ivl.verify(ivl.parse(text)))).diagnostics[0].message
    assert message == "measure could not be proved to decrease"


def test_integers_of_a_measure_are_bounded_by_zero():
    text = """procedure P(n: int) {
      var i: int;
      i := n;
      while (i != 0) measure i; { i := i - 1; }
    }"""
    assert found(text) == [("invariant.entry", 4, 30)]


def test_lexicographic_order_of_integers_and_booleans():
    text = """procedure P(n: int) {
      var on: bool, i: int;
      on, i := true, 3;
      while (i > 0) measure on, i; {
        if (on) { on := false; havoc i; assume i >= 0; } else { i := i - 1; }
      }
    }
    procedure Q() {
      var on: bool;
      on := false;
      while (*) measure on; { on := !on; }
    }"""
    assert found(text) == [("measure", 11, 34)]


def test_every_way_back_is_checked():
    text = """procedure P() {
      var i: int;
      i := 9;
      while (i > 0) measure i; {
        if (*) { i := i - 1; } else {
          i := i + 0;
        }
      }
    }"""
    assert found(text) == [("measure", 6, 13)]


def test_nested_loops_each_have_their_own():
    text = """procedure P(n: int) {
      var i, j: int;
      i := 5;
      while (i > 0) invariant i >= 0; measure i; {
        j := i;
        while (j > 0) measure j; { j := j - 1; }
        i := i - 1;
        while (*) measure i; { }
      }
    }"""
    assert found(text) == [("measure", 8, 32)]


def test_a_loop_of_gotos():
    text = """procedure P() {
      var i: int;
      i := 5;
      goto H;
      B: i := i - 1; goto H;
      H: assert i >= 0; measure i; goto More, D;
      More: assume i > 0; goto B;
      D:
    }
    procedure Q() {
      var i: int;
      H: measure i; i := i - 1; goto H, D;
      D:
    }"""
    assert found(text) == [("invariant.entry", 12, 18), ("invariant.maintained", 12, 18)]


def test_the_exit_of_a_loop_need_not_decrease():
    text = """procedure P() {
      var i: int;
      i := 0;
      H: assert i == 0; measure i; goto H2, D;
      H2: assume false; goto H;
      D:
    }"""
    assert found(text) == []


def test_procedures_as_specification():
    becomes(
        """
        procedure P(n: int, on: bool) measure on, n;
        { if (n > 0) { call P(n - 1, on); } call Q(n); }
        procedure Q(n: int) measure n;
        { }
        """,
        """
        procedure P(n: int, on: bool) requires n >= 0;
        {
          if (n > 0) {
            assert (!on && old(on)) || (on == old(on) && n - 1 < old(n));
            call P(n - 1, on);
          }
          call Q(n);
        }
        procedure Q(n: int) requires n >= 0;
        { }
        """,
        check_termination,
    )


def test_a_procedure_that_calls_itself():
    text = """
    procedure P(n: int) measure n; { if (n > 0) { call P(n - 1); } }
    procedure Q(n: int) measure n; { if (n > 0) {
      call Q(n); } }
    procedure R(n: int) measure n;
    { call R(n - 1); }
    """
    assert found(text) == [("measure", 4, 7), ("precondition", 6, 7)]


def test_procedures_that_call_each_other():
    text = """
    procedure Even(n: int) returns (r: bool) measure n;
    { if (n == 0) { r := true; } else { call r := Odd(n - 1); } }
    procedure Odd(m: int) returns (r: bool) measure m;
    { if (m == 0) { r := false; } else { call r := Even(m); } }
    procedure Main() { var r: bool; call r := Even(3); call r := Odd(-1); }
    """
    assert found(text) == [("measure", 5, 42), ("precondition", 6, 56)]


def test_globals_in_measures_are_those_at_the_entry():
    text = """
    var g: int;
    procedure P() modifies g; measure g; { if (g > 0) { g := g - 1; call P(); } }
    procedure Q() modifies g; measure g; { if (g > 0) {
      call Q();
    } }
    """
    assert found(text) == [("measure", 5, 7)]


def test_type_parameters():
    text = """
    procedure P<T>(m: [T]int, t: T) measure m[t];
    { if (m[t] > 0) { call P(m[t := m[t] - 1], t); call Q(t, m[t]); } }
    procedure Q<T>(t: T, n: int) measure n; { if (n > 0) { call Q(3, n - 1); } }
    """
    assert found(text) == []


def test_what_has_no_measure_claims_nothing():
    assert found("procedure P() { while (true) { } } procedure Q() { call Q(); }") == []


def test_misplaced_measures():
    outside = "Measure command must not occur outside a loop head"
    assert refused("procedure P(n: int) {\nmeasure n; }") == [(outside, 2)]
    assert refused("procedure P(n: int) { while (*) {\nmeasure n; } }") == [(outside, 2)]
    assert refused("procedure P(n: int) { goto A;\nA: measure n; goto B, C;\nB: C: }") == [
        (outside, 2)
    ]
    text = """procedure P(n: int) {
      var i: int;
      H: i := i + 1;
      measure n;
      goto H;
    }"""
    assert refused(text) == [("Assignment must come after the measure command in loop head", 4)]
    text = "procedure P(n: int) {\nH: measure n; measure n + 1; goto H; }"
    assert refused(text) == [
        ("Loop head may contain at most one measure command in a sequential procedure", 2)
    ]
