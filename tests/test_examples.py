"""Every example verifies; every failing twin fails at the lines and for the reasons it marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ivl

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
PROOFS = sorted(EXAMPLES.glob("*.bpl"))
TWINS = sorted((EXAMPLES / "failing").glob("*.bpl"))
MARK = re.compile(r"// error: (\S+)")


def failures(path: Path) -> set[tuple[int, str]]:
    """The line and the kind of every failed assertion in the program at `path`."""
    found = set()
    for result in ivl.verify(ivl.parse_file(path), ivl.Options(timeout=20)):
        assert result.outcome in (ivl.Outcome.VERIFIED, ivl.Outcome.FAILED), (
            result.name,
            result.outcome,
        )
        assert (result.outcome is ivl.Outcome.FAILED) == bool(result.diagnostics), result.name
        for diagnostic in result.diagnostics:
            assert diagnostic.span is not None
            stage, _, kind = diagnostic.kind.partition(".")
            assert stage == "verify", diagnostic.kind
            found.add((diagnostic.span.position.line, kind))
    return found


def marks(path: Path) -> set[tuple[int, str]]:
    """The failures that the program's comments announce."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {(n, mark[1]) for n, line in enumerate(lines, 1) for mark in MARK.finditer(line)}


@pytest.mark.parametrize("path", PROOFS, ids=lambda path: path.stem)
def test_example_verifies(path: Path) -> None:
    assert failures(path) == set()


@pytest.mark.parametrize("path", TWINS, ids=lambda path: path.stem)
def test_twin_fails_where_marked(path: Path) -> None:
    assert marks(path), "a failing twin marks its failures"
    assert failures(path) == marks(path)


def test_every_example_has_a_twin_and_a_row_in_the_table() -> None:
    names = [path.stem for path in PROOFS]
    assert [path.stem for path in TWINS] == names
    table = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[(\w+)\]", table, re.MULTILINE) == names


@pytest.mark.parametrize("path", PROOFS, ids=lambda path: path.stem)
def test_example_says_what_is_proved_and_where_it_is_from(path: Path) -> None:
    header = path.read_text(encoding="utf-8").split("\n\n")[0]
    assert "// Proved: " in header
    assert "// Source: " in header
