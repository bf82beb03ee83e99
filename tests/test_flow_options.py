"""What becomes of calls and loops, from both command lines."""

import re
from textwrap import dedent

import pytest
from flow_texts import shown, verdicts

from ivl.cli import boogie
from ivl.cli.main import main

PROGRAM = """\
procedure {:inline 1} Step(i: int) returns (j: int)
  ensures j > i;
{
  j := i + 1;
}
procedure P() {
  var i: int;
  i := 0;
  while (i < 2) { call i := Step(i); }
  assert i != 2;
}
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.bpl").write_text(PROGRAM)
    return "p.bpl"


def run(capsys, command, *words):
    code = command(list(words))
    return code, capsys.readouterr().out


def test_unrolling_with_inlining(file, capsys):
    code, out = run(capsys, main, "verify", file, "--unroll", "3", "--format=plain")
    assert code == 1
    assert "p.bpl:10:3: error: this assertion could not be proved" in out
    assert "p.bpl:9:3: warning: executions that come here are not looked at: 3 back" in out


def test_a_bounded_proof_is_one_with_a_warning(file, capsys):
    code, out = run(capsys, main, "verify", file, "--unroll", "2", "--format=plain")
    assert code == 0 and "warning" in out
    code, out = run(
        capsys, main, "verify", file, "--unroll", "2", "--sound-unrolling", "--format=plain"
    )
    assert code == 1 and "2 back edges of the loop are unrolled" in out


def test_both_command_lines_agree(file, capsys):
    for own, theirs in (
        (("--inline", "none"), ("/inline:none",)),
        (("--inline", "spec"), ("/inline:spec",)),
        (("--unroll", "2"), ("/loopUnroll:2",)),
        (("--unroll", "3"), ("/loopUnroll:3",)),
        (("--unroll", "2", "--sound-unrolling"), ("/loopUnroll:2", "/soundLoopUnrolling")),
        (("--k-induction", "1"), ("/kInductionDepth:1",)),
    ):
        code, _ = run(capsys, main, "verify", file, *own)
        _, out = run(capsys, boogie.main, file, *theirs)
        assert (code == 0) == (", 0 errors" in out), own


def test_the_drop_in_words_a_bound_as_an_assertion(file, capsys):
    _, out = run(capsys, boogie.main, file, "/loopUnroll:1", "/soundLoopUnrolling")
    assert "p.bpl(9,3): Error: this assertion could not be proved\n" in out
    assert "p.bpl(9,3): anon2_LoopHead#0" in out or "anon3_LoopHead#0" in out
    _, out = run(capsys, boogie.main, file, "/loopUnroll:1")
    assert "warning" not in out.lower() and "1 verified, 0 errors" in out


def test_print_inlined(file, capsys):
    _, out = run(capsys, boogie.main, file, "/printInlined", "/noVerify")
    assert out.startswith("after inlining procedure calls\nprocedure P();\n")
    assert "inline$Step$0$Entry:" in out
    assert out.count("after inlining") == 1


TRACE = """\
procedure {:inline 1} Nothing() { }
procedure P(b: bool)
  ensures b;
{
  call Nothing();
  if (*) {
  } else {
  }
}
"""


def test_failing_paths(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.bpl").write_text(TRACE)
    _, out = run(capsys, boogie.main, "p.bpl")
    assert out.splitlines()[:5] == [
        "p.bpl(9,1): Error: a postcondition could not be proved on this return path",
        "p.bpl(3,3): Related location: this is the postcondition that could not be proved",
        "Execution trace:",
        "    p.bpl(5,3): anon0",
        "    p.bpl(8,3): anon3_Else",
    ]
    _, out = run(capsys, boogie.main, "p.bpl", "/removeEmptyBlocks:0")
    assert [line.split()[-1] for line in out.splitlines()[3:8]] == [
        "anon0", "inline$Nothing$0$Entry", "inline$Nothing$0$anon0", "inline$Nothing$0$Return",
        "anon0$1",
    ]  # fmt: skip
    _, out = run(capsys, main, "verify", "p.bpl", "--format=plain")
    assert re.search(r"p.bpl:[78]:3: error: a postcondition could not be proved", out)


def test_blocks_may_stay_apart():
    text = "procedure P() { goto A; A: assert true; goto B; B: assert false; }"
    assert "B:" not in shown("acyclic", text, "P")
    assert "B:" in shown("acyclic", text, "P", coalesce_blocks=False)
    assert verdicts(text, coalesce_blocks=False) == {"P": [("verify.assert", 1)]}


def test_dead_variables_may_be_equated():
    text = dedent(
        """
        procedure P(b: bool) {
          var x, y: int;
          if (b) { x := 1; y := 1; } else { x := 2; y := 2; }
          assert x > 1;
        }
        """
    )
    assert "y#" not in shown("passive", text, "P")
    assert "y#" in shown("passive", text, "P", live_variables=False)
    assert verdicts(text, live_variables=False) == verdicts(text)
