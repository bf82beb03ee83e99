"""ivl-boogie's switches about models: what they print and where."""

import pytest

from ivl.cli.boogie import main
from ivl.cli.main import main as ivl_main

PROGRAM = """type ref;
const null: ref;
var m: [int]int;
procedure P(x: int, r: ref) returns (y: int) modifies m;
{
  assume x == 3 && r != null && m[0] == 8 && m[1] == 0;
  assume {:captureState "before"} {:print "x = ", x} true;
  y := x - 4;
  m[x] := {:print "at ", y} 5;
  assume {:captureState "after"} true;
  assert y == 0 || m[0] == m[1];
}
procedure Q(x: int) { assert x == x; }
"""
FAILURE = """p.bpl(11,3): Error: this assertion could not be proved
Execution trace:
    p.bpl(6,3): anon0
"""
PRINTED = """Augmented execution trace:
x = 3
at (- 1)
"""
CLOSING = "\nBoogie program verifier finished with 1 verified, 1 error\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.bpl").write_text(PROGRAM)

    def run(*words, main=main):
        assert main([*words, "p.bpl"]) == int(words[:1] == ("verify",))
        return capsys.readouterr().out

    return run


def section(text, start, end):
    lines = text.splitlines()
    return lines[lines.index(start) + 1 : lines.index(end)]


def test_nothing_by_default(run):
    assert run() == FAILURE + CLOSING


def test_enhanced_error_messages(run):
    assert run("/enhancedErrorMessages:1") == FAILURE + PRINTED + CLOSING
    assert run("/enhancedErrorMessages:0") == FAILURE + CLOSING
    without_trace = FAILURE.splitlines()[0] + "\n"
    assert run("/enhancedErrorMessages:1", "/errorTrace:0") == without_trace + CLOSING


def test_print_model(run):
    text = run("/printModel:1")
    assert text.startswith(FAILURE + "*** MODEL\n")
    assert text.endswith("*** END_MODEL\n" + CLOSING)
    model = section(text, "*** MODEL", "*** END_MODEL")
    assert {"x -> 3", "y@0 -> (- 1)"} <= set(model)
    values = dict(line.split(" -> ", 1) for line in model if " -> " in line and line[0] != " ")
    assert values["r"] != values["null"]
    assert values["r"].startswith("T@ref!val!")
    assert values["m"] != values["m@0"]
    graph = values["m@0"].removeprefix("(_ (as-array) (").removesuffix("))")
    assert "  3 -> 5" in section(text, f"{graph} -> {{", "}") or "  3 -> 5" in model
    assert run("/printModel:0") == FAILURE + CLOSING


def test_print_model_to_file(run, tmp_path):
    assert run("/printModel:1", "/printModelToFile:out") == FAILURE + CLOSING
    text = (tmp_path / "out").read_text()
    assert text.startswith("*** MODEL\n")
    assert "STATE" not in text
    (tmp_path / "out").unlink()
    run("/printModelToFile:out")
    assert not (tmp_path / "out").exists()


def test_captured_states(run, tmp_path):
    assert run("/mv:out") == FAILURE + CLOSING
    text = (tmp_path / "out").read_text()
    assert text.startswith("*** MODEL\n")
    assert text.endswith("*** END_STATE\n*** END_MODEL\n")
    initial = section(text, "*** STATE <initial>", "*** END_STATE")
    assert [line.split()[0] for line in initial] == ["m", "r", "x", "y"]
    assert "  x -> 3" in initial
    assert "*** STATE before\n*** END_STATE\n" in text
    after = text[text.index("*** STATE after") :].splitlines()
    assert after[1].startswith("  m -> (_ (as-array) (k!")
    assert after[2:4] == ["  y -> (- 1)", "*** END_STATE"]
    run("/mv:out")  # a run begins the file anew
    assert (tmp_path / "out").read_text().count("*** MODEL") == 1
    assert "*** STATE after\n" in run("/mv:-")


def test_a_file_for_each_procedure(run, tmp_path):
    run("/mv:@PROC@.model")
    assert (tmp_path / "P.model").exists()
    assert not (tmp_path / "Q.model").exists()


def test_all_together(run):
    text = run("/enhancedErrorMessages:1", "/printModel:1", "/mv:-")
    assert text.startswith(FAILURE + PRINTED + "*** MODEL\n")
    assert text.count("*** MODEL") == 2


def test_ivl_verify(run):
    assert "7:3: prints x = 3" in run("verify", main=ivl_main)
    assert "x == 3" not in run("verify", "--no-values", main=ivl_main).replace("assume x == 3", "")
    assert '"counterexample": null' not in run("verify", "--json", main=ivl_main)
    assert '"counterexample": null' in run("verify", "--json", "--no-values", main=ivl_main)
    assert "x = 3" not in run("verify", "--format", "plain", main=ivl_main)
