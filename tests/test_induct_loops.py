import pytest
from flow_texts import same_text, shown, verdicts

ROTATE = """
procedure P() {
  var a, b, c: int;
  a, b, c := 1, 2, 3;
  while (*)
    invariant a != b;
  {
    a, b, c := b, c, a;
  }
}
"""


def test_copies_of_the_loop():
    same_text(
        shown(
            "acyclic",
            """
            procedure P(n: int) {
              var i: int;
              i := 0;
              while (i < n) invariant 0 <= i; { i := i + 1; }
              assert 0 <= i;
            }
            """,
            "P",
            induction_depth=1,
        ),
        """
        implementation P(n: int) {
          var i: int;
          PreconditionGeneratedEntry:
            goto anon0;
          anon0:
            i := 0;
            goto anon3_LoopHead_base_1;
          anon3_LoopDone:
            assume {:partition} !(i < n);
            assert 0 <= i;
            return;
          anon3_LoopHead_step_assertion:
            assert 0 <= i;
            goto anon3_LoopDone, anon3_LoopBody_step_assertion;
          anon3_LoopBody_step_assertion:
            assume {:partition} i < n;
            i := i + 1;
            assume false;
            return;
          anon3_LoopHead_step_1:
            assume 0 <= i;
            goto anon3_LoopBody_step_1;
          anon3_LoopBody_step_1:
            assume {:partition} i < n;
            i := i + 1;
            goto anon3_LoopHead_step_assertion;
          anon3_LoopHead_step_1_havoc:
            havoc i;
            goto anon3_LoopHead_step_1;
          anon3_LoopHead_base_1:
            assert 0 <= i;
            goto anon3_LoopDone, anon3_LoopBody_base_1;
          anon3_LoopBody_base_1:
            assume {:partition} i < n;
            i := i + 1;
            goto anon3_LoopHead_step_1_havoc;
        }
        """,
    )


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_too_few_rounds(depth):
    assert verdicts(ROTATE, induction_depth=depth) == {"P": [("verify.assert", 5)]}


@pytest.mark.parametrize("depth", [3, 4])
def test_enough_rounds(depth):
    assert verdicts(ROTATE) == {"P": [("verify.invariant.maintained", 5)]}
    assert verdicts(ROTATE, induction_depth=depth) == {"P": []}


def test_the_attribute_asks_for_it_too_and_the_greater_counts():
    text = ROTATE.replace("procedure P", "procedure {:kInductionDepth 3} P")
    assert verdicts(text) == {"P": []}
    assert verdicts(text, induction_depth=1) == {"P": []}


def test_the_base_case_is_checked():
    text = ROTATE.replace("1, 2, 3", "1, 2, 2")
    assert verdicts(text, induction_depth=4) == {"P": [("verify.assert", 5)]}
    late = """
        procedure P() {
          var i: int;
          i := 0;
          while (*) { assert i < 3; i := i + 1; }
        }
        """
    for depth in range(5):
        assert verdicts(late, induction_depth=depth) == {"P": [("verify.assert", 4)]}


def test_what_comes_after_the_loop_is_checked():
    assert verdicts(
        ROTATE.rstrip()[:-1] + "assert a != c; assert c == 3; }", induction_depth=3
    ) == {"P": [("verify.assert", 9)]}


def test_preconditions_of_calls_are_assertions_too():
    assert verdicts(
        """
        var g: int;
        procedure Next(i: int) returns (j: int);
          requires i >= 0;
          modifies g;
          ensures j == i + g && g == old(g);
        procedure P() modifies g; {
          var i: int;
          g := 1;
          i := 0;
          while (*) { call i := Next(i); assert g == 1; }
          assert i >= 0;
        }
        """,
        induction_depth=1,
    ) == {"P": []}


def test_loops_in_loops_and_jumps():
    text = """
        procedure P(n: int) {
          var i, s: int;
          i, s := 0, 0;
          while (i < n)
            invariant s == i;
          {
            i := i + 1;
            while (*) invariant s == i - 1; { }
            s := s + 1;
          }
          assert s >= n;
        }
        procedure Q() {
          var x: int;
          H: goto B, D;
          B: x := 1; goto H;
          D: assert x == 1;
        }
        """
    for depth in (0, 1, 2):
        found = verdicts(text, induction_depth=depth)
        assert found["Q"] == [("verify.assert", 17)]
    assert verdicts(text, induction_depth=1)["P"] == []
    assert verdicts(text, induction_depth=0)["P"] != []
