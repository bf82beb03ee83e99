"""One HTML page about a run, which needs nothing else: no network, no other file."""

from __future__ import annotations

from ivl.report.run import Run


def document(run: Run) -> str:
    """The page. It can be read without JavaScript; with it, it shows paths, values, conditions."""
    from ivl.report.html.page import page

    return page(run)
