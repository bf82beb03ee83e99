"""Small faulty Dafny programs: each error is reported at its line, and nothing else is.

Dafny 2.3 reports the same lines, where it has the language. What contradicts the language itself,
so that anything could be proved with it, is rejected.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import ivl
from frontends.dafny.frontend import DAFNY
from ivl import ProgramError
from ivl.base.source import Source

PROGRAMS = Path(__file__).parent / "dafny_soundness"
VERIFIED = (
    "conversions", "frames", "functions", "modern", "modules", "states", "statements",
    "termination", "types",
)  # fmt: skip


def _error_lines(text: str) -> set[int]:
    program = DAFNY.translate(Source("program.dfy", text))
    options = DAFNY.adjust(ivl.Options(timeout=10))
    return {
        diagnostic.span.position.line
        for result in ivl.verify(program, options)
        for diagnostic in result.diagnostics
        if diagnostic.span is not None
    }


@pytest.mark.parametrize("name", VERIFIED)
def test_all_errors_are_reported_where_they_are(name: str) -> None:
    text = (PROGRAMS / f"{name}.dfy").read_text()
    wanted = {i for i, x in enumerate(text.split("\n"), 1) if x.endswith("// error")}
    assert _error_lines(text) == wanted


@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("rejected*.dfy")), ids=lambda p: p.stem)
def test_what_contradicts_the_language_is_rejected(path: Path) -> None:
    shared, lines = path.read_text().split("// ----\n")
    accepted = []
    for line in lines.splitlines():
        try:
            DAFNY.translate(Source("program.dfy", shared + line))
        except ProgramError:
            continue
        accepted.append(line)
    assert accepted == []


EMPTY = "type Empty = x: int | false witness *\n"


@pytest.mark.parametrize(
    "method",
    [
        "method M() { ghost var e: Empty; assert e != e; }",
        "method M() { ghost var e: Empty; e := *; assert e == e; assert false; }",
        "lemma L() ensures false { var e: Empty :| true; }",
        "method M() returns (e: Empty) { }",
        "method M() { ghost var e: (Empty, int); assert e != e; }",
        "method M() { var a := new Empty[3]; assert false; }",
    ],
)
def test_types_without_values_have_none(method: str) -> None:
    assert 2 in _error_lines(EMPTY + method)


def test_a_function_that_breaks_its_promise_makes_nothing_else_true() -> None:
    text = (
        "method M(n: int) { M(n - 1); }\n"
        "function F(): int ensures false { F() }\n"
        "class C { var next: C? }\n"
    )
    assert _error_lines(text) == {1, 2}
