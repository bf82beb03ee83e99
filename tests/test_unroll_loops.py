import pytest
from flow_texts import same_text, shown, verdicts
from text_passes import read

from ivl.flow.build_cfg import build_cfg
from ivl.flow.graphs import graph_of
from ivl.flow.unroll_loops import unroll_loops

LOOP = """
procedure P(n: int) {
  var i: int;
  i := 0;
  while (i < n)
    invariant 0 <= i;
  {
    i := i + 1;
  }
  assert i != 2;
}
"""


def test_labels_count_the_back_edges_left():
    same_text(
        shown("unrolled", LOOP, "P", unroll=1),
        """
        implementation P(n: int) {
          var i: int;
          anon0#1:
            i := 0;
            goto anon3_LoopHead#1;
          anon3_LoopHead#1:
            assert 0 <= i;
            goto anon3_LoopDone#1, anon3_LoopBody#1;
          anon3_LoopBody#1:
            assume {:partition} i < n;
            i := i + 1;
            goto anon3_LoopHead#0;
          anon3_LoopHead#0:
            assert 0 <= i;
            assume {:bound "1 back edge of the loop is unrolled"} false;
            return;
          anon3_LoopDone#1:
            assume {:partition} !(i < n);
            assert i != 2;
            return;
        }
        """,
    )


def test_errors_are_found_within_the_bound():
    wrong = ("verify.assert", 9)
    bounded = ("bounded", 4)
    assert verdicts(LOOP) == {"P": [wrong]}
    assert verdicts(LOOP, unroll=2) == {"P": [bounded]}
    assert verdicts(LOOP, unroll=3) == {"P": [wrong, bounded]}


def test_sound_unrolling_says_that_the_bound_is_too_low():
    text = """
    procedure P(n: int) {
      var i: int;
      assume n <= 2;
      i := 0;
      while (i < n) { i := i + 1; }
      assert i <= 2;
    }
    """
    assert verdicts(text, unroll=2, sound_unrolling=True) == {"P": [("verify.bound", 5)]}
    assert verdicts(text, unroll=3, sound_unrolling=True) == {"P": []}
    assert verdicts(text) == {"P": [("verify.assert", 6)]}


def test_no_back_edges():
    text = "procedure P(b: bool) { while (*) { assert b; } }"
    assert verdicts(text, unroll=0) == {"P": [("bounded", 1)]}
    assert verdicts(
        "procedure P() { while (*) invariant false; { } }", unroll=0, sound_unrolling=True
    ) == {"P": [("verify.assert", 1)]}


def test_a_program_without_loops_only_changes_labels():
    text = "procedure P(b: bool) { if (b) { assert b; } else { assert !b; } }"
    assert verdicts(text, unroll=1) == {"P": []}
    unrolled = shown("unrolled", text, "P", unroll=1).replace("#1", "")
    assert sorted(unrolled.split()) == sorted(shown("inlined", text, "P").split())


def test_the_next_loop_counts_anew():
    text = """
    procedure P() {
      var i, j: int;
      i, j := 0, 0;
      while (i < 2) { i := i + 1; }
      while (j < 2) { j := j + 1; }
      assert i == j;
      assert i == 3;
    }
    """
    assert ("verify.assert", 7) not in verdicts(text, unroll=2)["P"]
    assert verdicts(text, unroll=3)["P"][0] == ("verify.assert", 7)


def test_a_loop_in_a_loop_shares_its_count():
    text = """
    procedure P() {
      var i, j, n: int;
      i, n := 0, 0;
      while (i < 2) { j := 0; while (j < 2) { j := j + 1; n := n + 1; } i := i + 1; }
      assert n == 4;
      assert n == 3;
    }
    """
    assert verdicts(text, unroll=6)["P"][0] == ("bounded", 4)
    assert verdicts(text, unroll=7)["P"][0] == ("verify.assert", 6)


def test_calls_are_inlined_before_loops_are_unrolled():
    text = """
    procedure {:inline 1} Step(i: int) returns (j: int) { j := i + 1; }
    procedure P() {
      var i: int;
      i := 0;
      while (i < 2) { call i := Step(i); }
      assert i != 2;
    }
    """
    assert verdicts(text, unroll=3, sound_unrolling=True) == {"P": [("verify.assert", 6)]}
    assert "inline$Step$0$anon0#2:" in shown("unrolled", text, "P", unroll=3)


IRREDUCIBLE = """
procedure P(b: bool) {
  var x: int;
  x := 0;
  goto A, B;
  A: x := x + 1; assert x < 4; goto B, C;
  B: x := x + 1; assert x < 4; goto A, C;
  C: return;
}
"""


def test_irreducible_graphs():
    assert [kind for kind, _ in verdicts(IRREDUCIBLE, unroll=1)["P"]] == ["bounded"]
    kinds = [kind for kind, _ in verdicts(IRREDUCIBLE, unroll=3)["P"]]
    assert "verify.assert" in kinds


@pytest.mark.parametrize("text", [LOOP, IRREDUCIBLE])
@pytest.mark.parametrize("bound", [0, 1, 4])
def test_the_result_is_acyclic(text, bound):
    import networkx as nx

    (implementation,) = read(text).implementations
    cfg = unroll_loops(build_cfg(implementation), bound)
    assert nx.is_directed_acyclic_graph(graph_of(cfg.blocks.values()))
    assert next(iter(cfg.blocks)) == cfg.entry
