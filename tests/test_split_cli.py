"""Splitting from the command lines, and what they print of it."""

import json
import re

import pytest

from ivl.cli.boogie import main as boogie
from ivl.cli.main import main as ivl

PROGRAM = """\
procedure P(x: int) returns (r: int)
  ensures r > 0;
{
  r := 1;
  assert {:isolate} x > 5;
  if (x > 7) { return; }
  assert x > 4;
  assert x > 6;
}
"""
HARD = """\
procedure P(x: int, y: int, z: int) {
  assert x == x;
  assert x * x * x + y * y * y != z * z * z || x * y * z == 0;
}
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text):
        (tmp_path / "t.bpl").write_text(text)
        return "t.bpl"

    return write


def said(capsys, *words):
    assert boogie(words) == 0
    return capsys.readouterr().out


def test_traces(file, capsys):
    text = said(capsys, "/trace", file(PROGRAM))
    text = re.sub(r"\[[0-9.]+ s", "[_ s", text)
    assert (
        "Verifying P ...\n"
        "    checking split 1/2 (line 5), 0.00%, (cost:4/1 last) ...\n"
        "      --> split #1 done,  [_ s] Invalid\n"
    ) in text
    assert re.search(r"checking split 2/2 \(line 1\), \d+\.\d\d%, \(cost:\d+/3\) \.\.\.\n", text)
    assert "checking split" not in said(capsys, "/trace", file(PROGRAM.replace("{:isolate}", "")))
    assert "checking split" not in said(capsys, file(PROGRAM))


def test_errors_are_sorted_and_counted(file, capsys):
    for option in ("/vcsSplitOnEveryAssert", "/vcsMaxSplits:3", "/relaxFocus", "/errorLimit:1"):
        text = said(capsys, option, "/errorTrace:0", file(PROGRAM))
        assert text == (
            "t.bpl(5,3): Error: this assertion could not be proved\n"
            "t.bpl(8,3): Error: this assertion could not be proved\n"
            "\nBoogie program verifier finished with 0 verified, 2 errors\n"
        )


def test_what_fails_in_several_splits_is_printed_once_and_counted_for_each(file, capsys):
    text = PROGRAM.replace("r := 1", "r := 0")
    text = said(capsys, "/vcsSplitOnEveryAssert", "/errorTrace:0", file(text))
    assert text.count("a postcondition could not be proved") == 1
    assert text.endswith("0 verified, 4 errors\n")


def test_files_of_splits(file, capsys, tmp_path):
    said(capsys, "/printSplit:out", file(PROGRAM))
    assert (tmp_path / "out-P.spl").exists()
    assert "assert {:isolate} x > 5;" in (tmp_path / "out-P-assert@5.spl").read_text()
    assert "// P/assert@5\nimplementation P(" in said(capsys, "/printPruned:-", file(PROGRAM))


def test_dumps(file, capsys, tmp_path):
    said(capsys, "/vcsDumpSplits", file(PROGRAM))
    assert (tmp_path / "P.split.0.dot").read_text().startswith("digraph G {\n")
    assert "implementation P(" in (tmp_path / "P.split.1.bpl").read_text()
    said(capsys, "/vcsDumpSplits", file(PROGRAM.replace("{:isolate}", "")))
    assert (tmp_path / "P.split.-1.dot").exists()


def test_keep_going(file, capsys):
    options = ("/vcsMaxKeepGoingSplits:2", "/vcsFinalAssertTimeout:1", "/trace")
    text = said(capsys, *options, file(HARD))
    assert "split 1 was split into 2 parts\n" in text
    assert "    checking split 2/3, " in text
    assert "t.bpl(3,3): Error: this assertion could not be proved\n" in text
    assert text.endswith("0 verified, 1 error\n")


def test_what_takes_too_long(file, capsys):
    options = ("/timeLimit:1", "/runDiagnosticsOnTimeout", "/traceDiagnosticsOnTimeout")
    text = said(capsys, *options, file(HARD))
    assert "t.bpl(1,11): Verification of 'P' timed out after 1 seconds with 1 check(s)" in text
    line = "t.bpl(3,3): Unverified check due to timeout: this assertion could not be proved\n"
    assert line in text
    assert text.startswith("Starting timeout diagnostics with initial time limit 1000.\n")
    assert "Unverified assertions: 1 (of 2)\n" in text
    assert text.endswith("0 verified, 0 errors, 1 time out\n")


def test_ivl(file, capsys):
    path = file(PROGRAM)
    assert ivl(["verify", "--split-every-assertion", "--format=json", path]) == 1
    found = json.loads(capsys.readouterr().out)
    (result,) = found["results"]
    assert len(result["splits"]) == 5
    assert ivl(["verify", "--max-splits=3", "--split-weight=branch=2", "--format=plain", path]) == 1
    assert "t.bpl:8:3: error" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        ivl(["verify", "--split-weight=branches=2", path])
    assert "not one of join, path" in capsys.readouterr().err
    assert ivl(["show", "splits", "--split-every-assertion", path]) == 0
    assert "// P/return@6" in capsys.readouterr().out


def test_ivl_names_what_takes_too_long(file, capsys):
    options = ["--blame", "--blame-percent=30", "-t", "0.5", "--format=plain"]
    assert ivl(["verify", *options, file(HARD)]) != 0
    assert "t.bpl:3:3: error: out of time: this assertion" in capsys.readouterr().out
