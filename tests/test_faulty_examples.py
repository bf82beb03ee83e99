"""Faulty versions of the examples: the right lines are named, and what is too weak is said to be.

The faults are edits in ``faulty_examples.toml``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import ivl
from ivl.base.replay import ReplayVerdict
from ivl.base.source import Span

TESTS = Path(__file__).resolve().parent
EXAMPLES = TESTS.parent / "examples"
OPTIONS = ivl.Options(timeout=30, replay=True, replay_timeout=None)
FAULTS: list[dict[str, Any]] = tomllib.loads((TESTS / "faulty_examples.toml").read_text())["fault"]


def faulty(fault: dict[str, Any]) -> str:
    """The program with the fault."""
    text = (EXAMPLES / f"{fault['example']}.bpl").read_text(encoding="utf-8")
    assert text.count(fault["old"]) == 1, "the edit must fit one place"
    return text.replace(fault["old"], fault["new"])


def failures(text: str) -> list[ivl.Diagnostic]:
    found = []
    for result in ivl.verify(ivl.parse(text, "f.bpl"), OPTIONS):
        assert result.outcome in (ivl.Outcome.VERIFIED, ivl.Outcome.FAILED), result.name
        found += result.diagnostics
    return found


def line(span: Span | None) -> str:
    """The number of a line, and its text."""
    assert span is not None
    return f"{span.position.line}: {span.source.line_text(span.start).strip()}"


def error(diagnostic: ivl.Diagnostic) -> str:
    """The kind of a failure, and the line that is not right: for a postcondition the clause."""
    kind = diagnostic.kind.removeprefix("verify.")
    is_promise = kind == "postcondition"
    return f"{kind} {line(diagnostic.related[0].span if is_promise else diagnostic.span)}"


def id_of(fault: dict[str, Any]) -> str:
    return f"{fault['example']}-{fault['fault']}"


@pytest.mark.parametrize("fault", FAULTS, ids=id_of)
def test_fault(fault):
    found = failures(faulty(fault))
    assert sorted({error(d) for d in found}) == sorted(fault["errors"])
    replays = [d.replay for d in found if d.replay is not None]
    assert len(replays) == len(found)
    blamed = {line(b.span) for r in replays for b in r.blamed}
    verdicts = [r.verdict for r in replays]
    if "weak" not in fault:
        assert blamed == set()
        assert ReplayVerdict.WEAK_CONTRACT not in verdicts
        return
    assert ReplayVerdict.REFUTED not in verdicts
    if blamed or fault.get("said", True):
        assert ReplayVerdict.WEAK_CONTRACT in verdicts
        assert blamed == set(fault["weak"])


def test_there_are_fifty_faults_and_most_of_the_weak_ones_are_said_to_be():
    assert len(FAULTS) >= 50
    assert {f["example"] for f in FAULTS} == {p.stem for p in EXAMPLES.glob("*.bpl")}
    weak = [f for f in FAULTS if "weak" in f]
    assert len(weak) >= 12
    assert sum(f.get("said", True) for f in weak) >= len(weak) / 2
