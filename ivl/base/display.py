"""How Jupyter shows things: what draws them is found by name, and only when it is needed."""

from __future__ import annotations

from importlib import import_module

_HOME = "ivl.report.notebook"


def as_html(shown: object) -> str:
    """``_repr_html_`` of a class: see `ivl.report.notebook.html`."""
    text: str = import_module(_HOME).html(shown)
    return text


def as_svg(shown: object) -> str | None:
    """``_repr_svg_`` of a class: see `ivl.report.notebook.svg`."""
    text: str | None = import_module(_HOME).svg(shown)
    return text
