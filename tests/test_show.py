"""``ivl show`` and ``ivl verify`` tell what they do: stages, drawings, times, logs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ivl.cli.main import main
from ivl.stages import STAGES, draw, show
from ivl.syntax.parser import parse

PROGRAM = """\
procedure P(x: int) returns (r: int) { r := x; while (r < 3) { r := r + 1; } assert r >= 3; }
procedure Q() { assert true; }
"""


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Runs ``ivl`` where p.bpl is: the exit code, what it printed, what it complained of."""
    monkeypatch.chdir(tmp_path)
    Path("p.bpl").write_text(PROGRAM)

    def run(*words: str) -> tuple[int, str, str]:
        try:
            code = main(list(words))
        except SystemExit as ending:
            code = int(ending.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_options_may_stand_anywhere(command):
    expected = command("show", "cfg", "p.bpl", "-p", "P")
    assert expected[0] == 0 and "implementation P(" in expected[1]
    assert command("show", "cfg", "-p", "P", "p.bpl") == expected
    assert command("show", "-p", "P", "cfg", "p.bpl") == expected


def test_every_stage_is_listed(command):
    code, out, _ = command("show", "stages")
    assert code == 0 and [line.split()[0] for line in out.splitlines()] == list(STAGES)


def test_a_drawing(command):
    code, out, _ = command("show", "cfg", "p.bpl", "--format", "dot")
    assert code == 0
    assert (
        out
        == """\
digraph {
  node [shape=box, fontname="monospace", fontsize=10];
  subgraph cluster_0 {
    label="P";
    b0_0 [label="anon0:\\lr := x;\\l"];
    b0_1 [label="anon3_LoopHead:\\l"];
    b0_2 [label="anon3_LoopBody:\\lassume {:partition} r < 3;\\lr := r + 1;\\l"];
    b0_3 [label="anon3_LoopDone:\\lassume {:partition} !(r < 3);\\l"];
    b0_4 [label="anon2:\\lassert r >= 3;\\l"];
    b0_0 -> b0_1;
    b0_1 -> b0_3;
    b0_1 -> b0_2;
    b0_2 -> b0_1;
    b0_3 -> b0_4;
  }
  subgraph cluster_1 {
    label="Q";
    b1_0 [label="anon0:\\lassert true;\\l"];
  }
}
"""
    )
    text = 'procedure P() { assert {:msg "a\\\\b"} false; }'
    assert '\\"a\\\\' in draw("passive", parse(text))


def test_what_cannot_be_drawn(command, monkeypatch):
    code, out, err = command("show", "core", "p.bpl", "--format", "dot")
    assert (code, out) == (2, "") and "has no flow graphs" in err
    monkeypatch.setenv("PATH", "")
    code, out, err = command("show", "cfg", "p.bpl", "--format", "svg")
    assert (code, out) == (2, "") and "Graphviz" in err


def test_more_stages():
    program = parse("""
        procedure M(n: int) measure n; { call M(n - 1); }
        procedure L(f: [int]int) { assert f == (lambda i: int :: i); }
    """)
    assert "measure" not in show("measured", program)
    assert "assert n - 1 < old(n)" in show("measured", program)
    assert "lambda#0" in show("lifted", program) and "(lambda" not in show("lifted", program)


def test_layouts(command):
    Path("long.bpl").write_text(
        "var x: int; procedure P(x: int) { assert " + " && ".join(["x > 1234567"] * 9) + "; }"
    )
    code, out, _ = command("show", "core", "long.bpl", "--wrap", "--numbered")
    assert code == 0 and max(map(len, out.splitlines())) <= 80
    assert set(re.findall(r"h\d\^\^x", out)) == {"h0^^x", "h1^^x", "h2^^x"}
    code, out, _ = command("show", "cfg", "long.bpl")
    assert code == 0 and max(map(len, out.splitlines())) > 100
    code, wrapped, _ = command("show", "cfg", "long.bpl", "--wrap")
    assert code == 0 and wrapped.split() == out.split() and wrapped != out


def test_a_trace(command):
    code, out, err = command("verify", "--trace", "p.bpl")
    assert code == 0 and "[" not in out
    lines = err.splitlines()
    assert all(re.match(r"\[ *\d+\.\d{3} s\] \S", line) for line in lines)
    assert [line.partition("] ")[2].partition(":")[0] for line in lines] == [
        "parsed p.bpl",
        "resolved names and types",
        "P",
        "Q",
    ]


def test_a_log_that_cannot_be_written(command):
    code, _, err = command("verify", "p.bpl", "--log", "no/such/folder/log.smt2")
    out = command("verify", "p.bpl", "--log", "no/such/folder/log.smt2")[1]
    assert code == 2 and "cannot write the log no/such/folder/log.smt2" in out + err
