"""Which lines the proofs of a program needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ivl.base.source import Span
from ivl.report.places import position_of
from ivl.report.verdict import plural
from ivl.result import Result


def used_lines(results: Iterable[Result]) -> dict[tuple[str, int], tuple[bool, Span]]:
    """The lines, each a file and a number, with a part that a proof could need.

    Whether any proof did need one there, and the place of a part.
    """
    found: dict[tuple[str, int], tuple[bool, Span]] = {}
    for result in results:
        for part in result.parts or ():
            position = position_of(part.span)
            if position is not None:
                key = (position.file, position.line)
                used, span = found.get(key, (False, part.span))
                found[key] = (used or part.used, span)
    return found


def dependence(results: Sequence[Result]) -> str:
    """These lines with + where a proof needed something there, and - where none did."""
    lines = used_lines(results)
    if not lines:
        return ""
    needed = sum([used for used, _ in lines.values()])
    text = [f"the proofs needed {needed} of {plural(len(lines), 'line')} (+; the others are -):"]
    file = ""
    width = max([len(str(number)) for _, number in lines])
    for (name, number), (used, span) in sorted(lines.items(), key=lambda item: item[0]):
        if name != file:
            file = name
            text.append(f"  {file}")
        source = span.source.line_text(span.start).rstrip()
        text.append(f"  {'+' if used else '-'} {number:>{width}} | {source}")
    return "\n".join(text) + "\n"
