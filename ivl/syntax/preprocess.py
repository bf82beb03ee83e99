"""``#if``, ``#elsif``, ``#else`` and ``#endif``: lines that are read or not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivl.base.source import Source, Span
from ivl.syntax.errors import Errors

_DIRECTIVE = re.compile(r"^[ \t]*#(?:if|elsif|else[ \t\r]*$|endif[ \t\r]*$)", re.MULTILINE)


def preprocess(source: Source, defines: Iterable[str], errors: Errors) -> str:
    """The text with directives and the lines they exclude blanked out, offsets unchanged.

    Under ``#if C``, the lines up to the next ``#elsif``, ``#else`` or ``#endif`` count if `C` is
    among `defines`; ``!C`` says the opposite.
    """
    text = source.text
    if "#" not in text or not _DIRECTIVE.search(text):
        return text
    names = frozenset(defines)
    lines: list[str] = []
    # For each open #if: where it is, whether an #else came, whether a branch may still be taken.
    opened: list[tuple[Span, bool, bool]] = []
    ignored_from = -1  # the nesting level whose branch is being left out, or -1
    offset = 0
    for line in text.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        word = line.strip()
        directive = _DIRECTIVE.match(line)
        if not directive:
            lines.append(line if ignored_from < 0 else _blank(line))
            continue
        lines.append(_blank(line))
        span = Span(source, start, start + len(line.rstrip()))
        if word.startswith("#if"):
            skip = ignored_from < 0 and not _holds(word[3:], names)
            if skip:
                ignored_from = len(opened)
            opened.append((span, False, skip))
            continue
        if not opened or (opened[-1][1] and not word.startswith("#endif")):
            what = re.match(r"#[a-z]+", word)
            message = f"misplaced {what[0] if what else word}"
            errors.always(f"Unrecognized pragma: #MalformedInput: {message}", span, "parse.pragma")
            return "".join(lines)
        level = len(opened) - 1
        at, _, may_include = opened.pop()
        if word.startswith("#endif"):
            if ignored_from == level:
                ignored_from = -1
            continue
        is_else = word.startswith("#else")
        if ignored_from < 0:
            ignored_from = level
        elif may_include and (is_else or _holds(word[6:], names)):
            ignored_from, may_include = -1, False
        opened.append((at, is_else, may_include))
    if opened:
        message = "Unrecognized pragma: #MalformedInput: missing #endif"
        errors.always(message, opened[-1][0], "parse.pragma")
    return "".join(lines)


def _holds(condition: str, names: frozenset[str]) -> bool:
    condition = condition.strip()
    wanted = True
    while condition.startswith("!"):
        wanted = not wanted
        condition = condition[1:].lstrip()
    return (condition in names) == wanted


def _blank(line: str) -> str:
    return re.sub(r"[^\r\n]", " ", line)
