"""Warnings about assumptions that contradict each other, each at the first one that is too much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from ivl.base.diagnostic import Diagnostic, Related, Severity
from ivl.base.source import NOWHERE, Span
from ivl.core.attributes import has_attribute
from ivl.core.proof_ids import proof_id
from ivl.core.statements import Assume
from ivl.diagnose.dependence import Part, names_in
from ivl.diagnose.unreachable import MESSAGE
from ivl.flow.bottlenecks import Bottleneck, bottlenecks, probe_behind, without_assertions
from ivl.flow.cfg import Cfg
from ivl.flow.graphs import predecessors
from ivl.flow.probes import Probe, probes

Refute: TypeAlias = Callable[[Cfg], tuple[str, ...] | None]
"""What a proof needed that no execution gets to the end of a graph; None if there is no proof."""
MESSAGES = {
    "requires": "no call meets this precondition: it contradicts what is known at the start",
    "ensures": "no execution returns from this call: what it ensures contradicts what is known",
    "call": "no execution returns from this call: what it ensures contradicts what is known",
    "invariant": "no execution gets behind this loop invariant: it contradicts what is known",
    "assert": "no execution gets behind this loop invariant: it contradicts what is known",
    "assume": "no execution gets behind this assumption: it contradicts what is known",
    "branch": "no execution goes this way: the condition contradicts what is known",
}
_KINDS = {"ensures": "call", "assert": "invariant", "requires": "precondition"}
WITH = "this is part of the contradiction"


def contradictions(cfg: Cfg, parts: Mapping[str, Part], refute: Refute) -> Iterator[Diagnostic]:
    """A warning for each place in `cfg`, which is acyclic, that nothing gets behind.

    Only the first such place on the way to others is told of. Assertions are not assumed to hold.
    """
    cfg = without_assertions(cfg)
    entering = predecessors(cfg.blocks)
    told: set[tuple[str, int]] = set()
    for probe in probes(cfg):
        needed = refute(probe.cfg)
        if needed is None:
            continue
        on_the_way = bottlenecks(cfg, probe, entering)
        if any((b.label, b.index) in told for b in on_the_way):
            continue
        found = None
        low, high = 0, len(on_the_way)
        while low < high:
            middle = (low + high) // 2
            answer = refute(probe_behind(cfg, on_the_way[middle], entering).cfg)
            if answer is None:
                low = middle + 1
            else:
                found, needed, high = on_the_way[middle], answer, middle
        if found is not None:
            told.add((found.label, found.index))
            if found.command is None:
                continue  # each way to it has a warning, or says that it ends
        yield _warning(found, probe, parts, needed)


def involved(
    parts: Mapping[str, Part], needed: Iterable[str], but: Span | None = None
) -> tuple[Related, ...]:
    """The places of the parts in `needed`, but for one of them."""
    names = names_in(parts, needed)
    spans = [part.span for name, part in parts.items() if name in names]
    return tuple([Related(WITH, span) for span in dict.fromkeys(spans) if span != but])


def _warning(
    found: Bottleneck | None,
    probe: Probe,
    parts: Mapping[str, Part],
    needed: tuple[str, ...],
) -> Diagnostic:
    if found is None or found.command is None:
        places = involved(parts, needed)
        return Diagnostic("sanity.unreachable", MESSAGE, probe.span, Severity.WARNING, places)
    kind, span = _culprit(found.command, parts)
    return Diagnostic(
        f"sanity.{_KINDS.get(kind, kind)}",
        MESSAGES[kind],
        span if span is not NOWHERE else probe.span,
        Severity.WARNING,
        involved(parts, needed, span),
    )


def _culprit(command: Assume, parts: Mapping[str, Part]) -> tuple[str, Span]:
    """What an assumption is, and where."""
    if has_attribute(command.attributes, "partition"):
        return "branch", command.span
    text = proof_id(command.attributes)
    names = names_in(parts, [text] if text else [])
    kinds = {parts[name].kind for name in names}
    for kind in ("call", "ensures", "requires", "invariant"):
        if kind in kinds:
            return kind, command.span
    return ("assert" if "assert" in kinds else "assume"), command.span
