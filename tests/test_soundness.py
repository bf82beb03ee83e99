"""Programs on which the verifier was wrong, or did not end, and others that tempt it."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from generated_programs import procedures, program

import ivl
from ivl.vc.shapes import SHAPES


def verdicts(text: str, **options: Any) -> dict[str, str]:
    results = ivl.verify(ivl.parse(text), ivl.Options(timeout=10, **options))
    return {r.name: r.outcome.value for r in results}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_function_called_as_that_of_control_flow(shape):
    """Its axioms told the condition which blocks are entered: none."""
    text = """
        function ControlFlow(x: int, y: int): int;
        axiom (forall x, y: int :: ControlFlow(x, y) == 0);
        procedure P(x: int) { assert x > 0; }
        procedure Q() { assert ControlFlow(1, 2) == 0; }
        """
    assert verdicts(text, shape=shape) == {"P": "failed", "Q": "verified"}


def test_variables_called_as_functions_of_the_condition():
    text = """
        const ControlFlow: int;
        axiom ControlFlow == 3;
        procedure P(real_pow: real) { assert 2.0 ** real_pow == real_pow; }
        procedure Q() { assert ControlFlow == 3; }
        """
    assert verdicts(text) == {"P": "failed", "Q": "verified"}


def test_a_function_called_as_a_selector():
    """It was the same function."""
    text = """
        datatype D { C(x: int) }
        function x#C(d: D): int;
        axiom (forall d: D :: x#C(d) == 0);
        procedure P(d: D) { assert d->x == 0; }
        procedure Q(d: D) { assert d->x == 1; }
        procedure R(d: D) { assert x#C(d) == 0; }
        procedure S() { assert C(5)->x == 5; }
        """
    assert verdicts(text) == {"P": "failed", "Q": "failed", "R": "verified", "S": "verified"}


def test_an_entry_that_is_a_loop():
    """The invariant was not checked on entry."""
    text = """
        var g: int;
        procedure P(x: int) { L: assert x > 0; goto L, M; M: assert x > 0; }
        procedure Q() { L: assert false; goto L; }
        procedure R() modifies g; requires g > 0; { L: assert g > 0; g := g + 1; goto L; }
        procedure S() modifies g; { L: assert g > 0; g := g + 1; goto L, M; M: return; }
        """
    assert verdicts(text) == {"P": "failed", "Q": "failed", "R": "verified", "S": "failed"}


def test_making_a_graph_reducible_ends():
    """It split copies of copies of this one for ever."""
    text = """
        procedure P(x: int) {
          L0: goto L1, L3;
          L1: if (x > 0) { goto L3; }
              goto L1, L3, L2;
          L2: goto L3;
          L3: assert x > 0;
              goto L0, L1;
        }
        """
    assert verdicts(text) == {"P": "failed"}
    assert verdicts(text.replace("P(x: int)", "P(x: int) requires x > 0;")) == {"P": "verified"}


def test_bodies_that_do_not_return_can_be_inlined():
    """The block after such a call was left in the graph."""
    text = """
        procedure P() { L: goto L; }
        procedure Q(x: int) { call P(); assert false; }
        procedure R(x: int) { if (x > 0) { call P(); } assert x <= 0; }
        """
    assert verdicts(text) == {"P": "verified", "Q": "failed", "R": "failed"}
    assert verdicts(text, inline_depth=1) == dict.fromkeys("PQR", "verified")


def test_of_several_bodies_none_is_inlined():
    """A call may run the other one."""
    text = """
        procedure P() returns (r: int);
        implementation P() returns (r: int) { r := 1; }
        implementation P() returns (r: int) { r := 2; }
        procedure Q() { var x: int; call x := P(); assert x == 1; }
        """
    found = [r.outcome.value for r in ivl.verify(ivl.parse(text), ivl.Options(inline_depth=2))]
    assert found == ["verified", "verified", "failed"]


def test_where_clauses_say_nothing_about_assigned_values():
    text = """
        var g: int where g >= 0;
        procedure Q(); modifies g;
        procedure P() modifies g; { assert g >= 0; g := -1; assert g >= 0; }
        procedure R() modifies g; { g := -1; call Q(); assert g >= 0; }
        procedure S() modifies g; { g := -1; havoc g; assert g >= 0; }
        procedure T() { var x: int where x > g; havoc x; assert x > g; assert x > 0; }
        procedure U() modifies g; { var x: int where x > g; havoc g; assert x > g; }
        """
    assert verdicts(text) == {
        "P": "failed", "R": "verified", "S": "verified", "T": "verified", "U": "failed",
    }  # fmt: skip


def test_nothing_makes_false_provable():
    """Options that add axioms or assumptions, on programs with every kind of declaration."""
    text = program(procedures(Random(4))) + "procedure False(x: int) { assert false; }\n"
    for options in (
        {},
        {"type_encoding": "predicates"},
        {"type_encoding": "arguments"},
        {"array_axioms": True},
        {"inference": ivl.options.Inference()},
        {"prune": True},
        {"vacuity": True},
        {"induction_depth": 2},
        {"inline_depth": 2},
    ):
        assert verdicts(text, include=("False",), **options) == {"False": "failed"}, options


def test_bound_variables_are_not_captured():
    text = """
        function {:inline} above(y: int): bool { (forall x: int :: x * x >= y) }
        function {:inline} twice(y: int): int { (var x := y + 1; x + y) }
        procedure P(x: int) { assert above(x); }
        procedure Q(x: int) requires x <= 0; { assert twice(x) == 2 * x + 1; }
        procedure R(x: int) { assert (forall y: int :: (var x := y; x == y)); assert x == 1; }
        procedure S(x: int) { assert (lambda x: int :: (forall z: int :: z > x))[x]; }
        """
    found = verdicts(text)
    assert found == {"P": "failed", "Q": "verified", "R": "failed", "S": "failed"}
