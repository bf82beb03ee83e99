"""The command with a cache: nothing is different but the time."""

import os
import re
from pathlib import Path

import pytest
from test_cache_programs import LARGE, TEXT

from ivl.cache import programs
from ivl.cli.main import main


@pytest.fixture(autouse=True)
def _nothing_is_too_small(monkeypatch):
    monkeypatch.setattr(programs, "_SMALL", 0)


def run(capsys, *words):
    code = main(["verify", *words])
    captured = capsys.readouterr()
    return code, *[re.sub(r"in [0-9.]+ s\n", "", text) for text in captured]


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p.bpl").write_text(TEXT)
    return "p.bpl"


@pytest.mark.parametrize("words", [[], ["--format", "plain"], ["--together"], ["-p", "A"]])
def test_the_output_is_the_same(file, capsys, words):
    cold = run(capsys, file, *words)
    assert cold[0] == 0 and os.path.exists(os.environ["IVL_CACHE"])
    assert run(capsys, file, *words) == cold


def test_failures_look_the_same(file, capsys):
    run(capsys, file)
    Path(file).write_text(TEXT.replace("z > 1", "z > 2"))
    warm = run(capsys, file)
    assert warm == run(capsys, file, "--no-cache") and "z > 2" in warm[1]


def test_no_cache(file, capsys, monkeypatch):
    run(capsys, file, "--no-cache")
    assert not os.path.exists(os.environ["IVL_CACHE"])
    run(capsys, file, "--cache", "here")
    assert os.path.isdir("here") and not os.path.exists(os.environ["IVL_CACHE"])


def test_a_cache_that_cannot_be_written(file, capsys):
    code, _, err = run(capsys, file, "--cache", "p.bpl/cache")
    assert code == 0
    assert err == "warning: nothing is written to the cache p.bpl/cache: Not a directory\n"


@pytest.mark.parametrize("words", [["--format", "xml"], ["--houdini"], ["--log", "l.smt2"]])
def test_runs_that_know_less(file, capsys, words):
    for _ in range(2):
        assert main(["verify", file, *words]) == 0
    if "xml" in words:
        assert capsys.readouterr().out.count("assertionBatch") > 5


def test_standard_input_and_several_files(file, capsys):
    Path("q.bpl").write_text("procedure D() { var z: int; havoc g; call z := A(1); }\n")
    for _ in range(2):
        code, out, _ = run(capsys, "--together", "p.bpl", "q.bpl")
        assert code == 2 and "modifies" in out
    Path("q.bpl").write_text("procedure D() modifies g; { var z: int; call z := A(1); }\n")
    for _ in range(2):
        assert run(capsys, "--together", "p.bpl", "q.bpl")[0] == 0


@pytest.mark.parametrize(
    "new", ["{ assert nothing(x);", "{ assert x;", "{ assert x > ;", "{ heap := 1;", "{ } }"]
)
def test_errors_in_a_changed_body(tmp_path, capsys, monkeypatch, new):
    monkeypatch.chdir(tmp_path)
    Path("p.bpl").write_text(LARGE)
    assert run(capsys, "p.bpl")[0] == 0
    Path("p.bpl").write_text(LARGE.replace("{ assert true; call", f"{new} call"))
    warm = run(capsys, "p.bpl")
    assert warm == run(capsys, "p.bpl", "--no-cache") and warm[0] == 2
