"""From graphs with loops and calls to passive ones; each result prints as IVL that reads back."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from generated_expressions import Features
from generated_programs import procedures, program
from hypothesis import given, settings
from hypothesis import strategies as st
from text_graphs import (
    Graph,
    coalesce,
    cut,
    graph,
    passive,
    prune,
    shows,
    with_graphs,
)

import ivl
from ivl.base.deep import deep
from ivl.core.program import Implementation, Program
from ivl.core.to_syntax import to_program
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Cfg
from ivl.flow.live_variables import live_variables
from ivl.syntax.printer import print_program
from ivl.verifier import Verifier

# ---------------------------------------------------------------- cut_loops


def test_a_loop_is_checked_havocked_and_assumed():
    shows(
        """
        procedure P(n: int) { var i, k: int;
          i := 0;
          while (i < n) invariant i <= n; free invariant i >= 0; { i := i + 1; }
        }
        """,
        """
        anon0:
          i := 0;
          assert i <= n;
          goto anon2_LoopHead;
        anon2_LoopHead:
          havoc i;
          assume i <= n;
          assume i >= 0;
          goto anon2_LoopDone, anon2_LoopBody;
        anon2_LoopBody:
          assume {:partition} i < n;
          i := i + 1;
          assert i <= n;
          assume false;
          return;
        anon2_LoopDone:
          assume {:partition} !(i < n);
          return;
        """,
        prune,
        coalesce,
        cut,
    )


def test_self_loops_with_branches():
    shows(
        """
        procedure P() { var i: int;
          A: goto B;
          B: assert i > 0; i := i + 1; goto B, C;
          C: return;
        }
        """,
        """
        A:
          assert i > 0;
          goto B;
        B:
          havoc i;
          assume i > 0;
          i := i + 1;
          goto B#B, C;
        C:
          return;
        B#B:
          assert i > 0;
          assume false;
          return;
        """,
        prune,
        coalesce,
        cut,
    )


def test_a_self_loop_without_a_way_out():
    shows(
        "procedure P() { var i: int; A: goto B; B: assert i > 0; i := 1; goto B; }",
        """
        A:
          assert i > 0;
          goto B;
        B:
          havoc i;
          assume i > 0;
          i := 1;
          assert i > 0;
          assume false;
          return;
        """,
        prune,
        cut,
    )


def test_an_entry_that_is_a_loop_is_checked_on_entry():
    """It was not: the block that enters the loop was made later."""
    shows(
        "procedure P() { var i: int; A: assert i > 0; i := 1; goto A; }",
        """
        Start:
          assert i > 0;
          goto A;
        A:
          havoc i;
          assume i > 0;
          i := 1;
          assert i > 0;
          assume false;
          return;
        """,
        prune,
        coalesce,
        cut,
    )
    assert verdicts("procedure P(x: int) { A: assert x > 0; goto A, B; B: return; }") == {
        "P": "failed"
    }


def test_two_back_edges_and_several_entries():
    shows(
        """
        procedure P() { var i, j: int;
          A: goto A1, A2;
          A1: goto H;
          A2: goto H, D;
          H: assert i > 0; goto B, C;
          B: i := 1; goto H;
          C: j := 1; goto H, D;
          D: return;
        }
        """,
        """
        A:
          goto A1, A2;
        A1:
          assert i > 0;
          goto H;
        A2:
          goto A2#H, D;
        H:
          havoc i, j;
          assume i > 0;
          goto B, C;
        B:
          i := 1;
          assert i > 0;
          assume false;
          return;
        C:
          j := 1;
          goto C#H, D;
        D:
          return;
        A2#H:
          assert i > 0;
          goto H;
        C#H:
          assert i > 0;
          assume false;
          return;
        """,
        prune,
        cut,
    )


def test_nested_loops_havoc_what_the_inner_one_assigns():
    shows(
        """
        var g, h: int;
        procedure Q(); modifies h;
        procedure P() modifies g, h; { var i, k: int;
          A: goto H;
          H: assert g > 0; goto I, D;
          I: assert h > 0; i := k; goto J, K;
          J: call Q(); goto I;
          K: g := i; goto H;
          D: return;
        }
        """,
        """
        A:
          assert g > 0;
          goto H;
        H:
          havoc i, h, g;
          assume g > 0;
          goto H#I, D;
        I:
          havoc i, h;
          assume h > 0;
          i := k;
          goto J, K;
        J:
          call Q();
          assert h > 0;
          assume false;
          return;
        K:
          g := i;
          assert g > 0;
          assume false;
          return;
        D:
          return;
        H#I:
          assert h > 0;
          goto I;
        """,
        prune,
        cut,
    )


def test_a_header_may_jump_straight_to_another():
    shows(
        """
        procedure P(x: int) { var i: int;
          A: goto H;
          H: assert x == 1; goto I;
          I: assert x == 2; i := 1; goto I, H, D;
          D: return;
        }
        """,
        """
        A:
          assert x == 1;
          goto H;
        H:
          havoc i;
          assume x == 1;
          assert x == 2;
          goto I;
        I:
          havoc i;
          assume x == 2;
          i := 1;
          goto I#I, I#H, D;
        D:
          return;
        I#H:
          assert x == 1;
          assume false;
          return;
        I#I:
          assert x == 2;
          assume false;
          return;
        """,
        prune,
        cut,
    )


# ---------------------------------------------------------------- passification


def test_live_variables():
    cfg = graph(
        """
        var g: int;
        procedure P(x: int) modifies g; { var a, b, c: int where c > b;
          A: a := 1; goto B, C;
          B: assert a > old(g) + g; return;
          C: havoc c; assume c > 0; b := x; goto D;
          D: assert b > 0; return;
        }
        """
    )
    assert isinstance(cfg, Cfg)
    source = cfg.implementation
    (declared,) = [d for d in source.locals if d.variable.name == "c"]
    assert declared.where is not None
    found = live_variables(cfg, {declared.variable: declared.where})
    assert {label: sorted(v.name for v in live) for label, live in found.items()} == {
        "A": ["b", "g", "x"],
        "B": ["a", "g"],
        "C": ["b", "x"],
        "D": ["b"],
    }


def test_passify_a_straight_line():
    shows(
        """
        var g: int where g > 0;
        procedure P(x: int) modifies g; { var a, b: int;
          a, b := b, a;
          a := x + 1;
          b := a;
          g := g + b;
          havoc g;
          assert b == a && g > old(g + a);
        }
        """,
        """
        anon0:
          assume a#0 == x + 1;
          assume g#0 == g + a#0;
          assume g#1 > 0;
          assert a#0 == a#0 && g#1 > g + a#0;
          return;
        """,
        passive,
    )


def test_passify_a_join():
    shows(
        """
        procedure P(x: int) returns (r: int) { var dead: int;
          if (x > 0) { r := x + 1; dead := x + 2; } else { r := 5; }
          assert r > 0;
        }
        """,
        """
        anon0:
          goto anon4_Then, anon4_Else;
        anon4_Then:
          assume {:partition} x > 0;
          assume r#0 == x + 1;
          assume dead#0 == x + 2;
          assume r#1 == r#0;
          goto anon3;
        anon4_Else:
          assume {:partition} !(x > 0);
          assume r#1 == 5;
          goto anon3;
        anon3:
          assert r#1 > 0;
          return;
        """,
        passive,
    )


def test_passify_a_critical_edge():
    """A jumps to two joins, C and D, of which D is also reached from C."""
    text = """
        procedure P(x: int) returns (r: int) {
          Z: goto A, B;
          A: r := 1; goto C, D;
          B: r := 2; goto C;
          C: assert r > 0; r := r + 1; goto D;
          D: assert r > 0; assert r < 4;
        }
        """
    shows(
        text,
        """
        Z:
          goto A, B;
        A:
          goto A#C, A#D;
        B:
          assume r#0 == 2;
          goto C;
        C:
          assert r#0 > 0;
          assume r#1 == r#0 + 1;
          assume r#2 == r#1;
          goto D;
        D:
          assert r#2 > 0;
          assert r#2 < 4;
          return;
        A#C:
          assume r#0 == 1;
          goto C;
        A#D:
          assume r#2 == 1;
          goto D;
        """,
        passive,
    )
    assert verdicts(text) == {"P": "verified"}
    assert verdicts(text.replace("r < 4", "r < 3")) == {"P": "failed"}
    assert verdicts(text.replace("r < 4", "r > 1")) == {"P": "failed"}


def test_a_variable_that_one_path_never_assigns():
    text = """
        procedure P(x: int) { var a: int;
          Z: goto A, B;
          A: a := x; goto C;
          B: assume a == x; goto C;
          C: assert a == x; return;
        }
        """
    assert verdicts(text) == {"P": "verified"}
    assert verdicts(text.replace("assume a == x", "assume a >= x")) == {"P": "failed"}


def test_attributes_are_passive_too():
    """`{:verified_under e}` is about the state in which the assertion stands."""
    text = """
        var g: int;
        procedure P() modifies g; { assume g == 0; g := 1; assert {:verified_under g == 0} false; }
        procedure Q() modifies g; { assume g == 0; g := 1; assert {:verified_under g == 1} false; }
        procedure R(x: int); requires {:verified_under x == 0} x == 1;
        procedure S() { call R(0); }
        procedure T() { var x: int; x := 0; call R(2); }
        """
    assert verdicts(text) == {"P": "failed", "Q": "verified", "S": "verified", "T": "failed"}


# ---------------------------------------------------------------- properties


def verdicts(text: str) -> dict[str, str]:
    return {r.name: r.outcome.value for r in ivl.verify(ivl.parse(text), ivl.Options(timeout=10))}


def printed(source: Program, graphs: Mapping[Implementation, Graph], contracts: bool) -> str:
    return print_program(to_program(with_graphs(source, graphs, contracts)))


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(0, 1000))
def test_stages_print_as_programs_with_the_same_verdicts(seed):
    text = program(procedures(Random(seed), features=Features(quantifiers=False)))
    verifier = deep(lambda: Verifier(ivl.check(ivl.parse(text)), ivl.Options()))

    def stage(build) -> Mapping[Implementation, Graph]:
        return deep(lambda: {i: build(i) for i in verifier.selected})

    expected = verdicts(text)
    for build, contracts in (
        (build_cfg, True),
        (verifier.graphs.reducible, True),
        (verifier.graphs.acyclic, False),
        (verifier.graphs.passive, False),
    ):
        graphs_of = stage(build)
        again = deep(lambda g=graphs_of, c=contracts: printed(verifier.program, g, c))
        assert verdicts(again) == expected, build
