"""Loops as procedures: what they look like, and that they mean the same."""

from __future__ import annotations

import re
from random import Random
from textwrap import dedent

import pytest
from flow_texts import same_text, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st

import ivl
from ivl.cli import boogie
from ivl.cli.main import main
from ivl.options import Options
from ivl.stages import show
from ivl.syntax.parser import parse

COUNT = """\
var g: int;
procedure P(n: int) returns (r: int)
  modifies g;
{
  while (r < n)
    invariant g >= old(g);
  {
    r := r + 1;
    g := g + 1;
  }
}
"""


def extracted(text: str, **options: object) -> str:
    """The program with its loops extracted, which reads back with the same verdicts."""
    chosen = Options(**options)  # type: ignore[arg-type]
    result = show("extracted", parse(dedent(text)), chosen)
    outcomes = [
        [(r.name, r.outcome) for r in ivl.verify(parse(program), some)]
        for program, some in (
            (dedent(text), ivl.Options(extract_loops=True, **options)),  # type: ignore[arg-type]
            (result, ivl.Options()),
        )
    ]
    assert outcomes[0] == outcomes[1]
    return result


def body(program: str, name: str) -> str:
    """The blocks of implementation `name`."""
    start = program.index("\n{", re.search(rf"implementation .*\b{name}\(", program).end()) + 1
    return program[start : program.index("\n}", start) + 2]


def test_a_loop_becomes_a_procedure():
    program = extracted(COUNT)
    assert "procedure P_loop_anon2_LoopHead(in_n: int, in_r: int, old_g: int)" in program
    same_text(
        body(program, "P"),
        """
        {
          anon0:
            goto anon2_LoopHead;
          anon2_LoopHead:
            call r := P_loop_anon2_LoopHead(n, r, old(g));
            goto anon2_LoopHead_last;
          anon2_LoopHead_last:
            assert g >= old(g);
            goto anon2_LoopDone, anon2_LoopBody;
          anon2_LoopBody:
            assume {:partition} r < n;
            r := r + 1;
            g := g + 1;
            assume false;
            return;
          anon2_LoopDone:
            assume {:partition} !(r < n);
            return;
        }
        """,
    )
    same_text(
        body(program, "P_loop_anon2_LoopHead"),
        """
        {
          entry:
            out_r := in_r;
            goto anon2_LoopHead, exit;
          anon2_LoopHead:
            assert g >= old_g;
            goto anon2_LoopBody;
          anon2_LoopBody:
            assume {:partition} out_r < in_n;
            out_r := out_r + 1;
            g := g + 1;
            goto again;
          again:
            call out_r := P_loop_anon2_LoopHead(in_n, out_r, old_g);
            return;
          exit:
            return;
        }
        """,
    )


def test_a_deterministic_procedure_takes_the_last_round_back():
    program = extracted(COUNT, deterministic_loops=True, inline_loops=3)
    assert "procedure {:inline 3} P_loop" in program
    same_text(
        body(program, "P_loop_anon2_LoopHead"),
        """
        {
          entry:
            out_r := in_r;
            goto anon2_LoopHead;
          anon2_LoopHead:
            assert g >= old_g;
            goto anon2_LoopDone, anon2_LoopBody;
          anon2_LoopBody:
            assume {:partition} out_r < in_n;
            out_r := out_r + 1;
            g := g + 1;
            goto again;
          again:
            call out_r := P_loop_anon2_LoopHead(in_n, out_r, old_g);
            return;
          anon2_LoopDone:
            assume {:partition} !(out_r < in_n);
            out_r := in_r;
            g := old(g);
            return;
        }
        """,
    )


def test_a_loop_has_no_contract():
    found = verdicts(COUNT, extract_loops=True)
    assert found == {
        "P": [("verify.assert", 6)],
        "P_loop_anon2_LoopHead": [("verify.assert", 6)],
    }


def test_inlined_loops_need_none():
    text = """
    procedure P() {
      var i, j: int;
      i := 0;
      while (i < 2) { j := 0; while (j < i) { j := j + 1; } i := i + 1; }
      assert i == 2 && j == 1;
      assert j == 2;
    }
    """
    for deterministic in (False, True):
        options = {"deterministic_loops": deterministic, "extract_loops": True}
        found = verdicts(text, inline_loops=3, inline="assert", **options)
        assert found == {"P": [("verify.assert", 6)]}
        found = verdicts(text, inline_loops=2, inline="assert", **options)
        assert ("verify.bound", 4) in found["P"]


def test_where_clauses_go_along():
    program = extracted(
        """
        procedure P(n: int) {
          var i: int where i < m;
          var m: int;
          i := 0;
          while (*) { havoc i; assert i < m; }
        }
        """
    )
    assert "(in_i: int, in_m: int) returns (out_i: int);" in program
    assert "havoc out_i;\n    assume out_i < in_m;" in program


def test_where_clauses_do_not_hide_anything():
    text = """
    procedure P() {
      var i: int where i > m && m > 0;
      var m: int;
      m := -1;
      while (i > 0) { i := i - 1; assert i > 0; }
    }
    """
    assert ("verify.assert", 5) in verdicts(text, unroll=2)["P"]
    found = verdicts(text, extract_loops=True)
    assert ("verify.assert", 5) in found["P_loop_anon2_LoopHead"]
    found = verdicts(text, extract_loops=True, inline_loops=3)
    assert ("verify.assert", 5) in found["P"]


def test_names_do_not_clash():
    program = extracted(
        """
        const in_i: int;
        procedure P_loop_H();
        procedure P() {
          var i: int;
          H: i := i + in_i; goto H, D;
          D: assert i > 0;
        }
        """
    )
    assert "procedure P_loop_H#0(in_i#0: int) returns (out_i: int)" in program
    assert "out_i := out_i + in_i;" in program


def test_a_loop_with_two_entries():
    text = """
    procedure P(n: int) returns (i: int) {
      goto A, B;
      A: i := i + 1; goto B;
      B: i := i + 2; goto A, D;
      D: assert i > 100;
    }
    """
    assert "_loop_" in extracted(text)
    assert verdicts(text, extract_loops=True)["P"] == [("verify.assert", 5)]
    found = verdicts(text, extract_loops=True, inline_loops=2)["P"]
    assert found[0] == ("verify.assert", 5)


def test_a_loop_at_the_entry_and_one_that_nobody_leaves():
    text = """
    procedure P(n: int) returns (i: int) {
      A: i := i + 1; assert i != 3; goto A;
    }
    """
    for deterministic in (False, True):
        program = extracted(text, deterministic_loops=deterministic)
        assert "call i := P_loop_A(i);" in program
    assert verdicts(text, extract_loops=True)["P_loop_A"] == [("verify.assert", 2)]


def test_what_is_not_verified_keeps_its_loops():
    text = "procedure {:verify false} P() { while (*) { } }"
    assert "_loop_" not in extracted(text)
    assert "_loop_" in extracted(text.replace("{:verify false}", "{:inline 1}"))


def test_limits_hold_for_loops():
    program = extracted("procedure {:timeLimit 7} {:priority 3} P() { while (*) { } }")
    assert 'implementation {:loop_of "P"} {:timeLimit 7} P_loop' in program


def test_a_loop_is_chosen_with_its_procedure():
    assert set(verdicts(COUNT, extract_loops=True, include=("P",))) == {
        "P",
        "P_loop_anon2_LoopHead",
    }
    assert set(verdicts(COUNT, extract_loops=True, include=("*loop*",))) == {
        "P_loop_anon2_LoopHead"
    }
    assert not verdicts(COUNT, extract_loops=True, exclude=("P",))


def test_measures_and_intervals_come_along():
    text = """
    procedure P() returns (i: int) {
      i := 9;
      while (i > 0) measure i; { i := i - 1; }
      assert i == 0;
    }
    """
    found = verdicts(text, extract_loops=True, inline_loops=11)
    assert [kind for kind, _ in found["P"]] == ["bounded"]
    inferred = extracted(text, inference=ivl.options.Inference())
    assert "assume {:inferred} out_i <= 9" in inferred or "out_i <= 9" in inferred


# ------------------------------------------------------------------ the same as unrolling


def loops(random: Random, depth: int, variables: tuple[str, ...] = ()) -> list[str]:
    """Statements with loops of at most three rounds, counted by variables of their own."""
    lines: list[str] = []
    for _ in range(random.randrange(1, 3)):
        if depth and random.random() < 0.5:
            i = f"i{depth}"
            bound = random.choice(["2", "3", "n"])
            step = random.choice([f"{i} := {i} + 1;", f"{i} := {i} + 2;"])
            inner = loops(random, depth - 1, (*variables, i))
            out = [f"if (x {random.choice(['<', '=='])} y) {{ break; }}"]
            inner += out if random.random() < 0.3 else []
            lines += [f"{i} := 0;", f"while ({i} < {bound}) {{", *inner, step, "}"]
        else:
            value = random.choice(["x", "y", "g", "old(g)", "1", "2", *variables])
            target = random.choice(["x", "y", "g"])
            lines.append(f"{target} := {random.choice(['x', 'y'])} + {value};")
            if random.random() < 0.5:
                lines.append(f"assert x + y {random.choice(['!=', '<'])} {value} + 4;")
    return lines


def bounded_program(random: Random) -> str:
    statements = "\n".join(loops(random, 2))
    return f"""\
var g: int;
procedure P(n: int, x0: int) returns (x: int)
  requires 0 <= n && n <= 3;
  modifies g;
{{
  var y, i1, i2: int;
  x := x0;
  y := 1;
{statements}
  assert x != 5 || g > 2;
}}
"""


@pytest.mark.parametrize("deterministic", [False, True])
@settings(max_examples=8, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_inlined_loops_and_unrolled_ones_agree(deterministic: bool, random: Random) -> None:
    text = bounded_program(random)
    rounds = 3 + 3 * 2 * 3  # loops in a loop share its count
    unrolled = verdicts(text, unroll=rounds + 1, error_limit=0)["P"]
    found = verdicts(
        text,
        extract_loops=True,
        inline_loops=4,
        deterministic_loops=deterministic,
        error_limit=0,
    )
    assert {k for k in found.pop("P") if k[0] != "bounded"} == {
        k for k in unrolled if k[0] != "bounded"
    }
    assert not found


# ------------------------------------------------------------------ command lines


def test_both_command_lines(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.bpl").write_text(COUNT)
    assert boogie.main(["/extractLoops", "/deterministicExtractLoops", "p.bpl"]) == 0
    assert "0 verified, 2 errors" in capsys.readouterr().out
    assert boogie.main(["/extractLoops", "/printInstrumented", "/noVerify", "p.bpl"]) == 0
    assert main(["verify", "p.bpl", "--extract-loops", "--inline-loops", "2"]) == 0
    assert "is inlined 2 deep" in capsys.readouterr().out
    assert main(["show", "extracted", "p.bpl", "--inline-loops", "2"]) == 0
    assert "procedure {:inline 2} P_loop_" in capsys.readouterr().out
