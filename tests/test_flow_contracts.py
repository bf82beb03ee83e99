"""Contracts and calls in flow graphs; each result prints as IVL that reads back."""

from __future__ import annotations

from text_graphs import (
    calls,
    contract,
    prune,
    shows,
)

import ivl

# ---------------------------------------------------------------- contracts and calls

CONTRACT = """
    var g: int where g >= 0;
    procedure Q(a: int, b: int) returns (r: int where r > a, s: int);
      requires a < b;
      free requires a != 7;
      modifies g;
      ensures r == old(g) + g + s;
      free ensures b == 3;
"""


def test_one_return_gets_the_postconditions():
    shows(
        """
        var g: int where g >= 0;
        procedure P(x: int where x > g) returns (r: int);
          requires x > 1; free requires x < 9; modifies g;
          ensures r == old(g); free ensures g == 0; ensures r > x;
        implementation P(a: int) returns (b: int) { var l: int where l == a; b := g; }
        """,
        """
        PreconditionGeneratedEntry:
          assume g >= 0;
          assume a > g;
          assume l == a;
          assume a > 1;
          assume a < 9;
          goto anon0;
        anon0:
          b := g;
          assert b == old(g);
          assert b > a;
          return;
        """,
        contract,
    )


def test_several_returns_share_an_exit():
    shows(
        "procedure P(x: int) ensures x > 0; { if (x > 0) { return; } }",
        """
        PreconditionGeneratedEntry:
          goto anon0;
        anon0:
          goto anon2_Then, anon2_Else;
        anon2_Then:
          assume {:partition} x > 0;
          goto GeneratedUnifiedExit;
        anon2_Else:
          assume {:partition} !(x > 0);
          goto GeneratedUnifiedExit;
        GeneratedUnifiedExit:
          assert x > 0;
          return;
        """,
        prune,
        contract,
    )


def test_a_call_is_its_contract():
    shows(
        CONTRACT
        + "procedure P(x: int) modifies g; { var y: int; call y, y := Q(y, x + g); }".replace(
            "y, y :=", "y, z :="
        ).replace("var y: int;", "var y, z: int;"),
        """
        anon0:
          call0formal#a, call0formal#b := y, x + g;
          assert call0formal#a < call0formal#b;
          call0old#g := g;
          havoc g, call1formal#r, call1formal#s;
          assume call1formal#r > call0formal#a;
          assume call1formal#r == call0old#g + g + call1formal#s;
          assume call0formal#b == 3;
          y, z := call1formal#r, call1formal#s;
          return;
        """,
        calls,
    )


def test_a_free_call_checks_nothing():
    shows(
        CONTRACT + "procedure P() modifies g; { var y, z: int; free call y, z := Q(y, z); }",
        """
        anon0:
          call0formal#a, call0formal#b := y, z;
          call0old#g := g;
          havoc g, call1formal#r, call1formal#s;
          assume call1formal#r > call0formal#a;
          assume call1formal#r == call0old#g + g + call1formal#s;
          assume call0formal#b == 3;
          y, z := call1formal#r, call1formal#s;
          return;
        """,
        calls,
    )


def test_old_of_what_a_callee_does_not_modify_is_the_present_value():
    assert verdicts(
        """
        var g: int;
        procedure Q(); ensures g == old(g) && g > 5;
        procedure P() modifies g; { g := 1; call Q(); assert g == 1; assert old(g) == 1; }
        procedure R() modifies g; { g := 9; call Q(); assert old(g) == 9; }
        """
    ) == {"P": "verified", "R": "failed"}


def verdicts(text: str) -> dict[str, str]:
    return {r.name: r.outcome.value for r in ivl.verify(ivl.parse(text), ivl.Options(timeout=10))}
