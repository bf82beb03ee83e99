"""Which parts of a program a proof needed, and which it could have needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ivl.base.node import node
from ivl.base.source import Span
from ivl.core import program as core
from ivl.core import proof_ids
from ivl.core.expressions import Attributes
from ivl.core.map_statements import walk_statements
from ivl.core.proof_ids import proof_id
from ivl.core.statements import Assert, Assume, Call, While
from ivl.flow.cfg import PassiveCfg
from ivl.result import ProofPart

_ROLES = (
    proof_ids.ESTABLISHED,
    proof_ids.MAINTAINED,
    proof_ids.ASSUMED_IN_BODY,
    proof_ids.REQUIRED,
    proof_ids.REQUIRED_ASSUMED,
    proof_ids.ENSURED,
)
_PATTERNS = [re.compile(re.escape(role).replace(r"\{\}", "(.+)"), re.DOTALL) for role in _ROLES]


@node
class Part:
    """What ``{:id}`` is on: ``axiom``, ``requires``, ``ensures``, ``invariant``, ..."""

    kind: str
    span: Span


def parts_of(program: core.Program) -> dict[str, Part]:
    """The parts of `program` that have names, in the order of declarations."""
    found: dict[str, Part] = {}

    def add(attributes: Attributes, kind: str, span: Span) -> None:
        text = proof_id(attributes)
        if text is not None:
            found.setdefault(text, Part(kind, span))

    for axiom in program.axioms:
        add(axiom.attributes, "axiom", axiom.span)
    for procedure in program.procedures:
        for clause in procedure.requires:
            add(clause.attributes, "requires", clause.span)
        for clause in procedure.ensures:
            add(clause.attributes, "ensures", clause.span)
    for implementation in program.implementations:
        for statement in walk_statements(implementation.body):
            match statement:
                case Assert():
                    add(statement.attributes, "assert", statement.span)
                case Assume():
                    add(statement.attributes, "assume", statement.span)
                case Call():
                    add(statement.attributes, "call", statement.span)
                case While(_, invariants):
                    for invariant in invariants:
                        add(invariant.attributes, "invariant", invariant.span)
                case _:
                    pass
    return found


def dependence(
    parts: Mapping[str, Part], passive: PassiveCfg, axioms: Iterable[str], needed: Iterable[str]
) -> tuple[ProofPart, ...]:
    """The `parts` that a proof about `passive` could have needed, and whether it did.

    `axioms` are the names of the axioms, `needed` the names in the unsatisfiable core.
    """
    texts = [proof_id(c.attributes) for b in passive.blocks.values() for c in b.commands]
    could = names_in(parts, [*axioms, *[text for text in texts if text is not None]])
    did = names_in(parts, needed)
    return tuple(
        [
            ProofPart(name, part.kind, part.span, name in did)
            for name, part in parts.items()
            if name in could
        ]
    )


def names_in(parts: Mapping[str, Part], texts: Iterable[str]) -> set[str]:
    """The names of parts in `texts`, each of which is one or tells of a use of some."""
    found: set[str] = set()
    for text in texts:
        if text in parts:
            found.add(text)
            continue
        for pattern in _PATTERNS:
            matched = pattern.fullmatch(text)
            if matched is not None:
                found.update([name for name in matched.groups() if name in parts])
    return found
