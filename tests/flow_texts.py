"""Stages of the flow graph as text, and verdicts."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from ivl import verifier
from ivl.options import Options
from ivl.resolve.resolver import resolve
from ivl.stages import show
from ivl.syntax.parser import parse


def shown(stage: str, text: str, name: str, **options: Any) -> str:
    """Implementation `name` at a stage, which reads back as a second body of its procedure."""
    result = show(stage, parse(dedent(text)), Options(include=(name,), **options))
    resolve(parse(dedent(text) + result))
    return result


def same_text(actual: str, expected: str) -> None:
    """Assert that the texts agree but for layout."""
    assert actual.split() == expected.split(), actual


def verdicts(text: str, **options: Any) -> dict[str, list[tuple[str, int]]]:
    """For each implementation the kinds and lines of what is said of it, in order.

    The first line is number 1.
    """
    found: dict[str, list[tuple[str, int]]] = {}
    for result in verifier.verify(parse(dedent(text).lstrip("\n")), Options(**options)):
        assert result.diagnostics or result.outcome.value == "verified"
        found[result.name] = [
            (d.kind, d.span.position.line if d.span else 0) for d in result.diagnostics
        ]
    return found
