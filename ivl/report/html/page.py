"""The page as a whole."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from itertools import zip_longest

from ivl.base.diagnostic import Severity
from ivl.base.node import node
from ivl.base.source import Span
from ivl.report.dependence import used_lines
from ivl.report.drawing import draw
from ivl.report.exhibit import Exhibit
from ivl.report.html.data import KINDS, Assertion, assertions, procedure_object, script_json
from ivl.report.html.places import Texts
from ivl.report.html.plain import details_html, inputs_html
from ivl.report.html.source import Emphasis, Mark, source_html
from ivl.report.run import Run
from ivl.report.verdict import (
    WORDING,
    closing,
    closing_program_errors,
    outcome_of,
    plural,
    summarize,
)
from ivl.result import Outcome, Result

SYMBOLS = {Outcome.VERIFIED: ("✓", "verified"), Outcome.FAILED: ("✗", "failed")}
UNDECIDED = ("?", "undecided")


@node
class Entry:
    """An implementation on the page; its assertions are number `first` and on."""

    number: int
    result: Result
    assertions: Sequence[Assertion]
    first: int
    exhibit: Exhibit | None


def page(run: Run) -> str:
    """One HTML page about `run`."""
    entries = _entries(run)
    texts = Texts(run)
    script, sheet = _asset("page.js"), _sheet()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    several = f"{len(run.files)} programs"
    title = escape(several if len(run.files) > 3 else ", ".join(run.files) or "ivl")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}: verification</title>
<style>
{sheet}</style>
</head>
<body>
<a class="skip" href="#program">Skip to the program</a>
<header><h1>{title}</h1><p class="summary {_state(run)}">{escape(_sentence(run))}</p></header>
<div class="columns">
{_navigation(entries)}
<main id="program" tabindex="-1">
{inputs_html(run)}{"".join(_sources(run, entries, texts))}
</main>
<section id="details" aria-label="Details" tabindex="-1"></section>
<section id="plain" aria-label="All results">
{"".join([details_html(e.number, e.result) for e in entries])}</section>
</div>
{"".join(_data(entries, texts))}<script>{script}</script>
</body>
</html>
"""


def _entries(run: Run) -> list[Entry]:
    found = []
    first = 0
    exhibits = run.exhibits[: len(run.results)]
    for number, (result, exhibit) in enumerate(zip_longest(run.results, exhibits)):
        checked = assertions(result)
        found.append(Entry(number, result, checked, first, exhibit))
        first += len(checked)
    return found


def _state(run: Run) -> str:
    if run.command != "verify" and not run.failed:
        return "undecided"
    return "verified" if _proved(run) else "failed"


def _proved(run: Run) -> bool:
    verified = run.command == "verify" and run.exit_code == 0
    return verified and not run.failed and summarize(run.results).proved


def _sentence(run: Run) -> str:
    if run.failed and not run.results:
        return closing_program_errors(run.diagnostics)
    if run.command != "verify":
        return "nothing was proved: the input was only checked"
    text = closing(summarize(run.results), run.seconds)
    told = [*run.diagnostics, *[d for result in run.results for d in result.diagnostics]]
    warnings = sum([d.severity is Severity.WARNING for d in told])
    more = f"; {plural(warnings, 'warning')}" if warnings else ""
    return f"stopped by errors; {text}{more}" if run.failed else f"{text}{more}"


def _navigation(entries: Sequence[Entry]) -> str:
    rows = "".join([_item(entry) for entry in entries])
    return (
        '<nav aria-label="Implementations"><label for="filter">Implementations</label>'
        '<input id="filter" type="search" placeholder="part of a name" autocomplete="off">'
        f'<ul id="index">{rows}</ul></nav>'
    )


def _item(entry: Entry) -> str:
    outcome = outcome_of(entry.result)
    symbol, style = SYMBOLS.get(outcome, UNDECIDED)
    return (
        f'<li><a href="#p{entry.number}" data-key="p{entry.number}" class="{style}">'
        f'<span aria-hidden="true">{symbol}</span> <span class="name">'
        f'{escape(entry.result.name)}</span><span class="hidden">: {WORDING[outcome]}</span>'
        "</a></li>"
    )


def _sources(run: Run, entries: Sequence[Entry], texts: Texts) -> Iterator[str]:
    marks: dict[str, list[Mark]] = {}
    emphases: dict[int, list[Emphasis]] = {n: [] for n in range(len(texts.sources))}

    def add(span: Span | None, outcome: Outcome, what: str, number: int, key: str) -> None:
        line = texts.line(span)
        if span is None or not line:
            return
        symbol, style = SYMBOLS.get(outcome, UNDECIDED)
        title = f"{what}: {WORDING[outcome]}"
        kind = f"{style} whole" if key[0] == "p" else style
        marks.setdefault(line, []).append(Mark(symbol, kind, title, f"p{number}", key))
        emphases[int(line.partition("-")[0])].append(Emphasis(span.start, span.end, key))

    def warn(span: Span | None, message: str, target: str, key: str = "") -> None:
        if line := texts.line(span):
            marks.setdefault(line, []).append(Mark("!", "undecided", message, target, key))

    for diagnostic in run.diagnostics:
        warn(diagnostic.span, diagnostic.message, "inputs")
    for entry in entries:
        result = entry.result
        for diagnostic in result.diagnostics:
            if diagnostic.severity is Severity.WARNING:
                p = f"p{entry.number}"
                warn(diagnostic.span, diagnostic.message, p, p)
        key = f"p{entry.number}"
        add(result.implementation.span, outcome_of(result), result.name, entry.number, key)
        for n, assertion in enumerate(entry.assertions, entry.first):
            what = KINDS.get(assertion.kind, assertion.kind)
            add(assertion.span, assertion.outcome, what, entry.number, f"a{n}")
    lines = used_lines([entry.result for entry in entries]).values()
    used = {texts.line(span): used for used, span in lines}
    for number, source in enumerate(texts.sources):
        yield source_html(number, source, marks, emphases[number], used)


def _data(entries: Sequence[Entry], texts: Texts) -> Iterator[str]:
    """The objects for the script, each to be read when it is needed."""
    drawings = [e.exhibit.drawing for e in entries if e.exhibit is not None]
    drawn = iter(draw(drawings))
    backgrounds: dict[str, int] = {}
    for e in entries:
        svg = "" if e.exhibit is None else next(drawn)
        found = procedure_object(e.result, e.assertions, e.first, texts, e.exhibit, svg)
        if e.exhibit is not None:
            found["background"] = backgrounds.setdefault(e.exhibit.background, len(backgrounds))
        yield _script(f"data-p{e.number}", found)
    for text, number in backgrounds.items():
        yield _script(f"background-{number}", text)
    counts = [[e.first, len(e.assertions)] for e in entries]
    yield _script("entries", counts)


def _script(name: str, found: object) -> str:
    return f'<script type="application/json" id="{name}">{script_json(found)}</script>\n'


def _asset(name: str) -> str:
    from importlib.resources import files

    return files("ivl.report").joinpath("assets", name).read_text(encoding="utf-8")


def _sheet() -> str:
    from ivl.report.highlight import style

    dark = f"@media (prefers-color-scheme: dark) {{\n{style(True, '.source')}\n}}\n"
    return _asset("page.css") + style(False, ".source") + "\n" + dark
