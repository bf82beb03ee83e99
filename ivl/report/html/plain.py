"""All results as HTML that needs no script."""

from __future__ import annotations

from html import escape

from ivl.base.diagnostic import Diagnostic
from ivl.base.replay import ReplayVerdict
from ivl.core.value_text import binding_text
from ivl.report.places import colon_place
from ivl.report.pretty import CANDIDATE
from ivl.report.replay_lines import failed_parts, part_lines
from ivl.report.run import Run
from ivl.report.steps import step_lines
from ivl.report.verdict import WORDING, findings, outcome_of, plural
from ivl.result import Result


def inputs_html(run: Run) -> str:
    """What there is to say of the input itself."""
    if not run.diagnostics:
        return ""
    items = "".join([message_html(d, 1) for d in run.diagnostics])
    return (
        f'<section id="inputs" aria-label="The program"><h2>About the program</h2>{items}</section>'
    )


def details_html(number: int, result: Result) -> str:
    """What there is to say of an implementation."""
    outcome = WORDING[outcome_of(result)]
    spent = f"{result.seconds:.2f} s, {result.solver_seconds:.2f} s of it in the solver"
    messages = "".join([message_html(f.diagnostic, f.times) for f in findings(result)])
    return (
        f'<article id="p{number}"><h2>{escape(result.name)}</h2>'
        f"<p>{outcome}: {plural(result.assertions, 'assertion')} in {spent}</p>"
        f"{messages}</article>\n"
    )


def message_html(diagnostic: Diagnostic, times: int) -> str:
    """A message with its path, and the values on it."""
    place = colon_place(diagnostic.span)
    often = f" ({times} times)" if times > 1 else ""
    lines = [f"{place}{': ' if place else ''}{diagnostic.message} [{diagnostic.kind}]{often}"]
    lines += [f"{colon_place(r.span)}: {r.message}" for r in diagnostic.related]
    replay = diagnostic.replay
    if replay is not None:
        lines.append(
            f"replay: {replay.verdict.value}{': ' if replay.reason else ''}{replay.reason}"
        )
        lines += [f"{colon_place(r.span)}: {r.message}" for r in replay.blamed]
        if replay.inputs:
            lines.append(f"fails for {', '.join([binding_text(b) for b in replay.inputs])}")
    lines += [f"  {line}" for line in part_lines(failed_parts(diagnostic))]
    below: dict[int, list[str]] = {}
    if diagnostic.counterexample is not None:
        if not is_sure(diagnostic):
            lines.append(f"values: {CANDIDATE}")
        for step in diagnostic.counterexample.steps:
            below.setdefault(step.block, []).extend([f"  {s}" for s in step_lines(step)])
    lines += below.get(-1, [])
    for block, related in enumerate(diagnostic.trace):
        lines.append(f"path: {colon_place(related.span)}: {related.message}")
        lines += below.get(block, [])
    text = escape("\n".join(lines))
    return f'<pre class="message {diagnostic.severity.value}">{text}</pre>'


def is_sure(diagnostic: Diagnostic) -> bool:
    """Whether the values shown are known to make the assertion fail."""
    if diagnostic.replay is not None:
        return diagnostic.replay.verdict in (ReplayVerdict.REFUTED, ReplayVerdict.WEAK_CONTRACT)
    return diagnostic.counterexample is None or diagnostic.counterexample.complete
