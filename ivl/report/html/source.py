"""The texts of programs in colours, with verdicts in the margin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from ivl.base.node import node
from ivl.base.source import Source
from ivl.report.highlight import colored


@node
class Mark:
    """A verdict in the margin of a line; `title` says what it is about."""

    symbol: str
    style: str
    title: str
    target: str
    """The id of what tells more, without JavaScript."""
    key: str
    """What the page's script knows it by: ``p3`` or ``a12``, or ``""``."""


@node
class Emphasis:
    """The characters from `start` to `end` are those of what the script calls `key`."""

    start: int
    end: int
    key: str


def source_html(
    number: int,
    source: Source,
    marks: Mapping[str, Sequence[Mark]],
    emphases: Iterable[Emphasis],
    used: Mapping[str, bool],
) -> str:
    """`source`, the page's text `number`; `marks` and `used` are by line: see `Texts`.

    `used` says of lines that a proof could need whether one did.
    """
    rows = []
    for row, pieces in enumerate(_rows(source, list(emphases)), 1):
        line = f"{number}-{row}"
        signs = "".join([_mark(mark) for mark in marks.get(line, ())])
        rows.append(
            f'<div class="line" id="L{line}"><span class="number">{row}</span>'
            f'{_used(used.get(line))}<span class="marks">{signs}</span>'
            f"<code>{''.join(pieces)}</code></div>"
        )
    return (
        f'<section class="file" aria-label="{escape(source.name)}">'
        f"<h2>{escape(source.name)}</h2>"
        f'<div class="source">{"".join(rows)}</div></section>'
    )


def _mark(mark: Mark) -> str:
    key = f' data-key="{mark.key}"' if mark.key else ""
    return (
        f'<a class="mark {mark.style}" href="#{mark.target}"{key}'
        f' title="{escape(mark.title)}" aria-label="{escape(mark.title)}">{mark.symbol}</a>'
    )


def _used(used: bool | None) -> str:
    if used is None:
        return '<span class="used"></span>'
    if used:
        return '<span class="used needed" title="a proof needed this">+</span>'
    return '<span class="used spare" title="no proof needed this">\N{MINUS SIGN}</span>'


def _rows(source: Source, emphases: Sequence[Emphasis]) -> Iterator[list[str]]:
    """The HTML of each line, in pieces."""
    starts: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for emphasis in emphases:
        starts.setdefault(emphasis.start, []).append(emphasis.key)
        ends.setdefault(emphasis.end, []).append(emphasis.key)
    cuts = sorted({*starts, *ends})
    row: list[str] = []
    open_: dict[str, None] = {}
    at = next_cut = 0
    for style, token in colored(source.name, source.text):
        while token:
            while next_cut < len(cuts) and cuts[next_cut] <= at:
                for key in ends.get(cuts[next_cut], ()):
                    open_.pop(key, None)
                open_.update(dict.fromkeys(starts.get(cuts[next_cut], ())))
                next_cut += 1
            room = cuts[next_cut] - at if next_cut < len(cuts) else len(token)
            newline = token.find("\n")
            length = min(room, len(token) if newline < 0 else max(newline, 1))
            piece, token = token[:length], token[length:]
            at += length
            if piece == "\n":
                yield row
                row = []
            else:
                row.append(_piece(piece, style, open_))
    yield row


def _piece(text: str, style: str, keys: Iterable[str]) -> str:
    classes = " ".join([c for c in (style, *[f"e-{key}" for key in keys]) if c])
    shown = escape(text.replace("\r", ""))
    return f'<span class="{classes}">{shown}</span>' if classes else shown
