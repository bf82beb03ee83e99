"""The worked example of a frontend, installed as another package's would be."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import ivl
from ivl import build
from ivl.base.counterexample import Counterexample
from ivl.base.node import replace
from ivl.cli.main import main
from ivl.frontends import find_frontend, load

TOY = Path(__file__).resolve().parent.parent / "examples" / "frontend"
PROJECT = tomllib.loads((TOY / "pyproject.toml").read_text())["project"]


def install(folder: Path, name: str = "ivl_toy") -> Path:
    """What an installer writes into `folder` for the package."""
    made = folder / f"{name}-{PROJECT['version']}.dist-info"
    made.mkdir()
    (made / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n")
    found = [f"{k} = {v}" for k, v in PROJECT["entry-points"]["ivl.frontends"].items()]
    (made / "entry_points.txt").write_text("\n".join(["[ivl.frontends]", *found, ""]))
    return made


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path)
    monkeypatch.syspath_prepend(str(TOY))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)


def run(capsys: pytest.CaptureFixture[str], text: str, *words: str) -> tuple[int, str]:
    """The exit code of ``ivl`` for a program, and what it prints."""
    Path("x.toy").write_text(text)
    code = main([*(words or ("verify", "--format=plain")), "x.toy"])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


EXAMPLE = (TOY / "triangle.toy").read_text()


def test_the_example_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, EXAMPLE)[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("i <= n and ", "", 6, "postcondition"),
        ("sum := sum + i; }", "sum := sum + 1; }", 6, "invariant"),
        ("n > 0", "n > n / 2", 10, "cannot divide"),
        ("requires n > 0", "requires n > 0 - 2", 13, "precondition"),
        ("(n + 1) * n", "n * n", 14, "this may be false"),
        ("/ 2", "/ (n - 1)", 15, "the divisor may be zero"),
        ("/ 2", "/ (n == 1)", 15, "expected"),
        ("triangle(n);", "triangel(n);", 13, "there is no procedure triangel"),
        ("triangle(n);", "triangle(n, n);", 13, "takes 1 arguments"),
        ("a := (n", "a := (m", 15, "there is no variable m"),
        ("a := (n", "n := (n", 15, "n"),
        ("a := (n", "a = (n", 15, "no token starts with '='"),
        ("a := (n", "a := )n", 15, "')' is not expected here"),
        ("requires n > 0", "requires n", 10, "wrong type"),
        ("average", "triangle", 9, "declared twice"),
    ],
)
def test_mistakes_are_found_where_they_are(
    old: str, new: str, line: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in EXAMPLE
    code, printed = run(capsys, EXAMPLE.replace(old, new, 1))
    assert code in (1, 2)
    found = [x for x in printed.splitlines() if x.startswith(f"x.toy:{line}:") and message in x]
    assert found, printed


def test_the_end_of_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = run(capsys, "procedure p(")
    assert code == 2
    assert "x.toy:1:13: error: the file ends too early" in printed


def test_deep_values(capsys: pytest.CaptureFixture[str]) -> None:
    text = "procedure p(x) returns r { r := " + "(1 + " * 20_000 + "x" + ")" * 20_000 + "; }"
    assert run(capsys, text)[0] == 0


def test_other_commands_know_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = run(capsys, EXAMPLE, "show", "bpl")
    assert code == 0
    assert ivl.parse(printed).declarations
    assert run(capsys, EXAMPLE, "check")[0] == 0


def test_switches_that_there_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = run(capsys, EXAMPLE, "verify", "/fast")
    assert code == 2
    assert "/fast" in printed


def test_the_library_finds_it() -> None:
    program, options = load([str(TOY / "triangle.toy")], ivl.Options())
    assert [r.outcome for r in ivl.verify(program, options)] == [ivl.Outcome.VERIFIED] * 2
    assert find_frontend("x.unknown") is None


def test_two_frontends_for_an_ending(tmp_path: Path) -> None:
    install(tmp_path, "other_toy")
    with pytest.raises(ivl.ProgramError, match="several frontends"):
        find_frontend("x.toy")


class Shout:
    """Shows values in capitals, and nothing else."""

    def present(self, implementation: str, found: Counterexample) -> Counterexample | None:
        assert found.model is not None
        steps = [
            replace(s, bindings=tuple([replace(b, name=b.name.upper()) for b in s.bindings]))
            for s in found.steps
        ]
        return replace(found, steps=tuple(steps)) if implementation == "p" else None


def test_values_in_the_terms_of_the_language() -> None:
    x = build.input_("x", build.INT)
    p, q = build.procedure("p", [x]), build.procedure("q", [x])
    goal = build.assert_(build.ne(x, 7))
    bodies = build.implementation(p, [goal]), build.implementation(q, [goal])
    program = build.program(p, q, *bodies, presenter=Shout())
    first, second = ivl.verify(program, ivl.Options(counterexamples=True))
    found = first.diagnostics[0].counterexample
    assert found is not None
    assert {b.name for step in found.steps for b in step.bindings} == {"X"}
    assert found.model is None
    assert second.diagnostics[0].counterexample is None
