"""Switches about the solver and the run."""

import sys

import pytest

import ivl
from ivl.cli import boogie
from ivl.cli.main import main
from ivl.logic.preamble import check_preamble
from ivl.options import Options
from ivl.result import Outcome

TWICE = """\
function {:builtin "twice"} twice(int): int;
procedure P(x: int) { assert twice(x) == x + x; }
"""
WARNER = """
import re, sys
for line in sys.stdin:
    if line.startswith("(assert"):
        print("WARNING: odd pattern", file=sys.stderr, flush=True)
    if "(check-sat)" in line:
        print("WARNING: odd option\\nunsat", flush=True)
    for text in re.findall(r'\\(echo "([^"]*)"\\)', line):
        print(text, flush=True)
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.bpl").write_text(TWICE)
    (tmp_path / "p.smt2").write_text("(define-fun twice ((x Int)) Int (* 2 x)) ; a comment\n")


def test_a_preamble_is_sent_first(files, capsys):
    assert boogie.main(["/proverPreamble:p.smt2", "t.bpl"]) == 0
    assert "1 verified, 0 errors" in capsys.readouterr().out
    assert main(["verify", "--preamble", "p.smt2", "t.bpl"]) == 0
    assert main(["verify", "--preamble", "p.smt2", "--normalize-names", "t.bpl"]) == 0
    assert main(["verify", "t.bpl"]) == 3  # the solver knows no such function


COMMANDS = ["(check-sat)", "(pop 1)", "(exit)", "(reset)", "(get-model)", ")"]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_preamble_declares_and_defines(files, tmp_path, text, capsys):
    with pytest.raises(ValueError, match=r".+"):
        check_preamble(text)
    (tmp_path / "p.smt2").write_text(text)
    assert boogie.main(["/proverPreamble:p.smt2", "t.bpl"]) == 1
    assert capsys.readouterr().out.startswith("Fatal Error: ProverException: p.smt2: ")
    assert main(["verify", "--preamble", "p.smt2", "t.bpl"]) == 2
    assert main(["verify", "--preamble", "missing", "t.bpl"]) == 2


def test_warnings_of_the_solver(tmp_path):
    path = tmp_path / "warner.py"
    path.write_text(WARNER)
    options = Options(solver=f"cmd:{sys.executable} -S {path}", solver_warnings=True)
    procedures = (f"procedure {name}(x: int) {{ assert x > 0; }}" for name in "PQ")
    program = ivl.parse(" ".join(procedures))
    for result in ivl.verify(program, options):
        assert result.outcome is Outcome.VERIFIED
        assert [d.kind for d in result.diagnostics] == ["solver.warning"] * 2
        assert {d.message for d in result.diagnostics} == {"odd pattern", "odd option"}
    silent = ivl.verify(program, Options(solver=options.solver))
    assert all(result.diagnostics == () for result in silent)


def test_boogie_prints_warnings(tmp_path, capsys):
    (tmp_path / "warner.py").write_text(WARNER)
    (tmp_path / "warner").write_text(f"#!/bin/sh\nexec {sys.executable} -S {tmp_path}/warner.py\n")
    (tmp_path / "warner").chmod(0o755)
    (tmp_path / "p.bpl").write_text("procedure P(x: int) { assert x > 0; }\n")
    words = [f"/proverOpt:PROVER_PATH={tmp_path}/warner", str(tmp_path / "p.bpl")]
    boogie.main(["/proverWarnings:1", *words])
    out, err = capsys.readouterr()
    assert "Prover warning: odd option\n" in out and "Prover" not in err
    boogie.main(["/proverWarnings:2", *words])
    out, err = capsys.readouterr()
    assert "Prover warning: odd option\n" in err and "Prover" not in out
    boogie.main(words)
    assert "Prover" not in "".join(capsys.readouterr())


def test_the_time_for_the_whole_run():
    program = ivl.parse("procedure P(x: int) { assert x == x; } procedure Q() { assert true; }")
    late = list(ivl.verify(program, Options(run_timeout=1e-9)))
    assert [r.outcome for r in late] == [Outcome.TIMEOUT, Outcome.VERIFIED] or [
        r.outcome for r in late
    ] == [Outcome.TIMEOUT, Outcome.TIMEOUT]
    assert "the time for the whole run is over" in late[0].diagnostics[0].message
    early = ivl.verify(program, Options(run_timeout=60))
    assert {r.outcome for r in early} == {Outcome.VERIFIED}


def test_infeasible_edges():
    text = """procedure L() { var i: int; i := 0;
     A: i := i + 1; goto B, C;
     B: assume false; goto A;
     C: assert i == 1; }"""
    program = ivl.parse(text)
    (result,) = ivl.verify(program)
    assert result.outcome is Outcome.VERIFIED
    (result,) = ivl.verify(program, Options(keep_infeasible=True))
    assert result.outcome is Outcome.FAILED  # there is a loop again, without an invariant


def test_a_solver_that_is_restarted(tmp_path):
    log = tmp_path / "log"
    text = "procedure P(x: int) { assert x == x; } procedure Q(x: int) { assert x + 1 > x; }"
    for restart, times in ((False, 1), (True, 2)):
        options = Options(restart_solver=restart, log=str(log))
        results = list(ivl.verify(ivl.parse(text), options))
        assert {r.outcome for r in results} == {Outcome.VERIFIED}
        assert log.read_text().count("(set-option :smt.mbqi") == times
