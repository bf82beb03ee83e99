"""What the page's script knows: one JSON object for each implementation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ivl.base.counterexample import Step, StepKind
from ivl.base.diagnostic import Diagnostic, Related
from ivl.base.node import node, replace
from ivl.base.replay import Replay
from ivl.base.source import Span
from ivl.core.value_text import binding_text
from ivl.report.exhibit import Exhibit
from ivl.report.html.places import Texts
from ivl.report.html.plain import is_sure
from ivl.report.places import colon_place
from ivl.report.replay_lines import failed_parts, part_lines
from ivl.report.steps import step_lines
from ivl.report.verdict import WORDING, findings, outcome_of
from ivl.result import AssertionVerdict, Outcome, Result

LONGEST = 200_000
"""A condition of more characters is cut."""
KINDS = {
    "assert": "assertion",
    "precondition": "precondition of a call",
    "postcondition": "postcondition",
    "invariant.entry": "loop invariant on entry",
    "invariant.maintained": "loop invariant after a round",
    "measure": "measure",
    "bound": "bound of the search",
}
_WORST = (
    Outcome.FAILED,
    Outcome.SOLVER_ERROR,
    Outcome.OUT_OF_MEMORY,
    Outcome.OUT_OF_RESOURCE,
    Outcome.TIMEOUT,
    Outcome.UNKNOWN,
    Outcome.NOT_CHECKED,
    Outcome.VERIFIED,
)


@node
class Assertion:
    """All verdicts on one assertion, wherever in the flow graph it stands, as one.

    `messages` are indices into the messages of the implementation.
    """

    kind: str
    span: Span | None
    outcome: Outcome
    seconds: float
    splits: tuple[str, ...]
    messages: tuple[int, ...]


def assertions(result: Result) -> list[Assertion]:
    """The assertions of `result` that stand somewhere, in the order of the text."""
    grouped: dict[tuple[str, Span | None, Span | None], list[AssertionVerdict]] = {}
    for verdict in result.verdicts:
        key = (verdict.kind, verdict.span, verdict.declared)
        grouped.setdefault(key, []).append(verdict)
    messages = [f.diagnostic for f in findings(result)]
    found = [_assertion(same, messages) for same in grouped.values()]
    return sorted(found, key=_order)


def _order(assertion: Assertion) -> tuple[int, int, str]:
    start, end = (0, 0) if assertion.span is None else assertion.span[1:]
    return start, end, assertion.kind


def _assertion(same: Sequence[AssertionVerdict], messages: Sequence[Diagnostic]) -> Assertion:
    one = same[0]
    return Assertion(
        one.kind,
        one.declared if one.span is None or one.kind == "postcondition" else one.span,
        min([v.outcome for v in same], key=_WORST.index),
        max([v.seconds for v in same]),
        tuple(dict.fromkeys([v.split for v in same])),
        tuple([n for n, message in enumerate(messages) if _is_about(message, one)]),
    )


def _is_about(message: Diagnostic, verdict: AssertionVerdict) -> bool:
    if message.kind != f"verify.{verdict.kind}":
        return False
    if verdict.span is not None and message.span != verdict.span:
        return False
    places = [message.span, *[related.span for related in message.related]]
    return verdict.declared is None or verdict.declared in places or not message.related


def script_json(found: object) -> str:
    """JSON that can stand in a ``<script>``: no text in it ends that, or starts a comment."""
    text = json.dumps(found, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def procedure_object(
    result: Result,
    checked: Sequence[Assertion],
    first: int,
    texts: Texts,
    exhibit: Exhibit | None,
    svg: str,
) -> dict[str, Any]:
    """What there is to know of an implementation, whose assertions are `first` and on."""
    return {
        "name": result.name,
        "outcome": WORDING[outcome_of(result)],
        "line": texts.line(result.implementation.span),
        "seconds": result.seconds,
        "solver": result.solver_seconds,
        "resource": result.resource,
        "first": first,
        "assertions": [
            {
                "kind": KINDS.get(a.kind, a.kind),
                "place": colon_place(a.span),
                "line": texts.line(a.span),
                "outcome": WORDING[a.outcome],
                "seconds": a.seconds,
                "splits": list(a.splits),
                "messages": list(a.messages),
            }
            for a in checked
        ],
        "messages": [_message(f.diagnostic, f.times, texts, exhibit) for f in findings(result)],
        "uses": [
            {
                "name": part.name,
                "kind": part.kind,
                "place": colon_place(part.span),
                "line": texts.line(part.span),
                "used": part.used,
            }
            for part in result.parts or ()
        ],
        "svg": svg,
        "blocks": [] if exhibit is None else [_lines(spans, texts) for spans in exhibit.places],
        "conditions": [] if exhibit is None else [_condition(*c) for c in exhibit.conditions],
    }


def _message(
    diagnostic: Diagnostic, times: int, texts: Texts, exhibit: Exhibit | None
) -> dict[str, Any]:
    labels = {} if exhibit is None else _labels(exhibit)
    example, replay = diagnostic.counterexample, diagnostic.replay
    steps: Sequence[Step] = () if example is None else example.steps
    if replay is not None and replay.steps:
        steps = _in_blocks(replay.steps, diagnostic.trace, labels, texts, exhibit)
    return {
        "kind": diagnostic.kind,
        "severity": diagnostic.severity.value,
        "text": diagnostic.message,
        "times": times,
        "place": colon_place(diagnostic.span),
        "line": texts.line(diagnostic.span),
        "related": _places(diagnostic.related, texts),
        "trace": [
            {"label": r.message, "line": texts.line(r.span), "block": labels.get(r.message, -1)}
            for r in diagnostic.trace
        ],
        "sure": is_sure(diagnostic),
        "steps": [
            {"lines": list(step_lines(s)), "line": texts.line(s.span), "block": s.block}
            for s in steps
        ],
        "parts": list(part_lines(failed_parts(diagnostic))),
        "replay": None if replay is None else _replay(replay, texts),
    }


def _in_blocks(
    steps: Sequence[Step],
    trace: Sequence[Related],
    labels: Mapping[str, int],
    texts: Texts,
    exhibit: Exhibit | None,
) -> Sequence[Step]:
    """The steps of an execution with the blocks on the path that they are in.

    If the execution takes another way, such as through all rounds of a loop, it has no blocks.
    """
    if exhibit is None:
        return steps
    lines = [
        set(_lines(exhibit.places[labels[r.message]], texts)) if r.message in labels else set()
        for r in trace
    ]
    block = 0
    found = []
    for step in steps:
        if step.kind is StepKind.START:
            found.append(step)
            continue
        line = texts.line(step.span)
        while step.kind is not StepKind.FAILURE and block < len(lines) and line not in lines[block]:
            block += 1
        if block == len(lines):
            return steps
        last = len(lines) - 1
        found.append(replace(step, block=last if step.kind is StepKind.FAILURE else block))
    return found


def _replay(replay: Replay, texts: Texts) -> dict[str, Any]:
    return {
        "verdict": replay.verdict.value,
        "reason": replay.reason,
        "blamed": _places(replay.blamed, texts),
        "inputs": [binding_text(binding) for binding in replay.inputs],
    }


def _places(related: Sequence[Related], texts: Texts) -> list[dict[str, str]]:
    return [
        {"text": r.message, "place": colon_place(r.span), "line": texts.line(r.span)}
        for r in related
    ]


def _labels(exhibit: Exhibit) -> dict[str, int]:
    return {block[0].rstrip(":"): n for n, block in enumerate(exhibit.drawing.blocks)}


def _lines(spans: Sequence[Span], texts: Texts) -> list[str]:
    return list(dict.fromkeys([line for span in spans for line in texts.lines(span)]))


def _condition(name: str, text: str) -> dict[str, str]:
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}\n; … {len(text) - LONGEST} more characters\n"
    return {"name": name, "text": text}
