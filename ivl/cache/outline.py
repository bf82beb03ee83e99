"""Where declarations and bodies are in a text, found without parsing it.

It is a guess, made ten times as fast as a parser could be: it is believed only for texts for which
the parser said the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ivl.base.node import node

_NAME = r"A-Za-z0-9'~#$^_.?`\\"
_EDGE = re.compile(
    r'"(?:[^"\r\n\\]|\\"|\\)*"'
    r"|//[^\n]*"
    r"|/\*(?:[^*/]++|\*(?!/)|/(?!\*))*+\*/"
    r"|[{}()\[\]]"
    rf"|(?<![{_NAME}])"
    r"(?:procedure|implementation|axiom|const|datatype|function|type|var)"
    rf"(?![{_NAME}])"
)
_OTHER_BRACE = re.compile(r"\|\{|.\{\s*:", re.DOTALL)
"""What opens a code expression, or an attribute."""
_STRANGE = re.compile(
    r"[\x00-\x08]|^\#|^[ \t]*\#(?:if|elsif|else|endif)"
    r"|/\*[^*/]*+(?:(?:\*(?!/)|/(?!\*))[^*/]*+)*+/\*",
    re.MULTILINE,
)
"""What would make it hard to say which texts have the same tokens: marks of ours, pragmas and
directives, comments in comments."""
_INLINE = re.compile(r":\s*inline\b")
_SPECIAL = re.compile(r'("(?:[^"\r\n\\]|\\"|\\)*")|//[^\n]*|/\*(?:[^*/]++|\*(?!/)|/(?!\*))*+\*/')
_STRING, _BODY = "\x01", "\x02"
_BLANKS = re.compile(r"[^\n]+")


@node
class Place:
    """A body from its opening brace at `start` to behind the closing one, at `end`.

    `inlined`: it may be put in place of calls.
    """

    start: int
    end: int
    inlined: bool


@node
class Outline:
    """The bodies in a text, and where its declarations start."""

    places: tuple[Place, ...]
    starts: tuple[int, ...]


def outline(text: str) -> Outline | None:
    """The outline of `text`; None if it is too strange for that."""
    if _STRANGE.search(text):
        return None
    found: list[Place] = []
    starts: list[int] = []
    depth, header, start = 0, -1, -1
    for edge in _EDGE.finditer(text):
        sign = edge[0]
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "{":
            if depth == 0 and header >= 0 and not _OTHER_BRACE.match(text, edge.start() - 1):
                start = edge.start()
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0 and start >= 0:
                inlined = _INLINE.search(text, header, start) is not None
                found.append(Place(start, edge.end(), inlined))
                header = start = -1
        elif depth == 0 and sign[0] not in '"/':
            starts.append(edge.start())
            header = edge.start() if sign in ("procedure", "implementation") else -1
    return Outline(tuple(found), tuple(starts))


def skeleton(text: str, places: Sequence[Place]) -> str:
    """What a text says outside of bodies, and in those that are inlined.

    Texts with different tokens there have different skeletons.
    """
    parts, last = [], 0
    for place in places:
        if not place.inlined:
            parts.append(plain(text[last : place.start]))
            last = place.end
    parts.append(plain(text[last:]))
    return _BODY.join(parts)


def plain(text: str) -> str:
    """A text without comments and with single spaces only."""
    if '"' in text or "//" in text or "/*" in text:
        text = _SPECIAL.sub(_protected, text)
    return " ".join(text.split())


def _protected(match: re.Match[str]) -> str:
    """A string whose spaces do not look like those between tokens; a space for a comment."""
    string: str | None = match[1]
    if string is None:
        return " "
    return _STRING + string.encode("unicode_escape").decode().replace(" ", "\\x20")


def emptied(text: str, places: Sequence[Place]) -> str:
    """`text` with nothing in these bodies; what remains stays in its place."""
    return blanked(text, [(place.start + 1, place.end - 1) for place in places])


def blanked(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """`text` with blanks in these ranges, which are in order; what remains stays in its place."""
    parts, last = [], 0
    for start, end in ranges:
        parts.append(text[last:start])
        parts.append(_BLANKS.sub(lambda match: " " * len(match[0]), text[start:end]))
        last = end
    parts.append(text[last:])
    return "".join(parts)
