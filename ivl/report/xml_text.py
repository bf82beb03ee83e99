"""XML as text, from ElementTree, without what XML cannot say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ivl.base.source import Span
from ivl.report.places import position_of

_IMPOSSIBLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, tag: str, attributes: Mapping[str, str], text: str = "") -> Element:
    """A new element at the end of `parent`."""
    clean = {name: printable(value) for name, value in attributes.items()}
    element = SubElement(parent, tag, clean)
    if text:
        element.text = printable(text)
    return element


def printable(text: str) -> str:
    """`text` with characters that XML does not allow as ``\\u{...}``."""
    return _IMPOSSIBLE.sub(lambda m: f"\\u{{{ord(m[0]):x}}}", text)


def place(span: Span | None) -> dict[str, str]:
    """``file``, ``line`` and ``column`` of a place, nothing where there is none."""
    position = position_of(span)
    if position is None:
        return {}
    return {
        "file": position.file, "line": str(position.line), "column": str(position.column)
    }  # fmt: skip


def instant(seconds: float) -> datetime:
    """The time that is `seconds` after the epoch."""
    return datetime.fromtimestamp(seconds, UTC)


def written(root: Element) -> str:
    """The document with `root`, indented."""
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'
