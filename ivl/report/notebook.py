"""Programs, flow graphs and results as Jupyter shows them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ivl.base.deep import deep
from ivl.core import program as core
from ivl.flow.cfg import Cfg, PassiveCfg
from ivl.report.html.plain import message_html
from ivl.report.verdict import WORDING, findings, outcome_of, plural
from ivl.result import Outcome, Result
from ivl.syntax import ast

_PAPER = "background:#fff;color:#1b1f24;padding:.4em;"
_COLORS = {Outcome.VERIFIED: "#116329", Outcome.FAILED: "#b3121d"}
_UNDECIDED = "#7a5200"


def html(shown: object) -> str:
    """A program, a result or several results as HTML. Raises TypeError for anything else."""
    match shown:
        case ast.Program() | core.Program():
            return deep(lambda: _program(shown))
        case Result():
            return _paper(_result(shown))
        case tuple() | list():
            return _paper(_results(shown))
        case _:
            raise TypeError(f"{type(shown).__name__} has no HTML")


def svg(shown: Cfg | PassiveCfg) -> str | None:
    """A flow graph as SVG, None if it is too large for anybody to read."""
    from ivl.report.drawing import draw
    from ivl.report.drawn_graph import drawing_of

    (text,) = deep(lambda: draw([drawing_of(shown)]))
    return text.replace("<svg", '<svg style="background:#fff"', 1) or None


def _paper(content: str) -> str:
    return f'<div style="{_PAPER}">{content}</div>'


def _program(program: ast.Program | core.Program) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter

    from ivl.core.to_syntax import to_program
    from ivl.report.highlight import IvlLexer
    from ivl.syntax.printer import print_program

    written = program if isinstance(program, ast.Program) else to_program(program)
    formatter = HtmlFormatter(noclasses=True, style="default", cssstyles=_PAPER)
    text: str = highlight(print_program(written), IvlLexer(), formatter)
    return text


def _results(results: Iterable[Result]) -> str:
    rows = list(results)
    proved = sum(outcome_of(result) is Outcome.VERIFIED for result in rows)
    head = f"<p>{proved} of {plural(len(rows), 'implementation')} verified</p>"
    return head + "".join([_result(result) for result in rows])


def _result(result: Result) -> str:
    outcome = outcome_of(result)
    color = _COLORS.get(outcome, _UNDECIDED)
    spent = f"{plural(result.assertions, 'assertion')}, {result.seconds:.2f} s"
    title = (
        f'<b>{escape(result.name)}</b>: <span style="color:{color}">{WORDING[outcome]}</span>'
        f" ({spent})"
    )
    messages = "".join([message_html(f.diagnostic, f.times) for f in findings(result)])
    return f"<div>{title}{messages}</div>"
