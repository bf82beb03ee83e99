"""The packets of `examples/packets`: what is proved of them, and that faults in them are found."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import ivl
from ivl.frontends import load
from ivl.result import Outcome

PACKETS = Path(__file__).resolve().parent.parent / "examples" / "packets"
TEXT = (PACKETS / "packets.dfy").read_text()
FAULTS = tomllib.loads((PACKETS / "faults.toml").read_text())["fault"]


def faulty(fault: dict[str, object]) -> str:
    """The program with a fault in one line."""
    line = f"{fault['line']}\n"
    assert line in TEXT
    return TEXT.replace(line, f"{fault['becomes']}\n", 1)


def verified(path: Path) -> list[ivl.Result]:
    program, options = load([str(path)], ivl.Options(timeout=30))
    return list(ivl.verify(program, options))


@pytest.mark.parametrize("name", ["packets.dfy", "model.dfy"])
def test_everything_is_proved(name):
    results = verified(PACKETS / name)
    assert results
    assert [r.name for r in results if r.outcome is not Outcome.VERIFIED] == []


@pytest.mark.parametrize("fault", FAULTS, ids=[f["name"] for f in FAULTS])
def test_faults_are_found_where_they_do_harm(fault, tmp_path):
    path = tmp_path / "packets.dfy"
    text = faulty(fault)
    path.write_text(text)
    lines = text.split("\n")
    reported = set()
    for result in verified(path):
        for diagnostic in result.diagnostics:
            spans = [diagnostic.span, *[r.span for r in diagnostic.related]]
            reported.update([lines[s.position.line - 1] for s in spans if s is not None])
    assert set(fault["reported"]) <= reported


def test_the_assumptions_of_the_model_are_those_of_the_packets():
    """`model.dfy` proves what `packets.dfy` assumes: the same statements, word for word."""
    model = (PACKETS / "model.dfy").read_text()
    for assumed in TEXT.split("lemma {:axiom} ")[1:]:
        statement = assumed.split("\n\n")[0]
        assert f"lemma {statement}\n{{" in model


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("dafny") is None, reason="needs the program dafny")
@pytest.mark.parametrize("name", ["packets.dfy", "model.dfy"])
def test_dafny_proves_it_too(name):
    command = ["dafny", "/compile:0", "/timeLimit:60", str(PACKETS / name)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert "0 errors" in result.stdout and "timed out" not in result.stdout
