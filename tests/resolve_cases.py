"""Programs that say inline what resolution must report: ``// error: KIND, KIND``."""

from __future__ import annotations

import re
from collections import Counter
from textwrap import dedent

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.core.program import Program
from ivl.resolve.context import ResolveOptions
from ivl.resolve.resolver import resolve
from ivl.syntax.parser import parse

EXPECTATION = re.compile(r"// (error|warning): (.*)$")


def core(text: str, **options: bool) -> Program:
    """The core program of a text that has no errors."""
    return resolve(parse(dedent(text)), ResolveOptions(**options)).program


def report(text: str, **options: bool) -> tuple[Diagnostic, ...]:
    """Everything that resolution has to say about a text."""
    program = parse(text)
    try:
        return resolve(program, ResolveOptions(**options)).warnings
    except ProgramError as error:
        return error.diagnostics


def check(text: str, **options: bool) -> None:
    """Compare what is reported, line by line, with what the comments in `text` expect."""
    text = dedent(text)
    wanted: Counter[tuple[int, str, str]] = Counter()
    for number, line in enumerate(text.split("\n"), 1):
        if found := EXPECTATION.search(line):
            wanted.update((number, found[1], kind) for kind in found[2].split(", "))
    given = Counter(
        (d.span.position.line if d.span else 0, d.severity.value, d.kind)
        for d in report(text, **options)
    )
    assert given == wanted


def places(text: str) -> list[tuple[str, int, int]]:
    """The kind, line and column of everything reported."""
    return [
        (d.kind, d.span.position.line, d.span.position.column)
        for d in report(dedent(text))
        if d.span
    ]
